package server

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"sync"
	"time"
)

// notices tells the operator what is wrong with the deployment, never who called or what for. There is no access log.
// One kind of notice is given once per noticeEvery, because how often something is asked is nobody's business either.
type notices struct {
	clock Clock
	out   io.Writer
	mu    sync.Mutex
	last  map[string]time.Time
}

func newNotices(clock Clock, out io.Writer) *notices {
	return &notices{clock: clock, out: out, last: map[string]time.Time{}}
}

// identifying is what could name an object, a locator or a peer if an error from below held one against its contract.
var identifying = regexp.MustCompile(`(?i)[0-9a-f]{16,}|\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b|\[?[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,}(%\w+)?\]?(:\d+)?`)

// tell writes one line: the kind, which is a constant, and the detail without whatever could identify anything.
func (n *notices) tell(kind string, detail error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.clock.Now()
	if last, told := n.last[kind]; told && now.Sub(last) < noticeEvery {
		return
	}
	n.last[kind] = now // the kinds are constants of this package, so the map stays small
	line := "larkspurd: " + kind
	if detail != nil {
		line += ": " + identifying.ReplaceAllString(fmt.Sprint(detail), "(withheld)")
	}
	fmt.Fprintln(n.out, line)
}

// connectionTroubles takes what net/http logs about connections. Those lines name the peer, so only their kind passes,
// and that only where an operator can act on it: what a caller does wrong is not written down at all.
type connectionTroubles struct{ *notices }

var (
	acceptTrouble = []byte("http: Accept error")
	panicTrouble  = []byte("http: panic serving")
)

func (t connectionTroubles) Write(line []byte) (int, error) {
	switch {
	case bytes.HasPrefix(line, acceptTrouble):
		t.tell("connections could not be accepted (too many open files?)", nil)
	case bytes.HasPrefix(line, panicTrouble):
		t.tell("a call ended in a defect of the server", nil)
	}
	return len(line), nil
}

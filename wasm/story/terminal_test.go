//go:build unix

package story

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// terminal is a run of the command line, with somebody who reads what it prints and types.
type terminal struct {
	t      *testing.T
	typing io.WriteCloser
	mu     sync.Mutex
	out    bytes.Buffer
	read   int // of out: what was waited for already
	ended  chan error
}

func (x *terminal) Write(b []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.out.Write(b)
}

func (x *terminal) text() string { x.mu.Lock(); defer x.mu.Unlock(); return x.out.String() }

// runs starts the program, until the test ends.
func runs(t *testing.T, program string, args ...string) *terminal {
	t.Helper()
	x := &terminal{t: t, ended: make(chan error, 1)}
	cmd := exec.Command(program, args...)
	cmd.Env = []string{"TZ=UTC"}
	cmd.Stdout, cmd.Stderr = x, x
	var err error
	if x.typing, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() { x.ended <- cmd.Wait(); close(gone) }()
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-gone })
	return x
}

// reads waits for what fits, after what was read, and returns what stands in its groups.
func (x *terminal) reads(pattern string) []string {
	x.t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	for begun := time.Now(); time.Since(begun) < 30*time.Second; time.Sleep(10 * time.Millisecond) {
		all := x.text()[x.read:]
		if at := re.FindStringSubmatchIndex(all); at != nil {
			x.read += at[1]
			return re.FindStringSubmatch(all)
		}
	}
	x.t.Fatalf("the terminal waits in vain for %q; it printed:\n%s", pattern, x.text())
	return nil
}

func (x *terminal) types(format string, args ...any) {
	x.t.Helper()
	if _, err := fmt.Fprintf(x.typing, format+"\n", args...); err != nil {
		x.t.Fatal(err)
	}
}

// ends waits until it has ended in good order.
func (x *terminal) ends() {
	x.t.Helper()
	select {
	case err := <-x.ended:
		if err != nil {
			x.t.Errorf("the terminal ended with %v; it printed:\n%s", err, x.text())
		}
	case <-time.After(30 * time.Second):
		x.t.Errorf("the terminal goes on; it printed:\n%s", x.text())
	}
}

// shows waits until the terminal is shown a text.
func (x *terminal) shows(text string) {
	x.t.Helper()
	for begun := time.Now(); time.Since(begun) < 30*time.Second; {
		x.types("show") // of a plan that has not come, nothing is shown
		time.Sleep(300 * time.Millisecond)
		if strings.Contains(x.text(), text) {
			return
		}
	}
	x.t.Fatalf("the terminal is not shown %q; it printed:\n%s", text, x.text())
}

package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/wire"
)

// keeping is a relay that keeps what it is given.
type keeping struct {
	full    bool
	mayJoin []func() bool
	done    []func()
}

func (k *keeping) Serve(_ http.ResponseWriter, _ *http.Request, mayJoin func() bool, done func()) bool {
	if k.full {
		return false
	}
	k.mayJoin, k.done = append(k.mayJoin, mayJoin), append(k.done, done)
	return true
}
func (k *keeping) Close() {}

// knock asks for a link as a browser does, and returns the status; 200 is what a recorder has when nothing was answered.
func knock(s *Server, from string, change func(*http.Request)) int {
	r := httptest.NewRequest(http.MethodGet, wire.PathLive, nil)
	for k, v := range map[string]string{
		"Connection": "keep-alive, Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
	} {
		r.Header.Set(k, v)
	}
	r.RemoteAddr = from
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code
}

func newLive(t *testing.T, k *keeping) *Server {
	t.Helper()
	s, err := New(Config{Realm: "r", Live: k}, failing{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// One source has so many links and no more, another has its own, and one that ended makes room.
func TestLinksOfOneSourceAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &keeping{}
		s := newLive(t, k)
		open := func(from string) (n int) {
			for range 2 * sourceLive {
				if knock(s, from, nil) == http.StatusOK {
					n++
				}
				time.Sleep(time.Second / 10)
			}
			return n
		}
		if n := open("192.0.2.1:1"); n != sourceLive {
			t.Errorf("one source has %d", n)
		}
		if n := open("[2001:db8::1]:1"); n != sourceLive {
			t.Errorf("another has %d", n)
		}
		k.done[0]()
		if a, b := knock(s, "192.0.2.1:2", nil), knock(s, "192.0.2.1:3", nil); a != http.StatusOK || b != http.StatusServiceUnavailable {
			t.Errorf("after one has ended: %d, %d", a, b)
		}
		if n := open("127.0.0.1:1"); n != 2*sourceLive {
			t.Errorf("of this machine, which is a proxy, %d", n)
		}
		for _, done := range k.done {
			done()
		}
	})
}

// Whoever tries rooms is slowed down, alone, and not for secret rooms, of which the relay does not ask.
func TestJoinsOfOneSourceAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &keeping{}
		s := newLive(t, k)
		for _, from := range []string{"192.0.2.1:1", "192.0.2.1:2", "192.0.2.9:1", "127.0.0.1:1"} {
			knock(s, from, nil)
		}
		count := func(which ...int) (n int) {
			for range 1000 {
				for _, w := range which {
					if k.mayJoin[w]() {
						n++
					}
				}
			}
			return n
		}
		if n := count(0, 1); n != sourceJoins {
			t.Errorf("one source joined %d rooms", n)
		}
		if n := count(2); n != sourceJoins {
			t.Errorf("another joined %d", n)
		}
		if n := count(3); n != 1000 {
			t.Errorf("a proxy on this machine joined %d", n)
		}
		n := 0
		for range 3600 {
			time.Sleep(time.Second)
			n += count(0)
		}
		if want := 3600 * sourceJoinRate; float64(n) > want+1 || float64(n) < want-1 {
			t.Errorf("in an hour it joined %d more", n)
		}
		if knock(s, "192.0.2.1:3", nil); !k.mayJoin[4]() {
			t.Error("a salt does not forget")
		}
	})
}

// A relay that takes no more, HTTP/2, and calls beyond the budget are refused, and leave nothing counted.
func TestALinkThatIsNotTakenIsNotCounted(t *testing.T) {
	k := &keeping{full: true}
	s := newLive(t, k)
	for range 3 * sourceLive {
		if got := knock(s, "192.0.2.1:1", nil); got != http.StatusServiceUnavailable {
			t.Fatalf("a full relay: %d", got)
		}
	}
	k.full = false
	if got := knock(s, "192.0.2.1:1", nil); got != http.StatusOK {
		t.Errorf("when it is not full any more: %d", got)
	}
	if got := knock(s, "192.0.2.1:1", func(r *http.Request) { r.ProtoMajor, r.ProtoMinor = 2, 0 }); got != http.StatusBadRequest {
		t.Errorf("over HTTP/2: %d", got)
	}
	live := &liveService{s.config, newBudgets(systemClock{}, 1, true)}
	refused := 0
	for i := range 100 {
		if _, ok := live.budgets.connect(netip.MustParseAddr(fmt.Sprintf("192.0.2.%d", i))); !ok {
			refused++
		}
	}
	if refused < 100-2*burstSeconds {
		t.Errorf("the common budget refuses %d of 100", refused)
	}
}

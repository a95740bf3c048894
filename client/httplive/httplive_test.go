//go:build !js

package httplive_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"larkspur/client/httplive"
	"larkspur/client/httppage"
	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/link"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

var ana = live.Card{Name: "Ana", Org: "FJC", Role: "advocate", Reporter: "no"}

// side is what one end has heard, and a bell for whoever waits.
type side struct {
	mu      sync.Mutex
	changed chan struct{}
	heard   strings.Builder
}

func newSide() *side { return &side{changed: make(chan struct{}, 1)} }

func (s *side) ring() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

func (s *side) put(m []byte) {
	s.mu.Lock()
	s.heard.Write(m)
	s.mu.Unlock()
	s.ring()
}

func (s *side) text() string { s.mu.Lock(); defer s.mu.Unlock(); return s.heard.String() }

// until waits for something to be so.
func (s *side) until(t *testing.T, what string, is func() bool) {
	t.Helper()
	late := time.After(time.Minute)
	for !is() {
		select {
		case <-s.changed:
		case <-time.After(50 * time.Millisecond):
		case <-late:
			t.Fatal("waited in vain for", what)
		}
	}
}

func config(t *testing.T, server *servertest.Server, s *side) call.Config {
	t.Helper()
	line, err := httplive.New(server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	return call.Config{Line: line, Realm: server.Realm, Random: rand.Reader, Changed: s.ring, Joint: s.put}
}

func newCode(t *testing.T) link.Code {
	t.Helper()
	c, err := link.NewCode(phrase.Spanish, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// meet has a host let a guest in, over the relay of a server.
func meet(t *testing.T, server *servertest.Server) (host *call.HostCall, guest *call.GuestCall, hers, his *side) {
	t.Helper()
	return meetOver(t, server, func(*call.Config) {})
}

// meetOver is meet for a host with another line.
func meetOver(t *testing.T, server *servertest.Server, over func(*call.Config)) (host *call.HostCall, guest *call.GuestCall, hers, his *side) {
	t.Helper()
	hers, his = newSide(), newSide()
	cfg := config(t, server, hers)
	over(&cfg)
	host = call.Invite(t.Context(), cfg, newCode(t))
	connected := func() (is bool) { host.Do(func() { is = host.Connected() }); return is }
	hers.until(t, "the code to be good", connected)
	guest, err := call.Knock(t.Context(), config(t, server, his), host.Code(), ana)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	his.until(t, "the words", func() bool {
		guest.Do(func() {
			if guest.Guest() != nil {
				words = guest.Guest().Words()
			}
		})
		return words != nil
	})
	hers.until(t, "the card", func() (is bool) {
		host.Do(func() { is = host.Host() != nil && host.Host().Stage() == live.Waiting })
		return is
	})
	host.Do(func() {
		h := host.Host()
		err = errors.Join(h.Choose(slices.IndexFunc(h.Choices(), func(w []string) bool { return slices.Equal(w, words) })),
			h.LetIn(live.Terms{Until: time.Now().Add(live.Hour), Parts: []live.Part{{Section: plan.ID{1}, Right: live.Edit}}}, time.Now()))
	})
	if err != nil {
		t.Fatal(err)
	}
	his.until(t, "the terms", func() (is bool) { guest.Do(func() { is = guest.Guest().Stage() == live.Open }); return is })
	return host, guest, hers, his
}

// Two ends over the relay of a real server, which is stopped in the middle and comes back: all that was said arrives, once and
// in order, and the end is heard.
func TestALinkOverARealRelay(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	host, guest, hers, his := meet(t, server)
	const all = "abcdefghijkl"
	for i, letter := range all {
		host.Do(func() { _ = host.Host().Say([]byte(string(letter))) })
		guest.Do(func() { _ = guest.Guest().Say([]byte(strings.ToUpper(string(letter)))) })
		if i == 5 {
			server.Restart()
		}
		time.Sleep(100 * time.Millisecond)
	}
	hers.until(t, "all that the guest said", func() bool { return hers.text() == strings.ToUpper(all) })
	his.until(t, "all that the host said", func() bool { return his.text() == all })
	host.Do(func() { host.Host().End(time.Now()) })
	<-guest.Done()
	<-host.Done()
	if host.Err() != nil || guest.Err() != nil {
		t.Error(host.Err(), guest.Err())
	}
	hers.until(t, "the relay to hold nothing", func() bool { connections, rooms := server.Links(); return connections+rooms == 0 })
}

// The relay answers in place of a host that is not there, and that is no host: the guest learns that nobody answered.
func TestNobodyAtACode(t *testing.T) {
	t.Parallel() // it is three quarters of a minute until the relay has answered
	server := servertest.Start(t, servertest.Options{})
	s := newSide()
	guest, err := call.Knock(t.Context(), config(t, server, s), newCode(t), ana)
	if err != nil {
		t.Fatal(err)
	}
	<-guest.Done()
	if !errors.Is(guest.Err(), call.ErrNobody) {
		t.Error(guest.Err())
	}
}

// A server that answers something else, or nothing, makes no connection.
func TestAnswersThatAreNone(t *testing.T) {
	for name, answer := range map[string]func(ctx context.Context, ws *websocket.Conn){
		"text": func(ctx context.Context, ws *websocket.Conn) {
			_ = ws.Write(ctx, websocket.MessageText, make([]byte, wire.FrameSize))
		},
		"too short": func(ctx context.Context, ws *websocket.Conn) {
			_ = ws.Write(ctx, websocket.MessageBinary, make([]byte, 511))
		},
		"too long": func(ctx context.Context, ws *websocket.Conn) {
			_ = ws.Write(ctx, websocket.MessageBinary, make([]byte, 513))
		},
		"not joined": func(ctx context.Context, ws *websocket.Conn) {
			_ = ws.Write(ctx, websocket.MessageBinary, append(make([]byte, 511), 1))
		},
		"closed":      func(ctx context.Context, ws *websocket.Conn) { _ = ws.Close(websocket.StatusPolicyViolation, "") },
		"only joined": nil,
	} {
		url := accepts(t, func(ctx context.Context, ws *websocket.Conn) error {
			_, _, _ = ws.Read(ctx)
			if answer == nil {
				_ = ws.Write(ctx, websocket.MessageBinary, make([]byte, wire.FrameSize))
			} else {
				answer(ctx, ws)
			}
			_, _, _ = ws.Read(ctx)
			return nil
		})
		line, err := httplive.New(url, nil)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := line.Dial(t.Context(), wire.Join{Way: wire.WayMeet})
		if (err == nil) != (answer == nil) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			conn.Close()
			if _, err := conn.Receive(); err == nil {
				t.Error("a closed connection receives")
			}
		}
	}
	if _, err := httplive.New("http://plans.example.org", nil); !errors.Is(err, httppage.ErrURL) {
		t.Error("plain http to another machine:", err)
	}
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	line, _ := httplive.New(s.URL, nil)
	if _, err := line.Dial(t.Context(), wire.Join{Way: wire.WayMeet}); err == nil {
		t.Error("a page is taken for a relay")
	}
}

// accepts is a server that takes a WebSocket and does something with it.
func accepts(t *testing.T, does func(ctx context.Context, ws *websocket.Conn) error) (url string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := websocket.Accept(w, r, nil)
		if err == nil {
			defer func() { _ = ws.CloseNow() }()
			err = does(r.Context(), ws)
		}
		if err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// A line on which a frame could not leave is over, also where nobody has begun to write it: who goes on hearing would be heard no more.
func TestALineThatSendsNothingIsGone(t *testing.T) {
	t.Parallel()
	url := accepts(t, func(ctx context.Context, ws *websocket.Conn) error {
		for _, _, err := ws.Read(ctx); err == nil; time.Sleep(100 * time.Millisecond) {
			err = ws.Write(ctx, websocket.MessageBinary, make([]byte, wire.FrameSize))
		}
		return nil
	})
	for range 20 { // it is up to chance what sees first that it is late
		line, err := httplive.New(url, nil)
		if err != nil {
			t.Fatal(err)
		}
		httplive.Stalled(line)
		conn, err := line.Dial(t.Context(), wire.Join{Way: wire.WayMeet})
		if err != nil {
			t.Fatal(err)
		}
		for conn.Send(new(link.Frame)) == nil {
			t.Log("a frame left")
		}
		for n := 0; err == nil; n++ { // what was there already
			if _, err = conn.Receive(); n > 10 {
				t.Fatal("it goes on hearing")
			}
		}
		conn.Close()
	}
}

// A line that leads nowhere any more is taken for gone, so that another can be tried. One whose other side asks now and then
// whether anybody is there, or says something, is not.
func TestASilentLineIsGone(t *testing.T) {
	t.Parallel()
	for name, goesOn := range map[string]func(ctx context.Context, ws *websocket.Conn) error{
		"silent": nil,
		"asks":   func(ctx context.Context, ws *websocket.Conn) error { return ws.Ping(ctx) },
		"says something": func(ctx context.Context, ws *websocket.Conn) error {
			return ws.Write(ctx, websocket.MessageBinary, make([]byte, wire.FrameSize))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for tries := 1; ; tries++ { // a machine that stands still is silent as well, and is looked at again
				err := hears(t, goesOn)
				if err == nil {
					return
				}
				if t.Log(err); tries == 3 {
					t.Fatal("three lines that were not silent are gone")
				}
			}
		})
	}
}

// hears is on a line until it is gone, which one on which nothing goes on has to be, and no other.
func hears(t *testing.T, goesOn func(ctx context.Context, ws *websocket.Conn) error) error {
	t.Helper()
	const silence, often = 2 * time.Second, 30
	line, err := httplive.New(accepts(t, func(ctx context.Context, ws *websocket.Conn) error {
		_, _, err := ws.Read(ctx)
		if err == nil {
			err = ws.Write(ctx, websocket.MessageBinary, make([]byte, wire.FrameSize))
		}
		if goesOn == nil {
			<-t.Context().Done()
			return nil
		}
		ctx = ws.CloseRead(ctx)
		for range often {
			if err == nil {
				err = goesOn(ctx, ws)
			}
			time.Sleep(silence / 10)
		}
		if err == nil { // the last word
			_ = ws.Write(ctx, websocket.MessageBinary, append(make([]byte, wire.FrameSize-1), 1))
		}
		return nil
	}), nil)
	if err != nil {
		t.Fatal(err)
	}
	httplive.Hasty(line, silence)
	begin := time.Now()
	conn, err := line.Dial(t.Context(), wire.Join{Way: wire.WayMeet})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for {
		f, err := conn.Receive()
		if goesOn == nil {
			if took := time.Since(begin); err == nil || took < silence {
				t.Errorf("%v after %v", err, took)
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("gone after %v: %w", time.Since(begin), err)
		}
		if f[wire.FrameSize-1] == 1 {
			return nil
		}
	}
}

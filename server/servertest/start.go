// Package servertest starts whole servers for tests: in the process of the test with [Start], or as the real binary
// with [StartProcess]. It belongs to tests and is imported by nothing else.
//
// All of it listens on loopback.
package servertest

import (
	"context"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/server"
	"larkspur/server/relay"
)

// Realm is the realm of servers that are not given another.
const Realm = "servertest"

// stopGrace is how long a server may take to stop before the test fails.
const stopGrace = time.Minute

// Options say what to start. The zero value is a server in memory, in the mode open, that answers at once and counts
// no budget.
type Options struct {
	// Realm, Words and Cover are as in server.Config; an empty Realm is the constant of this package.
	Realm string
	Words int
	Cover string

	// Starters are starter keys, 64 hexadecimal digits each; any of them makes the mode starter.
	Starters []string

	// Grid is as in server.Config; 0 lets answers leave at once.
	Grid time.Duration

	// Clock is as in server.Config; nil is the clock of the machine.
	Clock server.Clock

	// CallsPerSecond is as in server.Config; 0 is more than any test uses.
	CallsPerSecond float64

	// Directory is as in server.Config.
	Directory []byte

	// Client holds the client's files; nil serves none.
	Client fs.FS

	// Pages stands in for the shelf and the store: a Model, say. With it, nothing below is looked at.
	Pages server.Pages

	// Storage is where objects lie; the zero value is a memstore of its own.
	Storage Storage

	// Bus joins the live links of several servers; nil: they are of this server alone.
	Bus relay.Bus

	// Around, if not nil, wraps the handler: to record, to fail, to lose an answer.
	Around func(http.Handler) http.Handler
}

// A Server runs until its test ends.
type Server struct {
	// URL is where it answers, without a slash at the end. It stays the same over Restart.
	URL string

	// Realm is what its phrases depend on.
	Realm string

	t        testing.TB
	options  Options
	address  string
	notices  syncBuffer
	starters *server.Starters
	running  *run
	opened   *opened
	links    *relay.Relay
}

// run is one life of the server.
type run struct {
	cancel context.CancelFunc
	done   chan error
}

// Start starts a server and stops it when the test ends. What cannot be started fails the test.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	if o.Realm == "" {
		o.Realm = Realm
	}
	if o.CallsPerSecond == 0 {
		o.CallsPerSecond = 1e6
	}
	s := &Server{Realm: o.Realm, t: t, options: o, address: "127.0.0.1:0"}
	if len(o.Starters) != 0 {
		s.starters = writeStarters(t, o.Starters)
	}
	s.opened = &opened{storage: o.Storage}
	s.start()
	t.Cleanup(s.Stop)
	return s
}

func writeStarters(t testing.TB, keys []string) *server.Starters {
	t.Helper()
	path := filepath.Join(t.TempDir(), "starters")
	if err := os.WriteFile(path, []byte(strings.Join(keys, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	starters, err := server.OpenStarters(path)
	if err != nil {
		t.Fatal(err)
	}
	return starters
}

// Restart stops the server as Stop does and starts it again, at the same address, over the same storage.
func (s *Server) Restart() {
	s.t.Helper()
	s.Stop()
	s.start()
}

// Stop lets calls in flight finish and stops the server. Stopping twice is fine.
func (s *Server) Stop() {
	s.t.Helper()
	if s.running == nil {
		return
	}
	s.running.cancel()
	select {
	case err := <-s.running.done:
		if err != nil {
			s.t.Errorf("servertest: stop: %v", err)
		}
	case <-time.After(stopGrace):
		s.t.Errorf("servertest: the server did not stop in %v", stopGrace)
	}
	s.running = nil
	if err := s.opened.close(); err != nil {
		s.t.Errorf("servertest: close the store: %v", err)
	}
}

// Notices is all that the server told its operator so far.
func (s *Server) Notices() string { return s.notices.String() }

// Links is how many connections of live links there are, and how many rooms they are in.
func (s *Server) Links() (connections, rooms int) { return s.links.Counts() }

func (s *Server) notice(text string) { _, _ = s.notices.Write([]byte(text + "\n")) }

func (s *Server) start() {
	s.t.Helper()
	pages := s.options.Pages
	if pages == nil {
		var err error
		if pages, err = s.opened.open(s.t, s.notice); err != nil {
			s.t.Fatalf("servertest: open: %v", err)
		}
	}
	o := s.options
	s.links = relay.New(relay.Config{Bus: o.Bus, Trouble: func(err error) { s.notice(err.Error()) }})
	handler, err := server.New(server.Config{
		Realm: o.Realm, Words: o.Words, Cover: o.Cover, Starters: s.starters, Grid: o.Grid, Clock: o.Clock,
		CallsPerSecond: o.CallsPerSecond, Client: o.Client, Directory: o.Directory, Live: s.links, Notices: &s.notices, Around: o.Around,
	}, pages)
	if err != nil {
		s.t.Fatalf("servertest: %v", err)
	}
	ln, err := net.Listen("tcp", s.address)
	if err != nil {
		s.t.Fatalf("servertest: %v", err)
	}
	s.address = ln.Addr().String()
	s.URL = "http://" + s.address
	ctx, cancel := context.WithCancel(context.Background())
	s.running = &run{cancel, make(chan error, 1)}
	go func(r *run) { r.done <- handler.Serve(ctx, ln) }(s.running)
}

// A syncBuffer takes writes from many goroutines.
type syncBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

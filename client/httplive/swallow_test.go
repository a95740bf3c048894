//go:build !js

package httplive_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/client/httplive"
	"larkspur/client/live/call"
	"larkspur/server/servertest"
)

// swallower carries bytes to a server. swallow has all connections of that moment carry nothing any more, and stay open.
type swallower struct {
	mu   sync.Mutex
	dead chan struct{} // of the connections that begin now: closed when they carry nothing more
}

func (s *swallower) swallow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.dead)
	s.dead = make(chan struct{})
}

func (s *swallower) carry(ctx context.Context, in net.Conn, to string) {
	s.mu.Lock()
	dead := s.dead
	s.mu.Unlock()
	out, err := net.Dial("tcp", to)
	if err != nil {
		in.Close()
		return
	}
	defer context.AfterFunc(ctx, func() { in.Close(); out.Close() })()
	pass := func(to, from net.Conn) {
		defer func() { in.Close(); out.Close() }()
		b := make([]byte, 4096)
		for {
			n, err := from.Read(b)
			if err != nil {
				return
			}
			select {
			case <-dead:
			default:
				_, _ = to.Write(b[:n])
			}
		}
	}
	var both sync.WaitGroup
	both.Go(func() { pass(out, in) })
	both.Go(func() { pass(in, out) })
	both.Wait()
}

// A network that forgets a connection, as a telephone's does that was somewhere else for a moment: neither end is told. It takes
// another one, and all that was said arrives.
func TestAConnectionThatCarriesNothingIsLeft(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	way := &swallower{dead: make(chan struct{})}
	ctx, stop := context.WithCancel(context.Background())
	var open sync.WaitGroup
	open.Go(func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			open.Go(func() { way.carry(ctx, in, strings.TrimPrefix(server.URL, "http://")) })
		}
	})
	defer open.Wait()
	defer stop()
	defer ln.Close()
	host, guest, hers, his := meetOver(t, server, func(cfg *call.Config) {
		if cfg.Line, err = httplive.New(server.URL, &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, ln.Addr().String())
		}}); err != nil {
			t.Fatal(err)
		}
	})
	way.swallow()
	begun := time.Now()
	host.Do(func() { _ = host.Host().Say([]byte("h")) })
	guest.Do(func() { _ = guest.Guest().Say([]byte("g")) })
	hers.until(t, "what the guest said", func() bool { return hers.text() == "g" })
	his.until(t, "what the host said", func() bool { return his.text() == "h" })
	if took := time.Since(begun); took > 35*time.Second { // sooner than 45 seconds of silence are over (silence of httplive)
		t.Error("it took", took)
	}
	host.Do(func() { host.Host().End(time.Now()) })
	<-guest.Done()
	<-host.Done()
}

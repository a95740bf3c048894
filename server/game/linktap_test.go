//go:build unix

package game

import (
	"context"
	mrand "math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// pageTap is a watcher before the server that notes frames of live links.
type pageTap struct {
	url   string
	links atomic.Int64 // connections for links that are open
	made  atomic.Int64 // and all that ever were
	late  atomic.Int64 // a fault: what the page sends is held so long, at most

	seenFrames // of the last link: the page's are sent
}

func newPageTap(t *testing.T, to string) *pageTap {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &pageTap{url: "http://" + ln.Addr().String()}
	var open sync.WaitGroup
	ctx, stop := context.WithCancel(context.Background())
	open.Go(func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			open.Go(func() { p.carry(ctx, in, to) })
		}
	})
	t.Cleanup(func() {
		stop()
		ln.Close()
		open.Wait()
	})
	return p
}

func (p *pageTap) carry(ctx context.Context, in net.Conn, to string) {
	out, err := net.Dial("tcp", to)
	if err != nil {
		in.Close()
		return
	}
	end := func() { in.Close(); out.Close() }
	defer context.AfterFunc(ctx, end)()
	up, down := &sightings{}, &sightings{}
	var both sync.WaitGroup
	both.Go(func() { defer end(); p.pass(out, in, up, down, true) })
	both.Go(func() { defer end(); p.pass(in, out, down, nil, false) })
	both.Wait()
}

// pass carries one direction. A request for a link makes its connection the one that is noted.
func (p *pageTap) pass(to, from net.Conn, seen, other *sightings, up bool) {
	b := make([]byte, 64<<10)
	for first := true; ; first = false {
		n, err := from.Read(b)
		if up && n > 0 {
			if first && strings.HasPrefix(string(b[:n]), "GET /v1/live") {
				p.mu.Lock()
				p.sent, p.heard = seen, other
				p.mu.Unlock()
				p.made.Add(1)
				p.links.Add(1)
				defer p.links.Add(-1)
			}
			if late := p.late.Load(); late > 0 {
				time.Sleep(time.Duration(mrand.Int64N(late)))
			}
		}
		seen.passes(b[:n], time.Now())
		if _, werr := to.Write(b[:n]); err != nil || werr != nil {
			return
		}
	}
}

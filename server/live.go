package server

import (
	"context"
	"encoding/base64"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Live is the relay as the handler needs it.
type Live interface {
	// Serve upgrades a call that was checked, with the header of w, and takes its connection over. mayJoin is asked when a
	// public room is to be joined. done is called once when the connection has ended. It returns false, having done
	// nothing, when it takes no more.
	Serve(w http.ResponseWriter, r *http.Request, mayJoin func() bool, done func()) bool

	// Close closes all connections and returns when they are gone. It may be called more than once.
	Close()
}

// liveService answers GET /v1/live.
type liveService struct {
	config  Config
	budgets *budgets
}

// serve counts the call as any other, and a connection for as long as it lasts. What is refused is refused before the
// upgrade, and nothing of it is written down.
func (s *liveService) serve(w http.ResponseWriter, r *http.Request) {
	if !wantsSocket(r) || !sameOrigin(r) {
		refuse(w, r, http.StatusBadRequest)
		return
	}
	from, ok := s.budgets.connect(source(r, s.config.TrustProxy))
	mayJoin := func() bool { return s.budgets.mayJoin(from) }
	done := func() { s.budgets.disconnect(from) }
	if !ok {
		done()
		refuse(w, r, http.StatusServiceUnavailable)
		return
	}
	if !s.config.Live.Serve(w, r, mayJoin, done) {
		done()
		refuse(w, r, http.StatusServiceUnavailable)
		return
	}
	// The relay has a bound of its own, and a link stays for hours: it must not keep a place that calls need.
	if c, ok := r.Context().Value(connKey{}).(*boundedConn); ok {
		c.leave()
	}
}

// connKey is where the connection of a call is found in its context.
type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	if t, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = t.NetConn() // that under TLS
	}
	return context.WithValue(ctx, connKey{}, c)
}

// wantsSocket reports whether r is the opening of a WebSocket as RFC 6455 §4.2.1 has it, without a body.
func wantsSocket(r *http.Request) bool {
	key, err := base64.StdEncoding.DecodeString(r.Header.Get("Sec-WebSocket-Key"))
	return r.ProtoMajor == 1 && r.ProtoMinor >= 1 && r.ContentLength == 0 && len(r.TransferEncoding) == 0 &&
		strings.EqualFold(r.Header.Get("Upgrade"), "websocket") && hasToken(r.Header.Values("Connection"), "upgrade") &&
		r.Header.Get("Sec-WebSocket-Version") == "13" && err == nil && len(key) == 16
}

func hasToken(lines []string, token string) bool {
	for part := range strings.SplitSeq(strings.Join(lines, ","), ",") {
		if strings.EqualFold(strings.TrimSpace(part), token) {
			return true
		}
	}
	return false
}

// sameOrigin reports whether a page of another site did not ask: a browser says in Origin whose page it was, and a program
// need not. Only the host is compared, because a proxy in front may speak TLS for this server.
func sameOrigin(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	u, err := url.Parse(origins[0])
	return len(origins) == 1 && err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// connect counts a call that becomes a connection of the live link. disconnect has to be called in every case.
func (b *budgets) connect(from netip.Addr) (c *cell, ok bool) {
	now := b.clock.Now()
	if from.IsValid() {
		c = b.sources.of(from)
		if c.live.Add(1) > sourceLive || !c.calls.AllowN(now, 1) {
			return c, false
		}
	}
	return c, b.total.AllowN(now, 1)
}

func (b *budgets) disconnect(c *cell) {
	if c != nil {
		c.live.Add(-1)
	}
}

// mayJoin asks to join a public room. A code is guessed by joining, so it is bounded for each source; where there is none,
// the common budget of calls is all there is.
func (b *budgets) mayJoin(c *cell) bool { return c == nil || c.joins.AllowN(b.clock.Now(), 1) }

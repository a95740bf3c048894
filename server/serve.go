package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Serve answers on ln until ctx ends. It then takes no more calls, lets those in flight finish, and returns nil; after
// shutdownGrace it closes what is left and says so. It closes ln.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	if s.config.Live != nil {
		defer s.config.Live.Close()
	}
	h := s.httpServer()
	bounded := newBoundedListener(ln, s.notices)
	served := make(chan error, 1)
	if s.config.CertFile == "" {
		go func() { served <- h.Serve(bounded) }()
	} else {
		pair, err := openCertificate(s.config.CertFile, s.config.KeyFile, s.config.Clock, s.notices)
		if err != nil {
			_ = ln.Close()
			return err
		}
		h.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get}
		go func() { served <- h.ServeTLS(bounded, "", "") }()
	}
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	if s.config.Live != nil {
		go s.config.Live.Close() // links are not waited for: they last for hours, and both ends join again elsewhere
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := h.Shutdown(grace); err != nil {
		return errors.Join(fmt.Errorf("serve: calls were still in flight after %v: %w", shutdownGrace, err), h.Close())
	}
	return nil
}

func (s *Server) httpServer() *http.Server {
	var handler http.Handler = s
	if s.config.Around != nil {
		handler = s.config.Around(handler)
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true) // over TLS only
	return &http.Server{
		Handler:           handler,
		Protocols:         protocols,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       headerTimeout + bodyTimeout,
		WriteTimeout:      bodyTimeout + storeTimeout + maxGrid + writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          log.New(connectionTroubles{s.notices}, "", 0),
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams:          maxStreams,
			MaxReceiveBufferPerConnection: maxConnBuffer,
			MaxReceiveBufferPerStream:     maxStreamBuffer,
		},
		DisableGeneralOptionsHandler: true,
		ConnContext:                  withConn,
	}
}

// A boundedListener lets maxConnections be open at a time. Those beyond wait in the kernel's queue, which is kinder
// than being cut off: an open cover lets go of its connection after idleTimeout at the latest.
type boundedListener struct {
	net.Listener
	notices *notices
	slots   chan struct{}
	closed  chan struct{}
	close   func() error
}

func newBoundedListener(ln net.Listener, n *notices) *boundedListener {
	b := &boundedListener{
		Listener: ln, notices: n,
		slots: make(chan struct{}, maxConnections), closed: make(chan struct{}),
	}
	b.close = sync.OnceValue(func() error { close(b.closed); return ln.Close() })
	return b
}

func (b *boundedListener) Close() error { return b.close() }

func (b *boundedListener) Accept() (net.Conn, error) {
	select {
	case b.slots <- struct{}{}:
	case <-b.closed:
		return nil, net.ErrClosed
	}
	for {
		c, err := b.Listener.Accept()
		if err == nil {
			return &boundedConn{Conn: c, slots: b.slots}, nil
		}
		if errors.Is(err, net.ErrClosed) {
			<-b.slots
			return nil, err
		}
		// Most often no descriptor is left for a moment. A server that ends over it would be worse than one that waits.
		b.notices.tell("connections could not be accepted", err)
		time.Sleep(acceptPause)
	}
}

// A boundedConn has one of the slots, until it is closed or leaves.
type boundedConn struct {
	net.Conn
	slots chan struct{}
	left  atomic.Bool
}

func (c *boundedConn) Close() error {
	c.leave()
	return c.Conn.Close()
}

// leave gives the slot to another connection, while this one may go on.
func (c *boundedConn) leave() {
	if !c.left.Swap(true) {
		<-c.slots
	}
}

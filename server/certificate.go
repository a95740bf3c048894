package server

import (
	"crypto/tls"
	"fmt"
	"os"
	"sync"
	"time"
)

// certificate is a chain and its key, read again when the files have changed, so that a renewal needs no restart.
type certificate struct {
	certFile, keyFile string
	clock             Clock
	notices           *notices

	mu      sync.Mutex
	current *tls.Certificate
	stamps  [2]stamp
	checked time.Time
}

func openCertificate(certFile, keyFile string, clock Clock, n *notices) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, clock: clock, notices: n, checked: clock.Now()}
	stamps, err := c.look()
	if err != nil {
		return nil, err
	}
	return c, c.read(stamps)
}

func (c *certificate) look() (stamps [2]stamp, err error) {
	for i, name := range []string{c.certFile, c.keyFile} {
		info, err := os.Stat(name)
		if err != nil {
			return stamps, fmt.Errorf("certificate: %w", err)
		}
		stamps[i] = stamp{info.Size(), info.ModTime()}
	}
	return stamps, nil
}

func (c *certificate) read(stamps [2]stamp) error {
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("certificate: %s and %s: %w", c.certFile, c.keyFile, err)
	}
	c.current, c.stamps = &pair, stamps
	return nil
}

// get is for tls.Config. While a renewed pair is not whole yet, the one before stays in use.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.clock.Now(); now.Sub(c.checked) >= certificateCheck {
		c.checked = now
		stamps, err := c.look()
		if err == nil && stamps != c.stamps {
			err = c.read(stamps)
		}
		if err != nil {
			c.notices.tell("the renewed certificate cannot be used; the one before stays", err)
		}
	}
	return c.current, nil
}

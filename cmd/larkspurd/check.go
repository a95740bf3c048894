package main

import (
	"crypto/tls"
	"net"
	"net/netip"
	"net/url"

	"larkspur/server"
	"larkspur/server/rotator"
)

// check finds what cannot work before anything is made or opened. A selftest has no serving options, which are then
// all empty.
func (s *settings) check() error {
	if s.listen != "" {
		if err := s.checkServing(); err != nil {
			return err
		}
	}
	if s.keep < 0 || s.keep > maxKeep {
		return usage("--keep %d: 0 to %d months", s.keep, maxKeep)
	}
	if s.lateCalls < 0 {
		return usage("--late %v: a time such as 1m is needed", s.lateCalls)
	}
	return s.s3.check()
}

// maxKeep is a hundred years: more is a mistake.
const maxKeep = 1200

func (s *settings) checkServing() error {
	host, _, err := net.SplitHostPort(s.listen)
	if err != nil {
		return usage("--listen %s: %w", s.listen, err)
	}
	if (s.tlsCert == "") != (s.tlsKey == "") {
		return usage("--tls-cert and --tls-key are needed together")
	}
	if !loopback(host) && s.tlsCert == "" && !s.behindTLSProxy {
		return usage("--listen %s can be reached from other machines, and there is no TLS: whoever is in between could "+
			"replace the client and read every phrase, and browsers refuse to run it. Give --tls-cert and --tls-key, "+
			"or --behind-tls-proxy when a proxy in front speaks TLS", s.listen)
	}
	switch s.admission {
	case server.AdmissionOpen:
		if s.starterKeys != "" {
			return usage("--starter-keys has no effect in the mode open; did you mean --admission starter?")
		}
	case server.AdmissionStarter:
		if s.starterKeys == "" {
			return usage("--admission starter needs --starter-keys FILE (a key is made with: larkspur starter)")
		}
	default:
		return usage("--admission %s: there is %s and %s", s.admission, server.AdmissionOpen, server.AdmissionStarter)
	}
	if err := s.cluster.check(); err != nil {
		return err
	}
	return s.checkSizes()
}

// checkSizes names values that the server would refuse, or take for "not given".
func (s *settings) checkSizes() error {
	if s.words != 7 && s.words != 8 {
		return usage("--words %d: a phrase has 7 or 8", s.words)
	}
	if s.callsPerSecond < 1 {
		return usage("--calls-per-second %v: at least 1 is needed", s.callsPerSecond)
	}
	if s.cover == "" {
		return usage("--cover: a name is needed; see larkspurd --help")
	}
	if s.grid < 0 {
		return usage("--grid %v: a time such as 250ms is needed", s.grid)
	}
	if s.rotateEvery != 0 && s.rotateEvery < rotator.MinEvery {
		return usage("--rotate-every %v: at least %v is needed, or 0 for never", s.rotateEvery, rotator.MinEvery)
	}
	if s.tlsCert != "" {
		if _, err := tls.LoadX509KeyPair(s.tlsCert, s.tlsKey); err != nil {
			return usage("--tls-cert, --tls-key: %w", err)
		}
	}
	return nil
}

// loopback reports whether only this machine can reach host. A name other than localhost could lead anywhere.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

func (s *s3Settings) check() error {
	given := s.bucket != "" || s.accessKeyFile != "" || s.secretKeyFile != "" || s.caFile != "" || s.insecure
	if s.endpoint == "" {
		if given {
			return usage("--s3-endpoint is missing; the other --s3 options have no effect without it")
		}
		return nil
	}
	if s.bucket == "" || s.accessKeyFile == "" || s.secretKeyFile == "" {
		return usage("--s3-endpoint needs --s3-bucket, --s3-access-key-file and --s3-secret-key-file")
	}
	_, _, err := s.address()
	return err
}

// address splits the endpoint into host:port and whether TLS is spoken.
func (s *s3Settings) address() (host string, secure bool, err error) {
	u, err := url.Parse(s.endpoint)
	if err != nil || u.Hostname() == "" || u.Port() == "" || (u.Scheme != "http" && u.Scheme != "https") ||
		u.User != nil || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" {
		return "", false, usage("--s3-endpoint: https://HOST:PORT is needed, and nothing else in it")
	}
	secure = u.Scheme == "https"
	if !secure && !s.insecure && !loopback(u.Hostname()) {
		return "", false, usage("--s3-endpoint %s: without TLS, who is in between can change what is stored; use https://, "+
			"or --s3-insecure when the network is yours alone", s.endpoint)
	}
	return u.Host, secure, nil
}

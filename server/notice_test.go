package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/wire"
)

// failing is a shelf whose errors break their contract and name everything they know.
type failing struct{ err error }

func (f failing) Read(context.Context, wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	return wire.Version{}, nil, f.err
}

func (f failing) Write(context.Context, wire.Locator, wire.Version, *[wire.PageSize]byte, func() bool) (wire.Version, error) {
	return wire.Version{}, f.err
}

func (f failing) Erase(context.Context, wire.Locator, wire.Version) error { return f.err }

func TestNoNoticeHoldsALocatorANameOrAnAddress(t *testing.T) {
	var l wire.Locator
	rand.Read(l[:])
	name := hex.EncodeToString(l[:])
	for _, detail := range []error{
		fmt.Errorf("get %s: no space left on device", name),
		fmt.Errorf("open /data/store/%s/%s: no space left on device", name[:2], name[2:]),
		fmt.Errorf("%x %X no space left on device", l, l),
		errors.New("read tcp 192.0.2.1:4433->198.51.100.7:51324: no space left on device"),
		errors.New("read tcp [2001:db8::1]:4433->[2001:db8:1:2:3:4:5:6]:51324: no space left on device"),
		fmt.Errorf("dial fe80::1%%eth0: no space left on device, %v", l),
	} {
		var out bytes.Buffer
		newNotices(systemClock{}, &out).tell("the store failed", detail)
		got := out.String()
		for _, part := range []string{name[:16], name[48:], strings.ToUpper(name[:16]), "192.0.2", "198.51", "2001:db8", "fe80", "51324"} {
			if strings.Contains(got, part) {
				t.Errorf("a notice holds %q: %s", part, got)
			}
		}
		if !strings.Contains(got, "larkspurd: the store failed: ") || !strings.Contains(got, "no space left on device") {
			t.Errorf("a notice does not say what is wrong: %s", got)
		}
	}
}

func TestTheSameNoticeIsGivenOnceInAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		n := newNotices(systemClock{}, &out)
		for range 25 { // 25 seconds
			for range 100 {
				n.tell("the store failed", nil)
			}
			time.Sleep(time.Second)
		}
		n.tell("another thing", nil)
		if got := strings.Count(out.String(), "\n"); got != 4 {
			t.Errorf("%d lines", got)
		}
	})
}

func TestAFailedStoreIsToldAndAnsweredAsFailed(t *testing.T) {
	var out bytes.Buffer
	s, err := New(Config{Realm: "r", Notices: &out}, failing{errors.New("disk full")})
	if err != nil {
		t.Fatal(err)
	}
	service := newPageService(s.config, failing{errors.New("disk full")}, s.notices)
	for _, op := range []wire.Op{wire.OpRead, wire.OpWrite, wire.OpErase} {
		code, err := service.ask(t.Context(), &wire.Request{Op: op}, &wire.Answer{}, nil)
		if code != wire.CodeFailed || err == nil {
			t.Errorf("operation %d: code %d, %v", op, code, err)
		}
	}
	service = newPageService(s.config, panicking{}, s.notices)
	code, err := service.ask(t.Context(), &wire.Request{Op: wire.OpRead}, &wire.Answer{}, nil)
	if code != wire.CodeFailed || err == nil || strings.Contains(err.Error(), "what was in the page") {
		t.Errorf("a defect: code %d, %v", code, err)
	}
}

type panicking struct{ failing }

func (panicking) Read(context.Context, wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	panic("what was in the page")
}

// net/http writes the address of the peer into almost every line. None of those lines passes.
func TestWhatHTTPLogsNamesNobody(t *testing.T) {
	var out bytes.Buffer
	logger := log.New(connectionTroubles{newNotices(systemClock{}, &out)}, "", 0)
	for _, line := range []string{
		"http: TLS handshake error from 198.51.100.7:51324: EOF",
		"http: panic serving 198.51.100.7:51324: secret in the page\ngoroutine 7 [running]:",
		"http: Accept error: accept tcp 198.51.100.7:443: too many open files; retrying in 5ms",
		"http2: server connection from 198.51.100.7:51324 timeout",
		"something new about 198.51.100.7",
	} {
		logger.Print(line)
	}
	if got := out.String(); strings.Contains(got, "198") || strings.Contains(got, "51324") || strings.Contains(got, "secret") {
		t.Errorf("logged: %s", got)
	}
	if got := strings.Count(out.String(), "\n"); got != 2 {
		t.Errorf("%d lines: %s", got, &out)
	}
}

// The same over a real connection: garbage on a TLS port makes net/http log, and nothing of it comes out.
func TestGarbageFromACallerIsNotWrittenDown(t *testing.T) {
	var out bytes.Buffer
	dir := t.TempDir()
	certFile, keyFile := writeCertificate(t, dir, 1)
	s, err := New(Config{Realm: "r", Notices: &out, CertFile: certFile, KeyFile: keyFile}, failing{})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	for _, text := range []string{"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\x16\x03\x01\x00\x05hello", ""} {
		c, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(c, text)
		c.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		c.Read(make([]byte, 1000))
		c.Close()
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if out.Len() != 0 {
		t.Errorf("written down: %s", &out)
	}
}

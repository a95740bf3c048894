package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"larkspur/server/relay/membus"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

const upgrade = "GET /v1/live HTTP/1.1\nHost: h\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n" +
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"

// masked lays a frame out as a client does.
func masked(frame []byte) []byte {
	b := append([]byte{0x82, 0x80 | 126, 2, 0, 1, 2, 3, 4}, frame...)
	for i := range frame {
		b[8+i] ^= byte(i%4 + 1)
	}
	return b
}

// link upgrades and joins a secret room.
func link(t *testing.T, s *servertest.Server, headers string) *raw {
	t.Helper()
	c := dial(t, s)
	c.say(upgrade, headers, "\n")
	a, err := http.ReadResponse(c.in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.StatusCode != http.StatusSwitchingProtocols || a.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Fatalf("answered %d, %v", a.StatusCode, a.Header)
	}
	j := wire.Join{Way: wire.WayMeet}
	c.say(masked(j.AppendTo(nil)))
	if got := c.frame(); !wire.Joined(got) {
		t.Fatal("the join was not answered")
	}
	return c
}

// frame reads one frame.
func (r *raw) frame() []byte {
	r.t.Helper()
	b := make([]byte, 4+wire.FrameSize)
	if _, err := io.ReadFull(r.in, b); err != nil {
		r.t.Fatal(err)
	}
	if !bytes.Equal(b[:4], []byte{0x82, 126, 2, 0}) {
		r.t.Fatalf("a frame begins with %x", b[:4])
	}
	return b[4:]
}

func TestALinkGoesThroughTheServer(t *testing.T) {
	hub := membus.New()
	var servers []*servertest.Server
	for range 2 {
		n := hub.Node()
		t.Cleanup(n.Close)
		servers = append(servers, servertest.Start(t, servertest.Options{Bus: n}))
	}
	a, b, c := link(t, servers[0], ""), link(t, servers[0], "Origin: https://h\n"), link(t, servers[1], "Origin: http://H\n")
	f := bytes.Repeat([]byte("x"), wire.FrameSize)
	a.say(masked(f))
	if !bytes.Equal(b.frame(), f) || !bytes.Equal(c.frame(), f) {
		t.Error("the frame is another")
	}
	servers[0].Stop()
	for _, gone := range []*raw{a, b} {
		if got, _ := io.ReadAll(gone.in); !bytes.Equal(got, []byte{0x88, 2, 3, 0xf0}) {
			t.Errorf("a server that stops says %x", got)
		}
	}
	c.say(masked(f)[:100])
	c.Close()
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if conns, rooms := servers[1].Links(); conns == 0 && rooms == 0 {
			break
		} else if time.Now().After(end) {
			t.Fatalf("%d connections and %d rooms are left", conns, rooms)
		}
	}
	for _, s := range servers {
		if told := s.Notices(); told != "" {
			t.Errorf("the operator was told: %s", told)
		}
	}
}

// The answer to an upgrade has the headers of every other answer, and nothing is agreed on.
func TestAnUpgradeIsAnsweredInOneWay(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	page := exchange(t, must(http.NewRequest(http.MethodGet, s.URL+"/v1/site", nil))).header
	answers := map[string]bool{}
	for _, more := range []string{
		"", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\n", "Sec-WebSocket-Protocol: chat, superchat\n",
		"Cookie: a=b\nUser-Agent: u\n", "Origin: http://h\n",
	} {
		c := dial(t, s)
		c.say(upgrade, more, "\n")
		a, err := http.ReadResponse(c.in, nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range page {
			if !strings.HasPrefix(k, "Content-") || k == "Content-Security-Policy" {
				if !slices.Equal(a.Header[k], v) {
					t.Errorf("%s is %q", k, a.Header[k])
				}
			}
		}
		for k := range a.Header {
			if page[k] == nil && k != "Upgrade" && k != "Connection" && k != "Sec-Websocket-Accept" {
				t.Errorf("%q: the answer has %s", more, k)
			}
		}
		answers[fmt.Sprint(a.Status, a.Header)] = true
	}
	if len(answers) != 1 {
		t.Errorf("%d different answers", len(answers))
	}
}

func must(r *http.Request, err error) *http.Request {
	if err != nil {
		panic(err)
	}
	return r
}

// What does not open a link, or comes from a page of another site, gets one constant answer.
func TestWhatOpensNoLinkIsRefused(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	change := func(a, b string) string { return strings.Replace(upgrade, a, b, 1) }
	for name, head := range map[string]string{
		"no upgrade":               change("Upgrade: websocket\n", ""),
		"another upgrade":          change("Upgrade: websocket", "Upgrade: h2c"),
		"no connection":            change("Connection: Upgrade\n", ""),
		"no key":                   change("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n", ""),
		"a key that is too short":  change("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j"),
		"a key that is none":       change("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZ!=="),
		"no version":               change("Sec-WebSocket-Version: 13\n", ""),
		"another version":          change("Version: 13", "Version: 8"),
		"HTTP/1.0":                 change("HTTP/1.1", "HTTP/1.0"),
		"another site":             upgrade + "Origin: https://elsewhere.example\n",
		"another port":             upgrade + "Origin: https://h:8443\n",
		"a name that begins alike": upgrade + "Origin: https://h.elsewhere.example\n",
		"no site":                  upgrade + "Origin: null\n",
		"an empty site":            upgrade + "Origin:\n",
		"two sites":                upgrade + "Origin: https://h\nOrigin: https://elsewhere.example\n",
		"another scheme":           upgrade + "Origin: ftp://h\n",
		"a body":                   upgrade + "Content-Length: 1\n",
		"a body in pieces":         upgrade + "Transfer-Encoding: chunked\n",
	} {
		c := dial(t, s)
		c.say(head, "\n")
		if strings.Contains(name, "body") {
			c.say("1\n0\n0\n\n")
		}
		got := c.reply()
		if got.status != http.StatusBadRequest || string(got.body) != "Bad Request\n" {
			t.Errorf("%s: %d %q", name, got.status, got.body)
		}
	}
	for target, want := range map[string]int{
		"POST /v1/live": 405, "HEAD /v1/live": 405, "GET /v1/live?": 404, "GET /v1/live?room=1": 404, "GET /v1/live/": 404,
	} {
		c := dial(t, s)
		c.say(strings.Replace(upgrade, "GET /v1/live", target, 1), "\n")
		if a, err := http.ReadResponse(c.in, nil); err != nil || a.StatusCode != want {
			t.Errorf("%s: %v, %v", target, a, err)
		}
	}
	if conns, _ := s.Links(); conns != 0 {
		t.Errorf("%d connections", conns)
	}
}

// Links do not take the places of calls, and a server with more links than it takes connections serves on.
func TestLinksTakeNoPlaceOfCalls(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	const places = 2048 // maxConnections
	for i := range places + 10 {
		c := dial(t, s)
		c.say(upgrade, "\n")
		if a, err := http.ReadResponse(c.in, nil); err != nil || a.StatusCode != http.StatusSwitchingProtocols {
			t.Fatalf("link %d: %v", i, err)
		}
		if i%7 == 0 {
			c.Close()
		}
	}
	if got := exchange(t, must(http.NewRequest(http.MethodGet, s.URL+"/v1/site", nil))); got.status != 200 {
		t.Errorf("a call is answered %d", got.status)
	}
}

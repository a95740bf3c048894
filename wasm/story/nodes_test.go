//go:build unix

package story

import (
	"bytes"
	"encoding/binary"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"net/url"

	"larkspur/server/servertest"
	"larkspur/server/store/miniotest"
	"larkspur/server/wire"
)

// meeting is where the two sides of a live link meet: one server, or two of one operator.
type meeting struct {
	servers []*servertest.Process
	program string   // the command line
	host    *tap     // through which the survivor's page reaches the first server
	guests  *tap     // through which guests reach the last one, and the first one when it is dead
	search  []string // folders that are written to
	insider *insider // hears what goes between two servers
}

func addressOf(p *servertest.Process) string { return strings.TrimPrefix(p.URL, "http://") }

func onOneServer(t *testing.T) *meeting {
	p := onFiles(t)
	return &meeting{servers: []*servertest.Process{p.server}, program: larkspur(t), host: newTap(t, addressOf(p.server)), guests: newTap(t, addressOf(p.server)), search: p.search}
}

// onTwoServers starts them as an operator does who has two machines: one bucket, one key file that both see, one realm, and NATS
// between them with certificates on both sides.
func onTwoServers(t *testing.T) *meeting {
	m := miniotest.Start(t, miniotest.Options{})
	options, search := inBucket(t, m)
	options = append(options, "--realm", "story", "--key-file", t.TempDir()+"/key")
	one := servertest.ProcessOptions{Client: made(), Ready: buildWait, Args: options}
	c := servertest.StartCluster(t, one, one)
	x := &meeting{servers: c.Nodes, program: larkspur(t), search: search, insider: listenIn(t, c)}
	for _, p := range c.Nodes {
		x.search = append(x.search, p.Data)
	}
	x.host, x.guests = newTap(t, addressOf(c.Nodes[0])), newTap(t, addressOf(c.Nodes[1]), addressOf(c.Nodes[0]))
	return x
}

// again starts a server that was killed, and waits until the other one knows it.
func (m *meeting) again(t *testing.T, n int) {
	t.Helper()
	const come = "a node has come"
	other := m.servers[1-n]
	before := strings.Count(other.Output(), come)
	m.servers[n].Restart()
	for begun := time.Now(); strings.Count(other.Output(), come) == before; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > time.Minute {
			t.Fatalf("the servers do not find each other again:\n%s", other.Output())
		}
	}
}

// insider has a certificate of the servers, and hears everything that one of them says to another.
type insider struct {
	server *server.Server
	mu     sync.Mutex
	heard  []*nats.Msg
}

func listenIn(t *testing.T, c *servertest.Cluster) *insider {
	t.Helper()
	o := &server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, NoLog: true, NoSigs: true, NoSystemAccount: true,
		Cluster: server.ClusterOpts{Name: "larkspur", Host: "127.0.0.1", Port: server.RANDOM_PORT, TLSConfig: c.TLS, NoAdvertise: true},
	}
	for _, a := range c.Addresses {
		o.Routes = append(o.Routes, &url.URL{Scheme: "nats-route", Host: a})
	}
	x := &insider{}
	var err error
	if x.server, err = server.NewServer(o); err != nil {
		t.Fatal(err)
	}
	x.server.Start()
	t.Cleanup(func() { x.server.Shutdown(); x.server.WaitForShutdown() })
	if !x.server.ReadyForConnections(time.Minute) {
		t.Fatal("the insider does not start")
	}
	conn, err := nats.Connect("", nats.InProcessServer(x.server))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	if _, err := conn.Subscribe(">", func(m *nats.Msg) { x.mu.Lock(); x.heard = append(x.heard, m); x.mu.Unlock() }); err != nil {
		t.Fatal(err)
	}
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); len(x.all()) == 0; time.Sleep(10 * time.Millisecond) { // servers greet each other twice a second
		if time.Since(begun) > time.Minute {
			t.Fatal("the insider hears nothing")
		}
	}
	return x
}

func (x *insider) all() []*nats.Msg {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.heard[:len(x.heard):len(x.heard)]
}

// rooms is how many rooms the servers want to hear of: what they subscribe to, but for the subject of all nodes.
func (x *insider) rooms(t *testing.T) int {
	t.Helper()
	r, err := x.server.Routez(&server.RoutezOptions{Subscriptions: true})
	if err != nil {
		t.Fatal(err)
	}
	subjects := map[string]bool{}
	for _, route := range r.Routes {
		for _, s := range route.Subs {
			if strings.HasPrefix(s, "larkspur.") {
				subjects[s] = true
			}
		}
	}
	if len(subjects) == 0 {
		t.Error("the insider sees no subject")
	}
	return len(subjects) - 1
}

// onTheLine are the frames of live links that went through a tap, without the mask that clients put over them. It fails the
// test when one of them is not of the one size that there is, or anything else was said.
func (p *tap) onTheLine(t *testing.T) (frames [][]byte) {
	t.Helper()
	sent, answered := p.sent(), p.answered()
	for i := range sent {
		if !bytes.HasPrefix(sent[i], []byte("GET "+wire.PathLive+" ")) {
			continue
		}
		for _, b := range [][]byte{sent[i], answered[i]} {
			_, b, _ = bytes.Cut(b, []byte("\r\n\r\n"))
			for {
				payload, kind, rest, ok := webSocketFrame(b)
				if !ok {
					break
				}
				b = rest
				if kind == 2 {
					frames = append(frames, payload)
					if len(payload) != wire.FrameSize {
						t.Errorf("a frame of %d bytes", len(payload))
					}
				} else if kind < 8 || len(payload) > 8 { // ping, pong, close
					t.Errorf("%d bytes in a frame of the kind %d", len(payload), kind)
				}
			}
		}
	}
	return frames
}

// webSocketFrame takes the first frame (RFC 6455 §5.2) off b; false when it is cut short.
func webSocketFrame(b []byte) (payload []byte, kind byte, rest []byte, ok bool) {
	if len(b) < 2 {
		return nil, 0, nil, false
	}
	kind, masked, n, head := b[0]&15, b[1]&128 != 0, int(b[1]&127), 2
	switch {
	case n == 126 && len(b) >= 4:
		n, head = int(binary.BigEndian.Uint16(b[2:])), 4
	case n > 125:
		return nil, 0, nil, false // none of ours is so long
	}
	mask := []byte{0, 0, 0, 0}
	if masked && len(b) >= head+4 {
		mask = b[head : head+4]
		head += 4
	}
	if len(b) < head+n {
		return nil, 0, nil, false
	}
	payload = bytes.Clone(b[head : head+n])
	for i := range payload {
		payload[i] ^= mask[i%4]
	}
	return payload, kind, b[head+n:], true
}

// disclosed is all that a server says of itself when its operator asks.
func disclosed(t *testing.T, p *servertest.Process) string {
	t.Helper()
	out, err := exec.Command(servertest.Binary(t), "disclose", "--json", "--data", p.Data).CombinedOutput()
	if err != nil {
		t.Fatalf("disclose: %v\n%s", err, out)
	}
	return string(out)
}

// What clients send has a mask over it (RFC 6455 §5.3): a search of the bytes on the line alone would find nothing, ever.
func TestFramesOfClientsAreSearchedWithoutTheirMask(t *testing.T) {
	m := newMarker()
	said := append([]byte(m), make([]byte, wire.FrameSize-len(m))...)
	line := append([]byte("GET "+wire.PathLive+" HTTP/1.1\r\n\r\n"), 0x82, 0x80|126, 2, 0, 1, 2, 3, 4)
	for i, b := range said {
		line = append(line, b^byte(i%4+1))
	}
	if m.in(line) {
		t.Error("it is found under the mask: this shows nothing")
	}
	var up, down stream
	up.b.Write(append(line, 0x82)) // and the beginning of another one
	down.b.WriteString("HTTP/1.1 101 Switching Protocols\r\n\r\n")
	p := &tap{up: []*stream{&up}, down: []*stream{&down}}
	if frames := p.onTheLine(t); len(frames) != 1 || !m.in(frames[0]) {
		t.Errorf("%d frames were read, and what was said in them is not found", len(frames))
	}
}

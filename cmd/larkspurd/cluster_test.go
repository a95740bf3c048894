package main

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// patience is how long a frame may take, on a machine that is busy with other things.
const patience = time.Minute

// A member is one end of a link, in a secret room.
type member struct {
	net.Conn
	in *bufio.Reader
}

func join(t *testing.T, p *servertest.Process, room wire.Room) *member {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	m := &member{c, bufio.NewReader(c)}
	fmt.Fprint(c, "GET /v1/live HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	if a, err := http.ReadResponse(m.in, nil); err != nil || a.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("%v, %v", a, err)
	}
	j := wire.Join{Way: wire.WayMeet, Room: room}
	m.say(j.AppendTo(nil))
	if got := m.hear(t); !wire.Joined(got) {
		t.Fatal("the join was not answered")
	}
	return m
}

func (m *member) say(frame []byte) {
	b := append([]byte{0x82, 0x80 | 126, 2, 0, 0, 0, 0, 0}, frame...) // masked with zeros
	m.SetDeadline(time.Now().Add(patience))
	m.Write(b)
}

func (m *member) hear(t *testing.T) []byte {
	t.Helper()
	b := make([]byte, 4+wire.FrameSize)
	m.SetDeadline(time.Now().Add(patience)) // from now: a server may have been started since the last
	if _, err := io.ReadFull(m.in, b); err != nil {
		t.Fatal(err)
	}
	return b[4:]
}

// Two servers, each a process: a link goes across, goes on when a server was killed and somebody joins again through the other,
// and neither writes down who it was, which room, or what was said.
func TestALinkGoesAcrossTwoServers(t *testing.T) {
	alone := servertest.ProcessOptions{Args: []string{"--grid", "0s"}}
	cluster := servertest.StartCluster(t, alone, alone)
	servers, secret := cluster.Nodes, cluster.Secret
	var room wire.Room
	rand.Read(room[:])
	frame := func(what string) []byte {
		return append([]byte(what), make([]byte, wire.FrameSize-len(what))...)
	}
	host, guest := join(t, servers[0], room), join(t, servers[1], room)
	host.say(frame("what the host says"))
	guest.say(frame("what the guest says"))
	if !bytes.Equal(guest.hear(t), frame("what the host says")) || !bytes.Equal(host.hear(t), frame("what the guest says")) {
		t.Error("a frame is another")
	}
	servers[1].Kill()
	begin := time.Now()
	guest = join(t, servers[0], room)
	guest.say(frame("again"))
	if !bytes.Equal(host.hear(t), frame("again")) {
		t.Error("a frame is another")
	}
	if took := time.Since(begin); took > 15*time.Second {
		t.Errorf("after a kill it took %v", took)
	}
	servers[1].Restart()
	for end := time.Now().Add(time.Minute); strings.Count(servers[0].Output(), "a node has come") < 2; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the servers do not find each other again:\n%s", servers[0].Output())
		}
	}
	third := join(t, servers[1], room)
	third.say(frame("a third"))
	if !bytes.Equal(host.hear(t), frame("a third")) || !bytes.Equal(guest.hear(t), frame("a third")) {
		t.Error("a frame is another")
	}
	for i, p := range servers {
		if status := p.Stop(); status != 0 {
			t.Errorf("server %d stopped with %d", i, status)
		}
		said := strings.ToLower(p.Output())
		for _, never := range []string{secret, hex.EncodeToString(room[:4]), string(room[:]), "says", "larkspur.", host.LocalAddr().String()} {
			if strings.Contains(said, strings.ToLower(never)) {
				t.Errorf("server %d wrote down %q:\n%s", i, never, said)
			}
		}
		found := false
		if err := filepath.WalkDir(p.Data, func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			found = found || bytes.Contains(b, room[:8]) || bytes.Contains(b, []byte("what the host says"))
			return err
		}); err != nil {
			t.Error(err)
		}
		if found {
			t.Errorf("server %d keeps something of a link", i)
		}
	}
}

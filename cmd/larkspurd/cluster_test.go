package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
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

// clusterFiles writes what two servers on this machine need to join: an authority, a certificate and a secret.
func clusterFiles(t *testing.T) (options []string, secret string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	root, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "servers"}, NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	ca, err := x509.CreateCertificate(rand.Reader, authority, authority, root.Public(), root)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	cert, err := x509.CreateCertificate(rand.Reader, leaf, authority, root.Public(), root)
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(root)
	if err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 32)
	rand.Read(b)
	secret = hex.EncodeToString(b)
	at := filepath.Join(dir, "secret")
	if err := os.WriteFile(at, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{
		"--cluster-ca", write("ca", "CERTIFICATE", ca), "--cluster-cert", write("cert", "CERTIFICATE", cert),
		"--cluster-key", write("key", "PRIVATE KEY", key), "--cluster-secret", at,
	}, secret
}

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
	c.SetDeadline(time.Now().Add(20 * time.Second))
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
	m.Write(b)
}

func (m *member) hear(t *testing.T) []byte {
	t.Helper()
	b := make([]byte, 4+wire.FrameSize)
	if _, err := io.ReadFull(m.in, b); err != nil {
		t.Fatal(err)
	}
	return b[4:]
}

func free(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// Two servers, each a process: a link goes across, goes on when a server was killed and somebody joins again through the other,
// and neither writes down who it was, which room, or what was said.
func TestALinkGoesAcrossTwoServers(t *testing.T) {
	options, secret := clusterFiles(t)
	at := []string{free(t), free(t)}
	var servers []*servertest.Process
	for i := range 2 {
		servers = append(servers, servertest.StartProcess(t, servertest.ProcessOptions{
			Args: append([]string{"--grid", "0s", "--cluster-listen", at[i], "--cluster-peers", at[1-i]}, options...),
		}))
	}
	for end := time.Now().Add(20 * time.Second); !strings.Contains(servers[0].Output(), "there is one other"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the servers do not find each other:\n%s\n%s", servers[0].Output(), servers[1].Output())
		}
	}
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
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("after a kill it took %v", took)
	}
	servers[1].Restart()
	for end := time.Now().Add(20 * time.Second); strings.Count(servers[0].Output(), "a node has come") < 2; time.Sleep(10 * time.Millisecond) {
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

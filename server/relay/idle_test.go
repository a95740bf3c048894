package relay_test

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"larkspur/server/relay"
	"larkspur/server/wire"
)

// A process of its own holds the relay, so that what callers cost is not counted.
func TestMain(m *testing.M) {
	if mode := os.Getenv("LARKSPUR_TEST_RELAY"); mode != "" {
		if err := serveForTest(mode == "tls"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serveForTest writes its address, and then for every line it reads what it holds: bytes of heap and stack, goroutines,
// connections and rooms.
func serveForTest(secure bool) error {
	r := relay.New(relay.Config{})
	h := &http.Server{ErrorLog: log.New(io.Discard, "", 0), Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.Serve(w, q, func() bool { return true }, func() {})
	})}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(ln.Addr())
	if secure {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return err
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
		der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		if err != nil {
			return err
		}
		h.TLSConfig = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
		go h.ServeTLS(ln, "", "")
	} else {
		go h.Serve(ln)
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		debug.FreeOSMemory() // collects twice, so that pools are empty as well
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		conns, rooms := r.Counts()
		fmt.Println(m.HeapInuse+m.StackInuse, runtime.NumGoroutine(), conns, rooms)
	}
	return nil
}

// held is what the other process says it holds.
type held struct{ memory, goroutines, conns, rooms int }

func idle(t *testing.T, mode string, conns int) (before, after, later held) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "LARKSPUR_TEST_RELAY="+mode)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { in.Close(); cmd.Wait() }()
	lines := bufio.NewReader(out)
	address, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	ask := func() (h held) {
		fmt.Fprintln(in)
		if _, err := fmt.Fscanln(lines, &h.memory, &h.goroutines, &h.conns, &h.rooms); err != nil {
			t.Fatal(err)
		}
		return h
	}
	call := func() net.Conn {
		c, err := net.Dial("tcp", strings.TrimSpace(address))
		if err != nil {
			t.Fatal(err)
		}
		if mode == "tls" {
			return tls.Client(c, &tls.Config{InsecureSkipVerify: true})
		}
		return c
	}
	rest := ask()
	meet(t, call(), 0).Close() // what is made once is made
	for range 100 {            // what that one had is gone, or it would be taken from what the others have
		time.Sleep(200 * time.Millisecond)
		if before = ask(); before.conns == 0 && before.rooms == 0 && before.goroutines <= rest.goroutines {
			break
		}
	}
	var all []net.Conn
	for i := range conns {
		all = append(all, meet(t, call(), i/4))
	}
	joined := make([]byte, 4+wire.FrameSize)
	frame := masked(bytes.Repeat([]byte("x"), wire.FrameSize))
	for _, c := range all {
		if _, err := io.ReadFull(c, joined); err != nil || !wire.Joined(joined[4:]) {
			t.Fatal("a join was not answered")
		}
	}
	for i, c := range all { // one says something, three hear it
		if i%4 == 0 {
			c.Write(frame)
		} else if _, err := io.ReadFull(c, joined); err != nil {
			t.Fatal(err)
		}
	}
	for range 100 { // until who wrote last is done
		time.Sleep(200 * time.Millisecond)
		if after = ask(); after.goroutines-before.goroutines <= conns+conns/50 {
			break
		}
	}
	for _, c := range all {
		c.Close()
	}
	for range 100 {
		time.Sleep(200 * time.Millisecond)
		if later = ask(); later.conns == 0 && later.goroutines <= before.goroutines+5 {
			break
		}
	}
	return before, after, later
}

func masked(b []byte) []byte {
	out := append([]byte{0x82, 0x80 | 126, 2, 0, 1, 2, 3, 4}, b...)
	for i := range b {
		out[8+i] ^= byte(i%4 + 1)
	}
	return out
}

// meet upgrades and asks to join a secret room.
func meet(t *testing.T, c net.Conn, room int) net.Conn {
	t.Helper()
	fmt.Fprint(c, "GET /v1/live HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	a, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || a.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("not upgraded: %v", err)
	}
	j := wire.Join{Way: wire.WayMeet, Room: wire.Room{byte(room >> 8), byte(room)}}
	c.Write(masked(j.AppendTo(nil)))
	return c
}

// An idle connection has one goroutine and little memory, and leaves none of either behind.
func TestAnIdleConnectionIsSmall(t *testing.T) {
	for mode, limit := range map[string]int{"plain": 12 << 10, "tls": 25 << 10} {
		const conns = 1000
		before, after, later := idle(t, mode, conns)
		each := (after.memory - before.memory) / conns
		t.Logf("%s: %d bytes, %.3f goroutines for a connection, %d bytes left of %d connections",
			mode, each, float64(after.goroutines-before.goroutines)/conns, later.memory-before.memory, conns)
		if each > limit || each < 1<<10 {
			t.Errorf("%s: an idle connection has %d bytes", mode, each)
		}
		if n := after.goroutines - before.goroutines; after.conns != conns || after.rooms != conns/4 || n < conns || n > conns+conns/50 {
			t.Errorf("%s: %d goroutines, %d connections, %d rooms", mode, n, after.conns, after.rooms)
		}
		if later.conns != 0 || later.rooms != 0 || later.goroutines > before.goroutines+5 {
			t.Errorf("%s: left are %d connections, %d rooms, %d goroutines", mode, later.conns, later.rooms, later.goroutines-before.goroutines)
		}
	}
}

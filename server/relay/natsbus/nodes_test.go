package natsbus_test

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"larkspur/server/relay"
	"larkspur/server/relay/bustest"
	"larkspur/server/relay/natsbus"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// external starts a cluster as an operator has one: two servers with TLS for clients and for each other.
func external(t *testing.T, a *authority) (urls []string) {
	t.Helper()
	var routes []*url.URL
	for range 2 {
		mutual := a.node()
		mutual.ClientAuth = tls.RequireAndVerifyClientCert
		s, err := server.NewServer(&server.Options{
			Host: "127.0.0.1", Port: server.RANDOM_PORT, NoLog: true, NoSigs: true, TLSConfig: mutual, TLSVerify: true, Routes: routes,
			Cluster: server.ClusterOpts{Name: "theirs", Host: "127.0.0.1", Port: server.RANDOM_PORT, TLSConfig: mutual},
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		t.Cleanup(s.Shutdown)
		if !s.ReadyForConnections(time.Minute) {
			t.Fatal("the external server did not start")
		}
		routes = append(routes, &url.URL{Scheme: "nats-route", Host: s.ClusterAddr().String()})
		urls = append(urls, "tls://"+s.Addr().String())
	}
	return urls
}

func TestTheContractOfABusOverAnExternalCluster(t *testing.T) {
	a, key := newAuthority(t), newKey()
	var all []*natsbus.Bus
	for _, u := range external(t, a) {
		all = append(all, open(t, natsbus.Config{Key: key, TLS: a.node(), URL: u}))
	}
	wantPeers(t, all, 1)
	bustest.Run(t, 2, bustest.Rounds*3/10, func(*testing.T, int) []relay.Bus { return buses(all) })
}

// What runs NATS sees subjects that say nothing, and the messages; no name of a room, of this one or of a node with another key.
func TestSubjectsSayNothing(t *testing.T) {
	a := newAuthority(t)
	urls := external(t, a)
	spy, err := nats.Connect(urls[0], nats.Secure(a.node()))
	if err != nil {
		t.Fatal(err)
	}
	defer spy.Close()
	var mu sync.Mutex
	var seen []*nats.Msg
	if _, err := spy.Subscribe(">", func(m *nats.Msg) { mu.Lock(); seen = append(seen, m); mu.Unlock() }); err != nil {
		t.Fatal(err)
	}
	if err := spy.Flush(); err != nil {
		t.Fatal(err)
	}
	var room wire.Room
	rand.Read(room[:])
	subjects := map[string]bool{}
	const frame = "what is in a frame is sealed before it comes here"
	for range 2 { // two deployments on one cluster
		key := newKey()
		one := open(t, natsbus.Config{Key: key, TLS: a.node(), URL: urls[0]})
		two := open(t, natsbus.Config{Key: key, TLS: a.node(), URL: urls[0]})
		wantPeers(t, []*natsbus.Bus{one, two}, 1)
		got := make(chan struct{}, 10)
		cancel, err := one.Subscribe(room, func([]byte) { got <- struct{}{} })
		if err != nil {
			t.Fatal(err)
		}
		two.Publish(room, []byte(frame))
		<-got
		cancel()
	}
	frames := func() (n int) {
		mu.Lock()
		defer mu.Unlock()
		for _, m := range seen {
			if bytes.Contains(m.Data, []byte(frame)) {
				n++
			}
		}
		return n
	}
	for end := time.Now().Add(time.Minute); frames() < 2 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond) // and whatever comes besides
	if n := frames(); n != 2 {
		t.Errorf("%d frames were seen", n)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, m := range seen {
		if bytes.Contains(m.Data, []byte(frame)) {
			subjects[m.Subject] = true
		}
		all := strings.ToLower(m.Subject + string(m.Data))
		if strings.Contains(all, hex.EncodeToString(room[:8])) || bytes.Contains([]byte(all), room[:8]) {
			t.Error("the name of a room is on NATS")
		}
		if rest, ok := strings.CutPrefix(m.Subject, "larkspur."); !ok || len(rest) != 64 {
			t.Errorf("a subject is %q", m.Subject)
		}
	}
	if len(subjects) != 2 {
		t.Errorf("frames were seen on %d subjects: the spy sees nothing, or two keys give one subject", len(subjects))
	}
}

// Whoever has no certificate of the deployment's authority joins nothing and hears nothing.
func TestAStrangerJoinsNoCluster(t *testing.T) {
	a, other, key := newAuthority(t), newAuthority(t), newKey()
	at := servertest.FreeAddress(t)
	node := open(t, natsbus.Config{Key: key, TLS: a.node(), Listen: at})
	for name, c := range map[string]*tls.Config{
		"no certificate":                     {RootCAs: a.pool},
		"a certificate of another authority": {RootCAs: a.pool, Certificates: other.node().Certificates},
	} {
		c.ServerName = "127.0.0.1"
		plain, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		plain.SetDeadline(time.Now().Add(time.Minute))
		info := make([]byte, 4096)
		s := tls.Client(plain, c)
		_, err = s.Write([]byte("CONNECT {}\r\nPING\r\n"))
		if err == nil {
			_, err = s.Read(info) // with TLS 1.3 only here it shows that the other side wants a certificate
		}
		if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: taken, %v", name, err)
		}
		plain.Close()
	}
	control := a.node()
	control.ServerName = "127.0.0.1"
	if s, err := tls.Dial("tcp", at, control); err != nil {
		t.Errorf("with a certificate: %v", err)
	} else {
		greeting := make([]byte, 5)
		if _, err := io.ReadFull(s, greeting); err != nil || string(greeting) != "INFO " {
			t.Errorf("with a certificate: %q, %v", greeting, err)
		}
		s.Close()
	}
	// A whole node of another authority, which knows the key.
	false1 := open(t, natsbus.Config{Key: key, TLS: other.node(), Listen: servertest.FreeAddress(t), Peers: []string{at}})
	// One that trusts this authority, so that it would believe, with a certificate that is not its own.
	mixed := other.node()
	mixed.RootCAs, mixed.ClientCAs = a.pool, a.pool
	false2 := open(t, natsbus.Config{Key: key, TLS: mixed, Listen: servertest.FreeAddress(t), Peers: []string{at}})
	// And one with the certificate and another key.
	false3 := open(t, natsbus.Config{Key: newKey(), TLS: a.node(), Listen: servertest.FreeAddress(t), Peers: []string{at}})
	time.Sleep(time.Second)
	for i, b := range []*natsbus.Bus{node, false1, false2, false3} {
		if n := b.Peers(); n != 0 {
			t.Errorf("node %d knows of %d others", i, n)
		}
	}
	right := open(t, natsbus.Config{Key: key, TLS: a.node(), Listen: servertest.FreeAddress(t), Peers: []string{at}})
	wantPeers(t, []*natsbus.Bus{node, right}, 1)
}

// A node that dies without a word holds up the others for a second, once, and is told of when it is back.
func TestANodeThatDiesHoldsUpTheOthersOnce(t *testing.T) {
	a, key := newAuthority(t), newKey()
	var told []string
	var mu sync.Mutex
	first := natsbus.Config{Key: key, TLS: a.node(), Listen: servertest.FreeAddress(t), Notice: func(s string) { mu.Lock(); told = append(told, s); mu.Unlock() }}
	second := natsbus.Config{Key: key, TLS: a.node(), Listen: servertest.FreeAddress(t), Peers: []string{first.Listen}}
	third := natsbus.Config{Key: key, TLS: a.node(), Listen: servertest.FreeAddress(t), Peers: []string{first.Listen}}
	nodes := []*natsbus.Bus{open(t, first), open(t, second), open(t, third)}
	wantPeers(t, nodes, 2)
	for tries := 1; ; tries++ { // a machine that stands still holds up subscriptions as well, and is looked at again
		natsbus.Die(nodes[2])
		held := heldUp(t, nodes[:2])
		wantPeers(t, nodes[:2], 1)
		if held <= 2 { // one on each
			break
		}
		if tries == 3 {
			t.Errorf("of 20 subscriptions %d were held up", held)
			break
		}
		nodes[2] = open(t, third)
		wantPeers(t, nodes, 2)
	}
	bustest.Interest(t, buses(nodes[:2]), bustest.Rounds/10)
	back := open(t, natsbus.Config{Key: key, TLS: a.node(), Listen: third.Listen, Peers: []string{first.Listen}})
	all := []*natsbus.Bus{nodes[0], nodes[1], back}
	wantPeers(t, all, 2)
	bustest.Interest(t, buses(all), bustest.Rounds/10)
	back.Close()
	wantPeers(t, nodes[:2], 1) // one that says so is gone at once
	mu.Lock()
	defer mu.Unlock()
	if text := strings.Join(told, "\n"); !strings.Contains(text, "a node has come; there are 2 others") || !strings.Contains(text, "a node has left; there is one other") {
		t.Errorf("the operator was told\n%s", text)
	}
}

// heldUp counts, of 20 subscriptions on nodes in turn, those that waited for one that is dead.
func heldUp(t *testing.T, nodes []*natsbus.Bus) (n int) {
	t.Helper()
	for i := range 20 {
		var room wire.Room
		rand.Read(room[:])
		begin := time.Now()
		if _, err := nodes[i%len(nodes)].Subscribe(room, func([]byte) {}); err != nil {
			t.Fatal(err)
		}
		if time.Since(begin) > time.Second/2 {
			n++
		}
	}
	return n
}

// What cannot work is said at the start.
func TestAClusterThatCannotWorkIsRefused(t *testing.T) {
	a, key := newAuthority(t), newKey()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	half := a.node()
	half.ClientCAs = nil
	for name, c := range map[string]natsbus.Config{
		"no key":                    {TLS: a.node(), Listen: servertest.FreeAddress(t)},
		"no certificate":            {Key: key, Listen: servertest.FreeAddress(t)},
		"nobody to believe":         {Key: key, TLS: half, Listen: servertest.FreeAddress(t)},
		"no address":                {Key: key, TLS: a.node()},
		"a port that is taken":      {Key: key, TLS: a.node(), Listen: taken.Addr().String()},
		"no port":                   {Key: key, TLS: a.node(), Listen: "127.0.0.1"},
		"any port":                  {Key: key, TLS: a.node(), Listen: "127.0.0.1:0"},
		"a peer that is no address": {Key: key, TLS: a.node(), Listen: servertest.FreeAddress(t), Peers: []string{"elsewhere"}},
		"a cluster without TLS":     {Key: key, URL: "nats://127.0.0.1:1"},
		"a cluster that is not":     {Key: key, URL: "tls://127.0.0.1:1", TLS: a.node()},
	} {
		if b, err := natsbus.Open(c); err == nil {
			b.Close()
			t.Errorf("%s: it started", name)
		}
	}
}

// The port that NATS has for clients is on this machine alone, and closed to who does not know the token of the process.
func TestThePortForClientsIsClosed(t *testing.T) {
	b := cluster(t, 2)[0]
	at := natsbus.ClientPort(b)
	if host, _, err := net.SplitHostPort(at); err != nil || host != "127.0.0.1" {
		t.Errorf("it is at %s", at)
	}
	for name, o := range map[string]nats.Option{"nothing": nats.Name("x"), "a token": nats.Token("token"), "an empty one": nats.Token(""), "a user": nats.UserInfo("larkspur", "larkspur")} {
		if c, err := nats.Connect("nats://"+at, o, nats.MaxReconnects(0)); err == nil {
			c.Close()
			t.Errorf("with %s it is open", name)
		}
	}
}

// Package natsbus joins the relays of a deployment over NATS: with a server of its own in every node (the default), or with a
// cluster of the operator's.
//
// It uses publishing and subscribing and nothing else: no stream is kept, nothing is written down, and the port that is open to
// other machines wants a certificate from both sides. A subject is the HMAC of a room under the key of the cluster, so who
// sees NATS at work sees that rooms are in use, how many frames go, and when, and neither which rooms nor what the frames say.
//
// # Interest
//
// NATS tells nobody when all servers have heard of a subscription, so what is published elsewhere right after it could be lost.
// Here Subscribe asks: nodes tell each other twice a second that they are there, on a subject that all have subscribed to for good;
// on the same one Subscribe asks all of them to publish a probe for the room, again every few milliseconds until the probe of each
// that is known has come. A node that does not answer within a second is taken for dead, until it says otherwise.
package natsbus

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// Config says which other nodes there are.
type Config struct {
	// Key is the same on all nodes of a deployment, and known to nobody else.
	Key secret.Key

	// TLS has the certificate of this node and the authorities that vouch for the others, in RootCAs and ClientCAs. It is
	// required for a server of its own, where both sides have to show one, and for an external cluster unless Insecure.
	TLS *tls.Config

	// Listen is the address for other nodes, HOST:PORT, and Peers are those of the others, or of some of them: nodes tell
	// each other of the rest.
	Listen string
	Peers  []string

	// URL is that of an external cluster, in place of Listen and Peers, and Credentials a file for it, if it wants one.
	URL, Credentials string

	// Insecure connects to URL without TLS.
	Insecure bool

	// Notice is told of what an operator wants to know. It names no room and nobody. nil drops it.
	Notice func(string)
}

// Bounds and times.
const (
	helloEvery = 500 * time.Millisecond // how often a node says that it is there
	helloLife  = 4                      // how often it may fail to; counted, so that a node that stood still forgets nobody
	askEvery   = 3 * time.Millisecond   // how often a probe is asked for
	askLife    = time.Second            // how long a node may take to answer
	inSize     = 1 << 13                // messages that wait to be delivered: some 5 MB
	outSize    = 1 << 12                // messages that wait to be published
	firstPeer  = 3 * time.Second        // how long a start waits for the first other node
	startLife  = 10 * time.Second       // how long the server of a node may take to start
)

// What a message begins with, in a room.
const (
	kindMessage = 1
	kindProbe   = 2 // node that probes (16), node that asked (16)
)

// What a message begins with, on the subject of the nodes. The node that says it follows (16).
const (
	kindHello = 1
	kindBye   = 2
	kindAsk   = 3 // the subject follows
)

type node [16]byte

// A Bus is one node (relay.Bus).
type Bus struct {
	config Config
	me     node
	nodes  string // the subject of all nodes
	server *server.Server
	conn   *nats.Conn
	in     chan *nats.Msg // what is for rooms
	said   chan *nats.Msg // what nodes say of themselves, which must not wait behind that
	out    chan outgoing
	ended  chan struct{}
	wait   sync.WaitGroup
	close  func()

	mu     sync.Mutex
	peers  map[node]int // how often each has failed to say that it is there
	topics map[string]*topic
}

type outgoing struct {
	subject string
	b       *[]byte
}

// A topic is what this node has subscribed to.
type topic struct {
	subscription *nats.Subscription
	deliver      map[*delivery]struct{}
	asking       map[*question]struct{}
}

type delivery struct{ to func([]byte) }

// A question is one Subscribe that waits for probes.
type question struct {
	heard map[node]bool
	news  chan struct{}
}

// ErrDisconnected is returned while an external cluster cannot be reached.
var ErrDisconnected = errors.New("natsbus: the cluster cannot be reached")

// Open joins the other nodes. It waits a few seconds for the first of them, and goes on without.
func Open(c Config) (*Bus, error) {
	if c.Key.IsZero() {
		return nil, errors.New("natsbus: a key is needed")
	}
	if c.Notice == nil {
		c.Notice = func(string) {}
	}
	b := &Bus{
		config: c, in: make(chan *nats.Msg, inSize), said: make(chan *nats.Msg, inSize), out: make(chan outgoing, outSize), ended: make(chan struct{}),
		peers: map[node]int{}, topics: map[string]*topic{},
	}
	rand.Read(b.me[:])
	b.nodes = b.subject([]byte("larkspur/1 nodes"))
	b.close = sync.OnceFunc(b.end)
	if err := b.connect(); err != nil {
		return nil, err
	}
	if _, err := b.conn.ChanSubscribe(b.nodes, b.said); err != nil {
		b.conn.Close()
		b.stopServer()
		return nil, errors.Join(ErrDisconnected, err)
	}
	b.wait.Go(b.receive)
	b.wait.Go(b.listen)
	b.wait.Go(b.send)
	b.wait.Go(b.greet)
	if len(c.Peers) != 0 || c.URL != "" {
		for end := time.Now().Add(firstPeer); b.Peers() == 0 && time.Now().Before(end); {
			time.Sleep(askEvery)
		}
	}
	return b, nil
}

// Close leaves the other nodes.
func (b *Bus) Close() { b.close() }

func (b *Bus) end() {
	b.put(b.nodes, []byte{kindBye}, b.me[:])
	time.Sleep(askEvery)
	close(b.ended)
	b.wait.Wait()
	_ = b.conn.FlushTimeout(askLife)
	b.conn.Close()
	b.stopServer()
}

// Peers returns how many other nodes are known.
func (b *Bus) Peers() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.peers)
}

// Rooms returns how many rooms the node is subscribed to.
func (b *Bus) Rooms() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.topics)
}

// subject is what a name is on NATS.
func (b *Bus) subject(name []byte) string {
	mac := hmac.New(sha256.New, b.config.Key.Expose())
	mac.Write(name)
	return "larkspur." + hex.EncodeToString(mac.Sum(nil))
}

// Subscribe implements relay.Bus.
func (b *Bus) Subscribe(room wire.Room, deliver func([]byte)) (cancel func(), err error) {
	subject, d := b.subject(room[:]), &delivery{deliver}
	q := &question{heard: map[node]bool{}, news: make(chan struct{}, 1)}
	if !b.conn.IsConnected() {
		return nil, ErrDisconnected
	}
	b.mu.Lock()
	at := b.topics[subject]
	if at == nil {
		s, err := b.conn.ChanSubscribe(subject, b.in)
		if err != nil {
			b.mu.Unlock()
			return nil, ErrDisconnected
		}
		at = &topic{s, map[*delivery]struct{}{}, map[*question]struct{}{}}
		b.topics[subject] = at
	}
	at.deliver[d] = struct{}{}
	at.asking[q] = struct{}{}
	b.mu.Unlock()
	b.ask(subject, at, q)
	b.mu.Lock()
	delete(at.asking, q)
	b.mu.Unlock()
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(at.deliver, d)
		if len(at.deliver) == 0 && b.topics[subject] == at {
			delete(b.topics, subject)
			_ = at.subscription.Unsubscribe()
		}
	}, nil
}

// ask returns when all nodes that are known have heard of the subscription, or are taken for dead.
func (b *Bus) ask(subject string, at *topic, q *question) {
	end := time.Now().Add(askLife)
	again := time.NewTimer(0)
	defer again.Stop()
	for {
		select {
		case <-q.news:
		case <-b.ended:
			return
		case now := <-again.C:
			if b.silent(q, now.After(end)) == 0 {
				return
			}
			b.put(b.nodes, []byte{kindAsk}, b.me[:], []byte(subject))
			again.Reset(askEvery)
			continue
		}
		if b.silent(q, false) == 0 {
			return
		}
	}
}

// silent counts the nodes that q has not heard, or forgets them.
func (b *Bus) silent(q *question, forget bool) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for p := range b.peers {
		if q.heard[p] {
			continue
		}
		if forget {
			delete(b.peers, p)
			continue
		}
		n++
	}
	return n
}

// Publish implements relay.Bus.
func (b *Bus) Publish(room wire.Room, message []byte) {
	b.put(b.subject(room[:]), []byte{kindMessage}, message)
}

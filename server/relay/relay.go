// Package relay carries the frames of live links between the members of a room, over a Bus between nodes.
//
// It is blind: frames are sealed before they come here, rooms are known by a hash of their names, live in memory and die with
// their last member. It writes nothing down, counts nothing that names anybody, and is told no address. What it promises
// beyond carrying is that a public room nobody waits in answers as one whose host is slow (SPEC §10.3), that no member can be
// made to wait for another, and that whatever is wrong ends in one and the same way. It does not promise that a frame arrives:
// members number theirs and send again.
//
// # Cost
//
// A connection that is idle has one goroutine, which reads. Who brings a frame for it writes it, where the system takes it at
// once: to wake a goroutine costs more than to write. What is not taken, and what goes over TLS, is written by another goroutine,
// for as long as that lasts. What a connection costs is measured by TestAnIdleConnectionIsSmall: 12 KB at the most, and 25 KB with TLS.
package relay

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gobwas/ws"

	"larkspur/server/wire"
)

// Config is what an operator decides. The zero value is right for one machine.
type Config struct {
	// Bus reaches the other nodes; nil: there are none.
	Bus Bus

	// AnswerAt is when the answer to a guest's first frame leaves; 0 means DefaultAnswerAt.
	AnswerAt time.Duration

	// Connections bounds the connections and Rooms the rooms of this node; 0 means DefaultConnections, for both. When either
	// is reached nobody else joins, whatever room they name.
	Connections, Rooms int

	// Trouble is told when the bus fails. What it is told names nobody and no room. nil drops it.
	Trouble func(error)
}

// A Relay is one node.
type Relay struct {
	config Config
	ctx    context.Context // ends when no more connections are taken
	cancel context.CancelFunc
	wait   sync.WaitGroup

	mu    sync.Mutex
	conns map[*conn]struct{}
	rooms map[wire.Room]*room // by the hash of way and name
}

// New returns a relay that runs until Close.
func New(c Config) *Relay {
	if c.Bus == nil {
		c.Bus = alone{}
	}
	if c.AnswerAt == 0 {
		c.AnswerAt = DefaultAnswerAt
	}
	if c.Connections == 0 {
		c.Connections = DefaultConnections
	}
	if c.Rooms == 0 {
		c.Rooms = DefaultConnections
	}
	if c.Trouble == nil {
		c.Trouble = func(error) {}
	}
	r := &Relay{config: c, conns: map[*conn]struct{}{}, rooms: map[wire.Room]*room{}}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.wait.Go(r.sweep)
	return r
}

// Serve upgrades a call that asks for it in the right way, which the caller has checked, and returns; the connection goes
// on. What stands in the header of w is sent along. mayJoin is asked when a public room is to be joined. done is called when the connection has
// ended. Serve returns false, having done nothing, when no more connections are taken.
func (r *Relay) Serve(w http.ResponseWriter, q *http.Request, mayJoin func() bool, done func()) bool {
	c := r.enlist(mayJoin, done)
	if c == nil {
		return false
	}
	// The handshake is all that is left to the library, with the cipher: what it would do with frames is more than is wanted.
	upgraded, rw, _, err := ws.HTTPUpgrader{Timeout: writeTimeout, Header: w.Header()}.Upgrade(q, w)
	if err != nil {
		if upgraded != nil {
			_ = upgraded.Close()
		}
		r.forget(c)
		return true
	}
	// Nothing of the call may live on: its goroutine, its buffers and its headers are several times what a connection costs.
	c.begin(upgraded, rw.Reader.Buffered() == 0)
	return true
}

// enlist makes a connection that is counted, or none when no more are taken.
func (r *Relay) enlist(mayJoin func() bool, done func()) *conn {
	c := newConn(r, mayJoin, done)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ctx.Err() != nil || len(r.conns) >= r.config.Connections {
		return nil
	}
	r.conns[c] = struct{}{}
	r.wait.Add(1)
	return c
}

// Close closes all connections and returns when they are gone.
func (r *Relay) Close() {
	r.cancel()
	r.mu.Lock()
	for c := range r.conns {
		c.fail()
	}
	r.mu.Unlock()
	r.wait.Wait()
}

// Counts returns how many connections and rooms there are.
func (r *Relay) Counts() (connections, rooms int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.conns), len(r.rooms)
}

// forget is the end of a connection.
func (r *Relay) forget(c *conn) {
	r.mu.Lock()
	delete(r.conns, c)
	r.mu.Unlock()
	c.done()
	r.wait.Done()
}

// sweep pings, tells other nodes who is here, and ends what is silent. One goroutine does it for all.
func (r *Relay) sweep() {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	var all []*conn
	for {
		select {
		case <-r.ctx.Done():
			return
		case <-tick.C:
		}
		r.mu.Lock()
		for c := range r.conns {
			all = append(all, c)
		}
		r.mu.Unlock()
		for _, c := range all {
			c.tend(time.Now())
		}
		clear(all)
		all = all[:0]
	}
}

var errFull = errors.New("relay: the limit of rooms is reached")

// roomOf finds the room that j names, or makes it, and counts its caller as one who is in it. The name is not kept.
func (r *Relay) roomOf(j wire.Join) (*room, error) {
	secret := j.Way == wire.WayMeet
	key := keyOf(j.Room, secret)
	r.mu.Lock()
	rm := r.rooms[key]
	if len(r.rooms) >= r.config.Rooms || r.ctx.Err() != nil {
		r.mu.Unlock() // rooms that are there are refused as well: who is refused does not learn which are
		return nil, errFull
	}
	if rm != nil {
		rm.users++
		r.mu.Unlock()
		<-rm.ready
	} else {
		rm = &room{relay: r, key: key, secret: secret, users: 1, ready: make(chan struct{})}
		r.rooms[key] = rm
		r.mu.Unlock()
		rm.cancel, rm.err = r.config.Bus.Subscribe(key, rm.message)
		close(rm.ready)
	}
	if rm.err != nil {
		r.config.Trouble(rm.err)
		r.leave(rm)
		return nil, rm.err
	}
	return rm, nil
}

// leave counts one less in rm, and ends it with the last.
func (r *Relay) leave(rm *room) {
	r.mu.Lock()
	rm.users--
	last := rm.users == 0
	if last {
		delete(r.rooms, rm.key)
	}
	r.mu.Unlock()
	if last && rm.cancel != nil {
		rm.cancel()
	}
}

// keyOf is what a room is known by: a secret room and a public one of the same name are two.
func keyOf(name wire.Room, secret bool) wire.Room {
	kind := byte(0)
	if secret {
		kind = 1
	}
	return sha256.Sum256(append(append([]byte("larkspur/1 room"), kind), name[:]...))
}

func newIdentity() (i identity) {
	rand.Read(i[:])
	return i
}

// alone is the bus of a node that has no others.
type alone struct{}

func (alone) Subscribe(wire.Room, func([]byte)) (func(), error) { return func() {}, nil }
func (alone) Publish(wire.Room, []byte)                         {}

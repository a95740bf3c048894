package natsbus

import (
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 1024); return &b }}

// put queues a message, or drops it: nobody waits for NATS.
func (b *Bus) put(subject string, parts ...[]byte) {
	buffer := buffers.Get().(*[]byte)
	*buffer = (*buffer)[:0]
	for _, p := range parts {
		*buffer = append(*buffer, p...)
	}
	select {
	case b.out <- outgoing{subject, buffer}:
	default:
		buffers.Put(buffer)
	}
}

// send publishes what is queued. That can take long, where the connection to an external cluster does.
func (b *Bus) send() {
	for {
		select {
		case o := <-b.out:
			_ = b.conn.Publish(o.subject, *o.b) // it is sent again by those whom it concerns
			buffers.Put(o.b)
		case <-b.ended:
			for len(b.out) != 0 {
				o := <-b.out
				_ = b.conn.Publish(o.subject, *o.b)
			}
			return
		}
	}
}

// receive delivers. One goroutine does it for all rooms, in the order in which messages come.
func (b *Bus) receive() {
	for {
		select {
		case <-b.ended:
			return
		case m := <-b.in:
			b.deliver(m)
		}
	}
}

// listen hears what nodes say of themselves.
func (b *Bus) listen() {
	for {
		select {
		case <-b.ended:
			return
		case m := <-b.said:
			b.heard(m.Data)
		}
	}
}

// deliver takes what came for a room. NATS does not give back what one has published oneself (nats.NoEcho).
func (b *Bus) deliver(m *nats.Msg) {
	if len(m.Data) == 0 {
		return
	}
	b.mu.Lock()
	at := b.topics[m.Subject]
	if at == nil {
		b.mu.Unlock()
		return
	}
	if m.Data[0] == kindProbe {
		if len(m.Data) == 33 && node(m.Data[17:]) == b.me {
			for q := range at.asking {
				q.heard[node(m.Data[1:])] = true
				select {
				case q.news <- struct{}{}:
				default:
				}
			}
		}
		b.mu.Unlock()
		return
	}
	var to []*delivery
	if m.Data[0] == kindMessage {
		for d := range at.deliver {
			to = append(to, d)
		}
	}
	b.mu.Unlock()
	for _, d := range to {
		d.to(m.Data[1:])
	}
}

// heard takes what nodes say of themselves.
func (b *Bus) heard(said []byte) {
	if len(said) < 17 {
		return
	}
	from := node(said[1:])
	if from == b.me {
		return
	}
	switch said[0] {
	case kindBye:
		b.mu.Lock()
		_, known := b.peers[from]
		delete(b.peers, from)
		n := len(b.peers)
		b.mu.Unlock()
		if known {
			b.config.Notice(others("a node has left", n))
		}
		return
	case kindHello, kindAsk:
	default:
		return
	}
	b.mu.Lock()
	_, known := b.peers[from]
	b.peers[from] = 0
	n := len(b.peers)
	b.mu.Unlock()
	if !known {
		b.put(b.nodes, []byte{kindHello}, b.me[:]) // it does not know this one either
		b.config.Notice(others("a node has come", n))
	}
	if said[0] == kindAsk {
		b.put(string(said[17:]), []byte{kindProbe}, b.me[:], from[:])
	}
}

// greet says that this node is here, and forgets those that do not any more.
func (b *Bus) greet() {
	tick := time.NewTicker(helloEvery)
	defer tick.Stop()
	for {
		b.put(b.nodes, []byte{kindHello}, b.me[:])
		select {
		case <-b.ended:
			return
		case <-tick.C:
			gone, n := 0, 0
			b.mu.Lock()
			for p := range b.peers {
				if b.peers[p]++; b.peers[p] > helloLife {
					delete(b.peers, p)
					gone++
				}
			}
			n = len(b.peers)
			b.mu.Unlock()
			if gone != 0 {
				b.config.Notice(others("a node is not heard of any more", n))
			}
		}
	}
}

func others(what string, n int) string {
	switch n {
	case 0:
		return what + "; there are no others"
	case 1:
		return what + "; there is one other"
	}
	text := ""
	for ; n != 0; n /= 10 {
		text = string(rune('0'+n%10)) + text
	}
	return what + "; there are " + text + " others"
}

package attack

import (
	"encoding/binary"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/server/servertest"
)

// A guest with the true keys says that something arrived which was never sent: the link with it is over, and only that one.
func TestAnAckOfWhatWasNeverSentEndsTheLink(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	_, friend := h.meets(server.URL, h.usual())
	t.Run("each", func(t *testing.T) {
		for name, lie := range map[string]func(plain []byte){
			"one segment too many":    func(p []byte) { binary.BigEndian.PutUint32(p[8:], 1000) },
			"all there can be":        func(p []byte) { binary.BigEndian.PutUint32(p[8:], 1<<32-1) },
			"a stream not begun":      func(p []byte) { p[18] = 9 },
			"a segment without end":   func(p []byte) { binary.BigEndian.PutUint32(p[12:], 1); binary.BigEndian.PutUint16(p[19:], 5000) },
			"data behind the segment": func(p []byte) { p[471] = 1 },
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				h, code := h.in(t), newCode(t)
				c := h.invites(code)
				p := puppetGuest(t, server, server.URL, code)
				p.shown()
				if err := p.conn.Send(forge(p.session, false, 1<<40, lie)); err != nil {
					t.Fatal(err)
				}
				within(t, patience, "the link ends", func() bool { return over(c.Call()) })
				if c.Call().Err() == nil {
					t.Error("as if it had been ended")
				}
			})
		}
		t.Run("no lie", func(t *testing.T) { // the control
			t.Parallel()
			h, code := h.in(t), newCode(t)
			c := h.invites(code)
			p := puppetGuest(t, server, server.URL, code)
			p.shown()
			_ = p.conn.Send(forge(p.session, false, 1<<40, func([]byte) {}))
			time.Sleep(time.Second)
			if over(c.Call()) {
				t.Error("an honest frame ends the link:", c.Call().Err())
			}
		})
	})
	h.works(friend)
}

// A guest that was let in says that it has updates which were not made, or is at a batch that cannot be: it is out.
func TestAGuestThatLiesAboutWhatItHasIsOut(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	_, friend := h.meets(server.URL, h.usual())
	t.Run("each", func(t *testing.T) {
		for name, lie := range map[string]func(x *talker) said{
			"an update that was not made": func(x *talker) said { return said{turn: 1, have: x.have() + 1} },
			"the last there can be":       func(x *talker) said { return said{turn: 1, have: 1<<64 - 1} },
			"seen and not got":            func(x *talker) said { return said{turn: 1, have: x.have(), seen: x.have() + 1} },
			"a batch too many":            func(x *talker) said { return said{turn: 1, have: x.have(), batch: 2, ops: [][]byte{removes(x.h.Note)}} },
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				h := h.in(t)
				x := h.lets(server.URL, h.usual())
				x.say(lie(x).bytes()...)
				within(t, patience, "it is out", func() bool { return x.count(msgEnd) == 1 && stageOf(x.chair) != live.Open })
			})
		}
	})
	h.works(friend)
}

// A guest that says it has less than it has, again and again, and that it lost every connection, is sent things again, and
// nobody else waits for it.
func TestAGuestThatClaimsToHaveNothingHoldsUpNobody(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	_, friend := h.meets(server.URL, h.usual())
	x := h.lets(server.URL, h.usual())
	stop := make(chan struct{})
	x.done.Go(func() {
		for n := uint64(1); ; n++ {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
			}
			m := said{turn: n}.bytes()
			m[2+uvarintSize(n)+2] = 1 // start from nothing
			x.mu.Lock()
			x.link.Reconnected()
			x.mu.Unlock()
			x.say(m...)
		}
	})
	for range 8 {
		if err := types(friend, h.Note, "."); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		h.inStep(friend)
		if took := time.Since(begin); took > soon {
			t.Error("it took", took)
		}
	}
	close(stop)
	if stageOf(x.chair) != live.Open {
		t.Error("it is out, and there was nothing to see")
	}
}

func uvarintSize(n uint64) int { return len(binary.AppendUvarint(nil, n)) }

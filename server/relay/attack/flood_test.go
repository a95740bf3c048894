package attack

import (
	"crypto/rand"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/client/plan"
	"larkspur/server/servertest"
)

// A guest that sends as many frames as its line carries loses its connection at the relay, as often as it comes back; the host
// and the other guest write on.
func TestAFloodOfFramesDisturbsNobody(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	_, friend := h.meets(server.URL, h.usual())
	x := h.lets(server.URL, h.usual())
	closed := 0
	for range 3 {
		conn := dial(t, server.URL, 3, x.session.Meeting())
		for begin := time.Now(); time.Since(begin) < patience; {
			f := new(link.Frame)
			_, _ = rand.Read(f[:])
			if conn.Send(f) != nil {
				closed++
				break
			}
		}
		conn.Close()
		if err := types(friend, h.Note, "."); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		h.inStep(friend)
		if took := time.Since(begin); took > soon {
			t.Error("it took", took)
		}
	}
	if closed != 3 {
		t.Errorf("%d of 3 floods were closed", closed)
	}
	h.works(friend)
}

// A guest that says as much as its link carries, the largest messages and the most operations, writes no more than a guest may,
// and what others type is there as soon as ever.
func TestAFloodOfMessagesDisturbsNobody(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	_, friend := h.meets(server.URL, h.terms(live.Part{Section: h.People, Right: live.Edit}))
	x := h.lets(server.URL, h.terms(live.Part{Section: h.People, Right: live.Edit}))
	x.every.Store(int64(27 * time.Millisecond)) // the relay takes one in 25 ms
	const enough = 200
	begin, n := time.Now(), byte(0)
	goesOn := func() bool { // a busy machine takes longer until enough was said
		took := time.Since(begin)
		return took < 8*time.Second || took < 2*time.Minute && len(h.Plan().Items("note")) < enough
	}
	for goesOn() {
		var ops [][]byte
		n++
		for i := range byte(60) {
			if id := (plan.ID{0xF1, n, i}); i == 0 {
				ops = append(ops, adds(id, h.People, h.Note, "note"))
			} else {
				ops = append(ops, addsThere(id, h.Note, "note"))
			}
		}
		x.turn++
		have := x.have()
		x.mu.Lock()
		waiting := x.link.Waiting()
		x.mu.Unlock()
		if waiting < 8<<10 {
			for range 2 { // the same batch in two messages
				x.say(said{turn: x.turn, have: have, batch: x.answered() + 1, ops: ops}.bytes()...)
				x.turn++
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	added := len(h.Plan().Items("note"))
	if added < enough || added > 502 {
		t.Errorf("%d notes", added)
	}
	t.Logf("%d notes", added)
	if stageOf(x.chair) != live.Open {
		t.Error("the control: the guest is out, and there was nothing to hear")
	}
	for range 5 {
		if err := types(friend, h.Note, "."); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		h.inStep(friend)
		if took := time.Since(begin); took > soon {
			t.Error("it took", took)
		}
	}
}

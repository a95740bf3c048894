package attack

import (
	"bytes"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// since returns the frames of a room in one direction after the first n of the tape.
func (x *tape) since(n int, room wire.Room, up bool) (out []*link.Frame) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, f := range x.all[n:] {
		if f.Join.Room == room && f.Up == up {
			out = append(out, f.Frame)
		}
	}
	return out
}

// opened is how many of the frames any of the keys opens.
func opened(keys []func(*link.Frame) bool, frames []*link.Frame) (n int) {
	for _, f := range frames {
		for _, k := range keys {
			if k(f) {
				n++
				break
			}
		}
	}
	return n
}

func (p *puppet) copies() []func(*link.Frame) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]func(*link.Frame) bool(nil), p.keys...)
}

func (p *puppet) heardOf(words string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.heard {
		if bytes.Contains(m, []byte(words)) {
			return true
		}
	}
	return false
}

// A guest with a program of its own keeps every key that it ever had, and every frame of its own line and of the other guest's.
// After each change of what is shared, and after the end, what is sealed opens with no key from before; what is said meanwhile in
// what it lost never comes to it; and when it is out, it can read nothing more in any room, and disturb nothing.
func TestAGuestWhoIsOutHasNothingOfAllItsKeys(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	x := new(tape)
	b := goBetween(t, server.URL, x.record(nil))
	_, friend := h.meets(b.URL, h.usual())
	theirs := b.Passages()[0].Join.Room
	out := h.lets(b.URL, h.usual())
	own := out.session.Meeting()
	if own == theirs {
		t.Fatal("one room for both")
	}
	h.types("[shared]")
	within(t, patience, "the control: it hears what is shared", func() bool { return out.heardOf("[shared]") })

	narrow := h.terms(live.Part{Section: h.Where, Right: live.View})
	paused := h.usual()
	paused.Paused = true
	for name, terms := range map[string]live.Terms{"narrowed": narrow, "paused": paused} {
		old, begin := out.copies(), x.Len()
		if err := out.chair.Change(terms); err != nil {
			t.Fatal(err)
		}
		h.types("[" + name + "]") // at once
		within(t, patience, "there are other keys", func() bool {
			frames := x.since(begin, own, false)
			return len(frames) > 0 && opened(old, frames[len(frames)-1:]) == 0
		})
		from := x.Len()
		out.chair.Call().Do(func() { time.Sleep(time.Second) }) // her end does something else: what it made ahead leaves
		h.types("[" + name + " later]")
		h.inStep(friend)
		within(t, patience, "frames", func() bool { return len(x.since(from, own, false)) >= 6 })
		sealed := x.since(from, own, false)
		within(t, patience, "the control: all open with the keys that it has when they came", func() bool { return opened(out.copies(), sealed) == len(sealed) })
		if n := opened(old, sealed); n != 0 {
			t.Errorf("%s: %d of %d frames open with keys from before", name, n, len(sealed))
		}
		if out.heardOf("[" + name) {
			t.Errorf("%s: what was typed then came to it", name)
		}
		if err := out.chair.Change(h.usual()); err != nil {
			t.Fatal(err)
		}
		within(t, patience, "it sees the section again", func() bool { return out.heardOf("[" + name + " later]") })
	}

	out.chair.End()
	time.Sleep(time.Second)
	from := x.Len()
	for range 4 {
		h.types("[ended]")
		h.inStep(friend)
		time.Sleep(time.Second)
	}
	if out.heardOf("[ended]") {
		t.Error("what was typed after the end came to it")
	}
	if mine := x.since(from, own, false); len(mine) > 16 {
		t.Errorf("%d frames after the end", len(mine))
	}
	others := append(x.since(0, theirs, false), x.since(0, theirs, true)...)
	if n := opened(out.copies(), others); len(others) < 40 || n != 0 {
		t.Errorf("%d of %d frames of the other guest open", n, len(others))
	}

	// It comes again: to its own room, where nobody is, and to that of the other, which a relay may tell it.
	out.close()
	again := dial(t, server.URL, wire.WayMeet, own)
	if f, err := receive(again, 2*time.Second); err == nil {
		t.Errorf("something comes in the room of a link that has ended, and opens: %d", opened(out.copies(), []*link.Frame{f}))
	}
	intruder := dial(t, server.URL, wire.WayMeet, theirs)
	keys := out.copies()
	h.types("[intruded]")
	for n := range 24 {
		f, err := receive(intruder, patience)
		if err != nil {
			t.Fatal("the control: it is not in the room")
		}
		if opened(keys, []*link.Frame{f}) != 0 {
			t.Error("a frame of the other guest opens")
		}
		for host := range 2 {
			_ = intruder.Send(forge(out.session, host == 1, uint64(1000+n), func(p []byte) { p[8] = 0xFF }))
		}
		_ = intruder.Send(f)
	}
	h.inStep(friend)
	h.works(friend)
}

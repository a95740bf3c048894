package joint

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

func TestForgedNumbersAreRefused(t *testing.T) {
	h := newHostile(t)
	seat := h.h.seat(h.g.peer)
	one := []op{{kind: opNothing}}
	for name, m := range map[string]said{
		"has what was never made": {turn: 99, have: seat.number + 1},
		"skips a batch":           {turn: 99, have: seat.number, batch: seat.done + 2, ops: one},
	} {
		if err := h.h.Receive(h.g.peer, m.encode()); !errors.Is(err, ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Made, but not sent yet.
	must(t, h.p.RenameSection(h.p.Sections()[0].ID(), "other"))
	h.stepHost()
	m := said{turn: 99, have: seat.number}
	if err := h.h.Receive(h.g.peer, m.encode()); !errors.Is(err, ErrForged) {
		t.Errorf("has what was not sent: %v", err)
	}
	m = said{turn: 99, have: 1, seen: 2}
	if err := h.h.Receive(h.g.peer, m.encode()); !errors.Is(err, ErrMalformed) {
		t.Errorf("saw what it has not: %v", err)
	}
	if s := h.h.Seats()[0]; s.Have == s.Made || s.Seen > s.Have {
		t.Errorf("%+v", s)
	}
}

func TestOversizedMessagesAreRefused(t *testing.T) {
	many := func(n int) []op { return slices.Repeat([]op{{kind: opNothing}}, n) }
	var parts text
	for range maxParts {
		parts = append(parts, part{n: 1}, part{put: "x"})
	}
	deepValue := plan.Value(cbor.Text("x"))
	for range maxDepth + 1 {
		deepValue = cbor.Array{deepValue}
	}
	long := strings.Repeat("x", maxValue+1)
	for name, ops := range map[string][]op{
		"operations": many(maxBatch + 1),
		"parts":      {{kind: opText, name: "note", segs: []seg{{text: parts}}}},
		"depth":      {{kind: opSet, name: "note", value: deepValue}},
		"a value":    {{kind: opSet, name: "note", value: plan.Text(long)}},
		"a text":     {{kind: opText, name: "note", segs: puts(long, 0)}},
		"a key":      {{kind: opSet, name: long[:plan.MaxKey+1], value: plan.Text("x")}},
		"a message":  {{kind: opText, name: "note", segs: puts(long[:maxValue], 0)}, {kind: opText, name: "note", segs: puts(long[:maxValue], 0)}},
		"none":       {},
		"own steps":  {{kind: opText, name: "note", segs: []seg{{own: true, text: text{{put: "x"}}}}}},
		"presence":   {{kind: opPresent, peer: 1}},
		"rights":     {{kind: opAll, right: 1}},
	} {
		m := said{turn: 1, batch: 1, ops: ops}
		if _, err := decodeSaid(m.encode()); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	m := said{turn: 1, batch: 1, ops: many(maxBatch)}
	if _, err := decodeSaid(m.encode()); err != nil {
		t.Errorf("a whole batch: %v", err)
	}
}

// A message that comes late, behind a newer one, changes nothing: not where the guest is, what it has, whether it missed an
// update, nor its batch.
func TestALateMessageSaysNothing(t *testing.T) {
	h := newHostile(t)
	seat := h.h.seat(h.g.peer)
	s := h.p.Sections()
	it := s[0].Items()[0]
	name := noteOf(it.Kind())
	n := len(it.Text(name))
	puts := func(turn uint64, words string, at plan.ID, again bool) said {
		return said{turn: turn, have: seat.number, at: at, again: again, batch: seat.done + 1,
			ops: []op{{kind: opText, item: it.ID(), name: name, segs: puts(words, n)}}}
	}
	older, newer := puts(h.turn+1, "older", s[1].ID(), true), puts(h.turn+2, "newer", s[0].ID(), false)
	older.have = 0
	must(t, h.h.Receive(h.g.peer, newer.encode()))
	before := h.h.Seats()[0]
	must(t, h.h.Receive(h.g.peer, older.encode()))
	if after := h.h.Seats()[0]; after != before || after.At != s[0].ID() || after.Have != seat.number {
		t.Errorf("%+v became %+v", before, after)
	}
	if m := h.h.Messages(h.g.peer, false); m != nil {
		t.Errorf("%d messages are sent again", len(m))
	}
	h.stepHost()
	if now, _ := h.p.Item(it.ID()); !strings.HasPrefix(now.Text(name), "newer") || strings.Contains(now.Text(name), "older") {
		t.Errorf("%q", now.Text(name))
	}
}

// However many messages come between two Steps, one batch is done.
func TestAFloodIsOneBatch(t *testing.T) {
	h := newHostile(t)
	seat := h.h.seat(h.g.peer)
	it := h.p.Sections()[0].Items()[0]
	name := noteOf(it.Kind())
	n := len(it.Text(name))
	for i := range 10_000 {
		m := said{turn: h.turn + uint64(i) + 1, have: seat.number, batch: seat.done + 1,
			ops: slices.Repeat([]op{{kind: opText, item: it.ID(), name: name, segs: puts("x", n)}}, 8)}
		must(t, h.h.Receive(h.g.peer, m.encode()))
	}
	h.stepHost()
	now, _ := h.p.Item(it.ID())
	if got := strings.Count(now.Text(name), "x") - strings.Count(it.Text(name), "x"); got > 8 || seat.done != 1 {
		t.Errorf("%d were done in %d batches", got, seat.done)
	}
}

// The work of a batch and of a session has an end.
func TestWorkIsBounded(t *testing.T) {
	h := newHostile(t)
	seat := h.h.seat(h.g.peer)
	sec := h.p.Sections()[0].ID()
	added := 0
	for i := range 12 {
		var ops []op
		for j := range maxBatch {
			ops = append(ops, op{kind: opAdd, item: numbered(1000 + 64*i + j), section: sec, name: "note"})
		}
		added += popcount(h.say(t, ops...))
	}
	if added != maxAdded {
		t.Errorf("%d items were added", added)
	}
	var typed int
	for i := range 40 {
		id := numbered(1000 + i)
		it, _ := h.p.Item(id)
		if h.say(t, op{kind: opText, item: id, name: "text", segs: puts(strings.Repeat("한", 20_000), len(it.Text("text")))}) == 1 {
			typed += 60_000
		}
	}
	if typed > maxTyped || typed < maxTyped-60_000 {
		t.Errorf("%d bytes were typed", typed)
	}
	// Reading is work too: operations that do nothing, on long texts.
	var ops []op
	for range maxBatch {
		var idle text
		idle.keep(60_000)
		ops = append(ops, op{kind: opText, item: numbered(1000), name: "text", segs: []seg{{text: idle}}})
	}
	if got := popcount(h.say(t, ops...)); got > maxWork/120_000 {
		t.Errorf("%d operations on a long text in one batch", got)
	}
	for i := range maxSuggestions + 5 {
		got := h.say(t, op{kind: opSuggest, item: numbered(3000 + i), body: &op{kind: opRemove, item: numbered(1000)}})
		if want := i < maxSuggestions; (got == 1) != want {
			t.Fatalf("suggestion %d: %d", i, got)
		}
	}
	if len(seat.log) > maxLog {
		t.Errorf("%d sights are kept", len(seat.log))
	}
}

func popcount(n uint64) int {
	c := 0
	for ; n != 0; n &= n - 1 {
		c++
	}
	return c
}

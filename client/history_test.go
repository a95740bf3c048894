//go:build !race

// Without the race detector: one device acts, one act after the other. Devices at once are tried in others.

package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
)

// What a phrase opens in the end depends on what is visible then, and not on how it came to be so: item 5 of what deniability
// means, at the level of pages. Any history is compared with a vault that was made in its last state, byte for byte but for
// roots, which are random. The long course: go test ./client -run TestAnyHistory -rapid.checks=5000 -timeout 60m
func TestAnyHistoryLeavesWhatAVaultMadeSoHas(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := newPast(t)
		for range rapid.IntRange(3, 16).Draw(rt, "acts") {
			h.act(rt)
		}
		h.finish()
		for _, trace := range h.traces() {
			rt.Errorf("%s", trace)
		}
	})
}

// past is a vault with a history, and what has to be forgotten of it.
type past struct {
	tb      testing.TB
	d       *deployment
	dev     *device
	first   phrase.Phrase
	s       *client.Session
	doors   map[string]phrase.Phrase // by name
	was     [][]byte                 // texts, names, phrases and roots that there were
	n       int
	visible []string // texts that stand in the plan now
}

func newPast(tb testing.TB) *past {
	h := &past{tb: tb, d: newDeployment(tb), first: newPhrase(tb), doors: map[string]phrase.Phrase{}}
	h.dev = h.d.device()
	h.s = h.dev.new(tb, h.first)
	h.remember()
	return h
}

// remember keeps every root that the phrase leads to now, and what comes from a root.
func (h *past) remember() {
	for _, l := range h.d.inside(h.tb, h.first).pages {
		keys := l.root.Keys()
		locator, public := keys.Locator(), keys.PublicKey()
		h.was = append(h.was, l.root.Expose(), locator[:], public[:])
	}
}

func (h *past) word() string {
	h.n++
	return fmt.Sprintf("<word %04d>", h.n)
}

// act does one thing; whatever is interrupted is finished before the next.
func (h *past) act(rt *rapid.T) {
	switch rapid.IntRange(0, 10).Draw(rt, "act") {
	case 0, 1:
		h.write(rt, 1)
	case 2:
		h.write(rt, 60_000) // a plan of several pages
	case 3, 4:
		h.takeOut(rt)
	case 5:
		h.addDoor(rt)
	case 6:
		h.withdraw(rt)
	case 7:
		next := newPhrase(h.tb)
		h.interrupted(rt, func() error { return h.s.ChangePhrase(context.Background(), next) }, next)
	case 8:
		h.takeOver(rt)
	case 9:
		must(h.tb, h.s.MakeAnother(context.Background(), newPhrase(h.tb), notebook(h.tb, h.forget(h.word()))))
		h.dev.settle(h.tb)
	default:
		h.interrupted(rt, func() error { return h.s.Save(context.Background()) }, h.first)
	}
	h.remember()
}

// forget notes what may stand nowhere in the end.
func (h *past) forget(text string) string {
	h.was = append(h.was, []byte(text))
	return text
}

// write adds a note, or changes one and lets go of what stood there.
func (h *past) write(rt *rapid.T, size int) {
	text := h.word() + randomText(size)
	items := h.s.Plan().Items("note")
	if len(items) > 0 && rapid.Bool().Draw(rt, "change") {
		it := items[rapid.IntRange(0, len(items)-1).Draw(rt, "note")]
		h.gone(it.Text("text"))
		must(h.tb, h.s.Edit(func(p *plan.Plan) error { return p.SetField(it.ID(), "text", plan.Text(text)) }))
	} else {
		note(h.tb, h.s, text)
	}
	h.visible = append(h.visible, text[:11])
	h.save()
}

func (h *past) gone(text string) {
	word := h.forget(text[:11])
	h.visible = slices.DeleteFunc(h.visible, func(w string) bool { return w == word })
}

func (h *past) takeOut(rt *rapid.T) {
	items := h.s.Plan().Items("note")
	if len(items) == 0 {
		return
	}
	it := items[rapid.IntRange(0, len(items)-1).Draw(rt, "note")]
	h.gone(it.Text("text"))
	id := it.ID()
	h.was = append(h.was, id[:])
	must(h.tb, h.s.Edit(func(p *plan.Plan) error { return p.RemoveItem(it.ID()) }))
	h.save()
}

func (h *past) save() {
	must(h.tb, h.s.Save(context.Background()))
	h.dev.settle(h.tb)
}

func (h *past) addDoor(rt *rapid.T) {
	if len(h.doors) >= 3 {
		return
	}
	name, p := h.word(), newPhrase(h.tb)
	h.doors[name] = p
	h.interrupted(rt, func() error { return h.s.AddRecovery(context.Background(), name, p) }, h.first)
	// It may be listed and not be there: whoever sees that withdraws it.
	if root, _ := quickDerive(ctx, p.Canonical(), realm); h.listed(name) {
		if _, there := h.d.at(h.tb, root); !there {
			must(h.tb, h.s.Withdraw(context.Background(), doorNamed(h.tb, h.s, name)))
			h.dev.settle(h.tb)
		}
	}
	h.dropDoors()
}

func (h *past) listed(name string) bool {
	return slices.ContainsFunc(h.s.RecoveryDoors(), func(d client.RecoveryDoor) bool { return d.Name == name })
}

// dropDoors lets go of the doors that are not listed any more.
func (h *past) dropDoors() {
	for name, p := range h.doors {
		if !h.listed(name) {
			delete(h.doors, name)
			h.forget(name)
			h.forget(p.Expose())
		}
	}
}

func (h *past) withdraw(rt *rapid.T) {
	doors := h.s.RecoveryDoors()
	if len(doors) == 0 {
		return
	}
	id := doors[rapid.IntRange(0, len(doors)-1).Draw(rt, "door")].ID
	h.interrupted(rt, func() error { return h.s.Withdraw(context.Background(), id) }, h.first)
	h.dropDoors()
}

// takeOver makes a new first phrase from a recovery phrase, as one does who has lost the first.
func (h *past) takeOver(rt *rapid.T) {
	doors := h.s.RecoveryDoors()
	if len(doors) == 0 {
		return
	}
	by := h.doors[doors[rapid.IntRange(0, len(doors)-1).Draw(rt, "door")].Name]
	keep := ""
	if rapid.Bool().Draw(rt, "keep") {
		keep = h.word()
	}
	h.dev = h.d.device()
	h.s = h.dev.open(h.tb, by)
	next := newPhrase(h.tb)
	h.interrupted(rt, func() error { return h.s.TakeOver(context.Background(), next, keep) }, next)
	if h.listed(keep) {
		h.doors[keep] = by
	}
	h.dropDoors()
}

// interrupted runs an act, perhaps cut at some call, and finishes it: from the session that began it, or from another device,
// by the phrase that opens then.
func (h *past) interrupted(rt *rapid.T, run func() error, next phrase.Phrase) {
	reached := false
	h.dev.line.take()
	if rapid.Bool().Draw(rt, "interrupt") {
		h.dev.line.cutAt(rapid.IntRange(0, 20).Draw(rt, "at"), rapid.Bool().Draw(rt, "arrives"), &reached)
	}
	err := run()
	h.dev.settle(h.tb)
	h.dev.line.heal()
	if !reached && err != nil {
		rt.Fatalf("an act that nobody interrupted: %v", err)
	}
	dev := h.d.device()
	p := next
	o, err := dev.Open(context.Background(), p)
	if errors.Is(err, client.ErrNothing) {
		p = h.first
		o, err = dev.Open(context.Background(), p)
	}
	must(h.tb, err)
	dev.settle(h.tb)
	if p.Expose() != h.first.Expose() {
		h.forget(h.first.Expose())
		h.first = p
	} else if next.Expose() != p.Expose() {
		h.forget(next.Expose())
	}
	h.dev, h.s = dev, o.Session
	h.save()
}

func (h *past) finish() {
	h.save()
	h.dropDoors()
}

// traces compares the vault with one that is made as it is now, and looks for everything that there was.
func (h *past) traces() []string {
	h.tb.Helper()
	v := h.d.inside(h.tb, h.first)
	fresh := h.d.device()
	p := newPhrase(h.tb)
	s, err := fresh.NewWith(context.Background(), p, client.StarterKey{}, v.plan)
	must(h.tb, err)
	for _, name := range v.door.Names {
		must(h.tb, s.AddRecovery(context.Background(), name, newPhrase(h.tb)))
	}
	fresh.settle(h.tb)
	found := differences(v, h.d.inside(h.tb, p))

	now := map[string]bool{}
	for _, l := range v.pages {
		keys := l.root.Keys()
		locator, public := keys.Locator(), keys.PublicKey()
		now[string(l.root.Expose())], now[string(locator[:])], now[string(public[:])] = true, true, true
	}
	all := v.bytes()
	for _, was := range h.was {
		if !now[string(was)] && bytes.Contains(all, was) {
			found = append(found, fmt.Sprintf("%d bytes that there were are there still: %q", len(was), was))
		}
	}
	for _, word := range h.visible {
		if !bytes.Contains(all, []byte(word)) {
			found = append(found, "the search does not find what is there")
		}
	}
	return found
}

// differences says in what two vaults differ once their roots have names instead of bytes.
func differences(a, b vault) (found []string) {
	say := func(what string, same bool) {
		if !same {
			found = append(found, what)
		}
	}
	say("the number of pages", len(a.pages) == len(b.pages))
	say("what the door says", bytes.Equal(a.renamed(a.doorBody), b.renamed(b.doorBody)))
	say("the kind of the door", a.door.First == b.door.First && slices.Equal(a.door.Names, b.door.Names))
	say("an unfinished move", a.door.Left.IsZero() && b.door.Left.IsZero())
	say("the plan", bytes.Equal(a.stream, b.stream))
	for i := range min(len(a.pages), len(b.pages)) {
		x, y := a.pages[i], b.pages[i]
		say(fmt.Sprintf("the format of page %d", i), x.format == y.format)
		if x.format != client.FormatDoor {
			say(fmt.Sprintf("page %d", i), bytes.Equal(a.renamed(x.body), b.renamed(y.body)))
			continue
		}
		// A door is deflated with its roots, which are random, so only what was deflated can be compared.
		door, err := client.Inflate(x.body)
		other, err2 := client.Inflate(y.body)
		say(fmt.Sprintf("door %d", i), err == nil && err2 == nil && bytes.Equal(a.renamed(door), b.renamed(other)))
	}
	return found
}

// renamed writes the number of a root in place of its bytes.
func (v vault) renamed(body []byte) []byte {
	for i, l := range v.pages {
		body = bytes.ReplaceAll(body, l.root.Expose(), []byte(strings.Repeat(fmt.Sprintf("%02d", i), page.RootSize/2)))
	}
	return body
}

// What is looked for would be found: each of these is a trace that a history could leave.
func TestATraceOfHistoryIsSeen(t *testing.T) {
	ctx := context.Background()
	for name, leave := range map[string]func(h *past){
		"nothing": func(*past) {},
		"an unfinished move": func(h *past) {
			must(t, h.s.AddRecovery(ctx, "sister", newPhrase(t)))
			h.dev.settle(t)
			h.remember()
			h.dev.line.take()
			reached := false
			h.dev.line.cutAt(6, false, &reached)
			_ = h.s.Withdraw(ctx, doorNamed(t, h.s, "sister"))
			h.dev.settle(t)
			h.dev.line.heal()
		},
		"an erased text elsewhere in the plan": func(h *past) {
			must(t, h.s.Edit(func(p *plan.Plan) error { return p.SetSetting("last", plan.Text(h.forget(h.word()))) }))
			h.save()
		},
		"an earlier phrase in the plan": func(h *past) {
			must(t, h.s.Edit(func(p *plan.Plan) error { return p.SetSetting("last", plan.Text(h.forget(newPhrase(t).Expose()))) }))
			h.save()
		},
	} {
		h := newPast(t)
		leave(h)
		found := h.traces()
		if name == "an unfinished move" && len(found) < 3 { // the door, the move in it, and the root of the door that goes
			t.Errorf("%s: only %q", name, found)
		}
		if (len(found) == 0) != (name == "nothing") {
			t.Errorf("%s: %q", name, found)
		}
	}
}

package client_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/server/wire"
)

// Three devices, random edits, faults and conflicts: nothing typed is lost, and all converge. A word typed is lost when it
// is nowhere in the plan, conflicts included, although no device removed the item or the word after it had seen it. The
// long course: go test ./client -run TestThreeDevicesConverge -rapid.checks=10000 -timeout 60m
func TestThreeDevicesConverge(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, rt)
		steps := rapid.IntRange(5, 40).Draw(rt, "steps")
		for range steps {
			w.step(rt)
		}
		w.converge(rt)
	})
}

// world is three devices and what is known of the words that were typed.
type world struct {
	tb       testing.TB
	d        *deployment
	devices  []*device
	sessions []*client.Session
	words    map[string]bool // typed, and not removed by anyone
	n        int
}

func newWorld(tb testing.TB, rt *rapid.T) *world {
	w := &world{tb: tb, d: newDeployment(tb), words: map[string]bool{}}
	p := newPhrase(tb)
	for i := range 3 {
		dev := w.d.device()
		w.devices = append(w.devices, dev)
		if i == 0 {
			w.sessions = append(w.sessions, dev.new(tb, p))
		} else {
			w.sessions = append(w.sessions, dev.open(tb, p))
		}
	}
	return w
}

func (w *world) word() string {
	w.n++
	word := fmt.Sprintf("w%04dx", w.n)
	w.words[word] = true
	return word
}

// forget takes every word of text out of the account: somebody who saw it removed it.
func (w *world) forget(text string) {
	for _, f := range strings.Fields(text) {
		delete(w.words, f)
	}
}

func (w *world) step(rt *rapid.T) {
	i := rapid.IntRange(0, 2).Draw(rt, "device")
	s, dev := w.sessions[i], w.devices[i]
	switch act := rapid.IntRange(0, 9).Draw(rt, "act"); act {
	case 0, 1:
		w.edit(rt, s, func(p *plan.Plan) error {
			sections := p.Sections()
			at := rapid.IntRange(0, len(sections)-1).Draw(rt, "section")
			id, err := p.AddItem(rand.Reader, sections[at].ID(), "note")
			if err != nil {
				return err
			}
			return p.SetField(id, "text", plan.Text(w.word()+" "+w.word()))
		})
	case 2, 3:
		w.changeText(rt, s)
	case 4:
		w.edit(rt, s, func(p *plan.Plan) error {
			items := p.Items("note")
			if len(items) == 0 {
				return nil
			}
			item := items[rapid.IntRange(0, len(items)-1).Draw(rt, "item")]
			if len(item.Conflicts()) > 0 {
				return nil
			}
			w.forget(item.Text("text"))
			w.forget(item.Text("title"))
			return p.RemoveItem(item.ID())
		})
	case 5:
		w.edit(rt, s, func(p *plan.Plan) error {
			items, sections := p.Items("note"), p.Sections()
			if len(items) == 0 {
				return nil
			}
			item := items[rapid.IntRange(0, len(items)-1).Draw(rt, "item")]
			return p.MoveItem(item.ID(), sections[rapid.IntRange(0, len(sections)-1).Draw(rt, "to")].ID(), 0)
		})
	case 6:
		w.faults(rt, dev)
		_ = s.Save(context.Background())
		dev.settle(w.tb)
		dev.line.heal()
	default:
		dev.save(w.tb, s)
	}
}

func (w *world) edit(rt *rapid.T, s *client.Session, change func(*plan.Plan) error) {
	if err := s.Edit(change); err != nil {
		rt.Fatalf("edit: %v", err)
	}
}

// changeText adds, replaces or removes a word of a note, or its title.
func (w *world) changeText(rt *rapid.T, s *client.Session) {
	w.edit(rt, s, func(p *plan.Plan) error {
		items := p.Items("note")
		if len(items) == 0 {
			return nil
		}
		item := items[rapid.IntRange(0, len(items)-1).Draw(rt, "item")]
		if len(item.Conflicts()) > 0 {
			return nil // resolving is a choice of its own; leave it standing
		}
		if rapid.Bool().Draw(rt, "title") {
			w.forget(item.Text("title"))
			return p.SetField(item.ID(), "title", plan.Text(w.word()))
		}
		words := strings.Fields(item.Text("text"))
		at := rapid.IntRange(0, len(words)).Draw(rt, "at")
		if at < len(words) && rapid.Bool().Draw(rt, "replace") {
			w.forget(words[at])
			words[at] = w.word()
		} else {
			words = append(words[:at:at], append([]string{w.word()}, words[at:]...)...)
		}
		return p.SetField(item.ID(), "text", plan.Text(strings.Join(words, " ")))
	})
}

// faults cuts a random call of the next act, before or after it arrives.
func (w *world) faults(rt *rapid.T, dev *device) {
	dev.line.take()
	at := rapid.IntRange(0, 6).Draw(rt, "cut at")
	for_ := rapid.IntRange(1, 3).Draw(rt, "cut for")
	cut := func(n int, _ *wire.Request) error {
		if n >= at && n < at+for_ {
			return errCut
		}
		return nil
	}
	if rapid.Bool().Draw(rt, "arrives") {
		dev.line.fail(nil, cut)
	} else {
		dev.line.fail(cut, nil)
	}
}

func (w *world) converge(rt *rapid.T) {
	for range 3 {
		for i, s := range w.sessions {
			if err := s.Save(context.Background()); err != nil && !errors.Is(err, client.ErrContended) {
				rt.Fatalf("device %d: %v", i, err)
			}
			w.devices[i].settle(w.tb)
		}
	}
	for i, s := range w.sessions {
		if s.State().Unsaved {
			rt.Fatalf("device %d is not saved", i)
		}
		if !plan.Equal(s.Plan(), w.sessions[0].Plan()) {
			rt.Fatalf("device %d and device 0 differ", i)
		}
	}
	all := string(plan.Encode(w.sessions[0].Plan()))
	for word := range w.words {
		if !strings.Contains(all, word) {
			rt.Fatalf("%s was typed and is lost", word)
		}
	}
}

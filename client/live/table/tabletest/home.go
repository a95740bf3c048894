// Package tabletest has a survivor with a plan, for tests of live links. It belongs to tests and is imported by nothing else.
package tabletest

import (
	"crypto/rand"
	"sync"

	"larkspur/client/plan"
)

// Unshared stands in a section that nobody is let into.
const Unshared = "the marker sentence of what is not shared"

// Home is an open session that is never saved (table.Session), with a plan of three sections.
type Home struct {
	mu   sync.Mutex
	plan *plan.Plan

	People, Where, Own plan.ID // sections; Own is never shared
	Note, Place, Mine  plan.ID // an item of each
}

// NewHome makes the plan.
func NewHome() (*Home, error) {
	p, err := plan.New(rand.Reader)
	section := func(kind string) (id plan.ID) {
		if err == nil {
			id, err = p.AddSection(rand.Reader, kind, "")
		}
		return id
	}
	item := func(in plan.ID, kind, field, text string) (id plan.ID) {
		if err == nil {
			id, err = p.AddItem(rand.Reader, in, kind)
		}
		if err == nil {
			err = p.SetField(id, field, plan.Text(text))
		}
		return id
	}
	h := &Home{plan: p, People: section("people"), Where: section("where"), Own: section("own")}
	h.Note = item(h.People, "note", "text", "Call from the library.")
	h.Place = item(h.Where, "place", "name", "The library")
	h.Mine = item(h.Own, "note", "text", Unshared)
	return h, err
}

// Plan implements table.Session.
func (h *Home) Plan() *plan.Plan { h.mu.Lock(); defer h.mu.Unlock(); return h.plan }

// Edit implements table.Session.
func (h *Home) Edit(change func(*plan.Plan) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	next := h.plan.Clone()
	if err := change(next); err != nil {
		return err
	}
	h.plan = next
	return nil
}

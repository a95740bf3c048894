package planscript

import (
	"errors"
	"fmt"
	"strings"

	"larkspur/client/plan"
)

// shortest is how many digits of an id name it.
const shortest = 4

// Errors of FindItem and FindSection.
var (
	ErrNone = errors.New("nothing of that id is in the plan; larkspur show --ids shows them")
	ErrMany = errors.New("more than one id begins so; give more of it")
)

// begins reports whether a text is enough of an id.
func begins(id plan.ID, text string) bool {
	return len(text) >= shortest && strings.HasPrefix(id.String(), strings.ToLower(text))
}

// FindItem returns the item whose id begins with a text of at least four digits. The error is ErrNone or ErrMany.
func FindItem(p *plan.Plan, text string) (plan.Item, error) {
	var found plan.Item
	n := 0
	for _, it := range p.Items() {
		if begins(it.ID(), text) {
			found, n = it, n+1
		}
	}
	return found, counted(n)
}

// FindSection returns the first section of a standard kind, or the one whose id begins so.
func FindSection(p *plan.Plan, text string) (plan.Section, error) {
	var found plan.Section
	n := 0
	for _, s := range p.Sections() {
		if s.Kind() == text && text != plan.Own {
			return s, nil
		}
		if begins(s.ID(), text) {
			found, n = s, n+1
		}
	}
	return found, counted(n)
}

func counted(n int) error {
	switch n {
	case 0:
		return ErrNone
	case 1:
		return nil
	}
	return ErrMany
}

// itemID is the item that a word names.
func (r *run) itemID(word string) (plan.ID, error) {
	if name, ok := strings.CutPrefix(word, "@"); ok {
		id, known := r.named[name]
		if !known {
			return id, fmt.Errorf("no line above names %s", word)
		}
		return id, nil
	}
	it, err := FindItem(r.plan, word)
	if err != nil {
		return plan.ID{}, fmt.Errorf("%q: %w", word, err)
	}
	return it.ID(), nil
}

func (r *run) sectionID(word string) (plan.ID, error) {
	s, err := FindSection(r.plan, word)
	if err != nil {
		return plan.ID{}, fmt.Errorf("%q: %w", word, err)
	}
	return s.ID(), nil
}

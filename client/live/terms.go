package live

import (
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Right is what a guest may do in a section. The list is append-only.
type Right byte

// The rights; each has those before it.
const (
	View    Right = 1
	Suggest Right = 2 // what it writes waits beside the text until the survivor takes it
	Edit    Right = 3
)

// Name is what a right is called in the plan's records (plan kind "rel"); "": it is none.
func (r Right) Name() string {
	switch r {
	case View:
		return "view"
	case Suggest:
		return "suggest"
	case Edit:
		return "edit"
	}
	return ""
}

// Part is one section that is shared.
type Part struct {
	Section plan.ID
	Right   Right
}

// Terms are what the survivor agrees to.
type Terms struct {
	secret.Guard
	Purpose string    // MaxPurpose characters
	Until   time.Time // a guest has it to the second, by its own clock
	Paused  bool      // the guest sees nothing, and nothing it does counts, until it is taken back
	Whole   bool      // her own second device: all sections, now and later, and all rights; Parts is empty
	Parts   []Part
}

// Limits.
const (
	MaxPurpose = 300
	MaxParts   = 64
	MaxName    = 80
	MaxOrg     = 120

	// Hour is how long a link lasts unless she says otherwise; Longest is the most that can be said.
	Hour    = time.Hour
	Longest = 24 * time.Hour
)

// ErrTerms: more sections than MaxParts, one of them twice or without a right, a text that is too long, or an end that is
// past or more than Longest away.
var ErrTerms = errors.New("live: these are no terms")

// Check reports with ErrTerms what cannot be agreed to.
func (t Terms) Check(now time.Time) error {
	if !t.Until.After(now) || t.Until.Sub(now) > Longest || !t.wellFormed() {
		return ErrTerms
	}
	return nil
}

func (t Terms) wellFormed() bool {
	if len(t.Parts) > MaxParts || t.Whole && len(t.Parts) > 0 || !plain(t.Purpose, MaxPurpose) {
		return false
	}
	seen := map[plan.ID]bool{}
	for _, p := range t.Parts {
		if p.Right.Name() == "" || seen[p.Section] {
			return false
		}
		seen[p.Section] = true
	}
	return true
}

// Of is the right that the terms give in a section; 0: none.
func (t Terms) Of(section plan.ID) Right {
	if t.Paused {
		return 0
	}
	if t.Whole {
		return Edit
	}
	for _, p := range t.Parts {
		if p.Section == section {
			return p.Right
		}
	}
	return 0
}

const (
	flagPaused = 1 << iota
	flagWhole
)

// appendTo writes how long the terms last from now on, and not until when: clocks differ.
func (t Terms) appendTo(b []byte, now time.Time) []byte {
	b = appendText(b, t.Purpose)
	b = binary.BigEndian.AppendUint32(b, uint32(t.Until.Sub(now)/time.Second))
	var flags byte
	if t.Paused {
		flags |= flagPaused
	}
	if t.Whole {
		flags |= flagWhole
	}
	b = append(b, flags, byte(len(t.Parts)))
	for _, p := range t.Parts {
		b = append(append(b, p.Section[:]...), byte(p.Right))
	}
	return b
}

func (r *reader) terms(now time.Time) Terms {
	t := Terms{Purpose: r.text(MaxPurpose)}
	left := time.Duration(r.uint32()) * time.Second
	if left > Longest {
		r.ok = false
		return Terms{}
	}
	t.Until = now.Add(left)
	flags := r.byte()
	t.Paused, t.Whole = flags&flagPaused != 0, flags&flagWhole != 0
	for range int(r.byte()) {
		if !r.ok || len(t.Parts) == MaxParts {
			break
		}
		var p Part
		copy(p.Section[:], r.take(len(p.Section)))
		p.Right = Right(r.byte())
		t.Parts = append(t.Parts, p)
	}
	if flags&^(flagPaused|flagWhole) != 0 || !t.wellFormed() {
		r.ok = false
	}
	return t
}

// Card is what a guest says of itself. Nobody checks it: the survivor does, by hearing whom she speaks with.
type Card struct {
	secret.Guard
	Name, Org string
	With      string // who else is there and can see or hear: an interpreter, a colleague; MaxOrg characters, "": nobody
	Role      string // an option of field "role" of plan kind "rel"
	Reporter  string // whether they have to report some things: "yes", "no" or "unsure"
}

// ErrCard: a name is missing, a text too long or not a plain line, or a choice is none of those there are.
var ErrCard = errors.New("live: this is no card")

var (
	roles     = []string{"advocate", "peer", "coach", "specialist", "other"}
	reporters = []string{"yes", "no", "unsure"}
)

// Check reports with ErrCard what is no card.
func (c Card) Check() error {
	if strings.TrimSpace(c.Name) == "" || !plain(c.Name, MaxName) || !plain(c.Org, MaxOrg) || !plain(c.With, MaxOrg) || index(roles, c.Role) < 0 || index(reporters, c.Reporter) < 0 {
		return ErrCard
	}
	return nil
}

// None reports whether nothing stands in a card.
func (c Card) None() bool { return c.Name+c.Org+c.With+c.Role+c.Reporter == "" }

func (c Card) appendTo(b []byte) []byte {
	b = appendText(appendText(appendText(b, c.Name), c.Org), c.With)
	return append(b, byte(index(roles, c.Role)), byte(index(reporters, c.Reporter)))
}

func (r *reader) card() Card {
	c := Card{Name: r.text(MaxName), Org: r.text(MaxOrg), With: r.text(MaxOrg)}
	role, reporter := int(r.byte()), int(r.byte())
	if role >= len(roles) || reporter >= len(reporters) {
		r.ok = false
		return Card{}
	}
	c.Role, c.Reporter = roles[role], reporters[reporter]
	if c.Check() != nil {
		r.ok = false
	}
	return c
}

func index(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return -1
}

package live_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/plan"
)

func TestTermsThatAreNone(t *testing.T) {
	x := opened(t, live.Edit)
	many := make([]live.Right, live.MaxParts+1)
	for i := range many {
		many[i] = live.View
	}
	for name, change := range map[string]func(*live.Terms){
		"past":                    func(t *live.Terms) { t.Until = x.now },
		"too long":                func(t *live.Terms) { t.Until = x.now.Add(live.Longest + time.Second) },
		"no right":                func(t *live.Terms) { t.Parts[0].Right = 0 },
		"a right that is not":     func(t *live.Terms) { t.Parts[0].Right = 4 },
		"a section twice":         func(t *live.Terms) { t.Parts = append(t.Parts, t.Parts[0]) },
		"too many":                func(t *live.Terms) { t.Parts = parts(many...) },
		"all, and one of them":    func(t *live.Terms) { t.Whole = true },
		"a long purpose":          func(t *live.Terms) { t.Purpose = strings.Repeat("x", live.MaxPurpose+1) },
		"a purpose of two lines":  func(t *live.Terms) { t.Purpose = "a\nb" },
		"a purpose turned around": func(t *live.Terms) { t.Purpose = "a\u202eb" },
	} {
		terms := x.terms(live.View)
		change(&terms)
		if err := x.host.Change(terms, x.now); !errors.Is(err, live.ErrTerms) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if x.host.Terms().Of(plan.ID{1, 0}) != live.Edit {
		t.Error("the terms changed")
	}
}

func TestCardsThatAreNone(t *testing.T) {
	for name, c := range map[string]live.Card{
		"no name":               {Name: " ", Role: "peer", Reporter: "no"},
		"no role":               {Name: "A", Reporter: "no"},
		"no answer":             {Name: "A", Role: "peer"},
		"a long name":           {Name: strings.Repeat("é", live.MaxName+1), Role: "peer", Reporter: "no"},
		"a name turned around":  {Name: "A\u202e", Role: "peer", Reporter: "no"},
		"a name of two lines":   {Name: "A\u2028B", Role: "peer", Reporter: "no"},
		"an invisible name":     {Name: "A\u200b", Role: "peer", Reporter: "no"},
		"a name of nothing":     {Name: "\u3164", Role: "peer", Reporter: "no"},
		"a name with a mark":    {Name: "A\u061cB", Role: "peer", Reporter: "no"},
		"a name with tags":      {Name: "A\U000E0041", Role: "peer", Reporter: "no"},
		"others, long":          {Name: "A", With: strings.Repeat("x", live.MaxOrg+1), Role: "peer", Reporter: "no"},
		"an organisation, long": {Name: "A", Org: strings.Repeat("x", live.MaxOrg+1), Role: "peer", Reporter: "no"},
	} {
		if err := c.Check(); !errors.Is(err, live.ErrCard) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (live.Card{Name: "क्\u200dष 👩\u200d👧 ❤️", Role: "other", Reporter: "unsure"}).Check(); err != nil {
		t.Error(err)
	}
	if err := (live.Card{Name: "José Núñez‑O’Neil 李", Role: "other", Reporter: "unsure"}).Check(); err != nil {
		t.Error(err)
	}
}

func TestALivePrintsNothing(t *testing.T) {
	x := opened(t, live.Edit)
	for _, v := range []any{x.host, x.guest, x.host.Terms(), x.host.Card(), *x.host} {
		if out := fmt.Sprintf("%v %+v %#v", v, v, v); strings.Contains(out, "Ana") || strings.Contains(out, "schedule") {
			t.Errorf("%T prints %.80q", v, out)
		}
	}
}

// Whatever bytes a guest or a host makes of a message: an error and the end, or nothing; no panic, and nothing half taken.
func FuzzMessages(f *testing.F) {
	f.Add(byte(0), live.CardMessage(ana))
	f.Add(byte(1), live.TermsMessage(live.Terms{Purpose: "p", Until: time.Unix(3600, 0), Parts: parts(live.View, live.Edit)}, time.Unix(0, 0)))
	flagged := live.TermsMessage(live.Terms{Purpose: "p", Until: time.Unix(3600, 0)}, time.Unix(0, 0))
	flagged[len(flagged)-2] |= 4 // a flag that there is not
	f.Add(byte(1), flagged)
	f.Add(byte(2), []byte{5, 1, 2, 3})
	f.Add(byte(0), []byte{})
	f.Fuzz(func(t *testing.T, to byte, m []byte) {
		live.FeedHost(m)
		terms, ok := live.FeedGuest(m)
		if ok && len(m) > 0 && m[0] == 4 {
			if again := live.TermsMessage(terms, time.Unix(0, 0)); !bytes.Equal(again, m) {
				t.Errorf("read %x, and it is %x", m, again)
			}
		}
	})
}

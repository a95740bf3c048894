package joint

import (
	"slices"
	"strings"

	"larkspur/client/plan"
	"pgregory.net/rapid"
)

// retype changes a text as somebody would: takes out some clusters and types others, or something new.
func (w *world) retype(t *rapid.T, s string) (string, []string) {
	from, to, put, typed := w.typing(t, s)
	return s[:from] + put + s[to:], typed
}

// typing draws what is typed, and in the place of what.
func (w *world) typing(t *rapid.T, s string) (int, int, string, []string) {
	c := cuts(s)
	at := rapid.IntRange(0, len(c)-1).Draw(t, "at")
	to := at
	if !w.adding && rapid.IntRange(0, 2).Draw(t, "delete") == 0 {
		to = min(at+rapid.IntRange(1, 6).Draw(t, "long"), len(c)-1)
	}
	var put strings.Builder
	var typed []string
	for range rapid.IntRange(0, 3).Draw(t, "type") {
		if rapid.Bool().Draw(t, "word") {
			tok := w.token()
			typed = append(typed, tok)
			put.WriteString(" " + tok + " ")
		} else {
			put.WriteString(rapid.SampledFrom(pieces).Draw(t, "piece"))
		}
	}
	if w.adding { // a token that is typed into is a token no more
		for at > 0 && at < len(c)-1 && s[c[at]] != ' ' {
			at--
		}
		to = at
	}
	return c[at], c[to], put.String(), typed
}

func textField(kind string) string {
	return map[string]string{"order": "what", "person": "name", "tele": "say", "note": "title"}[kind]
}

func noteOf(kind string) string {
	if kind == "note" {
		return "text"
	}
	return "note"
}

// fieldOf draws a text field of an item.
func fieldOf(t *rapid.T, kind string) string {
	if f := textField(kind); f != "" && rapid.Bool().Draw(t, "other field") {
		return f
	}
	return noteOf(kind)
}

func drawItem(t *rapid.T, p *plan.Plan) (plan.Item, bool) {
	all := p.Items()
	if len(all) == 0 {
		return plan.Item{}, false
	}
	return all[rapid.IntRange(0, len(all)-1).Draw(t, "item")], true
}

func drawSection(t *rapid.T, p *plan.Plan) (plan.Section, bool) {
	all := p.Sections()
	if len(all) == 0 {
		return plan.Section{}, false
	}
	return all[rapid.IntRange(0, len(all)-1).Draw(t, "section")], true
}

// other draws a field that is set as a whole, and a value for it.
func (w *world) other(t *rapid.T, p *plan.Plan, it plan.Item) (string, plan.Value) {
	place := func() plan.Value {
		if all := p.Items("place"); len(all) > 0 {
			return plan.Ref(rapid.SampledFrom(all).Draw(t, "ref").ID())
		}
		return nil
	}
	switch it.Kind() {
	case "place":
		if rapid.Bool().Draw(t, "which") {
			return "only", plan.Flag(rapid.Bool().Draw(t, "only"))
		}
		return "addr", plan.Text(w.token())
	case "tele":
		return "place", place()
	case "appt":
		rows := plan.AsRecords(it.Value("alts"))
		if len(rows) > 0 && rapid.Bool().Draw(t, "row") {
			return "alts", plan.Records(rows[1:]...)
		}
		return "alts", plan.Records(append(rows, plan.Record{"note": plan.Text(w.token()), "place": place()})...)
	case "order":
		return "copies", plan.Texts(append(plan.AsTexts(it.Value("copies")), w.token())...)
	case "person":
		return "phone", plan.Text(w.token())
	}
	return "", nil
}

func (w *world) hostEdit(t *rapid.T) {
	if w.adding {
		w.hostText(t)
		return
	}
	switch rapid.IntRange(0, 13).Draw(t, "host edit") {
	case 0:
		if s, ok := drawSection(t, w.p); ok {
			_, err := w.p.AddItem(w.ids, s.ID(), rapid.SampledFrom(kindsUsed).Draw(t, "kind"))
			must(t, err)
		}
	case 1:
		if it, ok := drawItem(t, w.p); ok {
			must(t, w.p.RemoveItem(it.ID()))
		}
	case 2, 3:
		it, ok := drawItem(t, w.p)
		if s, there := drawSection(t, w.p); ok && there {
			must(t, w.p.MoveItem(it.ID(), s.ID(), rapid.IntRange(-1, 3).Draw(t, "to")))
		}
	case 4:
		if it, ok := drawItem(t, w.p); ok {
			if f, v := w.other(t, w.p, it); f != "" {
				must(t, w.p.SetField(it.ID(), f, v))
			}
		}
	case 5:
		if s, ok := drawSection(t, w.p); ok && rapid.Bool().Draw(t, "move section") {
			must(t, w.p.MoveSection(s.ID(), rapid.IntRange(0, 3).Draw(t, "to")))
		} else if ok {
			must(t, w.p.RenameSection(s.ID(), w.token()))
			must(t, w.p.HideSection(s.ID(), rapid.Bool().Draw(t, "hidden")))
		}
	case 6:
		if s, ok := drawSection(t, w.p); ok && len(w.p.Sections()) > 3 {
			must(t, w.p.RemoveSection(s.ID()))
		} else {
			_, err := w.p.AddSection(w.ids, plan.Own, w.token())
			must(t, err)
		}
	case 7:
		w.h.Show(plan.ID{})
		if s, ok := drawSection(t, w.p); ok {
			w.h.Show(s.ID())
		}
	case 8, 9, 10:
		if all := w.h.Suggestions(); len(all) > 0 {
			s := rapid.SampledFrom(all).Draw(t, "suggestion")
			if rapid.Bool().Draw(t, "accept") {
				w.look()
				_ = w.h.Accept(w.p, s.ID) // it may not fit any more
				w.count["accepted"]++
			} else {
				must(t, w.h.Decline(s.ID))
			}
		}
	default:
		w.hostText(t)
	}
}

func (w *world) hostText(t *rapid.T) {
	if it, ok := drawItem(t, w.p); ok {
		f := fieldOf(t, it.Kind())
		s, _ := w.retype(t, it.Text(f))
		must(t, w.p.SetField(it.ID(), f, plan.Text(s)))
	}
}

// guestEdit does something that the guest believes it may do. What it may not do is refused at once.
func (w *world) guestEdit(t *rapid.T, g *player) {
	p, err := g.Plan()
	must(t, err)
	s, ok := drawSection(t, p)
	if !ok {
		return
	}
	it, has := drawItem(t, p)
	kind := rapid.IntRange(0, 18).Draw(t, "guest edit")
	if w.adding {
		kind = 18
	}
	switch {
	case kind == 0:
		kind := rapid.SampledFrom(kindsUsed).Draw(t, "kind")
		id, err := g.Add(w.ids, s.ID(), idOr(it, has), kind)
		if err == nil {
			tok := w.token()
			g.typed = append(g.typed, tok)
			must(t, g.SetText(id, noteOf(kind), tok))
		}
	case kind == 1 && has:
		_ = g.Remove(it.ID())
	case kind < 4 && has:
		after := plan.ID{}
		if items := s.Items(); len(items) > 0 && rapid.Bool().Draw(t, "behind") {
			after = items[rapid.IntRange(0, len(items)-1).Draw(t, "after")].ID()
		}
		_ = g.Move(it.ID(), s.ID(), after)
	case kind < 6 && has:
		if f, v := w.other(t, p, it); f != "" {
			_ = g.Set(it.ID(), f, v)
			for _, x := range texts(v, nil) {
				g.typed = append(g.typed, tokens(x)...)
			}
		}
	case kind < 8 && has:
		w.guestSuggest(t, g, p, it)
	case kind == 8:
		g.Show(s.ID())
	case kind < 11 && has:
		mark(t, g, it)
	case kind == 11 && g.All():
		w.guestAll(t, g, s)
	case has:
		f := fieldOf(t, it.Kind())
		s := it.Text(f)
		from, to, put, typed := w.typing(t, s)
		if w.adding || rapid.Bool().Draw(t, "exactly") {
			err = g.Type(it.ID(), f, from, to, put)
		} else {
			err = g.SetText(it.ID(), f, s[:from]+put+s[to:])
		}
		if err == nil {
			g.typed = append(g.typed, typed...)
		}
	}
}

// mark puts a mark behind a cluster that may have one, as a keyboard does that sends it alone.
func mark(t *rapid.T, g *player, it plan.Item) {
	f := noteOf(it.Kind())
	s := it.Text(f)
	c := cuts(s)
	for i := 1; i < len(c); i++ {
		for of, m := range marked {
			if s[c[i-1]:c[i]] == of && rapid.Bool().Draw(t, "mark") {
				_ = g.Type(it.ID(), f, c[i], c[i], m)
				return
			}
		}
	}
}

func (w *world) guestSuggest(t *rapid.T, g *player, p *plan.Plan, it plan.Item) {
	var err error
	switch rapid.IntRange(0, 5).Draw(t, "suggest") {
	case 0:
		if f, v := w.other(t, p, it); f != "" {
			_, err = g.SuggestValue(w.ids, it.ID(), f, v)
			for _, x := range texts(v, nil) {
				g.typed = append(g.typed, tokens(x)...)
			}
		}
	case 1:
		tok := w.token()
		g.typed = append(g.typed, tok)
		_, err = g.SuggestItem(w.ids, it.Section(), "note", plan.Record{"text": plan.Text(tok)})
	case 2:
		_, err = g.SuggestRemoval(w.ids, it.ID())
	case 3:
		if all := g.Suggestions(); len(all) > 0 {
			_ = g.Withdraw(all[0].ID)
		}
		return
	default:
		f := fieldOf(t, it.Kind())
		s, typed := w.retype(t, it.Text(f))
		g.typed = append(g.typed, typed...)
		_, err = g.SuggestText(w.ids, it.ID(), f, s)
	}
	if err == nil {
		w.count["suggested"]++
	}
}

func (w *world) guestAll(t *rapid.T, g *player, s plan.Section) {
	tok := w.token()
	g.typed = append(g.typed, tok)
	switch rapid.IntRange(0, 4).Draw(t, "all edit") {
	case 0:
		id, err := plan.NewID(w.ids)
		must(t, err)
		must(t, g.PutSection(id, s.ID(), plan.Own, tok, false))
	case 1:
		must(t, g.PutSection(s.ID(), plan.ID{}, s.Kind(), tok, !s.Hidden()))
	case 2:
		must(t, g.SetSetting("zone", plan.Text(tok)))
	case 3:
		if all := g.Suggestions(); len(all) > 0 {
			must(t, g.Accept(all[0].ID))
			w.count["accepted"]++
		}
	case 4:
		if len(slices.Collect(slices.Values(g.base.sections))) > 3 {
			must(t, g.RemoveSection(s.ID()))
		}
	}
}

func idOr(it plan.Item, has bool) plan.ID {
	if has {
		return it.ID()
	}
	return plan.ID{}
}

package view

import (
	"strconv"
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Offered is one way to have the visits of an appointment, in words.
type Offered struct {
	Count []string // how many visits, and how many of them could be named
	Dates []string
	Costs []string
}

// Staggered is schedule.Proposal in words.
type Staggered struct {
	Title  string
	Allow  []string // what the provider allows, as the plan has it
	Now    Offered
	Offers []Offered
	Why    string   // why there are no offers; "" when there are
	Alts   []string // the other times that could work, which stand in for offers
}

// TellStagger says what there is to choose from for an appointment. cover is as in Stretch.
func TellStagger(w *catalog.Words, p *plan.Plan, id plan.ID, o schedule.Proposal, zones schedule.Zones, cover bool) Staggered {
	t := teller{words: w, plan: p, zones: zones, cover: cover}
	it, _ := p.Item(id)
	out := Staggered{Title: t.title(it), Allow: t.allowed(it), Now: t.offered(o.Now)}
	for _, offer := range o.Offers {
		out.Offers = append(out.Offers, t.offered(offer))
	}
	if o.NoRoom != "" {
		out.Why = w.Text("ui.stagger.why." + string(o.NoRoom))
		out.Alts = t.rows(it, "alts")
	}
	return out
}

// allowed is what the provider allows.
func (t *teller) allowed(it plan.Item) []string {
	out := t.rows(it, "allow")
	k, _ := plan.KindOf("appt")
	for _, field := range [...]string{"gapmin", "gapmax", "perweek"} {
		if n, ok := plan.AsNumber(it.Value(field)); ok {
			out = append(out, t.words.Text(k.FieldLabel(field))+": "+itoa(int(n)))
		}
	}
	return out
}

// rows writes every row of a list of the appointment as one line; without places and notes where somebody may look on.
func (t *teller) rows(it plan.Item, field string) []string {
	k, _ := plan.KindOf("appt")
	f, _ := k.Field(field)
	say := valueWords{t.words, t.plan, k}
	var out []string
	for _, row := range plan.AsRecords(it.Value(field)) {
		var parts []string
		for _, c := range f.Fields {
			if row[c.Key] == nil || t.cover && (c.Type == plan.ItemRef || c.Type == plan.Line) {
				continue
			}
			part := strings.ReplaceAll(say.of(c, row[c.Key], field, c.Key), "\n", ", ")
			if c.Type == plan.Clock || c.Type == plan.Minutes {
				part = t.words.Text(k.FieldLabel(field, c.Key)) + ": " + part
			}
			parts = append(parts, part)
		}
		out = append(out, strings.Join(parts, ", "))
	}
	return out
}

func (t *teller) offered(o schedule.Offer) Offered {
	out := Offered{Count: []string{t.words.Count("ui.stagger.visits", len(o.Visits))}}
	if len(o.Visits) > 0 {
		out.Count = append(out.Count, t.words.Count("ui.stagger.named", o.Foreseen))
	}
	for _, v := range o.Visits {
		line := FormatVisit(t.words, v.Start)
		it, _ := t.plan.Item(v.Item)
		if usual, _ := plan.AsRef(it.Value("place")); usual != v.Place {
			if place, ok := t.plan.Item(v.Place); ok && !t.cover {
				line += ", " + place.Name()
			}
		}
		out.Dates = append(out.Dates, line)
	}
	for _, c := range o.Costs {
		out.Costs = append(out.Costs, t.cost(c))
	}
	return out
}

func (t *teller) cost(c schedule.Cost) string {
	key := "ui.stagger.cost." + c.Kind
	switch c.Kind {
	case schedule.CostTravel:
		return t.words.Text(key, FormatMinutes(t.words, c.Count))
	case schedule.CostPlace:
		name := "…"
		if place, ok := t.plan.Item(c.Place); ok && !t.cover {
			name = place.Name()
		}
		return t.words.Count(key, c.Count, name)
	}
	return t.words.Count(key, c.Count)
}

// Stagger draws a proposal. gen numbers it. Its actions are "edit FIELD" for the appointment's editor, and "pick GEN N" for an
// offer, from 0 on.
func Stagger(w *catalog.Words, s Staggered, gen int, note string) []*Node {
	allow := El("section.card#allow", Say(w, "h2", "ui.stagger.allow"))
	if len(s.Allow) == 0 {
		allow.Add(Say(w, "p", "ui.stagger.allow.none"))
	}
	allow.Add(textList("", s.Allow), keyed("edit-allow", w.Text("ui.stagger.allow.edit"), "btn", "edit allow"))
	now := El("section.card#now", Say(w, "h2", "ui.stagger.now"))
	out := []*Node{Note(note), Say(w, "p#text", "ui.stagger.text"), allow, s.Now.draw(w, now, false)}
	if s.Why != "" {
		out = append(out, s.noRoom(w))
	}
	cols := El("div.cols#offers")
	for i, o := range s.Offers {
		name := w.Text("ui.stagger.offer", itoa(i+1))
		box := o.draw(w, El("section.card", Leaf("h2", name)).WithKey("offer"+itoa(i)), true)
		cols.Add(box.Add(called(keyed("pick", w.Text("ui.stagger.pick"), "btn main", "pick "+itoa(gen)+" "+itoa(i)), w.Text("ui.stagger.pick")+": "+name)))
	}
	if len(s.Offers) > 0 {
		out = append(out, cols)
	}
	return out
}

// draw adds what an offer says to a box.
func (o Offered) draw(w *catalog.Words, box *Node, costs bool) *Node {
	for _, line := range o.Count {
		box.Add(Leaf("p", line))
	}
	box.Add(textList("", o.Dates))
	if costs && len(o.Costs) > 0 {
		box.Add(Say(w, "h3", "ui.stagger.costs"), textList("", o.Costs))
	} else if costs {
		box.Add(Say(w, "p.muted", "ui.stagger.costs.none"))
	}
	return box
}

// noRoom says why there is no offer, and what there is in its place.
func (s Staggered) noRoom(w *catalog.Words) *Node {
	n := El("section.card#none", Say(w, "h2", "ui.stagger.none"), Leaf("p", s.Why))
	if len(s.Alts) > 0 {
		n.Add(Say(w, "p", "ui.stagger.alts"), textList("", s.Alts))
	} else {
		n.Add(Say(w, "p", "ui.stagger.alts.none"))
	}
	return n.Add(keyed("edit-alts", w.Text("ui.stagger.alts.edit"), "btn", "edit alts"))
}

// textList draws lines as a list; nil: none.
func textList(class string, lines []string) *Node {
	if len(lines) == 0 {
		return nil
	}
	list := El("ul").Class(class)
	for _, line := range lines {
		list.Add(Leaf("li", line))
	}
	return list
}

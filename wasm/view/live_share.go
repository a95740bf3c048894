package view

import (
	"strconv"

	"larkspur/client/catalog"
	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
)

// ShareModel is what is chosen to be shared, or what is shared now.
type ShareModel struct {
	Words *catalog.Words
	Plan  *plan.Plan
	// Rights are those of sections; a section that is not there is not shared.
	Rights map[plan.ID]live.Right
	// Name is who is let in. Why is what for, Minutes for how long, one of ShareMinutes.
	Name, Why string
	Minutes   int
	Note      string
}

// ShareMinutes are for how long somebody can be let in at first.
var ShareMinutes = [...]int{30, 60, 120, 240}

// Share draws the terms before somebody is let in. Its actions are "part SECTION RIGHT" (0: not shared), "why" (input), "time N", "let-in",
// "refuse" and "me" (it is her own other device).
func Share(m ShareModel) []*Node {
	w := m.Words
	var times []settingOption
	for _, n := range ShareMinutes {
		times = append(times, settingOption{Label: w.Text("ui.live.share.until.in", FormatMinutes(w, n)), Action: "time " + strconv.Itoa(n), On: n == m.Minutes})
	}
	return []*Node{Note(m.Note), m.parts(),
		textField("why", w.Text("ui.live.share.why"), w.Text("ui.live.share.why.hint"), "input", m.Why),
		settingChoice("time", w.Text("ui.live.share.until"), w.Text("ui.live.share.until.hint"), times),
		Say(w, "p.note#seen", "ui.live.mean.seen"),
		El("div.row#row",
			keyed("go", w.Text("ui.live.share.go", m.Name), "btn main", "let-in"),
			keyed("no", w.Text("ui.live.door.no"), "btn", "refuse"),
			keyed("me", w.Text("ui.live.share.me"), "btn quiet", "me")),
	}
}

// parts draws the rights in every section.
func (m ShareModel) parts() *Node {
	w := m.Words
	box := El("section.stack#parts", Say(w, "p#what", "ui.live.share.what"))
	for _, s := range m.Plan.Sections() {
		right, shared := m.Rights[s.ID()]
		if s.Hidden() && !shared {
			continue
		}
		id := s.ID().String()
		var options []settingOption
		for r := live.Right(0); r <= live.Edit; r++ {
			options = append(options, settingOption{Label: RightWord(w, r), Action: "part " + id + " " + strconv.Itoa(int(r)), On: r == right})
		}
		box.Add(settingChoice("part-"+id, SectionTitle(w, s), "", options))
	}
	return box
}

// RightWord is a right in words; 0: not shared.
func RightWord(w *catalog.Words, r live.Right) string {
	if r == 0 {
		return w.Text("ui.live.share.none")
	}
	return w.Text(releaseKind.OptionLabel(r.Name(), "rights"))
}

// Person is one of several whom a host let in, or asked to come, or who is gone.
type Person struct {
	Name, State string // Name "": nobody knows yet
	Action      string
	On          bool // the screen is about them
}

// People draws them, to choose from; nil for one alone.
func People(w *catalog.Words, all []Person) *Node {
	if len(all) < 2 {
		return nil
	}
	var options []settingOption
	for _, p := range all {
		label := p.State
		if p.Name != "" {
			label = p.Name + " · " + p.State
		}
		options = append(options, settingOption{Label: label, Action: p.Action, On: p.On})
	}
	return settingChoice("people", w.Text("ui.live.who"), "", options)
}

// HereModel is a link that is open, on the side of the host.
type HereModel struct {
	ShareModel
	// Text says who is here, until when, and what they see. State is what is not as it was, or "". Reach is where they are, and how
	// far what is written has come with them.
	Text, State string
	Reach       []string
	Paused      bool
	Whole       bool                  // her own other device: everything
	Several     bool                  // others are here too
	Room        bool                  // for one more
	Waiting     []joint.Suggestion    // what guests suggest
	Who         map[joint.Peer]string // names of guests; nil: there is only one
}

// ShareMore are by how many minutes the time can be made longer.
var ShareMore = [...]int{15, 60}

// Here draws it; the end of all stands in the bar. Its actions are "part SECTION RIGHT", "pause", "resume", "more N", "end-one" and
// "else".
func Here(m HereModel) []*Node {
	w := m.Words
	now := El("div#now", Leaf("p.big#text", m.Text))
	if m.Why != "" {
		now.Add(Say(w, "p#why", "ui.live.here.why", m.Why))
	}
	if m.State != "" {
		now.Add(Leaf("p.note.strong#state", m.State))
	}
	for i, text := range m.Reach {
		now.Add(Leaf("p.hint", text).WithKey("reach" + strconv.Itoa(i)))
	}
	row := El("div.row#row")
	if m.Paused {
		row.Add(keyed("resume", w.Text("ui.live.here.on"), "btn main", "resume"))
	} else {
		row.Add(keyed("pause", w.Text("ui.live.here.pause"), "btn", "pause"))
	}
	for _, n := range ShareMore {
		row.Add(keyed("more-"+strconv.Itoa(n), w.Text("ui.live.here.more", FormatMinutes(w, n)), "btn", "more "+strconv.Itoa(n)))
	}
	if m.Several {
		row.Add(keyed("end-one", w.Text("ui.live.who.end", m.Name), "btn risk", "end-one"))
	}
	out := []*Node{Note(m.Note), now, row, m.waiting()}
	if !m.Whole {
		out = append(out, m.change())
	}
	if m.Room {
		out = append(out, El("div.row#else", keyed("else", w.Text("ui.live.who.else"), "btn", "else")))
	}
	return out
}

// change draws what is shared, to be changed.
func (m HereModel) change() *Node {
	w := m.Words
	parts := m.parts()
	parts.Children = append([]*Node{Say(w, "h2", "ui.live.here.change"), Say(w, "p", "ui.live.here.less")}, parts.Children...)
	for _, c := range parts.Children[2:] { // the names of the sections stand below a heading here
		for _, h := range c.Children {
			if h.Tag == "h2" {
				h.Tag = "h3"
			}
		}
	}
	return parts
}

// LinkEnded draws what happened, from a record that is in no plan yet: p holds it alone. Its actions are "keep", "drop" and "print".
func LinkEnded(w *catalog.Words, p *plan.Plan, note string) []*Node {
	box := El("section.card#what")
	for _, it := range p.Items(ReleaseKind) {
		box.Add(Leaf("h2", ItemName(w, it))).Add(itemFacts(w, p, it, "h3")...)
	}
	return []*Node{Note(note), Say(w, "p#over", "ui.live.ended.what"), box, Say(w, "p.note#keep", "ui.live.ended.keep"),
		El("div.row#row",
			keyed("yes", w.Text("ui.live.ended.keep.yes"), "btn", "keep"), keyed("no", w.Text("ui.live.ended.keep.no"), "btn", "drop"),
			keyed("print", w.Text("ui.live.ended.print"), "btn", "print")),
	}
}

// NobodyIn draws that nobody was let in, and why, by a key. Its actions are "code-new" and "drop".
func NobodyIn(w *catalog.Words, key string) *Node {
	return El("div.stack#nobody", Say(w, "p.note#why", key), El("div.row#row",
		keyed("ok", w.Text("ui.ok"), "btn main", "drop"), keyed("new", w.Text("ui.live.code.new"), "btn", "code-new")))
}

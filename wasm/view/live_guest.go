package view

import (
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/live"
)

// CardModel is what a guest says of themselves.
type CardModel struct {
	Words *catalog.Words
	Lang  string
	Card  live.Card
	Wrong string
}

// CardForm draws it. Its actions are "lang L", "name", "org" and "with" (input), "role OPTION", "report OPTION" ("-": none) and "card-go" (submit).
func CardForm(m CardModel) *Node {
	w := m.Words
	option := func(field, chosen string) (options []settingOption) {
		f, _ := releaseKind.Field(field)
		for _, o := range f.Options {
			options = append(options, settingOption{Label: w.Text(releaseKind.OptionLabel(o, field)), Action: field + " " + o, On: o == chosen})
		}
		return append(options, settingOption{Label: w.Text("ui.field.none"), Action: field + " " + none, On: chosen == ""})
	}
	return El("form.stack#card", languageChoice(w, m.Lang),
		Say(w, "p#what", "ui.live.me.what"), Note(m.Wrong),
		textField("name", w.Text("ui.live.me.name"), "", "input", m.Card.Name),
		textField("org", w.Text("ui.live.me.org"), w.Text("ui.live.me.org.hint"), "input", m.Card.Org),
		textField("with", w.Text("ui.live.me.with"), w.Text("ui.live.me.with.hint"), "input", m.Card.With),
		settingChoice("role", w.Text("ui.live.me.role"), "", option("role", m.Card.Role)),
		settingChoice("report", w.Text("ui.live.me.report"), w.Text("ui.live.me.report.hint"), option("report", m.Card.Reporter)),
		Say(w, "p.hint#kept", "ui.live.me.keep"),
		Say(w, "button[type=submit].btn.main#go", "ui.live.me.go"),
	).Handle("submit", "card-go")
}

// GuestWords draws the check words, to be said aloud; none: they are being made.
func GuestWords(w *catalog.Words, lang string, words []string) *Node {
	if len(words) == 0 {
		return El("div.stack#soon", Say(w, "p[role=status]", "ui.live.wait.soon"))
	}
	list := El("ol.words[translate=no]#words").Attr("lang", lang)
	for _, word := range words {
		list.Add(Leaf("li", word))
	}
	return El("div.stack#say", list, Say(w, "p#what", "ui.live.wait.what"), Say(w, "p.note#quiet", "ui.live.wait.quiet"))
}

// GuestModel is what a guest sees who was let in.
type GuestModel struct {
	Words *catalog.Words
	Terms live.Terms
	Until string // the time of day
	// Lost: nothing comes from the host. Shared is what they share, nil while there is nothing of it here, and is not drawn during
	// a pause or when the host is lost.
	Lost   bool
	Shared *Node
	Held   *Node // what the guest wrote and has no place; nil: nothing
}

// GuestIn draws what may be seen and done, until when, and what is shared. The way out is in the frame
// (VisitBar).
func GuestIn(m *GuestModel) *Node {
	w := m.Words
	counts := map[live.Right]int{}
	for _, p := range m.Terms.Parts {
		counts[p.Right]++
	}
	rights := El("ul#rights")
	for r := live.View; r <= live.Edit; r++ {
		if n := counts[r]; n > 0 {
			rights.Add(Leaf("li", w.Count("ui.live.guest."+r.Name(), n)).WithKey(r.Name()))
		}
	}
	switch {
	case m.Terms.Whole:
		rights = Say(w, "p#rights", "ui.live.guest.whole")
	case len(rights.Children) == 0:
		rights = Say(w, "p#rights", "ui.live.guest.nothing")
	}
	terms := El("section#terms", rights, Say(w, "p#until", "ui.live.guest.until", m.Until))
	if strings.TrimSpace(m.Terms.Purpose) != "" {
		terms.Add(Say(w, "p#why", "ui.live.here.why", m.Terms.Purpose))
	}
	box := El("div.stack#in", terms)
	switch {
	case m.Lost:
		box.Add(Say(w, "p.note.strong[role=status]#lost", "ui.live.guest.lost"))
	case m.Terms.Paused:
		box.Add(Say(w, "p.note.strong[role=status]#paused", "ui.live.guest.paused"))
	default:
		shared := m.Shared
		if shared == nil {
			shared = Say(w, "p.empty#nothing", "ui.live.guest.empty")
		}
		box.Add(m.Held, El("section#shared", Say(w, "h2", "ui.live.guest.shared"), shared))
	}
	return box
}

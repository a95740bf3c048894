package view

import (
	"strings"

	"larkspur/client/catalog"
)

// LinkMeans draws what letting somebody in means, before the first time. Its action is "mean-go".
func LinkMeans(w *catalog.Words) *Node {
	list := El("ul#means")
	for _, key := range [...]string{"who", "no", "stop", "seen", "watch", "kept"} {
		list.Add(Say(w, "li", "ui.live.mean."+key))
	}
	return El("div.stack#meaning", list, El("div.row", keyed("go", w.Text("ui.live.mean.go"), "btn main", "mean-go")))
}

// InviteModel is a code on the screen.
type InviteModel struct {
	Words *catalog.Words
	// Number and List are the code, Lang the language of its words.
	Number string
	List   []string
	Lang   string
	// Left is for how many minutes it is good. Spent: the one before it was spent by somebody else. Old: it is over. Connected:
	// there is a connection to the relay.
	Left                  int
	Spent, Old, Connected bool
}

// Invite draws a code, to be said aloud. Its actions are "code-new", "link-end" and "mean".
//
// The number stands with spaces, so that it is read digit by digit, also by a screen reader. Nothing of it is translated by
// a browser: that would send it to a translator.
func Invite(m InviteModel) *Node {
	w := m.Words
	box := El("div.stack#invite")
	again := keyed("new", w.Text("ui.live.code.new"), "btn", "code-new")
	if m.Old {
		return box.Add(Say(w, "p.note.strong[role=alert]#old", "ui.live.code.old"), El("div.row#row", again.Attr("class", "btn main")))
	}
	if m.Spent {
		box.Add(Say(w, "p.note.strong[role=alert]#spent", "ui.live.code.spent"))
	}
	if !m.Connected {
		box.Add(Say(w, "p.note#off", "ui.live.code.off"))
	}
	words := El("ol.words[translate=no]#words").Attr("lang", m.Lang)
	for _, word := range m.List {
		words.Add(Leaf("li", word))
	}
	ways := El("ul")
	for _, key := range [...]string{"phone", "relay", "tty", "voice"} {
		ways.Add(Say(w, "li", "ui.live.code."+key))
	}
	return box.Add(
		Say(w, "p#say", "ui.live.code.say"),
		El("section#code",
			Say(w, "h2", "ui.live.code.number"), Leaf("p.code[translate=no]#number", strings.Join(strings.Split(m.Number, ""), " ")),
			Say(w, "h2", "ui.live.code.words"), words,
			Leaf("p#left", w.Count("ui.live.code.left", m.Left)),
		),
		Say(w, "p#where", "ui.live.code.where"),
		El("section#ways", Say(w, "h2", "ui.live.code.ways"), ways),
		El("div.row#row", again, keyed("back", w.Text("ui.live.code.back"), "btn", "link-end"), keyed("mean", w.Text("ui.live.mean.again"), "btn quiet", "mean")),
	)
}

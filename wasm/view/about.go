package view

import "larkspur/client/catalog"

// About draws what is true of the vault, the way out and the page in front, with the lines.
func About(w *catalog.Words) *Node {
	return El("div.stack#about",
		textBlock(w, "ui.settings.about", "ui.settings.about.only", "ui.settings.about.read", "ui.settings.about.court", "ui.settings.about.visit", "ui.settings.about.info"),
		textBlock(w, "ui.exit.title", "ui.exit.text", "ui.exit.history", "ui.exit.unsaved"),
		textBlock(w, "ui.help.title", "ui.help.open", "ui.help.slip", "ui.help.saved", "ui.help.idle"),
		textBlock(w, "ui.warn.cannot.title", "ui.warn.cannot.watch", "ui.warn.cannot.history", "ui.warn.cannot.cover"),
		EmergencyLines(w),
	)
}

// GoneModel is what can be done when the plan is not there any more.
type GoneModel struct {
	Words *catalog.Words
	// All is the whole plan as text, when it is asked for.
	All string
}

// Gone draws it. Its actions are "gone-new" and "gone-copy".
func Gone(m GoneModel) *Node {
	w := m.Words
	box := El("div.stack#gone",
		El("div.note.strong", Say(w, "p", "ui.trouble.gone"), Say(w, "p", "ui.trouble.gone.why")),
		Say(w, "p", "ui.trouble.gone.keep"),
		El("div.row",
			phraseButton(w.Text("ui.trouble.gone.new"), "btn main", "gone-new"),
			phraseButton(w.Text("ui.trouble.gone.copy"), "btn", "gone-copy"),
		),
	)
	if m.All != "" {
		box.Add(El("div.field#all",
			Say(w, "label[for=all]", "ui.trouble.gone.all"),
			El("textarea[id=all][rows=16][readonly=]").Val(m.All).Focused(true),
		))
	}
	return box
}

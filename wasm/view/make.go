package view

import "larkspur/client/catalog"

// Warning draws what is said before anything is entered. Its actions are "lang L", "warn-go" and "warn-stop".
func Warning(w *catalog.Words, lang string) *Node {
	return El("div.stack#warning",
		languageChoice(w, lang),
		textBlock(w, "ui.warn.device.title", "ui.warn.device", "ui.warn.other", "ui.warn.habit"),
		textBlock(w, "ui.warn.cannot.title", "ui.warn.cannot.watch", "ui.warn.cannot.history", "ui.warn.cannot.cover"),
		EmergencyLines(w),
		El("div", Say(w, "p", "ui.warn.info"), Say(w, "p", "ui.warn.yours")),
		El("div.row",
			phraseButton(w.Text("ui.warn.go"), "btn main", "warn-go"),
			phraseButton(w.Text("ui.warn.stop"), "btn", "warn-stop"),
		),
	)
}

// EmergencyLines draws the lines as text. Nothing of them can be pressed: what is dialled by a slip shows in the call
// history.
func EmergencyLines(w *catalog.Words) *Node {
	return textBlock(w, "ui.lines.title", "ui.lines.911", "ui.lines.hotline", "ui.lines.tty", "ui.lines.text", "ui.lines.samhsa", "ui.lines.trace")
}

// textBlock draws a heading and a list of texts by their keys.
func textBlock(w *catalog.Words, title string, keys ...string) *Node {
	list := El("ul.plain-list")
	for _, key := range keys {
		list.Add(Leaf("li", w.Text(key)))
	}
	unbroken(list)
	return El("section", Leaf("h2", w.Text(title)), list).WithKey(title)
}

// languageChoice offers the languages, each by its own name.
func languageChoice(w *catalog.Words, lang string) *Node {
	options := make([]settingOption, 0, 2)
	for _, l := range catalog.Languages() {
		options = append(options, settingOption{Label: w.Text("ui.settings.lang." + l), Lang: l, Action: "lang " + l, On: l == lang})
	}
	return settingChoice("lang", w.Text("ui.settings.lang"), "", options)
}

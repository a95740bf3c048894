package view

import (
	"strconv"

	"larkspur/client/catalog"
)

// SettingsModel is what the settings show.
type SettingsModel struct {
	Words *catalog.Words
	// Lang is the language of now, Idle the minutes after which the page closes by itself, one of IdleMinutes or another.
	Lang        string
	Idle        int
	IdleMinutes []int
	// First: the plan was opened by its first phrase, and not by a recovery phrase.
	First bool
	// Gone: the plan is not there any more.
	Gone bool
	// Book is the notebook look, which does not tell what the page is for.
	Book bool
}

// Settings draws the settings. Its actions are "lang L", "idle N", "set-look", "set-phrase", "set-recovery",
// "set-takeover", "set-another", "set-about", "set-erase" and "close".
func Settings(m SettingsModel) *Node {
	w := m.Words
	return El("div.stack#settings",
		El("section#lang", languageChoice(w, m.Lang)),
		El("section#idle", idleChoice(m)),
		El("section#look",
			Say(w, "h2", "ui.settings.look"), Say(w, "p", "ui.look.now"),
			phraseButton(w.Text("ui.look.open"), "btn", "set-look"),
		),
		phraseSettings(m),
		leadsTo(w, "another", "ui.another.title", "ui.another.open", m.Gone),
		leadsTo(w, "about", "ui.settings.about", "ui.settings.about.open", m.Book),
		leadsTo(w, "erase", "ui.erase.title", "ui.erase.open", m.Gone),
		El("section#close", phraseButton(w.Text("ui.settings.close"), "btn wide", "close")),
	)
}

func phraseSettings(m SettingsModel) *Node {
	if m.Gone {
		return nil // there is nothing left that a phrase could open
	}
	w := m.Words
	s := El("section#phrases", Say(w, "h2", "ui.settings.phrases"))
	if !m.First {
		return s.Add(
			El("div.note", Say(w, "p", "ui.recovery.notfirst"), Say(w, "p", "ui.recovery.takeover.what")),
			phraseButton(w.Text("ui.recovery.takeover"), "btn", "set-takeover"))
	}
	return s.Add(El("div.row",
		phraseButton(w.Text("ui.phrase.title"), "btn", "set-phrase"),
		phraseButton(w.Text("ui.recovery.title"), "btn", "set-recovery"),
	))
}

// leadsTo draws a part of the settings that has a screen of its own; nil where there is none.
func leadsTo(w *catalog.Words, what, title, open string, none bool) *Node {
	if none {
		return nil
	}
	return El("section", Leaf("h2", w.Text(title)), phraseButton(w.Text(open), "btn", "set-"+what)).WithKey(what)
}

func idleChoice(m SettingsModel) *Node {
	options := make([]settingOption, 0, len(m.IdleMinutes))
	for _, n := range m.IdleMinutes {
		options = append(options, settingOption{Label: m.Words.Count("ui.settings.idle", n), Action: "idle " + strconv.Itoa(n), On: n == m.Idle})
	}
	return settingChoice("idle", m.Words.Text("ui.settings.idle"), m.Words.Text("ui.settings.idle.hint"), options)
}

// settingOption is one of the answers of a settingChoice. Lang says in which language its label is, when in another.
type settingOption struct {
	Label, Lang, Action string
	On                  bool
}

// settingChoice draws a group of which one is chosen; the arrow keys move in it.
func settingChoice(id, label, hint string, options []settingOption) *Node {
	group := El("div.choices[role=radiogroup][data-roving=x]").Attr("aria-labelledby", id+"-label")
	for _, o := range options {
		b := Leaf("button[type=button][role=radio][data-rove=]", o.Label).Attr("aria-checked", strconv.FormatBool(o.On)).WithKey(o.Action).Click(o.Action)
		if o.Lang != "" {
			b.Attr("lang", o.Lang)
		}
		group.Add(b)
	}
	box := El("div", Leaf("h2", label).Attr("id", id+"-label"))
	if hint != "" {
		group.Attr("aria-describedby", id+"-hint")
		box.Add(Leaf("p.hint", hint).Attr("id", id+"-hint"))
	}
	return box.Add(group).WithKey(id)
}

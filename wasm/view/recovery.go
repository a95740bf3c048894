package view

import (
	"strconv"

	"larkspur/client/catalog"
)

// RecoveryModel is the list of recovery phrases, by the names they were given.
type RecoveryModel struct {
	Words *catalog.Words
	Names []string
	// Notice is what just happened, Working what is under way (nothing can be pressed then), Trouble what went wrong.
	Notice, Working, Trouble string
	// Full: there is no room for more.
	Full bool
	// Name is what stands in the box, Wrong what is wrong with it.
	Name, Wrong string
}

// Recovery draws the list and the box for another. Its actions are "withdraw N", "rec-name" (input) and "rec-make" (submit).
func Recovery(m RecoveryModel) *Node {
	w := m.Words
	box := El("div.stack#recovery")
	if m.Notice != "" {
		box.Add(Leaf("p.note[role=status]#notice", m.Notice))
	}
	if m.Trouble != "" {
		box.Add(Leaf("p.note.strong[role=alert]#trouble", m.Trouble))
	}
	box.Add(El("div#what", Say(w, "p", "ui.recovery.what"),
		El("div.note.strong", Say(w, "p", "ui.recovery.power"), Say(w, "p", "ui.recovery.power.take"))))
	if m.Working != "" {
		return box.Add(PhraseWorking(m.Working))
	}
	return box.Add(recoveryList(m), recoveryForm(m))
}

func recoveryList(m RecoveryModel) *Node {
	s := El("section#list", Say(m.Words, "h2", "ui.recovery.list"))
	if len(m.Names) == 0 {
		return s.Add(Say(m.Words, "p.empty", "ui.recovery.none"))
	}
	list := El("ul.list")
	for i, name := range m.Names {
		list.Add(El("li.item", Leaf("span", name),
			Say(m.Words, "button[type=button].btn", "ui.recovery.withdraw").
				Attr("aria-label", m.Words.Text("ui.recovery.withdraw.of", name)).Click("withdraw "+strconv.Itoa(i)),
		).WithKey(strconv.Itoa(i) + name))
	}
	return s.Add(list)
}

func recoveryForm(m RecoveryModel) *Node {
	w := m.Words
	if m.Full {
		return Say(w, "p.note#full", "ui.recovery.many")
	}
	return El("form#make",
		Say(w, "h2", "ui.recovery.make"),
		doorName(w, m.Name, m.Wrong),
		Say(w, "button[type=submit].btn.main", "ui.phrase.go"),
	).Handle("submit", "rec-make")
}

// doorName draws the box for the name of a recovery phrase. Its action is "rec-name" (input).
func doorName(w *catalog.Words, name, wrong string) *Node {
	input := El("input[id=rec-name][type=text]").Val(name).Handle("input", "rec-name")
	field := El("div.field#name",
		Say(w, "label[for=rec-name]", "ui.recovery.name"), input,
		Say(w, "p.hint[id=rec-hint]", "ui.recovery.name.hint"),
	)
	described := "rec-hint"
	if wrong != "" {
		described += " rec-wrong"
		input.Attr("aria-invalid", "true").Focused(true)
		field.Add(Leaf("p.error[id=rec-wrong][role=alert]", wrong))
	}
	input.Attr("aria-describedby", described)
	return field
}

// TakeoverModel is what is asked before a recovery phrase makes a new first phrase.
type TakeoverModel struct {
	Words *catalog.Words
	// Keep: the recovery phrase stays, listed as Name. Wrong is what is wrong with the name.
	Keep        bool
	Name, Wrong string
}

// Takeover draws it. Its actions are "rec-keep" (change), "rec-name" (input) and "rec-go" (submit).
func Takeover(m TakeoverModel) *Node {
	w := m.Words
	form := El("form.stack#takeover",
		El("div.note", Say(w, "p", "ui.recovery.notfirst"), Say(w, "p", "ui.recovery.takeover.what")),
		El("label.tick#keep",
			El("input[type=checkbox]").Flag("checked", m.Keep).Handle("change", "rec-keep"),
			Say(w, "span", "ui.recovery.takeover.keep"),
		),
	).Handle("submit", "rec-go")
	if m.Keep {
		form.Add(doorName(w, m.Name, m.Wrong))
	}
	return form.Add(Say(w, "button[type=submit].btn.main#go", "ui.phrase.go"))
}

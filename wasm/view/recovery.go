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
	box := El("div").Class("stack").WithKey("recovery")
	if m.Notice != "" {
		box.Add(Leaf("p", m.Notice).Class("note").Attr("role", "status").WithKey("notice"))
	}
	if m.Trouble != "" {
		box.Add(Leaf("p", m.Trouble).Class("note strong").Attr("role", "alert").WithKey("trouble"))
	}
	box.Add(El("div", Leaf("p", w.Text("ui.recovery.what")),
		El("div", Leaf("p", w.Text("ui.recovery.power")), Leaf("p", w.Text("ui.recovery.power.take"))).Class("note strong")).WithKey("what"))
	if m.Working != "" {
		return box.Add(PhraseWorking(m.Working))
	}
	return box.Add(recoveryList(m), recoveryForm(m))
}

func recoveryList(m RecoveryModel) *Node {
	s := El("section", Leaf("h2", m.Words.Text("ui.recovery.list"))).WithKey("list")
	if len(m.Names) == 0 {
		return s.Add(Leaf("p", m.Words.Text("ui.recovery.none")).Class("empty"))
	}
	list := El("ul").Class("list")
	for i, name := range m.Names {
		list.Add(El("li", Leaf("span", name),
			Leaf("button", m.Words.Text("ui.recovery.withdraw")).Attr("type", "button").Class("btn").
				Attr("aria-label", m.Words.Text("ui.recovery.withdraw.of", name)).Click("withdraw "+strconv.Itoa(i)),
		).Class("item").WithKey(strconv.Itoa(i) + name))
	}
	return s.Add(list)
}

func recoveryForm(m RecoveryModel) *Node {
	w := m.Words
	if m.Full {
		return Leaf("p", w.Text("ui.recovery.many")).Class("note").WithKey("full")
	}
	return El("form",
		Leaf("h2", w.Text("ui.recovery.make")),
		doorName(w, m.Name, m.Wrong),
		Leaf("button", w.Text("ui.phrase.go")).Attr("type", "submit").Class("btn main"),
	).WithKey("make").Handle("submit", "rec-make")
}

// doorName draws the box for the name of a recovery phrase. Its action is "rec-name" (input).
func doorName(w *catalog.Words, name, wrong string) *Node {
	input := El("input").Attr("id", "rec-name").Attr("type", "text").Val(name).Handle("input", "rec-name")
	field := El("div",
		Leaf("label", w.Text("ui.recovery.name")).Attr("for", "rec-name"), input,
		Leaf("p", w.Text("ui.recovery.name.hint")).Class("hint").Attr("id", "rec-hint"),
	).Class("field").WithKey("name")
	described := "rec-hint"
	if wrong != "" {
		described += " rec-wrong"
		input.Attr("aria-invalid", "true").Focused(true)
		field.Add(Leaf("p", wrong).Class("error").Attr("id", "rec-wrong").Attr("role", "alert"))
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
	form := El("form",
		El("div", Leaf("p", w.Text("ui.recovery.notfirst")), Leaf("p", w.Text("ui.recovery.takeover.what"))).Class("note"),
		El("label",
			El("input").Attr("type", "checkbox").Flag("checked", m.Keep).Handle("change", "rec-keep"),
			Leaf("span", w.Text("ui.recovery.takeover.keep")),
		).Class("tick").WithKey("keep"),
	).Class("stack").WithKey("takeover").Handle("submit", "rec-go")
	if m.Keep {
		form.Add(doorName(w, m.Name, m.Wrong))
	}
	return form.Add(Leaf("button", w.Text("ui.phrase.go")).Attr("type", "submit").Class("btn main").WithKey("go"))
}

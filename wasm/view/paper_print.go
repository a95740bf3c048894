package view

import (
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// PrintMenu draws what can be printed. Its actions are "paper WHAT" and "paper letter ITEM".
func PrintMenu(w *catalog.Words, p *plan.Plan) []*Node {
	way := func(key, text, action string) *Node { return keyed(key, text, "btn wide", "paper "+action) }
	plain := func(what string) *Node { return way(what, w.Text("paper."+what), what) }
	yours := El("div", plain(PaperOwn), plain(PaperOverdose), plain(PaperPlan)).Class("stack tight")
	letters := p.Items(LetterKind)
	for _, it := range letters {
		id := it.ID().String()
		yours.Add(way(id, w.Text("paper.letter", ItemName(w, it)), PaperLetter+" "+id))
	}
	if len(letters) == 0 {
		yours.Add(Leaf("p", w.Text("paper.letter.empty")).Class("hint").WithKey("empty"))
	}
	return []*Node{
		El("section", Leaf("h2", w.Text("paper.yours")), yours).Class("card").WithKey("yours"),
		El("section", Leaf("h2", w.Text("paper.others")), Leaf("p", w.Text("paper.others.hint")),
			El("div", plain(PaperInfo), plain(PaperHandout)).Class("stack tight")).Class("card").WithKey("others"),
	}
}

// PrintModel is a paper on the screen, before it is printed.
type PrintModel struct {
	// Words is the language of the screen.
	Words *catalog.Words
	Paper PaperModel
	// Choices are what PaperOwn offers; Ticked holds by key what of them goes on it, and in which words. More is what is
	// typed below them.
	Choices []OwnChoice
	Ticked  map[string]string
	More    string
	// Note is something to be said above everything, or "".
	Note string
}

// Print draws what can be chosen, the paper as it will be, what is good to know before, and the button. On paper is the paper
// alone. Its actions are "size slip", "size letter", "lang L", "tick KEY" and "help" (change), "line KEY", "head" and "more"
// (input), "all", "clear" and "go".
func Print(m PrintModel) []*Node {
	w := m.Words
	paper := Paper(m.Paper)
	if paper == nil {
		empty := "paper.pick.empty"
		if m.Paper.What == PaperOwn {
			empty = "paper.own.blank"
		}
		paper = []*Node{Leaf("p", w.Text(empty)).Class("empty no-print")}
	}
	var warnings []string
	for _, key := range [...]string{"found", "printer", "edge", "file"} {
		warnings = append(warnings, w.Text("paper.warn."+key))
	}
	return []*Node{
		El("div", Note(m.Note), m.options(), m.choices()).Class("stack no-print").WithKey("choose"),
		El("section", Leaf("h2", w.Text("paper.preview")).Class("no-print").Attr("id", "preview")).Attr("aria-labelledby", "preview").WithKey("preview").Add(paper...),
		El("section", Leaf("h2", w.Text("paper.before")), paragraphs("", warnings)).Class("note strong no-print").WithKey("before"),
		El("div", keyed("go", w.Text("paper.go"), "btn main", "go")).Class("row no-print").WithKey("go"),
	}
}

// options are the size, and the language of what is not the survivor's own.
func (m PrintModel) options() *Node {
	w := m.Words
	box := El("div").Class("stack").WithKey("options")
	if Sizes(m.Paper.What) {
		box.Add(settingChoice("size", w.Text("paper.size"), "", []settingOption{
			{Label: w.Text("paper.size.slip"), Action: "size slip", On: m.Paper.Small},
			{Label: w.Text("paper.size.letter"), Action: "size letter", On: !m.Paper.Small},
		}))
	}
	if m.Paper.What == PaperInfo || m.Paper.What == PaperHandout {
		box.Add(languageChoice(w, m.Paper.Words.Lang()))
	}
	if m.Paper.What == PaperOverdose {
		box.Add(form{}.tick("tick-help", w.Text("paper.overdose.lines"), m.Paper.Help, "help"))
	}
	return box
}

// choices are what goes on it, where that is chosen.
func (m PrintModel) choices() *Node {
	switch m.Paper.What {
	case PaperOwn:
		return m.ownChoices()
	case PaperPlan:
		return m.sectionChoices()
	}
	return nil
}

func (m PrintModel) sectionChoices() *Node {
	w := m.Words
	list := El("div").Class("stack tight")
	for _, s := range m.Paper.Plan.Sections() {
		if len(s.Items()) > 0 {
			id := s.ID().String()
			list.Add(form{}.tick("tick-"+id, SectionTitle(w, s), m.Paper.Items[s.ID()], "tick "+id))
		}
	}
	return El("fieldset", Leaf("legend", w.Text("paper.pick")), list, El("div",
		keyed("all", w.Text("paper.pick.all"), "btn", "all"), keyed("clear", w.Text("paper.pick.clear"), "btn", "clear"),
	).Class("row")).Class("field").WithKey("sections")
}

func (m PrintModel) ownChoices() *Node {
	w := m.Words
	box := El("div",
		textField("head", w.Text("paper.own.head"), w.Text("paper.own.head.hint"), "input", m.Paper.Heading),
		Leaf("p", w.Text("paper.own.what")).WithKey("what"),
	).WithKey("own")
	var group *Node
	for i, c := range m.Choices {
		if i == 0 || c.Group != m.Choices[i-1].Group {
			group = El("div").Class("stack tight")
			box.Add(El("fieldset", Leaf("legend", w.Text(c.Group)), group).Class("field").WithKey(c.Group))
		}
		line, on := m.Ticked[c.Key]
		group.Add(form{}.tick("tick-"+c.Key, c.Label, on, "tick "+c.Key))
		if on {
			group.Add(textField("line "+c.Key, w.Text("paper.own.line", c.Label), "", "input", line))
		}
	}
	return box.Add(textField("more", w.Text("paper.own.more"), "", "textarea", m.More))
}

// textField draws a box of a text that is told as it is typed.
func textField(action, label, hint, tag, value string) *Node {
	id := "box-" + strings.ReplaceAll(action, " ", "-")
	control := El(tag).Attr("id", id).Val(value).Handle("input", action)
	if tag == "input" {
		control.Attr("type", "text")
	}
	n := El("div", Leaf("label", label).Attr("for", id), control).Class("field").WithKey(id)
	if hint != "" {
		control.Attr("aria-describedby", id+"-hint")
		n.Add(Leaf("p", hint).Class("hint").Attr("id", id+"-hint"))
	}
	return n
}

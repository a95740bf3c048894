package view

import (
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// PrintMenu draws what can be printed. Its actions are "paper WHAT", "paper letter ITEM" and "paper rel ITEM".
func PrintMenu(w *catalog.Words, p *plan.Plan) []*Node {
	way := func(key, text, action string) *Node { return keyed(key, text, "btn wide", "paper "+action) }
	plain := func(what string) *Node { return way(what, w.Text("paper."+what), what) }
	yours := El("div.stack.tight", plain(PaperOwn), plain(PaperOverdose), plain(PaperPlan))
	letters := p.Items(LetterKind)
	for _, it := range letters {
		id := it.ID().String()
		yours.Add(way(id, w.Text("paper.letter", ItemName(w, it)), PaperLetter+" "+id))
	}
	if len(letters) == 0 {
		yours.Add(Say(w, "p.hint#empty", "paper.letter.empty"))
	}
	for _, it := range p.Items(ReleaseKind) {
		id := it.ID().String()
		yours.Add(way(id, w.Text("paper.rel.of", ItemName(w, it)), PaperRelease+" "+id))
	}
	return []*Node{
		El("section.card#yours", Say(w, "h2", "paper.yours"), yours),
		El("section.card#others", Say(w, "h2", "paper.others"), Say(w, "p", "paper.others.hint"),
			El("div.stack.tight", plain(PaperInfo), plain(PaperHandout))),
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
		paper = []*Node{Leaf("p.empty.no-print", w.Text(empty))}
	}
	var warnings []string
	for _, key := range [...]string{"found", "printer", "edge", "file"} {
		warnings = append(warnings, w.Text("paper.warn."+key))
	}
	return []*Node{
		El("div.stack.no-print#choose", Note(m.Note), m.options(), m.choices()),
		El("section[aria-labelledby=preview]#preview", Say(w, "h2.no-print[id=preview]", "paper.preview")).Add(paper...),
		El("section.note.strong.no-print#before", Say(w, "h2", "paper.before"), paragraphs("", warnings)),
		El("div.row.no-print#go", keyed("go", w.Text("paper.go"), "btn main", "go")),
	}
}

// options are the size, and the language of what is not the survivor's own.
func (m PrintModel) options() *Node {
	w := m.Words
	box := El("div.stack#options")
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
	list := El("div.stack.tight")
	for _, s := range m.Paper.Plan.Sections() {
		if len(s.Items()) > 0 {
			id := s.ID().String()
			list.Add(form{}.tick("tick-"+id, SectionTitle(w, s), m.Paper.Items[s.ID()], "tick "+id))
		}
	}
	return El("fieldset.field#sections", Say(w, "legend", "paper.pick"), list, El("div.row",
		keyed("all", w.Text("paper.pick.all"), "btn", "all"), keyed("clear", w.Text("paper.pick.clear"), "btn", "clear"),
	))
}

func (m PrintModel) ownChoices() *Node {
	w := m.Words
	box := El("div#own",
		textField("head", w.Text("paper.own.head"), w.Text("paper.own.head.hint"), "input", m.Paper.Heading),
		Say(w, "p#what", "paper.own.what"),
	)
	var group *Node
	for i, c := range m.Choices {
		if i == 0 || c.Group != m.Choices[i-1].Group {
			group = El("div.stack.tight")
			box.Add(El("fieldset.field", Leaf("legend", w.Text(c.Group)), group).WithKey(c.Group))
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
	n := El("div.field", Leaf("label", label).Attr("for", id), control).WithKey(id)
	if hint != "" {
		control.Attr("aria-describedby", id+"-hint")
		n.Add(Leaf("p.hint", hint).Attr("id", id+"-hint"))
	}
	return n
}

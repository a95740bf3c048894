package view

import (
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// What can be printed. Nothing of a plan is on the first two.
const (
	PaperInfo     = "info"     // what substance use coercion is, to hand out
	PaperHandout  = "handout"  // what a provider can do (D8)
	PaperOwn      = "own"      // the survivor's own plain card
	PaperOverdose = "overdose" // the cards of CardKind (D6)
	PaperLetter   = "letter"
	PaperPlan     = "plan" // sections of the plan
	PaperRelease  = "rel"  // what was shared with whom
)

// PaperModel is what is printed. Nothing of what is drawn from it names the product or an address: the survivor's own papers
// have what the survivor wrote, and headings that any paper could have.
type PaperModel struct {
	// Words is the language on paper.
	Words *catalog.Words
	// Plan is not looked at for PaperInfo, PaperHandout and PaperOwn.
	Plan *plan.Plan
	// What is one of the constants above.
	What string
	// Small asks for 5 by 7 inches, where Sizes says that there is a choice. Else it is 8.5 by 11.
	Small bool
	// Items are the letters, the records of what was shared, or the sections, that are printed, in the order of the plan.
	Items map[plan.ID]bool
	// Heading and Lines are those of PaperOwn.
	Heading string
	Lines   []string
	// Help puts the help lines on PaperOverdose.
	Help bool
}

// Sizes reports whether a paper comes on 5 by 7 inches too. All come on 8.5 by 11.
func Sizes(what string) bool {
	return what == PaperInfo || what == PaperOwn || what == PaperOverdose
}

// Paper draws what is printed: one sheet or several, each beginning on a page of its own. Nil when there is nothing to print.
func Paper(m PaperModel) []*Node {
	sheets := m.sheets()
	for _, n := range sheets {
		unbroken(n)
	}
	return sheets
}

func (m PaperModel) sheets() []*Node {
	w := m.Words
	switch m.What {
	case PaperInfo:
		return []*Node{m.sheet(append(paperTopics(w, "paper.info"), paperHelp(w), small(w, "paper.keep", "paper.legal"))...)}
	case PaperHandout:
		return []*Node{m.sheet(append(paperTopics(w, "paper.handout"), paperHelp(w), small(w, "paper.legal"))...)}
	case PaperOwn:
		return m.own()
	case PaperOverdose:
		return m.overdose()
	case PaperLetter:
		return m.letters()
	case PaperPlan:
		return m.sections()
	case PaperRelease:
		return m.releases()
	}
	return nil
}

// sheet is the paper of one thing, which may go on over several pages.
func (m PaperModel) sheet(children ...*Node) *Node {
	class := "paper letter"
	if m.Small && Sizes(m.What) {
		class = "paper slip"
	}
	return El("section[translate=no]", children...).Class(class).Attr("lang", m.Words.Lang())
}

// small draws texts as one paragraph.
func small(w *catalog.Words, keys ...string) *Node {
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = w.Text(key)
	}
	return Leaf("p.small", strings.Join(texts, " "))
}

// paperTopics draws a paper that is all words of the catalogue: key.title, and topics key.1, key.2 and on, each with a text
// (key.1.text) and a list (key.1.a, key.1.b and on).
func paperTopics(w *catalog.Words, key string) []*Node {
	out := []*Node{Leaf("h2", w.Text(key+".title"))}
	for i := byte('1'); w.Has(key + "." + string(i)); i++ {
		at := key + "." + string(i)
		topic := El("div.topic", Leaf("h3", w.Text(at)))
		if text := at + ".text"; w.Has(text) {
			topic.Add(Leaf("p.intro", w.Text(text)))
		}
		list := El("ul")
		for c := byte('a'); w.Has(at + "." + string(c)); c++ {
			list.Add(Leaf("li", w.Text(at+"."+string(c))))
		}
		if len(list.Children) > 0 {
			topic.Add(list)
		}
		out = append(out, topic)
	}
	return out
}

// paperHelp draws the help lines, kept together.
func paperHelp(w *catalog.Words) *Node {
	list := El("ul")
	for _, key := range [...]string{"ui.lines.911", "ui.lines.hotline", "ui.lines.tty", "ui.lines.text", "paper.samhsa"} {
		list.Add(Leaf("li", w.Text(key)))
	}
	return El("div.topic.whole", Say(w, "h3", "paper.help"), list, small(w, "paper.trace"))
}

// own draws the plain card. It has what was ticked and typed, and nothing else.
func (m PaperModel) own() []*Node {
	list := El("ul.bare")
	for _, line := range m.Lines {
		if line = strings.TrimSpace(line); line != "" {
			list.Add(Leaf("li.keep", line))
		}
	}
	heading := strings.TrimSpace(m.Heading)
	if len(list.Children) == 0 && heading == "" {
		return nil
	}
	n := m.sheet()
	if heading != "" {
		n.Add(Leaf("h2", heading))
	}
	return []*Node{n.Add(list)}
}

// overdose draws each of the cards on a sheet of its own, as who responds takes one.
func (m PaperModel) overdose() (out []*Node) {
	w := m.Words
	for _, it := range m.Plan.Items(CardKind) {
		n := m.sheet(Leaf("h2", m.name(it, w.Text("ui.card.title"))), Say(w, "p.big", "ui.card.911"), Say(w, "p", "ui.card.signs")).Add(itemFacts(w, m.Plan, it, "h3")...)
		if m.Help {
			n.Add(paperHelp(w))
		}
		out = append(out, n.Add(small(w, "ui.card.info")))
	}
	return out
}

// letters draws the chosen letters: whom they are for, and the text. Notes stay in the plan.
func (m PaperModel) letters() (out []*Node) {
	for _, it := range m.Plan.Items(LetterKind) {
		if m.Items[it.ID()] {
			n := m.sheet()
			if to := it.Text("to"); to != "" {
				n.Add(Leaf("p.to", to))
			}
			out = append(out, n.Add(Leaf("div.keep", it.Text("body"))))
		}
	}
	return out
}

// releases draws the chosen records of what was shared.
func (m PaperModel) releases() (out []*Node) {
	for _, it := range m.Plan.Items(ReleaseKind) {
		if m.Items[it.ID()] {
			n := m.sheet(Say(m.Words, "h2", "paper.rel"), Leaf("h3", m.name(it, KindLabel(m.Words, ReleaseKind))))
			out = append(out, n.Add(itemFacts(m.Words, m.Plan, it, "h4")...))
		}
	}
	return out
}

// sections draws the chosen sections, one behind the other on one sheet.
func (m PaperModel) sections() []*Node {
	n := m.sheet()
	for _, s := range m.Plan.Sections() {
		if !m.Items[s.ID()] {
			continue
		}
		n.Add(Leaf("h2", SectionTitle(m.Words, s)))
		for _, it := range s.Items() {
			kind := KindLabel(m.Words, it.Kind())
			head := Leaf("h3", m.name(it, kind))
			if head.Text != kind {
				head.Add(Leaf("span.small", " · "+kind))
			}
			n.Add(El("div.topic", head).Add(itemFacts(m.Words, m.Plan, it, "h4")...))
		}
	}
	if len(n.Children) == 0 {
		return nil
	}
	return []*Node{n}
}

// name is the name of an item, or other words where it has none.
func (m PaperModel) name(it plan.Item, other string) string {
	if it.Name() == "" {
		return other
	}
	return ItemName(m.Words, it)
}

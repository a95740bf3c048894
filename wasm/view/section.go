package view

import (
	"slices"
	"strconv"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// SectionModel is one section on the screen.
type SectionModel struct {
	Words *catalog.Words
	Plan  *plan.Plan
	ID    plan.ID
	// Gen is as in ItemModel.
	Gen int
	// Arrange shows the ways to change the order, All the kinds that the section does not offer first, About what can be done
	// with the section itself.
	Arrange, All, About bool
	// Whole shows all items of a long section.
	Whole bool
	// Most is how many items are drawn, and nothing below them; 0: all there is to draw.
	Most int
	// Ideas shows what the catalogue suggests. Added are the items that came of it while this screen was shown, by the key of
	// the prompt: those stay where they are, so that nothing jumps away under the hand, and lead to what was added.
	Ideas bool
	Added map[string]plan.ID
	// Focus is the id of the node that asks for the focus, or "".
	Focus string
	Note  string
	// Guest leaves out what is not theirs: the section itself, and kinds that it does not offer.
	Guest bool
}

// Section draws the items of a section and what can be added. Its actions are "go ITEM", "add KIND", "ideas", "idea KEY",
// "whole", "arrange", "all", "about", "up ITEM", "down ITEM", "rename G SECTION" (input), "hide SECTION", "show SECTION", "remove
// SECTION", and "pick" and "tick" as in Item, with the item in the place of a part.
func Section(m SectionModel) []*Node {
	w := m.Words
	s, _ := m.Plan.Section(m.ID)
	out := []*Node{Note(m.Note)}
	if hint := plan.SectionLabel(s.Kind()) + ".hint"; w.Has(hint) {
		out = append(out, Leaf("p.muted#hint", w.Text(hint)))
	}
	if s.Hidden() {
		show := called(keyed("show", w.Text("ui.section.show"), "btn", "show "+s.ID().String()), w.Text("ui.section.show.of", SectionTitle(w, s)))
		out = append(out, El("div.note#hidden", Say(w, "p", "ui.section.hidden"), show))
	}
	items := s.Items()
	if len(items) == 0 {
		out = append(out, Say(w, "p.empty#empty", "ui.section.empty"))
	}
	list := El("ul.list#items")
	for i, it := range items {
		if m.Most > 0 && i == m.Most {
			return append(out, list)
		}
		if i == FirstItems && !m.Whole && !m.Arrange {
			break
		}
		list.Add(m.row(it, i, len(items)))
	}
	if len(items) > 0 {
		out = append(out, list)
	}
	if len(list.Children) < len(items) {
		out = append(out, keyed("whole", w.Text("ui.section.whole", strconv.Itoa(len(items))), "btn", "whole"))
	}
	return append(out, sectionConflicts(w, m.Plan, s, m.Gen), m.ideas(s), m.adding(s), m.ways(s, len(items)))
}

// FirstItems is how many items of a section are shown before it is asked for all of them: a slow phone takes a third of a
// second for a hundred, and one that reads aloud takes longer.
const FirstItems = 40

// BeginItems is how many items of a section are drawn before all others: more than the window of a phone holds.
const BeginItems = 8

// moves draws the ways up and down of something in a list. What moves takes the focus along.
func moves(w *catalog.Words, focus, id, name string, i, n int) *Node {
	row := El("div.row#moves")
	if i > 0 {
		at := "up-" + id
		row.Add(called(keyed("up", w.Text("ui.item.up"), "btn", "up "+id), w.Text("ui.item.up.of", name)).Attr("id", at).Focused(focus == at))
	}
	if i < n-1 {
		at := "down-" + id
		row.Add(called(keyed("down", w.Text("ui.item.down"), "btn", "down "+id), w.Text("ui.item.down.of", name)).Attr("id", at).Focused(focus == at))
	}
	return row
}

// adding offers the kinds of the section, and all others on demand.
func (m SectionModel) adding(s plan.Section) *Node {
	w := m.Words
	first := []string{NoteKind}
	if k, ok := plan.SectionKindOf(s.Kind()); ok {
		first = k.Kinds
	}
	row := El("div.row#first")
	for _, kind := range first {
		if m.Guest && kind == ReleaseKind { // they are hers
			continue
		}
		row.Add(keyed(kind, w.Text("ui.section.add", KindLabel(w, kind)), "btn", "add "+kind))
	}
	if m.Guest {
		return El("section.stack#adding", row)
	}
	box := El("section.stack#adding", row, unfold("all", w.Text("ui.section.add.other"), m.All))
	if !m.All {
		return box
	}
	all := El("div.row#all")
	for _, k := range plan.Kinds() {
		if !slices.Contains(first, k.Key) {
			all.Add(keyed(k.Key, w.Text("ui.section.add", w.Text(k.Label())), "btn", "add "+k.Key))
		}
	}
	return box.Add(Say(w, "h2#title", "ui.section.add.title"), all)
}

// unfold draws a button whose action is a word of its own.
func unfold(action, text string, open bool) *Node {
	return keyed("open-"+action, text, "btn", action).Attr("aria-expanded", strconv.FormatBool(open))
}

// ways are what can be done with the section as a whole.
func (m SectionModel) ways(s plan.Section, items int) *Node {
	w := m.Words
	row := El("div.row#ways")
	if items > 1 {
		row.Add(arrangeButton(w, m.Arrange))
	}
	if m.Guest {
		return row
	}
	box := El("section#about", row.Add(unfold("about", w.Text("ui.section.options"), m.About)))
	if !m.About {
		return box
	}
	return box.Add(El("div.card#card", renameBox(w, s, m.Gen, m.Focus), sectionWays(w, s, SectionTitle(w, s))))
}

// renameBox is where a section gets a title of its own.
func renameBox(w *catalog.Words, s plan.Section, gen int, focus string) *Node {
	id := "name-" + s.ID().String()
	control := El("input[type=text]#box").Attr("id", id).Val(s.Title()).Focused(focus == id).
		Handle("input", "rename "+strconv.Itoa(gen)+" "+s.ID().String())
	n := El("div.field#name", Say(w, "label", "ui.section.name").Attr("for", id), control)
	if s.Kind() != plan.Own {
		control.Attr("aria-describedby", id+"-hint")
		n.Add(Say(w, "p.hint", "ui.section.name.hint").Attr("id", id+"-hint"))
	}
	return n
}

// sectionWays hides, shows and removes a section.
func sectionWays(w *catalog.Words, s plan.Section, title string) *Node {
	id := s.ID().String()
	verb := "hide"
	if s.Hidden() {
		verb = "show"
	}
	return El("div.row#section-ways",
		called(keyed("hide", w.Text("ui.section."+verb), "btn", verb+" "+id), w.Text("ui.section."+verb+".of", title)),
		called(keyed("remove", w.Text("ui.section.remove"), "btn risk", "remove "+id), w.Text("ui.section.remove")+": "+title),
	)
}

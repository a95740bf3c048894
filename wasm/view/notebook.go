package view

import (
	"slices"
	"strconv"
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// The notebook look shows a plan as pages with notes: its own sections that are not hidden, and the items of the
// kind "note" in them. What else the plan holds stays as it is and is not shown. The standard sections would say by their
// titles what the plan is, and an appointment shown as a note would say it by its text; who wants it all back changes the
// look.

// NoteKind is the kind of the items that the notebook shows.
const NoteKind = "note"

// Pages are the sections that the notebook shows.
func Pages(p *plan.Plan) []plan.Section {
	return slices.DeleteFunc(p.Sections(), func(s plan.Section) bool { return s.Kind() != plan.Own || s.Hidden() })
}

// Notes are the items of a page that the notebook shows.
func Notes(s plan.Section) []plan.Item {
	return slices.DeleteFunc(s.Items(), func(it plan.Item) bool { return it.Kind() != NoteKind })
}

// NotebookConflicts counts what waits to be chosen between and can be seen in the notebook.
func NotebookConflicts(p *plan.Plan) int {
	n := len(p.SettingConflicts())
	for _, s := range Pages(p) {
		n += len(s.Conflicts())
		for _, it := range Notes(s) {
			n += len(it.Conflicts())
		}
	}
	return n
}

// NotebookModel is the list of pages on the screen.
type NotebookModel struct {
	Words *catalog.Words
	Plan  *plan.Plan
	// Arrange shows the ways to change the order.
	Arrange bool
	// Focus is the id of the node that asks for the focus, or "".
	Focus, Note string
}

// Notebook draws it. Its actions are "conflicts", "go SECTION", "new", "arrange", "up SECTION" and "down SECTION".
func Notebook(m NotebookModel) []*Node {
	w := m.Words
	out := []*Node{Note(m.Note)}
	if n := NotebookConflicts(m.Plan); n > 0 {
		out = append(out, conflictsNode(w, n))
	}
	pages := Pages(m.Plan)
	list := El("ul.list#pages")
	for i, s := range pages {
		list.Add(m.row(s, i, len(pages)))
	}
	if len(pages) == 0 {
		list = Say(w, "p.empty#empty", "ui.section.empty")
	}
	row := El("div.row#row", keyed("new", w.Text("ui.home.add"), "btn", "new"))
	if len(pages) > 1 {
		row.Add(arrangeButton(w, m.Arrange))
	}
	return append(out, list, row)
}

// row shows a page and what its first notes are called.
func (m NotebookModel) row(s plan.Section, i, n int) *Node {
	id, title := s.ID().String(), SectionTitle(m.Words, s)
	var names []string
	for _, it := range Notes(s) {
		if names = append(names, ItemName(m.Words, it)); len(names) == previewNotes {
			break
		}
	}
	name := El("div#name", keyed("go", title, "btn quiet", "go "+id))
	if names == nil {
		names = []string{m.Words.Text("ui.section.count.none")}
	}
	name.Add(Leaf("div.meta", shortened(strings.Join(names, " · "))))
	row := El("li", El("div.item#item", name)).WithKey(id)
	if m.Arrange {
		row.Add(moves(m.Words, m.Focus, id, title, i, n))
	}
	return row
}

// previewNotes is how many notes are named below a page.
const previewNotes = 3

// Page draws the notes of a page. Its actions are those of Section.
func Page(m SectionModel) []*Node {
	w := m.Words
	s, _ := m.Plan.Section(m.ID)
	out := []*Node{Note(m.Note)}
	notes := Notes(s)
	list := El("ul.list#items")
	for i, it := range notes {
		list.Add(m.noteRow(it, i, len(notes)))
	}
	if len(notes) == 0 {
		list = Say(w, "p.empty#empty", "ui.section.empty")
	}
	row := El("div.row#row", keyed("add", w.Text("ui.section.add", w.Text("kind.note")), "btn", "add "+NoteKind))
	if len(notes) > 1 {
		row.Add(arrangeButton(w, m.Arrange))
	}
	row.Add(unfold("about", w.Text("ui.section.options"), m.About))
	out = append(out, list, sectionConflicts(w, m.Plan, s, m.Gen), row)
	if !m.About {
		return out
	}
	remove := keyed("remove", w.Text("ui.section.remove"), "btn risk", "remove "+s.ID().String())
	return append(out, El("div.card#card", renameBox(w, s, m.Gen, m.Focus), remove))
}

// noteRow shows a note and how it begins.
func (m SectionModel) noteRow(it plan.Item, i, n int) *Node {
	id, name := it.ID().String(), ItemName(m.Words, it)
	label := El("div#name", keyed("go", name, "btn quiet", "go "+id))
	if begins := shortened(strings.TrimSpace(it.Text("text"))); begins != "" {
		label.Add(Leaf("div.meta", begins))
	}
	row := El("li", El("div.item#item", label)).WithKey(id)
	if m.Arrange {
		row.Children[0].Add(moves(m.Words, m.Focus, id, name, i, n))
	}
	return row
}

func arrangeButton(w *catalog.Words, on bool) *Node {
	return keyed("arrange", w.Text("ui.home.order"), "btn", "arrange").Attr("aria-pressed", strconv.FormatBool(on))
}

// conflictsNode leads to what waits to be chosen between.
func conflictsNode(w *catalog.Words, n int) *Node {
	return El("div.note#conflicts", keyed("conflicts", w.Count("ui.home.conflicts", n), "btn", "conflicts"))
}

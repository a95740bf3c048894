package view

import (
	"slices"
	"strconv"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// HomeModel is the list of sections on the screen.
type HomeModel struct {
	Words *catalog.Words
	Plan  *plan.Plan
	// Gen is as in ItemModel.
	Gen int
	// Around: the list is shown although nothing is written down yet. Hidden: hidden sections are unfolded. Adding: standard
	// sections that were removed are unfolded. Arrange: the ways to change the order are shown.
	Around, Hidden, Adding, Arrange bool
	// Naming is the section whose name is being changed, or the zero ID.
	Naming plan.ID
	// Focus is the id of the node that asks for the focus, or "".
	Focus string
	Note  string
	// Today are the visits of today (Today), or nil.
	Today *Node
}

// First is one of the first things that are worth writing down.
type First struct {
	Kind string // of the item, and of the section that it goes to
	In   string
	key  string
}

// Help is the key of a sentence that says how little is enough.
func (f First) Help() string { return f.key + ".help" }

// Firsts are what an empty plan offers.
func Firsts() []First {
	return []First{
		{"person", "people", "ui.home.first.person"}, {"room", "home", "ui.home.first.room"},
		{"card", "stay", "ui.home.first.card"}, {"appt", "sched", "ui.home.first.appt"},
	}
}

// Home draws it. Its actions are "card", "lines", "today", "directory", "open APPOINTMENT", "conflicts", "first KIND", "around",
// "go SECTION", "new", "bring KIND", "hidden", "print", "let-in", "adding", "arrange", "naming SECTION", and those of Section on a section.
func Home(m HomeModel) []*Node {
	w := m.Words
	out := []*Node{Note(m.Note)}
	if n := m.Plan.Conflicts(); n > 0 {
		out = append(out, conflictsNode(w, n))
	}
	// Where it is found in a hurry: above all else, on a screen that is one press from any other.
	out = append(out, El("div.quick#help", keyed("card", w.Text("ui.card.open"), "btn", "card"), keyed("lines", w.Text("ui.lines.title"), "btn", "lines"),
		keyed("today", w.Text("ui.week.today.open"), "btn", "today"), keyed("directory", w.Text("dir.title"), "btn", "directory"),
	))
	if len(m.Plan.Items()) == 0 && !m.Around {
		return append(out, m.firsts())
	}
	return append(out, m.Today, m.sections(false), m.ways(), m.hidden())
}

func (m HomeModel) firsts() *Node {
	w := m.Words
	list := El("div.stack.tight#list")
	for _, f := range Firsts() {
		list.Add(keyed(f.Kind, w.Text(f.key), "btn wide", "first "+f.Kind))
	}
	return El("section.card#firsts",
		Say(w, "h2", "ui.home.first.title"), Say(w, "p", "ui.home.first.text"), list,
		keyed("around", w.Text("ui.home.first.skip"), "btn quiet", "around"),
	)
}

// sections draws those that are hidden or those that are not; nil: there are none.
func (m HomeModel) sections(hidden bool) *Node {
	shown := slices.DeleteFunc(m.Plan.Sections(), func(s plan.Section) bool { return s.Hidden() != hidden })
	if len(shown) == 0 {
		return nil
	}
	list := El("ul.list").WithKey("sections-" + strconv.FormatBool(hidden))
	for i, s := range shown {
		list.Add(m.row(s, i, len(shown)))
	}
	return list
}

func (m HomeModel) row(s plan.Section, i, n int) *Node {
	w := m.Words
	id, title := s.ID().String(), SectionTitle(w, s)
	count := Leaf("span.meta", w.Count("ui.section.count", len(s.Items())))
	item := El("div.item#item", El("div#name", keyed("go", title, "btn quiet", "go "+id), count))
	row := El("li", item).WithKey(id)
	if !m.Arrange {
		return row
	}
	naming := called(keyed("naming", w.Text("ui.section.rename"), "btn", "naming "+id), w.Text("ui.section.rename")+": "+title).
		Attr("aria-expanded", strconv.FormatBool(m.Naming == s.ID()))
	ways := sectionWays(w, s, title)
	ways.Children = append([]*Node{naming}, ways.Children...)
	row.Add(moves(w, m.Focus, id, title, i, n), ways)
	if m.Naming == s.ID() {
		row.Add(renameBox(w, s, m.Gen, m.Focus))
	}
	return row
}

// ways are what can be done with the list.
func (m HomeModel) ways() *Node {
	w := m.Words
	row := El("div.row#row",
		keyed("new", w.Text("ui.home.add"), "btn", "new"),
		arrangeButton(w, m.Arrange), keyed("print", w.Text("paper.open"), "btn", "print"),
		keyed("let-in", w.Text("ui.live.open"), "btn", "let-in"),
	)
	box := El("section.stack#ways", row)
	missing := m.missing()
	if len(missing) == 0 {
		return box
	}
	row.Add(unfold("adding", w.Text("ui.home.add.standard"), m.Adding))
	if !m.Adding {
		return box
	}
	list := El("div.row#missing")
	for _, kind := range missing {
		label := w.Text(plan.SectionLabel(kind))
		list.Add(keyed(kind, w.Text("ui.section.add", label), "btn", "bring "+kind))
	}
	return box.Add(list)
}

// missing are the standard sections that the plan has not.
func (m HomeModel) missing() []string {
	has := map[string]bool{}
	for _, s := range m.Plan.Sections() {
		has[s.Kind()] = true
	}
	var out []string
	for _, s := range plan.StandardSections() {
		if !has[s.Key] {
			out = append(out, s.Key)
		}
	}
	return out
}

func (m HomeModel) hidden() *Node {
	list := m.sections(true)
	if list == nil {
		return nil
	}
	n := El("section.stack#hidden", unfold("hidden", m.Words.Text("ui.home.hidden")+" ("+strconv.Itoa(len(list.Children))+")", m.Hidden))
	if m.Hidden {
		n.Add(list)
	}
	return n
}

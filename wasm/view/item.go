package view

import (
	"strconv"
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// Spot is one control of an item: a field; of a list field also the Key of a Slot, and of rows a column; of a value that is
// typed in several boxes also a Part. Row is 0 where there is no list.
type Spot struct {
	Field     string
	Row       int
	Col, Part string
}

// Args writes s as four arguments of an action.
func (s Spot) Args() string {
	return s.Field + " " + strconv.Itoa(s.Row) + " " + dash(s.Col) + " " + dash(s.Part)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// ID is the id of the control in the tree.
func (s Spot) ID() string {
	return "f-" + s.Field + "-" + strconv.Itoa(s.Row) + "-" + dash(s.Col) + "-" + dash(s.Part)
}

// with is s with a part.
func (s Spot) with(part string) Spot { s.Part = part; return s }

// Slot is one entry of a list field on the screen. A blank one, which no plan holds, has no Value. Key stays with the entry
// while it moves and changes, and is not 0.
type Slot struct {
	Key   int
	Value plan.Value
}

// Draft is what is typed into the box of a value that is not text.
type Draft struct {
	Text string
	// Value is what Text says; nil when it says nothing (yet).
	Value plan.Value
	// Wrong is the key of what to say of a Text that fits no value, or "". Left says that the person went on, so say it.
	Wrong string
	Left  bool
	// Hold says that Value is not in the plan yet, as another box belongs to it.
	Hold bool
}

// ItemModel is an item on the screen.
type ItemModel struct {
	Words *catalog.Words
	Plan  *plan.Plan
	ID    plan.ID
	// Gen says which state of the plan is drawn; it is the first argument of every action that changes the item.
	Gen int
	// Lists are the entries of list fields, by field. Drafts are what is typed and has no place in the plan.
	Lists  map[string][]Slot
	Drafts map[Spot]Draft
	// Leads are the fields that are shown before the rest (Leads); nil: all. Help is a sentence above them, or "".
	Leads map[string]bool
	Help  string
	// Open are the parts that are unfolded: "move", "rest", or the ID of a Spot.
	Open map[string]bool
	// Focus is the id of the node that asks for the focus, or "".
	Focus string
	// Zone is the time zone of the device.
	Zone string
	// Note is something to be said above everything, in words, or "".
	Note string
	// Book is the notebook look: an item moves among its pages.
	Book bool
	// May says where one may write, to leave out what leads elsewhere, and paper; nil: it is one's own plan.
	May func(id plan.ID) bool
}

// Item draws the editor of an item. Its actions, G being Gen and S the four arguments of a Spot:
//
//	set G S, left S                       a text box was typed into, or left
//	pick G OPTION S, tick G OPTION S      one of several, some of several ("-": none); OPTION is an option or an item
//	add G FIELD, drop G FIELD KEY, up G FIELD KEY, down G FIELD KEY          entries of a list
//	rule G FREQ S, day G DAY S, end G END S                                  see Repeat
//	keep G OWNER FIELD WHICH                                                 see Conflict
//	clear G FIELD, ref G KIND S, go ITEM, open WHAT, move-to SECTION, remove, stagger, hours, sheet
//	words G LANG, paper                   of a letter: our words for it; how it looks on paper
func Item(m ItemModel) []*Node {
	it, _ := m.Plan.Item(m.ID)
	f := formOf(m, it)
	out := []*Node{Note(m.Note), f.views()}
	if m.Help != "" {
		out = append(out, Leaf("p#help", m.Help))
	}
	return append(append(out, f.fields()...), f.newer(), f.ways())
}

// form draws the fields of one item.
type form struct {
	ItemModel
	item  plan.Item
	kind  plan.Kind
	value valueWords
}

// views leads to other views of what the item says; nil: there are none.
func (f form) views() *Node {
	if f.May != nil {
		return nil
	}
	row := El("div.row#views")
	if k := f.kind.Key; k == "place" || k == "chan" || k == "win" {
		row.Add(keyed("hours", f.Words.Text("ui.hours.open"), "btn", "hours"))
	}
	if _, ok := f.kind.Field(sheetField); ok {
		row.Add(keyed("sheet", f.Words.Text("ui.sheet.open"), "btn", "sheet"))
	}
	if len(row.Children) == 0 {
		return nil
	}
	return row
}

// may reports whether one may write in a section or an item.
func (f form) may(id plan.ID) bool { return f.May == nil || f.May(id) }

// act writes an action that changes the item.
func (f form) act(verb string, args ...string) string {
	return verb + " " + strconv.Itoa(f.Gen) + " " + strings.Join(args, " ")
}

// focused asks for the focus where the model wants it.
func (f form) focused(n *Node, id string) *Node {
	return n.Attr("id", id).Focused(f.Focus != "" && f.Focus == id)
}

// newer shows what this version does not know. It can be read, and stays as it is.
func (f form) newer() *Node {
	facts := El("dl.facts")
	for _, key := range f.item.Fields() {
		if _, ok := f.kind.Field(key); !ok {
			facts.Add(Leaf("dt", key).WithKey("t"+key), Leaf("dd.keep", f.value.raw(f.item.Value(key))).WithKey("d"+key))
		}
	}
	n := El("section#newer", Say(f.Words, "p.note", "ui.item.newer"), facts)
	for _, c := range f.item.Conflicts() {
		if _, ok := f.kind.Field(c.Field); !ok {
			at := Spot{Field: c.Field}
			n.Add(f.marks(cell{plan.Field{Key: c.Field}, []string{c.Field}, at, c.Field, f.item.Value(c.Field)}, c))
		}
	}
	if len(facts.Children) == 0 && len(n.Children) == 2 && f.kind.Key != "" {
		return nil
	}
	return n
}

// ways are what can be done with the item as a whole.
func (f form) ways() *Node {
	box := El("section.card#ways", El("div.row",
		unfolds("move", f.Words.Text("ui.item.move"), f.Open["move"]),
		keyed("remove", f.Words.Text("ui.item.remove"), "btn risk", "remove"),
	))
	if f.kind.Key == "appt" && f.May == nil {
		box.Children[0].Add(keyed("stagger", f.Words.Text("ui.stagger.open"), "btn", "stagger"))
	}
	if !f.Open["move"] {
		return box
	}
	sections := f.Plan.Sections()
	if f.Book {
		sections = Pages(f.Plan)
	}
	list := El("ul.list")
	for _, s := range sections {
		if s.ID() != f.item.Section() && f.may(s.ID()) {
			id := s.ID().String()
			list.Add(El("li", keyed(id, SectionTitle(f.Words, s), "btn quiet", "move-to "+id)).WithKey(id))
		}
	}
	return box.Add(Say(f.Words, "h2", "ui.item.move.title"), list)
}

// keyed draws a button. Its key is its own, as an action may differ from tree to tree.
func keyed(key, text, class, action string) *Node {
	return Leaf("button[type=button]", text).Class(class).WithKey(key).Click(action)
}

// called gives a button a longer name than what is seen of it.
func called(n *Node, name string) *Node { return n.Attr("aria-label", name) }

// does draws a button whose longer name says what it is about.
func does(w *catalog.Words, key, action, about string) *Node {
	text := w.Text(key)
	return called(keyed(key, text, "btn", action), text+": "+about)
}

// unfolds draws a button that shows or hides a part.
func unfolds(what, text string, open bool) *Node {
	return keyed("open-"+what, text, "btn", "open "+what).Attr("aria-expanded", strconv.FormatBool(open))
}

// Note draws something to be said; nil: nothing.
func Note(text string) *Node {
	if text == "" {
		return nil
	}
	return El("div.note.strong[role=alert]#note", Leaf("p", text))
}

// ItemGone draws what is said in the place of something that another device removed.
func ItemGone(w *catalog.Words) []*Node { return []*Node{Note(w.Text("ui.item.gone"))} }

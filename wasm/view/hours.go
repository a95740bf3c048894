package view

import (
	"strconv"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// HoursModel says whose hours are shown, and what a press marks.
type HoursModel struct {
	Words *catalog.Words
	Plan  *plan.Plan
	// Of is the place or the channel that the hours are for; the zero ID: neither.
	Of plan.ID
	// Brush is what a press marks: an option of the field "state" of the kind "win", or "-" for nothing.
	Brush string
	Note  string
}

// Brushes are what can be marked, each with the sign that stands in a cell.
func Brushes() [][2]string {
	return [][2]string{{"safer", "+"}, {"less", "−"}, {"unsure", "?"}, {none, ""}}
}

// Hours draws the hours of a week, days across and hours down. Its actions are "for ITEM" and "brush STATE" with "-" for none,
// "next" for the brush after this one, "paint DAY HOUR STATE" with 0 to 6 from Monday, 0 to 23, and "-" for all of either, and
// "go ITEM".
func Hours(m HoursModel) []*Node {
	w := m.Words
	grid, apart := schedule.ReadGrid(m.Plan, m.Of)
	return []*Node{
		Note(m.Note), Leaf("p", w.Text("ui.hours.what")).Class("hint").WithKey("what"),
		m.of(), m.brushes(), m.table(grid), m.apart(apart),
	}
}

// of chooses what the hours are for; nil: the plan has no places and no channels.
func (m HoursModel) of() *Node {
	items := append(m.Plan.Items("place"), m.Plan.Items("chan")...)
	if len(items) == 0 {
		return nil
	}
	group := m.radios("for")
	group.Add(radio(none, m.Words.Text("ui.hours.any"), m.Of == plan.ID{}, "for "+none))
	for _, it := range items {
		id := it.ID().String()
		group.Add(radio(id, ItemName(m.Words, it), it.ID() == m.Of, "for "+id))
	}
	return El("div", Leaf("span", m.Words.Text("ui.hours.for")).Class("label").Attr("id", "for-label"), group).Class("field").WithKey("for")
}

// radios begins a group under its label.
func (m HoursModel) radios(key string) *Node {
	return El("div").Class("choices").Attr("role", "radiogroup").Attr("aria-labelledby", key+"-label").Attr("data-roving", "x").WithKey("group")
}

func (m HoursModel) brushes() *Node {
	group := m.radios("brush")
	for _, b := range Brushes() {
		group.Add(radio(b[0], joinHints(b[1], m.state(b[0])), b[0] == m.Brush, "brush "+b[0]))
	}
	return El("div", Leaf("span", m.Words.Text("ui.hours.brush")).Class("label").Attr("id", "brush-label"), group).Class("field").WithKey("brush")
}

// state names what a cell or a brush says.
func (m HoursModel) state(s string) string {
	if s == none || s == "" {
		return m.Words.Text("ui.hours.blank")
	}
	k, _ := plan.KindOf("win")
	return optionWords(m.Words, k, s, "state")
}

func (m HoursModel) table(grid schedule.Grid) *Node {
	w := m.Words
	day := func(d int) string { return DayKey(time.Weekday((d + 1) % 7)) }
	// The corner is the first of the cells, so that the Home key leads to it: there the brush is changed without leaving.
	head := El("tr", El("td", m.cell("next", m.Brush, w.Text("ui.hours.next", m.state(m.Brush)), "next")))
	for d := range grid {
		all := true
		for _, s := range grid[d] {
			all = all && s == m.Brush
		}
		short := w.Text("ui.day.short." + day(d)) // its name too: who speaks to the page says what stands there
		b := m.cell("d"+strconv.Itoa(d), "", short, m.paint(all, d, -1))
		b.Text = short
		head.Add(El("th", b).Attr("scope", "col"))
	}
	body := El("tbody")
	for h := range grid[0] {
		all := true
		for d := range grid {
			all = all && grid[d][h] == m.Brush
		}
		time := hourOf(w, h)
		b := m.cell("all", "", time, m.paint(all, -1, h))
		b.Text = time
		row := El("tr", El("th", b).Attr("scope", "row")).WithKey(strconv.Itoa(h))
		for d := range grid {
			s := grid[d][h]
			name := w.Text("ui.hours.cell", w.Text("ui.day."+day(d)), time, m.state(s))
			row.Add(El("td", m.cell(strconv.Itoa(d), s, name, m.paint(s == m.Brush, d, h))))
		}
		body.Add(row)
	}
	return El("table", Leaf("caption", w.Text("ui.week.windows")).Class("sr"), El("thead", head), body).
		Class("grid-hours").Attr("data-roving", "xy").Attr("data-cols", "8").WithKey("hours")
}

// cell draws a button that says a state by its sign.
func (m HoursModel) cell(key, state, name, action string) *Node {
	n := called(keyed(key, "", "", action), name).Attr("data-rove", "")
	for i, b := range Brushes() {
		if b[0] == state && b[1] != "" {
			n.Text = b[1]
			n.Attr("data-kind", string(rune('a'+i)))
		}
	}
	return n
}

// paint marks with the brush what has not its state, and blanks what has.
func (m HoursModel) paint(same bool, day, hour int) string {
	at := func(i int) string {
		if i < 0 {
			return none
		}
		return strconv.Itoa(i)
	}
	state := m.Brush
	if same {
		state = none
	}
	return "paint " + at(day) + " " + at(hour) + " " + state
}

// hourOf writes an hour shortly: "9 am".
func hourOf(w *catalog.Words, h int) string {
	half := "ui.time.am"
	if h >= 12 {
		half = "ui.time.pm"
	}
	return strconv.Itoa((h+11)%12+1) + " " + w.Text(half)
}

// apart lists what cells cannot say; nil: nothing.
func (m HoursModel) apart(ids []plan.ID) *Node {
	if len(ids) == 0 {
		return nil
	}
	w := m.Words
	list := El("ul").Class("list")
	for _, id := range ids {
		it, _ := m.Plan.Item(id)
		list.Add(El("li", itemLabel(ItemModel{Words: w, Plan: m.Plan}, it)).WithKey(id.String()))
	}
	return El("section", Leaf("h2", w.Text("ui.hours.apart")), Leaf("p", w.Text("ui.hours.apart.what")).Class("hint"), list).WithKey("apart")
}

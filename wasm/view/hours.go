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
// "next" for the brush after this one, "paint DAY HOUR STATE" with 0 to 6 from Monday, 0 to 23, and -1 for all of either, and
// "go ITEM".
func Hours(m HoursModel) []*Node {
	w := m.Words
	grid, apart := schedule.ReadGrid(m.Plan, m.Of)
	return []*Node{
		Note(m.Note), Say(w, "p.hint#what", "ui.hours.what"),
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
	return El("div.field#for", Say(m.Words, "span.label[id=for-label]", "ui.hours.for"), group)
}

// radios begins a group under its label.
func (m HoursModel) radios(key string) *Node {
	return El("div.choices[role=radiogroup][data-roving=x]#group").Attr("aria-labelledby", key+"-label")
}

func (m HoursModel) brushes() *Node {
	group := m.radios("brush")
	for _, b := range Brushes() {
		group.Add(radio(b[0], joinHints(b[1], m.state(b[0])), b[0] == m.Brush, "brush "+b[0]))
	}
	return El("div.field#brush", Say(m.Words, "span.label[id=brush-label]", "ui.hours.brush"), group)
}

// state names what a cell or a brush says.
func (m HoursModel) state(s string) string {
	if s == none || s == "" {
		return m.Words.Text("ui.hours.blank")
	}
	k, _ := plan.KindOf("win")
	return optionWords(m.Words, k, s, "state")
}

// table draws the hours. At its edge are the days and the hours of every day; in the corner, to which the Home key leads,
// the brush is changed without leaving. So there are eight buttons in each row, with nothing missing for the arrow keys.
func (m HoursModel) table(grid schedule.Grid) *Node {
	table := El("table.grid-hours[data-roving=xy][data-cols=8]#hours").Attr("aria-label", m.Words.Text("ui.week.windows"))
	for h := -1; h < len(grid[0]); h++ {
		row := El("tr").WithKey(strconv.Itoa(h))
		for d := -1; d < len(grid); d++ {
			row.Add(m.cell(grid, d, h))
		}
		table.Add(row)
	}
	return table
}

// cell draws an hour, or with -1 for either a day, an hour of every day, or the corner. What is marked says so by a sign.
func (m HoursModel) cell(grid schedule.Grid, d, h int) *Node {
	w := m.Words
	b := keyed("b", "", "", m.paint(grid, d, h)).Attr("data-rove", "")
	day := DayKey(time.Weekday((d + 8) % 7))
	var state string
	switch {
	case d >= 0 && h >= 0:
		state = grid[d][h]
		called(b, w.Text("ui.hours.cell", w.Text("ui.day."+day), hourOf(w, h), m.state(state)))
	case d < 0 && h < 0:
		state = m.Brush
		b.On[0].Action = "next"
		called(b, w.Text("ui.hours.next", m.state(state)))
	case d < 0: // at the edge the name is what stands there, so that who speaks to the page can say it
		b.Text = hourOf(w, h)
		return El("th[scope=row]#edge", b)
	default:
		b.Text = w.Text("ui.day.short." + day)
		return El("th[scope=col]", b).WithKey(day)
	}
	for i, brush := range Brushes() {
		if brush[0] == state && brush[1] != "" {
			b.Text = brush[1]
			b.Attr("data-kind", string(rune('a'+i)))
		}
	}
	return El("td", b).WithKey(day)
}

// paint marks with the brush what has not its state everywhere, and blanks what has.
func (m HoursModel) paint(grid schedule.Grid, d, h int) string {
	state := none
	for i := range grid {
		for j, s := range grid[i] {
			if (d < 0 || i == d) && (h < 0 || j == h) && s != m.Brush {
				state = m.Brush
			}
		}
	}
	return "paint " + strconv.Itoa(d) + " " + strconv.Itoa(h) + " " + state
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
	list := El("ul.list")
	for _, id := range ids {
		it, _ := m.Plan.Item(id)
		list.Add(El("li", itemLabel(ItemModel{Words: w, Plan: m.Plan}, it)).WithKey(id.String()))
	}
	return El("section#apart", Say(w, "h2", "ui.hours.apart"), Say(w, "p.hint", "ui.hours.apart.what"), list)
}

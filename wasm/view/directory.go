package view

import (
	"slices"
	"strconv"

	"larkspur/client/catalog"
	"larkspur/client/catalog/directory"
)

// DirectoryModel is the directory on the screen.
type DirectoryModel struct {
	Words *catalog.Words
	Index *directory.Index
	// Query is what is looked for, Chosen are the filters that are on.
	Query  string
	Chosen []string
	// Yes and Unstated are what Index.Find found for them.
	Yes, Unstated []int
	// Filters: the filters are unfolded; Open are those of their groups that are. ShowUnstated: what is not stated is shown.
	Filters, ShowUnstated bool
	Open                  map[string]bool
	// Most is how many entries are drawn.
	Most int
	Note string
}

// Directory draws it. Numbers and addresses are text: nothing here dials, and nothing leads out of the page. Its actions are
// "find" (input), "filters", "fold GROUP", "chip FILTER", "none", "unstated", "more" and "put NUMBER" of an entry.
func Directory(m DirectoryModel) []*Node {
	w := m.Words
	input := El("input").Attr("type", "text").Attr("id", "dir-search").Attr("aria-describedby", "dir-hint").Val(m.Query).Handle("input", "find").WithKey("box")
	out := []*Node{
		Note(m.Note),
		El("div",
			Leaf("p", w.Text("dir.caution")), Leaf("p", w.Text("ui.lines.trace")), Leaf("p", w.Text("dir.facts")),
		).Class("small muted").WithKey("caution"),
		El("div",
			Leaf("label", w.Text("dir.search")).Attr("for", "dir-search"), input,
			Leaf("p", w.Text("dir.search.hint")+" "+w.Text("dir.offline")).Class("hint").Attr("id", "dir-hint"),
		).Class("field").WithKey("search"),
		m.filters(),
		Leaf("p", w.Count("dir.found", len(m.Yes))).Class("big").WithKey("found"),
	}
	left := m.Most
	shown := m.Yes[:min(len(m.Yes), left)]
	left -= len(shown)
	out = append(out, m.groups(shown)...)
	out = append(out, m.unstated(&left))
	rest := len(m.Yes) - len(shown)
	if m.ShowUnstated {
		rest += len(m.Unstated)
	}
	if drawn := m.Most - left - len(shown); rest > drawn {
		out = append(out, keyed("more", w.Text("dir.more", strconv.Itoa(rest-drawn)), "btn wide", "more"))
	}
	return out
}

// filters draws the filters, folded in groups, so that there is little to read at a time.
func (m DirectoryModel) filters() *Node {
	w := m.Words
	label := w.Text("dir.filters")
	if n := len(m.Chosen); n > 0 {
		label = w.Count("dir.filters.count", n)
	}
	box := El("section", unfold("filters", label, m.Filters)).Class("stack tight").WithKey("filters").Attr("aria-label", w.Text("dir.filters"))
	if !m.Filters {
		return box
	}
	box.Add(Leaf("p", w.Text("dir.filters.hint")).Class("hint").WithKey("hint"))
	for _, g := range directory.Filters() {
		title, on := w.Text("dir.filters."+g.Key), 0
		chips := El("div").Class("row").WithKey("chips-"+g.Key).Attr("role", "group").Attr("aria-label", title)
		for _, key := range g.Filters {
			pressed := slices.Contains(m.Chosen, key)
			if pressed {
				on++
			}
			chips.Add(keyed(key, w.Text("dir.filter."+key), "chip", "chip "+key).Attr("aria-pressed", strconv.FormatBool(pressed)))
		}
		if on > 0 {
			title += " (" + strconv.Itoa(on) + ")"
		}
		box.Add(keyed("fold-"+g.Key, title, "btn quiet", "fold "+g.Key).Attr("aria-expanded", strconv.FormatBool(m.Open[g.Key])))
		if m.Open[g.Key] {
			box.Add(chips)
		}
	}
	if len(m.Chosen) > 0 {
		box.Add(keyed("none", w.Text("dir.filters.clear"), "btn", "none"))
	}
	return box
}

// groups draws the operator's entries first, and then the others under their headings.
func (m DirectoryModel) groups(shown []int) []*Node {
	w := m.Words
	local := El("ul").Class("list").WithKey("list")
	lists := map[string]*Node{}
	for _, i := range shown {
		e := &m.Index.Entries()[i]
		if e.Local {
			local.Add(m.entry(i, nil))
			continue
		}
		if lists[e.Group] == nil {
			lists[e.Group] = El("ul").Class("list").WithKey("list")
		}
		lists[e.Group].Add(m.entry(i, nil))
	}
	var out []*Node
	if len(local.Children) > 0 {
		out = append(out, El("section",
			Leaf("h2", w.Text("dir.local")), Leaf("p", w.Text("dir.local.hint")).Class("hint"), local).WithKey("local"))
	}
	for _, g := range directory.Groups() {
		if lists[g] != nil {
			out = append(out, El("section", Leaf("h2", w.Text("dir.group."+g)), lists[g]).WithKey("group-"+g))
		}
	}
	return out
}

// unstated draws those that do not say about a filter; nil: there are none. It takes what it draws from left.
func (m DirectoryModel) unstated(left *int) *Node {
	if len(m.Unstated) == 0 {
		return nil
	}
	w := m.Words
	title := w.Count("dir.unstated", len(m.Unstated))
	box := El("section",
		Leaf("h2", title).Class("sr"), unfold("unstated", title, m.ShowUnstated), Leaf("p", w.Text("dir.unstated.hint")).Class("hint"),
	).Class("stack tight").WithKey("unstated")
	if !m.ShowUnstated {
		return box
	}
	list := El("ul").Class("list").WithKey("list")
	for _, i := range m.Unstated[:min(len(m.Unstated), *left)] {
		*left--
		var open []string
		for _, f := range m.Chosen {
			if m.Index.Entries()[i].Says(f) == directory.NotStated {
				open = append(open, w.Text("dir.filter."+f))
			}
		}
		list.Add(m.entry(i, open))
	}
	return box.Add(list)
}

// entry draws one. open are the filters that it says nothing about.
func (m DirectoryModel) entry(i int, open []string) *Node {
	w := m.Words
	e := &m.Index.Entries()[i]
	name, lang := e.Name.In(w.Lang())
	li := El("li", tongue(Leaf("h3", name), w, lang)).WithKey(strconv.Itoa(i))
	if e.Local {
		meta := w.Text("dir.group." + e.Group)
		if e.Says(directory.OnSite) == directory.Yes {
			meta = w.Text("dir.filter."+directory.OnSite) + " · " + meta
		}
		li.Add(Leaf("p", meta).Class("meta"))
	}
	if text, lang := e.About.In(w.Lang()); text != "" {
		li.Add(tongue(Leaf("p", text), w, lang))
	}
	if len(open) > 0 {
		li.Add(Leaf("p", w.Text("dir.notstated", FormatList(w, open))).Class("note"))
	}
	facts := El("dl").Class("facts small")
	before := ""
	for _, f := range w.EntryFacts(e, func(date string) string { return WrittenDay(w, date) }) {
		if f.Key != before {
			facts.Add(Leaf("dt", f.Label))
		}
		before = f.Key
		facts.Add(tongue(Leaf("dd", f.Text), w, f.Lang))
	}
	put := called(keyed("put", w.Text("dir.put"), "btn", "put "+strconv.Itoa(i)), w.Text("dir.put.of", name))
	return li.Add(facts, put)
}

// tongue says in which language a text is, where that is not the one of the screen.
func tongue(n *Node, w *catalog.Words, lang string) *Node {
	if lang != "" && lang != w.Lang() {
		n.Attr("lang", lang)
	}
	return n
}

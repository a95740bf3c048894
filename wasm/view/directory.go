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
	yes := m.Yes[:min(len(m.Yes), m.Most)]
	rest := m.Unstated[:min(len(m.Unstated), m.Most-len(yes))]
	hidden := len(m.Yes) - len(yes)
	out := []*Node{
		Note(m.Note),
		El("div.field#search",
			Say(w, "label[for=dir-search]", "dir.search"),
			El("input[type=text][id=dir-search][aria-describedby=dir-hint]").Val(m.Query).Handle("input", "find"),
			Leaf("p.hint[id=dir-hint]", w.Text("dir.search.hint")+" "+w.Text("dir.offline")),
		),
		m.filters(),
		paragraphs("small muted", []string{w.Text("dir.caution"), w.Text("ui.lines.trace"), w.Text("dir.facts")}),
		Leaf("p.big#found", w.Count("dir.found", len(m.Yes))),
		m.list(yes),
	}
	if n := len(m.Unstated); n > 0 {
		box := El("section#unstated", unfold("unstated", w.Count("dir.unstated", n), m.ShowUnstated), Say(w, "p.hint", "dir.unstated.hint"))
		if m.ShowUnstated {
			box.Add(m.list(rest))
			hidden += n - len(rest)
		}
		out = append(out, box)
	}
	if hidden > 0 {
		out = append(out, keyed("more", w.Text("dir.more", strconv.Itoa(hidden)), "btn wide", "more"))
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
	box := El("section.stack.tight#filters", unfold("filters", label, m.Filters))
	if !m.Filters {
		return box
	}
	box.Add(Say(w, "p.hint", "dir.filters.hint"))
	for _, g := range directory.Filters() {
		title := w.Text("dir.filters." + g.Key)
		group := El("div", keyed("fold", title, "btn quiet", "fold "+g.Key).Attr("aria-expanded", strconv.FormatBool(m.Open[g.Key]))).WithKey(g.Key)
		box.Add(group)
		if !m.Open[g.Key] {
			continue
		}
		chips := El("div.row[role=group]").Attr("aria-label", title)
		for _, key := range g.Filters {
			chips.Add(keyed(key, w.Text("dir.filter."+key), "chip", "chip "+key).Attr("aria-pressed", strconv.FormatBool(slices.Contains(m.Chosen, key))))
		}
		group.Add(chips)
	}
	if len(m.Chosen) > 0 {
		box.Add(keyed("none", w.Text("dir.filters.clear"), "btn", "none"))
	}
	return box
}

// list draws entries in their order, which is that of the headings, the operator's own first.
func (m DirectoryModel) list(at []int) *Node {
	var before string
	var under *Node
	out := El("div#list")
	for _, i := range at {
		e := &m.Index.Entries()[i]
		title := "dir.group." + e.Get("group")
		if e.Local {
			title = "dir.local"
		}
		if title != before {
			before, under = title, El("ul.list#list")
			section := El("section", Leaf("h2", m.Words.Text(title))).WithKey(title)
			if e.Local {
				section.Add(Say(m.Words, "p.hint", "dir.local.hint"))
			}
			out.Add(section.Add(under))
		}
		under.Add(m.entry(e, strconv.Itoa(i)))
	}
	return out
}

// entry draws one, with the filters among those chosen that it says nothing about.
func (m DirectoryModel) entry(e *directory.Entry, number string) *Node {
	w := m.Words
	name, lang := e.Text("name", w.Lang())
	li := El("li", tongue(Leaf("h3", name), w, lang)).WithKey(number)
	if e.Local {
		meta := w.Text("dir.group." + e.Get("group"))
		if e.Says(directory.OnSite) == directory.Yes {
			meta = w.Text("dir.filter."+directory.OnSite) + " · " + meta
		}
		li.Add(Leaf("p.meta", meta))
	}
	if text, lang := e.Text("about", w.Lang()); text != "" {
		li.Add(tongue(Leaf("p", text), w, lang))
	}
	facts := El("dl.facts.small")
	fact := func(label, text, lang string) {
		facts.Add(Leaf("dt", label), tongue(Leaf("dd", text), w, lang))
	}
	for _, f := range w.EntryFacts(e, func(date string) string { return WrittenDay(w, date) }) {
		fact(f.Label, f.Text, f.Lang)
	}
	if line := directory.Line(e); e.Local && line != nil {
		name, lang := line.Text("name", w.Lang())
		fact(w.Text("dir.same"), name, lang)
	}
	for _, key := range m.Chosen {
		if e.Says(key) == directory.NotStated {
			fact(w.Text("dir.filter."+key), w.Text("dir.notstated"), "")
		}
	}
	return li.Add(facts, called(keyed("put", w.Text("dir.put"), "btn", "put "+number), w.Text("dir.put.of", name)))
}

// tongue says in which language a text is, where that is not the one of the screen.
func tongue(n *Node, w *catalog.Words, lang string) *Node {
	if lang != "" && lang != w.Lang() {
		n.Attr("lang", lang)
	}
	return n
}

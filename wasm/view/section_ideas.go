package view

import (
	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// ideas draws what the catalogue suggests for a section and the plan has not, by kind; nil: there is nothing to suggest.
func (m SectionModel) ideas(s plan.Section) *Node {
	w := m.Words
	prompts := catalog.Prompts(s.Kind())
	if len(prompts) == 0 {
		return nil
	}
	box := El("section.stack#ideas", unfold("ideas", w.Text("ui.section.ideas"), m.Ideas))
	if !m.Ideas {
		return box
	}
	box.Add(Say(w, "p.hint#what", "ui.section.ideas.what"))
	var row *Node
	var kind string
	for _, q := range prompts {
		idea := m.idea(q)
		if idea == nil {
			continue
		}
		if q.Kind != kind {
			kind, row = q.Kind, El("div.row")
			box.Add(El("section.card",
				Leaf("h2", KindLabel(w, kind)), Leaf("p.hint", w.Text("kind."+kind+".hint")), row,
			).WithKey(kind))
		}
		row.Add(idea)
	}
	if kind == "" {
		box.Add(Say(w, "p.empty#none", "ui.section.ideas.none"))
	}
	return box
}

// idea draws a prompt; nil: it is used.
func (m SectionModel) idea(q catalog.Prompt) *Node {
	text := q.Text(m.Words)
	id, added := m.Added[q.Key]
	if _, there := m.Plan.Item(id); added && there {
		return keyed(q.Key, m.Words.Text("ui.section.ideas.added", text), "btn quiet", "go "+id.String())
	}
	if q.Used(m.Plan) {
		return nil
	}
	return keyed(q.Key, text, "btn", "idea "+q.Key)
}

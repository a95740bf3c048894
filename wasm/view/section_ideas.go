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
	box := El("section", unfold("ideas", w.Text("ui.section.ideas"), m.Ideas)).Class("stack").WithKey("ideas")
	if !m.Ideas {
		return box
	}
	box.Add(Leaf("p", w.Text("ui.section.ideas.what")).Class("hint").WithKey("what"))
	var row *Node
	var kind string
	for _, q := range prompts {
		idea := m.idea(q)
		if idea == nil {
			continue
		}
		if q.Kind != kind {
			kind, row = q.Kind, El("div").Class("row")
			box.Add(El("section",
				Leaf("h2", KindLabel(w, kind)), Leaf("p", w.Text("kind."+kind+".hint")).Class("hint"), row,
			).Class("card").WithKey(kind))
		}
		row.Add(idea)
	}
	if kind == "" {
		box.Add(Leaf("p", w.Text("ui.section.ideas.none")).Class("empty").WithKey("none"))
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

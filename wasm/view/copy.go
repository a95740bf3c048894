package view

import (
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// CopyText is everything that a plan holds as lines to copy, what a newer version wrote and what waits to be chosen between
// included. book is the notebook look, which has its notes alone. (client/plantext writes for a terminal, and more finely;
// here weight counts.)
func CopyText(w *catalog.Words, p *plan.Plan, book bool) string {
	c := copier{words: w, plan: p}
	sections := p.Sections()
	if book {
		sections = Pages(p)
	}
	for _, s := range sections {
		items := s.Items()
		if book {
			items = Notes(s)
		}
		if s.Kind() != plan.Own && s.Title() == "" && len(items) == 0 && len(s.Conflicts()) == 0 {
			continue // a standard section with nothing in it
		}
		c.out.WriteString(SectionTitle(w, s) + "\n")
		c.others(plan.Kind{}, s.Conflicts())
		for _, it := range items {
			c.item(it)
		}
		c.out.WriteString("\n")
	}
	return c.out.String()
}

type copier struct {
	words *catalog.Words
	plan  *plan.Plan
	out   strings.Builder
}

func (c *copier) item(it plan.Item) {
	c.out.WriteString("\n" + KindLabel(c.words, it.Kind()) + "\n")
	k, _ := plan.KindOf(it.Kind())
	for _, f := range k.Fields {
		c.value(k, f.Key, it.Value(f.Key))
	}
	for _, key := range it.Fields() {
		if _, known := k.Field(key); !known {
			c.value(k, key, it.Value(key))
		}
	}
	c.others(k, it.Conflicts())
}

func (c *copier) others(k plan.Kind, conflicts []plan.Conflict) {
	for _, conflict := range conflicts {
		for _, v := range conflict.Others {
			c.value(k, conflict.Field, v)
		}
	}
}

func (c *copier) value(k plan.Kind, key string, v plan.Value) {
	if v == nil {
		return
	}
	say := valueWords{c.words, c.plan, k}
	label, text := key, ""
	if f, ok := k.Field(key); ok {
		label, text = c.words.Text(k.FieldLabel(key)), say.of(f, v, key)
	} else {
		text = say.raw(v)
	}
	c.out.WriteString(label + ": " + text + "\n")
}

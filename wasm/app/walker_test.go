package app

import (
	"crypto/rand"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/catalog/directory"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// stop is a way through some screens. A walker goes it in both languages and looks at everything that is drawn on the way.
// To have a screen looked at, add a stop to stops.
type stop struct {
	name string
	// way begins at the list of sections of a plan that holds one of everything.
	way func(w *walker)
}

// stops are all ways.
func stops() []stop {
	return slices.Concat(planStops(), itemStops())
}

// walker is a person who finds things by their keys in the catalogue, so in any language.
type walker struct {
	*person
	catalog *catalog.Words
	seen    int
}

// word is the text of a key.
func (w *walker) word(key string, args ...string) string { return w.catalog.Text(key, args...) }

// press clicks what is named by a key, and looks.
func (w *walker) press(key string, args ...string) {
	w.t.Helper()
	w.pressNamed(w.word(key, args...))
}

func (w *walker) pressNamed(name string) {
	w.t.Helper()
	w.click(name)
	w.look()
}

// look inspects what is drawn.
func (w *walker) look() {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen++
	for _, fault := range faults(w.tree) {
		w.t.Errorf("%s: %s", w.catalog.Lang(), fault)
	}
}

func planStops() []stop {
	return []stop{
		{"card and lines", func(w *walker) {
			w.press("ui.card.open")
			w.press("ui.back")
			w.press("ui.lines.title")
		}},
		{"printing", func(w *walker) {
			for _, what := range []string{"info", "handout", "own", "plan"} {
				w.press("paper.open")
				w.press("paper." + what)
				if what == "plan" {
					w.press("paper.go")
					w.press("paper.pick.all")
				}
				w.press("paper.go")
				if what == "own" {
					w.ticks(w.catalog.Text("ui.lines.hotline"), true)
					w.look()
				}
				w.press("ui.nav.home")
			}
			w.press("paper.open")
			w.press("paper.letter", "some text")
			w.press("ui.nav.home")
			w.press("ui.card.open")
			w.press("ui.card.print")
			w.press("paper.size.letter")
		}},
		{"directory", func(w *walker) {
			w.press("dir.title")
			w.press("dir.filters")
			w.press("dir.filters.for")
			w.press("dir.filter.pregnant")
			w.pressNamed(w.catalog.Count("dir.unstated", len(directory.Bundled())-1))
			w.press("dir.put.of", "Academy of Perinatal Harm Reduction")
		}},
		{"arranging sections", func(w *walker) {
			w.pressNamed(w.word("ui.home.hidden") + " (1)")
			w.press("ui.home.order")
			w.pressNamed(w.word("ui.section.rename") + ": " + w.word("section.pets"))
			w.press("ui.item.down.of", w.word("section.comm"))
			w.pressNamed(w.word("ui.section.remove") + ": " + w.word("section.pets"))
			w.press("ui.cancel")
		}},
		{"conflicts", func(w *walker) {
			w.pressNamed(w.catalog.Count("ui.home.conflicts", 4))
		}},
		{"an empty section of one's own", func(w *walker) {
			w.press("ui.home.add")
			w.press("ui.section.add.other")
			w.press("ui.section.hide.of", w.word("ui.section.untitled"))
		}},
		{"week, month and list", func(w *walker) {
			w.press("ui.week.today.open")
			w.press("ui.week.look.month")
			w.press("ui.week.cover")
			for _, day := range w.buttons("day 2026-03-04") {
				w.act(day, "click", "")
				w.look()
			}
			w.press("ui.nav.week")
		}},
		{"what others could guess, other times, and a file", func(w *walker) {
			w.press("ui.nav.week")
			w.press("ui.foresee.open")
			for _, open := range w.buttons("stagger ") {
				w.act(open, "click", "")
				w.look()
				break
			}
			w.press("ui.nav.week")
			w.press("ui.ics.title")
			w.press("ui.ics.save")
		}},
		{"settings", func(w *walker) { w.press("ui.nav.settings") }},
		{"look", func(w *walker) {
			w.press("ui.nav.settings")
			w.press("ui.look.open")
		}},
		{"another notebook, and its phrase in a list", func(w *walker) {
			w.press("ui.nav.settings")
			w.press("ui.another.open")
			w.press("ui.another.fill.no")
			w.press("ui.phrase.go")
			w.press("ui.words.open")
			w.press("ui.words.kind.cook")
			w.press("ui.words.again")
			w.press("ui.words.back")
			w.press("ui.make.wrote")
		}},
		{"recovery", func(w *walker) {
			w.press("ui.nav.settings")
			w.press("ui.recovery.title")
			w.submits()
			w.look()
		}},
		{"erasing", func(w *walker) {
			w.press("ui.nav.settings")
			w.press("ui.erase.open")
			w.press("ui.erase.yes")
			w.press("ui.cancel")
		}},
	}
}

// itemStops visit every item of the plan, and the section of every one.
func itemStops() []stop {
	var out []stop
	for _, s := range plan.StandardSections() {
		out = append(out, stop{"section " + s.Key, func(w *walker) {
			if s.Key == "docs" {
				return // hidden, see everything
			}
			w.press(plan.SectionLabel(s.Key))
			w.press("ui.section.add.other")
			w.press("ui.section.options")
			w.press("ui.section.ideas")
			for _, open := range w.buttons("go ") {
				w.act(open, "click", "")
				w.look()
				for _, fold := range w.buttons("open ") {
					w.act(fold, "click", "")
					w.look()
				}
				for _, other := range append(w.buttons("hours"), w.buttons("sheet")...) {
					w.act(other, "click", "")
					w.look()
					w.press("ui.back")
				}
				w.press("ui.item.remove")
				w.press("ui.cancel")
				w.press("ui.back")
			}
		}})
	}
	return out
}

// buttons returns what can be clicked whose action begins so.
func (w *walker) buttons(action string) []*view.Node {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []*view.Node
	walk(w.tree, func(n *view.Node) {
		if strings.HasPrefix(handlerOf(n, "click"), action) {
			out = append(out, n)
		}
	})
	return out
}

// everything fills a plan with an item of every kind in every section that offers it, with every field set, with conflicts,
// a hidden section and things of a newer version.
func everything(p *plan.Plan) error {
	refs := map[string]plan.ID{}
	for _, kind := range []string{"place", "chan", "person", "med"} {
		id, err := p.AddItem(rand.Reader, p.Sections()[6].ID(), kind)
		if err != nil {
			return err
		}
		refs[kind] = id
	}
	errs := []error{p.HideSection(p.Sections()[6].ID(), true)}
	for _, s := range p.Sections() {
		k, _ := plan.SectionKindOf(s.Kind())
		for _, kind := range append(k.Kinds, "hologram") {
			id, err := p.AddItem(rand.Reader, s.ID(), kind)
			errs = append(errs, err, p.SetField(id, "unheard", plan.Records(plan.Record{"of": plan.Text("at all")})))
			k, _ := plan.KindOf(kind)
			for _, f := range k.Fields {
				errs = append(errs, p.SetField(id, f.Key, exampleValue(f, refs)))
			}
		}
	}
	return errors.Join(errs...)
}

// exampleValue is some value of a field.
func exampleValue(f plan.Field, refs map[string]plan.ID) plan.Value {
	switch f.Type {
	case plan.Choice:
		return plan.Text(f.Options[0])
	case plan.Choices:
		return plan.Texts(f.Options[0])
	case plan.YesNo:
		return plan.Flag(true)
	case plan.Count, plan.Minutes:
		return plan.Number(90)
	case plan.Date:
		return plan.Text("2026-03-04")
	case plan.Clock:
		return plan.Text("14:30")
	case plan.Moment:
		return plan.Text("2026-03-04T14:30")
	case plan.Zone:
		return plan.Text("America/New_York")
	case plan.Repeat:
		return plan.Text("FREQ=WEEKLY;BYDAY=MO;COUNT=12")
	case plan.ItemRef:
		return plan.Ref(refs[f.Of[0]])
	case plan.Lines:
		return plan.Texts("one", "two")
	case plan.Dates:
		return plan.Texts("2026-03-04", "2026-03-05")
	case plan.Clocks:
		return plan.Texts("08:00", "20:00")
	case plan.Rows:
		row := plan.Record{"unheard": plan.Text("of")}
		for _, c := range f.Fields {
			row[c.Key] = exampleValue(c, refs)
		}
		return plan.Records(row, row)
	}
	return plan.Text("some text")
}

// quarrel has two devices write different things: in an item of a kind, its rows, a title and a setting.
func quarrel(k *kept) {
	one, err := k.client.Open(k.t.Context(), k.parsed)
	if err != nil {
		k.t.Fatal(err)
	}
	defer one.Session.Close()
	say := func(text string) func(p *plan.Plan) error {
		return func(p *plan.Plan) error {
			it, s := p.Items("word")[0], p.Sections()[6]
			return errors.Join(
				p.SetField(it.ID(), "word", plan.Text(text)), p.SetField(it.ID(), "unheard", plan.Text(text)),
				p.RenameSection(s.ID(), text), p.SetSetting("other", plan.Text(text)))
		}
	}
	if err := one.Session.Edit(say("river")); err != nil {
		k.t.Fatal(err)
	}
	k.elsewhere(say("mountain"))
	if err := one.Session.Save(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	if n := k.reads().Conflicts(); n != 4 {
		k.t.Fatalf("there are %d conflicts", n)
	}
}

func TestEveryScreenIsWholeInBothLanguages(t *testing.T) {
	k := keptPlan(t, everything)
	quarrel(k)
	for _, lang := range catalog.Languages() {
		for _, s := range stops() {
			t.Run(lang+" "+s.name, func(t *testing.T) {
				alone := *k
				alone.t = t
				w := &walker{person: alone.opens(lang), catalog: catalog.Load(lang)}
				w.look()
				s.way(w)
				if w.seen < 1 {
					t.Error("nothing was looked at")
				}
			})
		}
	}
}

func TestTheFirstScreenOfAnEmptyPlanIsWhole(t *testing.T) {
	k := keptPlan(t, nil)
	for _, lang := range catalog.Languages() {
		w := &walker{person: k.opens(lang), catalog: catalog.Load(lang)}
		w.look()
		w.press("ui.home.first.skip")
		w.press("ui.card.open")
	}
}

// bracketed is what the catalogue gives for a key that it has not.
var bracketed = regexp.MustCompile(`\[(ui|kind|section|dir)\.`)

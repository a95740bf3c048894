//go:build unix

package story

import (
	"crypto/rand"
	"errors"
	"flag"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/planjson"
	"larkspur/wasm/browsertest"
	"larkspur/wasm/browsertest/axe"
)

// The four tables of risks that the plan is made for, each with the kinds of its rows (A1 to D9). What is a row of two tables
// is filled in where it comes first.
var tables = []struct {
	section string
	kinds   []string
}{
	{"where", []string{"place", "xfer", "trade", "gap"}},                // C comes first, as the others mean its places
	{"comm", []string{"chan", "tele", "tech", "priv", "act", "letter"}}, // A
	{"stay", []string{"med", "card", "back", "backup", "prov"}},         // D
	{"sched", []string{"appt", "win", "opts"}},                          // B
}

// stop is what has the focus.
type stop struct {
	ID, Tag, Type, Role, Group, Label, Text, Roving string
	Expanded, Checked, Home                         bool
	// Hidden says why it cannot be seen, if so.
	Hidden string
}

// focusNow tells what has the focus, and whether it can be seen: inside the window, with a mark around it, and under nothing.
const focusNow = `(() => {
	const el = document.activeElement, box = el.getBoundingClientRect(), style = getComputedStyle(el);
	const group = el.closest("[role=radiogroup]");
	const named = group && document.getElementById(group.getAttribute("aria-labelledby"));
	let hidden = "";
	const x = Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)), y = box.top + Math.min(box.height, innerHeight) / 2;
	if (el !== document.body && el.tabIndex >= 0) {
		const top = document.elementFromPoint(x, Math.max(0, y));
		if (box.bottom <= 0 || box.top >= innerHeight) hidden = "lies outside of the window: " + box.top + " to " + box.bottom + " of " + innerHeight;
		else if (el.tagName === "TEXTAREA" && box.top >= -1 && box.top + 24 < innerHeight); // where one types can be seen
		else if (box.height < innerHeight && (box.top < -1 || box.bottom > innerHeight + 1)) hidden = "is cut by the window: " + box.top + " to " + box.bottom + " of " + innerHeight;
		else if (!top || (top !== el && !el.contains(top) && !top.contains(el) && !(el.labels && [...el.labels].some((l) => l.contains(top))))) hidden = "lies under " + (top ? top.outerHTML.slice(0, 80) : "nothing");
		else if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) hidden = "has no mark around it";
	}
	return {id: el.id, tag: el.tagName, type: el.type || "", role: el.getAttribute("role") || "", group: group ? group.getAttribute("aria-labelledby") : "", label: named ? named.textContent : "",
		text: (el.getAttribute("aria-label") || el.textContent || "").trim(), roving: group ? group.dataset.roving : "",
		expanded: el.getAttribute("aria-expanded") === "true", checked: el.getAttribute("aria-checked") === "true" || !!el.checked,
		home: el.tagName === "BODY", hidden};
})()`

// writer fills in a plan by keyboard, and remembers what was typed.
type writer struct {
	*someone
	where string // where it writes, for messages
	told  map[string]bool
	typed map[string]map[string]string // kind, field: text
	seen  map[string]bool              // screens that axe looked at
}

func (w *writer) now() stop {
	w.t.Helper()
	var s stop
	w.do(w.b.Eval(w.t.Context(), focusNow, &s))
	if s.Hidden != "" { // what counts is what can be seen when the page is at rest
		w.rest()
		w.do(w.b.Eval(w.t.Context(), focusNow, &s))
	}
	if s.Hidden != "" && !w.told[w.where+s.Text+s.ID] {
		w.told[w.where+s.Text+s.ID] = true
		w.t.Errorf("%s: the focus on %s %s %q %s", w.where, s.Tag, s.ID, s.Text, s.Hidden)
	}
	return s
}

func (w *writer) press(key string) stop {
	w.t.Helper()
	w.do(w.b.Press(w.t.Context(), key))
	return w.now()
}

// rest waits until nothing more is drawn.
func (w *writer) rest() { w.t.Helper(); w.do(w.b.Eval(w.t.Context(), settled, nil)) }

// goes tabs to a button and presses Enter.
func (w *writer) goes(name string) {
	w.t.Helper()
	for range 4 * tabRoom {
		if s := w.now(); s.Text == name && s.Tag == "BUTTON" {
			w.do(w.b.Press(w.t.Context(), "Enter"))
			w.rest()
			return
		}
		w.do(w.b.Press(w.t.Context(), "Tab"))
	}
	w.t.Fatalf("%s: Tab does not lead to %q", w.where, name)
}

// looks sees that a screen is whole: nothing beside it, nothing that axe finds.
func (w *writer) looks(name string) {
	w.t.Helper()
	v := &visitor{someone: w.someone}
	v.fits(name)
	if w.seen[name] {
		return
	}
	w.seen[name] = true
	faults, err := axe.Look(w.t.Context(), w.b)
	w.do(err)
	for _, f := range faults {
		w.t.Errorf("%s: %s", name, f)
	}
}

// value is what is typed for a type; "" where nothing is typed.
func value(f plan.Type, n string) string {
	switch f {
	case plan.Date, plan.Dates:
		return "2026-12-01"
	case plan.Clock, plan.Clocks:
		return "14:30"
	case plan.Count, plan.Minutes:
		return "30"
	case plan.Zone:
		return "America/Chicago"
	case plan.Phone:
		return "555 0142"
	}
	return "Ñandú " + n + ", a las 3"
}

// fills goes through the form of an item from top to bottom, as Tab leads, and fills in everything.
func (w *writer) fills(kind string) {
	w.t.Helper()
	k, _ := plan.KindOf(kind)
	w.typed[kind] = map[string]string{}
	done := map[string]bool{}
	rest := strings.SplitN(w.w.Text("ui.item.rest", "0"), "(", 2)[0]
	w.where = w.w.Lang() + " " + kind
	for range 400 {
		s := w.press("Tab")
	again:
		spot := strings.Split(s.ID, "-") // f-FIELD-ROW-COLUMN-PART
		switch {
		case s.Text == w.w.Text("ui.item.move"):
			w.rest()
			w.looks("the form of " + kind)
			return
		case s.Tag == "BUTTON" && strings.HasPrefix(s.Text, rest) && !s.Expanded:
			w.do(w.b.Press(w.t.Context(), "Enter"))
			w.rest()
		case s.Role == "radio" && !done[s.Group]:
			done[s.Group] = true
			if s.Label == w.w.Text("ui.repeat.end") {
				continue
			}
			w.do(w.b.Press(w.t.Context(), map[bool]string{true: "ArrowDown", false: "ArrowRight"}[s.Roving == "y"]))
			w.rest()
		case s.Tag == "BUTTON" && len(spot) > 2 && spot[0] == "f" && strings.HasSuffix(s.ID, "add") && !done[s.ID]:
			done[s.ID] = true
			w.do(w.b.Press(w.t.Context(), "Enter"))
			for add := s.ID; s.ID == add; s = w.now() { // until the first box of the new entry has the focus
				w.rest()
			}
			goto again
		case len(spot) < 4 || spot[0] != "f":
		case s.Type == "checkbox":
			f, _ := k.Field(spot[1])
			if s.Checked || f.Type == plan.Choices && done["ticks"+spot[1]] {
				continue
			}
			done["ticks"+spot[1]] = true
			w.do(w.b.Press(w.t.Context(), "Space"))
			w.rest()
		case s.Tag == "TEXTAREA" || s.Tag == "INPUT":
			w.writes(k, spot)
		}
	}
	w.t.Fatalf("%s: the form has no end", w.where)
}

// writes types into the box that has the focus.
func (w *writer) writes(k plan.Kind, spot []string) {
	w.t.Helper()
	f, ok := k.Field(spot[1])
	if !ok {
		return
	}
	name := spot[1]
	if f.Type == plan.Rows {
		for _, c := range f.Fields {
			if c.Key == spot[3] {
				f, name = c, name+"."+spot[3]
			}
		}
	}
	text := value(f.Type, k.Key+" "+name)
	if f.Type == plan.Moment {
		text = map[bool]string{true: "2026-12-01", false: "14:30"}[strings.HasSuffix(strings.Join(spot, "-"), "date")]
	}
	w.types(text)
	w.typed[k.Key][name] = text
}

var long = flag.Bool("long", false, "fill in every table at both sizes")

// All four tables are filled in by keyboard, in both languages, on a phone of 320 pixels and on a screen of 1280 pixels at
// four times the size; closed, and read again from the command line. Two tables are on the phone and two on the screen;
//
//	go test ./wasm/story -run TestTheTablesOfRisks -long -timeout 30m
//
// goes through them a second time, the other way round.
func TestTheTablesOfRisksAreFilledInByKeyboard(t *testing.T) {
	t.Parallel()
	server := onFiles(t).server
	program := larkspur(t)
	for _, c := range []struct {
		name, lang string
		kind       browsertest.Kind
		large      int // the first of the two tables that are filled in on the screen
	}{
		{"en", "en", browsertest.Chromium, 2}, {"es", "es", browsertest.Firefox, 2},
		{"en/the other way", "en", browsertest.Chromium, 0}, {"es/the other way", "es", browsertest.Firefox, 0},
	} {
		if c.large == 0 && !*long {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			full := map[string]string{"en": "en-US", "es": "es-MX"}[c.lang]
			s := &someone{t: t, b: browsertest.New(t, c.kind, browsertest.Options{Lang: full, Width: 320, Height: 740}), w: catalog.Load(c.lang)}
			k := keep(t, server.URL, c.lang, func(p *plan.Plan) error {
				id, err := p.AddItem(rand.Reader, p.Sections()[8].ID(), "person") // whom a way back in means
				return errors.Join(err, p.SetField(id, "name", plan.Text("Ana")))
			})
			s.reaches(server.URL, k)
			w := &writer{someone: s, told: map[string]bool{}, typed: map[string]map[string]string{}, seen: map[string]bool{}}
			for i, table := range tables {
				switch i {
				case c.large:
					s.do(s.b.Resize(t.Context(), 1280, 1024, 4))
				case c.large + 2:
					s.do(s.b.Resize(t.Context(), 320, 740, 1))
				}
				section := s.w.Text(plan.SectionLabel(table.section))
				w.where = c.lang + " " + table.section
				w.rest()
				w.goes(section)
				s.heading(section)
				for _, kind := range table.kinds {
					of, _ := plan.KindOf(kind)
					w.looks("the section " + table.section)
					w.goes(s.w.Text("ui.section.add", s.w.Text(of.Label())))
					w.fills(kind)
					s.do(s.b.Focus(t.Context(), browsertest.BySelector("h1")))
					s.do(s.b.Press(t.Context(), "Shift+Tab")) // to the way back
					w.back(section)
				}
				w.goes(s.w.Text("ui.nav.home"))
				s.title("ui.home.title")
				w.looks("the plan")
			}
			s.saved()
			s.quiet()
			s.do(s.b.Focus(t.Context(), browsertest.BySelector("h1")))
			w.goes(s.w.Text("ui.nav.close"))
			s.do(s.b.WaitFor(t.Context(), browsertest.BySelector("#q")))

			// Opened again, here and on the command line.
			s.says(k.phrase.Expose())
			s.title("ui.home.title")
			cmd := exec.Command(program, "export", "--server", server.URL, "--phrase-file", "-")
			cmd.Stdin = strings.NewReader(k.phrase.Expose() + "\n")
			out, err := cmd.Output()
			s.do(err)
			p, err := planjson.Import(out)
			s.do(err)
			w.compares(p)
		})
	}
}

// back presses the way back until a section is shown.
func (w *writer) back(section string) {
	w.t.Helper()
	s := w.now()
	if s.Text != w.w.Text("ui.back") {
		w.t.Fatalf("%s: before the heading comes %q, and not the way back", w.where, s.Text)
	}
	w.do(w.b.Press(w.t.Context(), "Enter"))
	w.rest()
	w.heading(section)
}

// compares sees that a plan holds what was typed, and something in every field of every kind of the tables.
func (w *writer) compares(p *plan.Plan) {
	w.t.Helper()
	for _, table := range tables {
		for _, kind := range table.kinds {
			items := p.Items(kind)
			if len(items) != 1 {
				w.t.Errorf("the plan has %d of the kind %s", len(items), kind)
				continue
			}
			k, _ := plan.KindOf(kind)
			for _, f := range k.Fields {
				v := items[0].Value(f.Key)
				if f.Type == plan.Rows {
					rows := plan.AsRecords(v)
					if len(rows) != 1 {
						w.t.Errorf("%s.%s has %d rows", kind, f.Key, len(rows))
						continue
					}
					for _, c := range f.Fields {
						w.same(kind, f.Key+"."+c.Key, c, rows[0][c.Key])
					}
					continue
				}
				w.same(kind, f.Key, f, v)
			}
		}
	}
}

func (w *writer) same(kind, name string, f plan.Field, v plan.Value) {
	w.t.Helper()
	typed := w.typed[kind][name]
	switch f.Type {
	case plan.Line, plan.LongText, plan.Exact, plan.Phone, plan.Zone, plan.Date, plan.Clock:
		if plan.AsText(v) != typed || typed == "" {
			w.t.Errorf("%s.%s holds %q for %q", kind, name, plan.AsText(v), typed)
		}
	case plan.Moment:
		if plan.AsText(v) != "2026-12-01T14:30" {
			w.t.Errorf("%s.%s holds %q", kind, name, plan.AsText(v))
		}
	case plan.Lines, plan.Dates, plan.Clocks:
		if !slices.Equal(plan.AsTexts(v), []string{typed}) {
			w.t.Errorf("%s.%s holds %q for %q", kind, name, plan.AsTexts(v), typed)
		}
	default:
		if v == nil {
			w.t.Errorf("%s.%s holds nothing", kind, name)
		}
	}
}

package app

import (
	"math/rand/v2"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/catalog/directory"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// nearby is an operator's list: a partner inside the center, one that says little, and one in Spanish alone.
const nearby = `
name: Harbor Clinic
group: treatment
phone: 555-0100
phone: 555-0109 nights
tty: 555-0101
text: HELLO 55501
address: 12 Main Street
hours.en: Monday to Friday, 9 to 5
hours.es: lunes a viernes, de 9 a 5
langs: en es
offers: outpatient mar onsite apart
for: women
not: residential
tier: integrated
checked: 2026-10-01
with: call
about.en: A clinic beside the center.
about.es: Una clínica junto al centro.

name: Second Street
group: rco
address: 2 Second Street
tier: informed
checked: 2026-10-02

name: Casa Abierta
group: mutual
phone: 555-0102
tier: collaborative
checked: 2026-10-03
about.es: Grupos en español.
`

// directoryWalker opens a plan on a server with such a list, and the directory in it.
func directoryWalker(t *testing.T, lang, places string) (*kept, *walker) {
	t.Helper()
	k := keptPlan(t, nil)
	p := newPersonAt(t, k.server, lang, places)
	w := &walker{person: p, catalog: catalog.Load(lang)}
	p.enterIn(lang, k.phrase)
	p.sees(w.word("ui.home.title"))
	w.press("dir.title")
	w.sees(w.word("dir.caution"))
	return k, w
}

// listed returns the names of the entries on the screen, in their order.
func (w *walker) listed() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	walk(w.tree, func(n *view.Node) {
		if n.Tag == "h3" {
			out = append(out, n.Text)
		}
	})
	return out
}

func (w *walker) lists(want ...string) {
	w.t.Helper()
	if got := strings.Join(w.listed(), "|"); got != strings.Join(want, "|") {
		w.t.Errorf("listed: %s", got)
	}
	w.look()
}

func (w *walker) heard(text string) {
	w.t.Helper()
	w.until(text+" to be said", func() bool { return len(w.announced) > 0 && strings.Contains(w.announced[len(w.announced)-1], text) })
}

// Everything stands there without the network, the center's own entries first, numbers as text that nothing dials.
func TestTheDirectoryIsReadInBothLanguages(t *testing.T) {
	for _, lang := range catalog.Languages() {
		_, w := directoryWalker(t, lang, nearby)
		w.cut(true)
		if got := w.listed(); len(got) != len(directory.Bundled())+3 || got[0] != "Harbor Clinic" || !strings.HasPrefix(got[3], map[string]string{"en": "Emergency", "es": "Emergencias"}[lang]) {
			t.Errorf("%s: %q", lang, got)
		}
		text := w.reads()
		for _, want := range []string{
			"911", "1-800-799-7233", "1-800-787-3224", w.word("dir.text.word", "START", "88788"), "1-800-662-4357", "1-800-487-4889",
			w.word("ui.lines.trace"), w.word("dir.caution"), w.word("dir.local"), "555-0109 nights", w.word("dir.text.word", "HELLO", "55501"),
			w.word("dir.filter.onsite") + " · " + w.word("dir.group.treatment"), w.word("dir.tier.informed.share"), w.word("dir.tier.yours"),
			w.word("dir.tier.integrated.share", strings.Join([]string{
				w.word("kind.rel.field.role.advocate"), w.word("kind.rel.field.role.peer"), w.word("kind.rel.field.role.coach"),
				w.word("kind.rel.field.role.specialist"), w.word("kind.rel.field.role.other")}, "; ")),
			w.word("dir.with.call", view.WrittenDay(w.catalog, "2026-10-01")), w.word("dir.checked.on", view.WrittenDay(w.catalog, "2026-10-02")),
			w.word("dir.with.toolkit", view.WrittenDay(w.catalog, "2026-11-26")), w.word("dir.with.page", view.WrittenDay(w.catalog, "2026-11-26")),
			w.catalog.Count("dir.found", len(directory.Bundled())+3), "thehotline.org", map[string]string{"en": "9 to 5", "es": "de 9 a 5"}[lang],
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", lang, want)
			}
		}
		w.mu.Lock()
		walk(w.tree, func(n *view.Node) {
			if strings.Contains(n.Text, "1-800") && (n.Tag == "a" || n.Tag == "button" || len(n.On) > 0) {
				t.Errorf("%s: a number can be pressed: %q", lang, n.Text)
			}
			if n.Text == "Grupos en español." && (attrOf(n, "lang") == "es") != (lang == "en") {
				t.Errorf("%s: the language of %q is %q", lang, n.Text, attrOf(n, "lang"))
			}
		})
		w.mu.Unlock()
		w.look()
	}
}

// A list of a center stands under its own heading. An entry of it that is called like a national line is not shown, and one that has the
// number of such a line is said to have it.
func TestAListOfACenterIsNoNationalLine(t *testing.T) {
	const more = `
name: N@tional Domestic Violence Hotline
group: now
phone: 555-0199
checked: 2026-10-04

name: Harbor at night
group: now
phone: (800) 799-7233
checked: 2026-10-04
`
	for _, lang := range catalog.Languages() {
		_, w := directoryWalker(t, lang, nearby+strings.Replace(more, "@", "\u0430", 1))
		got := w.listed()
		if len(got) != len(directory.Bundled())+4 || got[3] != "Harbor at night" {
			t.Errorf("%s: %q", lang, got)
		}
		text := w.reads()
		line, _ := directory.Bundled()[1].Text("name", lang)
		if strings.Contains(text, "555-0199") || !strings.Contains(text, w.word("dir.same")+"\n"+line) {
			t.Errorf("%s: it reads %s", lang, text)
		}
		w.look()
	}
}

// What is typed is cut where it is very long, and never within a letter.
func TestALongSearchIsCutBetweenLetters(t *testing.T) {
	_, w := directoryWalker(t, "es", nearby)
	w.fills("Buscar", "a"+strings.Repeat("ñ", maxQuery))
	w.holds("Buscar", "a"+strings.Repeat("ñ", maxQuery/2-1))
}

func TestTheDirectoryIsSearchedAndSaysHowMuchItFound(t *testing.T) {
	_, w := directoryWalker(t, "es", nearby)
	w.fills("Buscar", "CLINICA")
	w.heard("1 resultado")
	w.lists("Harbor Clinic")
	w.fills("Buscar", "555-0102")
	w.lists("Casa Abierta")
	w.fills("Buscar", "methadone")
	w.lists("SAMHSA Opioid Treatment Program Directory")
	w.fills("Buscar", "xyz")
	w.heard("No se encontró nada")
	w.lists()
	w.holds("Buscar", "xyz")
	w.fills("Buscar", "")
	if len(w.listed()) != len(directory.Bundled())+3 {
		t.Error("not all came back")
	}
}

// Every filter is a button that is pressed or not; what an entry does not say is listed apart, and never what it denies.
func TestFiltersPartWhatIsSaidFromWhatIsNot(t *testing.T) {
	_, w := directoryWalker(t, "en", nearby)
	w.press("dir.filters")
	pressed := 0
	for _, g := range directory.Filters() {
		w.press("dir.filters." + g.Key)
		for _, f := range g.Filters {
			n := w.find(f, func(n *view.Node) bool { return handlerOf(n, "click") == "chip "+f })
			if attrOf(n, "aria-pressed") != "false" || attrOf(n, "class") != "chip" {
				t.Errorf("%s is %q", f, attrOf(n, "aria-pressed"))
			}
			pressed++
		}
	}
	if pressed != 29 {
		t.Errorf("there are %d filters", pressed)
	}
	w.press("dir.filter.mar")
	w.heard("3 found. ")
	w.lists("Harbor Clinic", "SAMHSA Opioid Treatment Program Directory", "SAMHSA Buprenorphine Practitioner Locator")
	w.press("dir.filter.women")
	w.heard("1 found. ")
	w.lists("Harbor Clinic")
	n := len(directory.Bundled()) + 2
	w.pressNamed(w.catalog.Count("dir.unstated", n))
	w.sees("Not stated")
	if len(w.listed()) != n+1 {
		t.Errorf("%d are there", len(w.listed()))
	}
	w.pressNamed(w.catalog.Count("dir.unstated", n))
	w.press("dir.filter.residential") // which the clinic says it is not
	w.lists()
	w.seesNot("Harbor Clinic")
	w.press("dir.filters.clear")
	if len(w.listed()) != n+1 {
		t.Errorf("%d are there", len(w.listed()))
	}
	w.press("dir.filter.onsite")
	w.lists("Harbor Clinic")
}

func TestAnEntryIsPutIntoThePlan(t *testing.T) {
	for _, lang := range catalog.Languages() {
		k, w := directoryWalker(t, lang, nearby)
		w.press("dir.put.of", "Harbor Clinic")
		w.heard(w.word("dir.put.done"))
		w.holds(w.word("kind.place.field.name"), "Harbor Clinic")
		w.holds(w.word("kind.place.field.phone"), "555-0100")
		w.settles()
		p := k.reads()
		it := p.Items("place")[0]
		section, _ := p.Section(it.Section())
		if section.Kind() != "where" || it.Text("addr") != "12 Main Street" || !it.Flag("site") || it.Text("apart") != "yes" {
			t.Errorf("%s: %q in %s", lang, it.Text("name"), section.Kind())
		}
		for _, want := range []string{"555-0109 nights", "555-0101", "HELLO", map[string]string{"en": "9 to 5", "es": "de 9 a 5"}[lang], w.word("dir.with.call", view.WrittenDay(w.catalog, "2026-10-01"))} {
			if !strings.Contains(it.Text("note"), want) {
				t.Errorf("%s: the note lacks %q: %q", lang, want, it.Text("note"))
			}
		}
		if strings.Contains(it.Text("note"), "555-0100\n") {
			t.Error("the number stands twice")
		}
		// A second time it is opened, and not made again.
		w.press("ui.back")
		w.press("dir.put.of", "Harbor Clinic")
		w.heard(w.word("dir.put.there"))
		w.settles()
		if n := len(k.reads().Items("place")); n != 1 {
			t.Errorf("%d places", n)
		}
	}
}

// What a server sends is read as text, or not at all: the page goes on, with the list that comes with it.
func TestABadListOfPlacesBreaksNothing(t *testing.T) {
	noise := rand.NewChaCha8([32]byte{1})
	random := make([]byte, directory.MaxSize)
	_, _ = noise.Read(random)
	for name, places := range map[string]string{
		"none": "", "a page": "<!doctype html><script>alert(1)</script>", "noise": string(random),
		"too large": strings.Repeat(nearby, 400), "one line": strings.Repeat("a", directory.MaxSize), "colons": strings.Repeat("name:\n\n", 10_000),
		"a wrong number": "name: X\ngroup: now\nphone: nine\nchecked: 2026-01-01\n", "unknown": "name: X\ngroup: now\nphone: 911\nchecked: 2026-01-01\ntier: best\n",
		"turned": "name: X\ngroup: now\nphone: 911\u202e\nchecked: 2026-01-01\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, w := directoryWalker(t, "en", places)
			if got := w.listed(); len(got) != len(directory.Bundled()) || got[0] != "Emergency" {
				t.Errorf("%q", got)
			}
			w.look()
		})
	}
	// Markup stays the text that it is, and many entries come in parts.
	entry := "name: <b>Bold</b>\ngroup: other\nphone: 911\nchecked: 2026-01-01\n\n"
	_, w := directoryWalker(t, "en", strings.Repeat(entry, directory.MaxEntries))
	if got := w.listed(); len(got) != directoryPage || got[0] != "<b>Bold</b>" {
		t.Errorf("%d entries: %q", len(got), got[0])
	}
	w.press("dir.more", "287")
	if got := w.listed(); len(got) != 2*directoryPage {
		t.Errorf("%d entries", len(got))
	}
}

// The notebook look names no places that help, and nothing leads to them.
func TestANotebookHasNoDirectory(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error { return p.SetSetting(plan.SettingLook, plan.Text(plan.LookNotebook)) })
	p := newPersonAt(t, k.server, "en", nearby)
	p.enter(k.phrase)
	p.sees("Pages")
	for _, id := range []string{"directory", "lines"} {
		p.mu.Lock()
		p.seq++
		seq := p.seq
		p.mu.Unlock()
		p.events <- Event{Kind: EventAction, Seq: seq, ID: id, On: "click"}
		p.until("an answer", func() bool { return p.treeSeq >= seq })
	}
	if text := p.reads(); strings.Contains(text, "Find help") || strings.Contains(text, "Harbor") {
		t.Errorf("the page reads %q", text)
	}
}

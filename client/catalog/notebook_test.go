package catalog

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// betrays are words that a plain notebook has no use for.
var betrays = map[string]*regexp.Regexp{
	"en": words(`plans?$`, `safe`, `unsafe`, `appointment`, `emergenc`, `section`, `advocate`, `ex-`, `partner`, `overdose`,
		`naloxone`, `medicat`, `hotline`, `domestic`, `violen`, `danger`, `help now`, `decoy`, `hidden`, `hide`, `vault`, `center`),
	"es": words(`plan$`, `planes$`, `segur`, `insegur`, `citas?$`, `emergenc`, `secci`, `defensor`, `ex-`, `pareja`, `sobredosis`,
		`naloxona`, `medica`, `línea de`, `doméstic`, `violen`, `peligro`, `señuelo`, `ocult`, `escond`, `bóveda`, `centro`),
}

// planOnly are the beginnings of keys whose texts stand on screens that the notebook look does not have.
var planOnly = []string{
	"ui.warn.", "ui.lines.", "ui.card.", "ui.home.", "ui.week.", "ui.hours.", "ui.fact.", "ui.sheet.", "ui.starter.", "ui.settings.about", "ui.exit.", "ui.help.", "ui.section.",
	"ui.field.ref.", "ui.repeat.", "ui.nav.week", "ui.another.helps", "ui.another.knows", "ui.another.worse", "ui.another.look",
	"ui.another.use", "ui.look.quick", "ui.look.back",
	"ui.month.visits", "ui.month.meets", "ui.month.whole", "ui.list.", "ui.foresee.", "ui.stagger.", "ui.ics.", "ui.live.",
}

// shared are those among them that it has all the same.
var shared = []string{
	"ui.home.title", "ui.home.add", "ui.home.order", "ui.home.conflicts.", "ui.section.name", "ui.section.remove", "ui.section.untitled",
	"ui.section.options", "ui.section.moved", "ui.section.empty", "ui.section.add",
}

// notShared are exceptions from shared: what a notebook's sections, which are all of the survivor's making, never show.
var notShared = []string{"ui.home.add.standard", "ui.section.name.hint"}

func inNotebook(key string) bool {
	begins := func(prefix string) bool { return strings.HasPrefix(key, prefix) }
	if slices.ContainsFunc(planOnly, begins) && !slices.ContainsFunc(shared, begins) || slices.Contains(notShared, key) {
		return false
	}
	return strings.HasPrefix(key, "ui.") && !strings.HasSuffix(key, bookSuffix) || strings.HasPrefix(key, "kind.note")
}

func TestTheNotebookNamesNoPlan(t *testing.T) {
	for lang, w := range all {
		book, looked := w.Notebook(), 0
		for key := range w.texts {
			if !inNotebook(key) {
				continue
			}
			looked++
			if hit := betrays[lang].FindString(book.Text(key)); hit != "" {
				t.Errorf("%s %s says %q: %q", lang, key, hit, book.Text(key))
			}
		}
		if looked < 150 {
			t.Errorf("%s: only %d texts were looked at", lang, looked)
		}
	}
	for lang, planted := range map[string][]string{
		"en": {"Your plan", "Safer", "Appointments", "Sections", "Overdose card"},
		"es": {"Tu plan", "Más segura", "La cita", "Secciones", "Sobredosis"},
	} {
		for _, text := range planted {
			if !betrays[lang].MatchString(text) {
				t.Errorf("%s: %q passes", lang, text)
			}
		}
	}
}

func TestEveryTextOfTheNotebookStandsForAnother(t *testing.T) {
	for lang, w := range all {
		n := 0
		for key, text := range w.texts {
			base, ok := strings.CutSuffix(key, bookSuffix)
			if !ok {
				continue
			}
			n++
			if !w.Has(base) || !slices.Equal(found(placeholders, text), found(placeholders, w.texts[base])) {
				t.Errorf("%s %s stands for nothing, or has other placeholders", lang, key)
			}
			if w.Text(base) == text || w.Notebook().Text(base) != text {
				t.Errorf("%s: %s is not told apart: %q", lang, base, text)
			}
		}
		if n == 0 || w.Notebook().Text("ui.ok") != w.Text("ui.ok") || w.Notebook().Lang() != lang || w.Notebook().Has("ui.none") {
			t.Errorf("%s: the notebook has not the words of the plan", lang)
		}
	}
}

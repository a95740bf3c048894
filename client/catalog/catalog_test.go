package catalog

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var all = map[string]*Words{"en": Load("en"), "es": Load("es")}

func TestUnknownLanguagesAreEnglish(t *testing.T) {
	for _, lang := range []string{"", "fr", "ES", "es-MX", "en"} {
		if got := Load(lang).Lang(); got != "en" {
			t.Errorf("%q loads %q", lang, got)
		}
	}
	for _, lang := range Languages() {
		if w := Load(lang); w.Lang() != lang || w != Load(lang) {
			t.Errorf("%q loads %q, or another one each time", lang, w.Lang())
		}
	}
	if len(Languages()) != len(all) {
		t.Error("the tests do not read every language")
	}
}

func TestPlaceholdersAreFilledOnce(t *testing.T) {
	w := &Words{texts: map[string]string{
		"a": "{0} and {1}", "b": "{1}{0}{1}", "c": "{x} {} { {0", "d": "none", "n.none": "nothing", "n.one": "{0} thing in {1}", "n.many": "{0} things in {1}",
	}}
	for _, c := range []struct {
		key  string
		args []string
		want string
	}{
		{"a", []string{"x", "y"}, "x and y"},
		{"a", []string{"{1}", "{0}"}, "{1} and {0}"}, // what was typed is not a pattern
		{"a", []string{"x"}, "x and {1}"},
		{"a", nil, "{0} and {1}"},
		{"b", []string{"x", "y", "z"}, "yxy"},
		{"c", []string{"x"}, "{x} {} { {0"},
		{"d", []string{"x"}, "none"},
		{"missing", []string{"x"}, "[missing]"},
	} {
		if got := w.Text(c.key, c.args...); got != c.want {
			t.Errorf("%s %q: %q, not %q", c.key, c.args, got, c.want)
		}
	}
	for n, want := range map[int]string{0: "nothing", 1: "1 thing in x", 2: "2 things in x", 21: "21 things in x"} {
		if got := w.Count("n", n, "x"); got != want {
			t.Errorf("%d: %q, not %q", n, got, want)
		}
	}
	if w.Has("missing") || !w.Has("a") {
		t.Error("Has")
	}
}

var placeholders = regexp.MustCompile(`\{[^}]*\}?|\}`)

func TestBothLanguagesSayTheSameThings(t *testing.T) {
	en, es := all["en"], all["es"]
	for key, text := range en.texts {
		other, ok := es.texts[key]
		if !ok {
			t.Errorf("%s is not in es", key)
			continue
		}
		here, there := found(placeholders, text), found(placeholders, other)
		if !slices.Equal(here, there) {
			t.Errorf("%s has %q in en and %q in es", key, here, there)
		}
		for i, p := range here {
			if len(p) != placeholder || int(p[1]-'0') != i {
				t.Errorf("%s: %q: placeholders are {0}, {1} and on, each once", key, here)
			}
		}
	}
	for key := range es.texts {
		if !en.Has(key) {
			t.Errorf("%s is not in en", key)
		}
	}
}

func found(re *regexp.Regexp, text string) []string {
	return slices.Sorted(slices.Values(re.FindAllString(text, -1)))
}

func TestFilesOfBothLanguagesHaveTheSameOrder(t *testing.T) {
	key := regexp.MustCompile(`(?m)^  "([^"]*)": ".*",?$`)
	order := func(file string) (keys []string) {
		for _, m := range key.FindAllStringSubmatch(file, -1) {
			keys = append(keys, m[1])
		}
		return keys
	}
	if len(english) != len(spanish) {
		t.Fatal("the languages have not the same files")
	}
	keys := 0
	for i := range english {
		en, es := order(english[i].text), order(spanish[i].text)
		keys += len(en)
		if english[i].name != spanish[i].name || !slices.Equal(en, es) {
			t.Errorf("en/%s.json and es/%s.json differ in order, or a key is not on a line of its own", english[i].name, spanish[i].name)
		}
	}
	if keys != len(all["en"].texts) {
		t.Errorf("%d keys on lines of their own, of %d", keys, len(all["en"].texts))
	}
}

func TestCountsComeInOneAndMany(t *testing.T) {
	for key := range all["en"].texts {
		base, one := strings.CutSuffix(key, ".one")
		if b, many := strings.CutSuffix(key, ".many"); many && key != "ui.recovery.many" {
			base, one = b, true
		}
		if one && !(all["en"].Has(base+".one") && all["en"].Has(base+".many")) {
			t.Errorf("%s has not both .one and .many", base)
		}
	}
}

func TestTextsAreTidy(t *testing.T) {
	for lang, w := range all {
		for _, key := range slices.Sorted(maps.Keys(w.texts)) {
			if fault := untidy(w.texts[key]); fault != "" {
				t.Errorf("%s %s: %s: %q", lang, key, fault, w.texts[key])
			}
		}
	}
	for _, text := range []string{
		"", " ", "a ", " a", "a  b", "a\nb", "a\u00a0b", "a\u202eb", "<b>a</b>", "a &amp; b", "**a**", "[a](b)", "see http://a", "a `b`", "wait...", "\"a\"", "a’s and a's",
	} {
		if untidy(text) == "" {
			t.Errorf("%q passes as tidy", text)
		}
	}
}

func untidy(text string) string {
	switch {
	case strings.TrimSpace(text) == "":
		return "empty"
	case strings.TrimSpace(text) != text || strings.Contains(text, "  "):
		return "space at an end, or twice"
	case strings.ContainsFunc(text, func(r rune) bool { return r != ' ' && (unicode.IsSpace(r) || !unicode.IsPrint(r)) }):
		return "a character that is not seen"
	case strings.ContainsAny(text, "<>&*_`[]|\\#"), strings.Contains(text, "://"):
		return "markup"
	case strings.Contains(text, "..."), strings.ContainsAny(text, `"'`):
		return "typewriter marks; the catalogue has … “ ” ’"
	}
	return ""
}

// never are the words that no text has, with those that stand for them in Spanish, as they begin.
var never = map[string]*regexp.Regexp{
	"en": words(`abus`, `addict`, `clean`, `dirty`, `victim`, `complian`, `comply`, `should`, `must`, `requir`, `mandatory\P{L}+(field|step)`,
		`ought`, `need to`, `have to`, `has to`, `scor(e|ing)`, `risk level`, `level of risk`, `untraceable`, `100 ?%`, `cannot be subpoenaed`, `subpoena-proof`,
		`perfectly safe`, `completely safe`, `fully secure`, `survivor`, `user`),
	"es": words(`abus`, `adict`, `limpi[oa]`, `suci[oa]`, `víctima`, `cumpl`, `deb(o|e|es|en|emos|er|ería|erías|erían|erá|erás)$`, `tienes que`, `tiene que`,
		`hay que`, `obligatori`, `requerid`, `requier`, `requisit`, `puntaje`, `puntuaci`, `nivel de riesgo`, `irrastreable`, `100 ?%`, `imposible de rastrear`,
		`totalmente segur`, `completamente segur`, `sobreviviente`, `superviviente`, `usuari`, `usted`, `ustedes`, `vosotr`, `vos$`),
}

// words matches any of the beginnings where a word begins; $ asks for the end of the word there.
func words(beginnings ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(^|[^\p{L}])(` + strings.ReplaceAll(strings.Join(beginnings, "|"), "$", `([^\p{L}]|$)`) + `)`)
}

func TestForbiddenWordsAreAbsent(t *testing.T) {
	for lang, w := range all {
		for key, text := range w.texts {
			if hit := never[lang].FindString(text); hit != "" {
				t.Errorf("%s %s says %q: %q", lang, key, hit, text)
			}
		}
	}
	for lang, planted := range map[string][]string{
		"en": {"You must go on", "This is required.", "Abuse", "drug-addicted", "Your score", "100% safe", "The victim", "You should"},
		"es": {"Debes seguir", "Es obligatorio.", "Abuso", "la víctima", "Tienes que esperar", "Eso se debe", "¿Usted?", "Está limpia"},
	} {
		for _, text := range planted {
			if !never[lang].MatchString(text) {
				t.Errorf("%s: %q passes", lang, text)
			}
		}
	}
}

// A wrong digit here reaches a person in danger.
func TestEmergencyLinesAreRight(t *testing.T) {
	for lang, w := range all {
		for key, want := range map[string][]string{
			"ui.lines.911":     {"911"},
			"ui.lines.hotline": {"1-800-799-7233"},
			"ui.lines.tty":     {"TTY", "1-800-787-3224"},
			"ui.lines.text":    {"START", "88788"},
			"ui.lines.samhsa":  {"1-800-662-4357", "TTY 1-800-487-4889"},
			"ui.card.911":      {"911"},
		} {
			for _, s := range want {
				if !strings.Contains(w.Text(key), s) {
					t.Errorf("%s %s lacks %s: %q", lang, key, s, w.Text(key))
				}
			}
		}
	}
	known := []string{"911", "1-800-799-7233", "1-800-787-3224", "88788", "1-800-662-4357", "1-800-487-4889"}
	number := regexp.MustCompile(`\d(-?\d){2,}`)
	for lang, w := range all {
		for key, text := range w.texts {
			for _, n := range number.FindAllString(text, -1) {
				if !slices.Contains(known, n) {
					t.Errorf("%s %s: an unknown number %s", lang, key, n)
				}
			}
		}
	}
}

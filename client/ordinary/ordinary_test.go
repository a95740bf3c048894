package ordinary

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"

	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/secret"
)

const today = "2026-11-25"

// own are the sections after the standard ones, which stand there empty, in their order, as in any plan that was made.
func own(t *testing.T, p *plan.Plan) []plan.Section {
	t.Helper()
	standard, all := plan.StandardSections(), p.Sections()
	for i, s := range standard {
		if i >= len(all) || all[i].Kind() != s.Key || all[i].Title() != "" || all[i].Hidden() || len(all[i].Items()) != 0 {
			t.Fatalf("section %d is not the empty standard one %s", i, s.Key)
		}
	}
	return all[len(standard):]
}

func TestItIsAPlanLikeAnyOther(t *testing.T) {
	for _, lang := range languages {
		for seed := range 200 {
			p := fill(t, lang, today, seed)
			again, err := plan.Decode(plan.Encode(p))
			if err != nil || !plan.Equal(p, again) {
				t.Fatalf("seed %d: it is not read back: %v", seed, err)
			}
			if !p.Notebook() || !slices.Equal(p.Settings(), []string{plan.SettingLook}) {
				t.Fatalf("seed %d: settings %v", seed, p.Settings())
			}
			own := own(t, p)
			if n := len(own); n < 3 || n > 6 {
				t.Fatalf("seed %d: %d sections", seed, n)
			}
			for _, s := range own {
				if s.Kind() != plan.Own || s.Title() == "" || s.Hidden() || len(s.Items()) == 0 {
					t.Fatalf("seed %d: a section %q of kind %s with %d items", seed, s.Title(), s.Kind(), len(s.Items()))
				}
				for _, it := range s.Items() {
					if it.Kind() != "note" || it.Text("title") == "" || it.Text("text") == "" || len(it.Fields()) != 2 {
						t.Fatalf("seed %d: an item of kind %s, %v", seed, it.Kind(), it.Fields())
					}
				}
			}
		}
	}
}

func TestABlankNotebookHasOneEmptySection(t *testing.T) {
	for _, lang := range languages {
		p, err := Blank(lang, seeded(1))
		if err != nil {
			t.Fatal(err)
		}
		if sections := own(t, p); !p.Notebook() || len(sections) != 1 || sections[0].Kind() != plan.Own || len(p.Items()) != 0 {
			t.Errorf("%d sections, %d items", len(sections), len(p.Items()))
		}
	}
}

// Two notebooks are never alike, and hardly ever have a list in common.
func TestEveryFillingIsAnother(t *testing.T) {
	for _, lang := range languages {
		whole, notes := map[string]bool{}, map[string]bool{}
		shared, all := 0, 0
		for seed := range 1000 {
			p := fill(t, lang, today, seed)
			if says := text(p); whole[says] {
				t.Fatalf("seed %d is like another", seed)
			} else {
				whole[says] = true
			}
			for _, it := range p.Items() {
				all++
				if notes[it.Text("text")] {
					shared++
				}
				notes[it.Text("text")] = true
			}
		}
		if shared*500 > all {
			t.Errorf("%s: %d of %d notes were there before", lang, shared, all)
		}
		t.Logf("%s: %d of %d notes were there before", lang, shared, all)
	}
}

// A list names nothing twice, whatever its amounts.
func TestAListNamesEverythingOnce(t *testing.T) {
	for _, lang := range languages {
		for seed := range 1000 {
			w := writerFor(t, lang, today, seed)
			w.habits.amounts = amountBehind // so that plain takes them off
			lists := w.written("shop*1-3; tasks*1-1; meals*1-1; budget*1-1; project*1-1; books*1-1; recipe*2-5")
			for _, n := range lists {
				n.text, _, _ = strings.Cut(n.text, "\n\n") // without how it is cooked
				seen := map[string]bool{}
				for line := range strings.Lines(n.text) {
					line = w.plain(strings.TrimSpace(line))
					if seen[line] || line == "" {
						t.Fatalf("seed %d: %q has %q twice", seed, n.title, line)
					}
					seen[line] = true
				}
				if len(seen) < 4 {
					t.Fatalf("seed %d: %q has %d lines", seed, n.title, len(seen))
				}
			}
		}
	}
}

// The stocks of the shelves have nothing in common, so that a list of several has nothing twice.
func TestTheShelvesAreDifferent(t *testing.T) {
	for _, lang := range languages {
		seen := map[string]bool{}
		for _, shelf := range []string{"fresh", "cold", "dry", "house"} {
			for _, entry := range wordsOf(lang)[shelf] {
				amount, name, found := strings.Cut(entry, "~")
				if !found || amount == "" || seen[name] {
					t.Errorf("%s: %q is twice, or without an amount", lang, entry)
				}
				seen[name] = true
			}
		}
	}
}

// A decoy lies on as many pages as a small plan: one.
func TestItFitsOnOnePage(t *testing.T) {
	longest := 0
	for _, lang := range languages {
		for seed := range 1000 {
			var out bytes.Buffer
			w, _ := flate.NewWriter(&out, flate.BestCompression)
			_, _ = w.Write(make([]byte, secret.KeySize))
			_, _ = w.Write(plan.Encode(fill(t, lang, today, seed)))
			_ = w.Close()
			longest = max(longest, out.Len())
		}
	}
	if longest > page.MaxBody/4 || longest < 1000 {
		t.Errorf("the longest has %d bytes of %d", longest, page.MaxBody)
	}
}

// What it never speaks of, in any of its words. Beginnings of words; a word in full ends with a space.
var never = []string{
	"abus", "hit ", "beat", "whip", "kill", "knife", "knives", "gun ", "weapon", "violen", "threat", "hurt", "fear", "afraid", "danger",
	"court", "judge", "lawyer", "police", "order ", "custod", "legal", "divorc", "jail",
	"doctor", "clinic", "hospital", "medic", "pill ", "pills", "drug", "dose", "therap", "nurse", "sick", "counsel", "rehab", "sober",
	"help", "safe", "shelter", "hotline", "advocate", "hide", "secret ", "escape", "leave", "run ", "wine", "beer",
	"husband", "wife", "partner", "boyfriend", "girlfriend", "kid ", "kids", "child", "baby", "mother", "father", "school", "boss", "clean", "dirty",
	"golp", "bati", "pega ", "mata", "cuchill", "arma ", "amenaz", "miedo", "peligr", "juez", "juzgad", "jucio", "juicio", "abogad", "polic",
	"denunci", "custodia", "divorci", "médic", "clínic", "pastill", "droga", "dosis", "terapi", "enferm", "ayuda", "segur", "refugi",
	"escond", "escap", "huir", "vino", "cerveza", "marido", "espos", "pareja", "novi", "hijo", "hija", "niñ", "bebé", "madre", "padre", "escuela",
	"jefe", "limpi", "sucio",
}

func TestItNeverSpeaksOfWhatAPlanSpeaksOf(t *testing.T) {
	for _, lang := range languages {
		var stock string
		for key, entries := range wordsOf(lang) {
			stock += key + " " + strings.Join(entries, " ") + " "
		}
		words := " " + strings.Join(strings.FieldsFunc(strings.ToLower(stock), func(r rune) bool { return !unicode.IsLetter(r) }), " ") + " "
		// Titles of books are the world's; noviembre is no bride; ordering ink is no order.
		for _, fine := range []string{" the secret garden ", " noviembre ", " nov ", " order ink "} {
			words = strings.ReplaceAll(words, fine, " ")
		}
		for _, word := range never {
			if strings.Contains(words, " "+word) {
				t.Errorf("%s speaks of %q", lang, word)
			}
		}
		if !strings.Contains(words, " total ") {
			t.Error("the search finds nothing")
		}
	}
}

// Every entry can be drawn and leaves no brace behind, and both languages have the same stocks.
func TestEveryEntryCanBeWritten(t *testing.T) {
	handed := func() bound {
		return bound{"unit": "U", "n": "1", "p": "2"}
	}
	for _, lang := range languages {
		w := writerFor(t, lang, today, 1)
		for key, entries := range w.words {
			seen := map[string]bool{}
			for _, entry := range entries {
				for range 20 {
					if got := w.write(entry, handed()); got == "" && entry != "{.}" || strings.ContainsAny(got, "{}|") || strings.Contains(got, "(s)") {
						t.Fatalf("%s: %q is written as %q", key, entry, got)
					}
				}
				if seen[entry] && key != "more" { // what comes often stands there often
					t.Errorf("%s %s: %q is there twice", lang, key, entry)
				}
				seen[entry] = true
			}
			if len(wordsOf("en")[key]) == 0 || len(wordsOf("es")[key]) == 0 {
				t.Errorf("the stock %q is not in both languages", key)
			}
		}
		for _, set := range []struct {
			key string
			n   int
		}{{"months", 12}, {"mon", 12}, {"days", 7}, {"dy", 7}} {
			if len(w.words[set.key]) != set.n {
				t.Errorf("%s: %d %s", lang, len(w.words[set.key]), set.key)
			}
		}
	}
}

func TestOneOfAThingIsSingular(t *testing.T) {
	for text, want := range map[string]string{
		"1 can(s) peas": "1 can peas", "2 can(s) peas": "2 cans peas", "1 1/2 cup(s)": "1 1/2 cups", "1 box(es)": "1 box",
		"12 box(es); 1 can(s)": "12 boxes; 1 can", "1 cebolla(s) morada(s)": "1 cebolla morada", "unit 1 (p. 3-9)": "unit 1 (p. 3-9)",
	} {
		if got := counted(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestWhatCannotBeFilledIsSaid(t *testing.T) {
	if _, err := Fill("fr", today, seeded(1)); !errors.Is(err, ErrLanguage) {
		t.Error(err)
	}
	for _, day := range []string{"", "2027-02-29", "2026-13-01", "25.11.2026", "2026-11-25T00:00"} {
		if _, err := Fill("en", day, seeded(1)); !errors.Is(err, ErrToday) {
			t.Errorf("%q: %v", day, err)
		}
	}
	// A generator that fails anywhere makes no plan, and no endless loop.
	for n := 0; n < 3000; n += 7 {
		failing := io.MultiReader(io.LimitReader(seeded(1), int64(n)), iotest.ErrReader(io.ErrClosedPipe))
		if p, err := Fill("en", today, failing); err != nil && !errors.Is(err, io.ErrClosedPipe) || err == nil && p == nil {
			t.Fatalf("after %d bytes: %v", n, err)
		}
	}
	if _, err := Fill("en", today, io.LimitReader(seeded(1), 100)); err == nil {
		t.Error("a generator that ends is taken for one that goes on")
	}
	if _, err := Blank("en", iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
}

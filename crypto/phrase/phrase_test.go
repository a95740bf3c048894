package phrase

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"larkspur/crypto/secret"
)

func generate(t *testing.T, l Language) Phrase {
	t.Helper()
	p, err := Generate(l, DefaultWords, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAPhraseIsReadBackAsItself(t *testing.T) {
	for _, l := range []Language{English, Spanish} {
		for _, n := range []int{7, 8} {
			p, err := Generate(l, n, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Parse(p.Expose(), n)
			if err != nil || again.Expose() != p.Expose() || again.Language() != l || len(again.Corrected()) != 0 {
				t.Errorf("%v", err)
			}
			if !bytes.Equal(p.Canonical(), []byte(p.Expose())) || len(strings.Fields(p.Expose())) != n {
				t.Errorf("%d words", len(strings.Fields(p.Expose())))
			}
		}
	}
	if _, err := Generate("fr", 7, rand.Reader); !errors.Is(err, ErrLanguage) {
		t.Error(err)
	}
}

// What differs between keyboards, systems and tired people is the same phrase.
func TestTheSamePhraseInOtherWriting(t *testing.T) {
	w := strings.Fields(beginSpanish)
	canonical := beginSpanish + " cafe 7"
	for name, text := range map[string]string{
		"capitals":          strings.ToUpper(canonical),
		"commas":            strings.Join(w, ", ") + ", Café, 7.",
		"hyphens":           strings.Join(w, "-") + "–café—7",
		"lines":             "\n" + strings.Join(w, "\r\n") + "\tcafé\u00a07\n",
		"composed":          beginSpanish + " caf\u00e9 7",
		"decomposed":        beginSpanish + " cafe\u0301 7",
		"full width":        strings.Join(w, " ") + " ｃａｆｅ ７",
		"zero width":        strings.Join(w, " \u200b") + "\u200d cafe\u00ad 7\ufeff",
		"quotes":            "“" + beginSpanish + "” ‘café’ 7",
		"accents put in":    strings.Replace(canonical, "tomate", "tómate", 1),
		"typed by a slip":   strings.Replace(canonical, "lenteja", "lentjea", 1),
		"an ellipsis after": canonical + "…",
	} {
		p, err := Parse(text, DefaultWords)
		if err != nil || p.Expose() != canonical {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"another order":        w[1] + " " + w[0] + " " + strings.Join(w[2:], " ") + " cafe 7",
		"without further ones": beginSpanish,
		"a further one more":   canonical + " x",
	} {
		if p, err := Parse(text, DefaultWords); err != nil || p.Expose() == canonical {
			t.Errorf("%s is taken for the same phrase, or not at all: %v", name, err)
		}
	}
}

func TestWhatIsNoPhraseIsRefused(t *testing.T) {
	words := strings.Fields(beginEnglish)
	for name, c := range map[string]struct {
		text string
		err  error
	}{
		"nothing":         {"", ErrTooFew},
		"separators":      {" ,.-\u2014", ErrTooFew},
		"six words":       {strings.Join(words[:6], " "), ErrTooFew},
		"a search":        {"chicken soup with rice and peas for two", ErrUnknownWord},
		"two slips":       {"pmupikn " + strings.Join(words[1:], " "), ErrUnknownWord},
		"both languages":  {strings.Join(words[:6], " ") + " tomate", ErrMixed},
		"too long":        {beginEnglish + " " + strings.Repeat("x", MaxInput), ErrTooLong},
		"a long word":     {strings.Repeat("a", 500) + " " + strings.Join(words[1:], " "), ErrUnknownWord},
		"other alphabets": {"тыква каша орех блин село пикник лаванда", ErrUnknownWord},
	} {
		if _, err := Parse(c.text, DefaultWords); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Parse("pumpkin porridge walnut qqqqqq village picnic lavender", DefaultWords)
	if err == nil || !strings.Contains(err.Error(), "word 4") || strings.Contains(err.Error(), "qqqqqq") {
		t.Errorf("the error says %v", err)
	}
}

func TestCorrectedWordsAreNamedByPlace(t *testing.T) {
	p, err := Parse("pumpkin poridge walnut pankake village picnic lavender", DefaultWords)
	if err != nil || !slices.Equal(p.Corrected(), []int{1, 3}) || p.Expose() != beginEnglish {
		t.Errorf("%v, %v", p.Corrected(), err)
	}
}

func TestTheCreationEntryIsKnown(t *testing.T) {
	for _, l := range []Language{English, Spanish} {
		if in, ok := Begins(strings.ToUpper(Begin(l)) + "."); !ok || in != l {
			t.Errorf("%s: %q, %t", l, in, ok)
		}
		if _, ok := Begins(Begin(l) + " more"); ok {
			t.Error("with a further word")
		}
		if _, ok := Begins(generate(t, l).Expose()); ok {
			t.Error("another phrase")
		}
	}
	if Begin("fr") != Begin(English) {
		t.Error("no entry for a language without a list")
	}
}

// scripted gives its bytes and then fails.
func scripted(b ...byte) io.Reader {
	return io.MultiReader(bytes.NewReader(b), iotest.ErrReader(io.ErrClosedPipe))
}

func TestDrawingIsUniformByRejection(t *testing.T) {
	const n = 1296
	limit := 1 << 16 / n * n
	for v, want := range map[int]int{0: 0, n - 1: n - 1, n: 0, limit - 1: n - 1} {
		if got, err := draw(scripted(byte(v>>8), byte(v)), n); err != nil || got != want {
			t.Errorf("%d is drawn as %d, %v", v, got, err)
		}
	}
	if got, err := draw(scripted(byte(limit>>8), byte(limit&255), 0xff, 0xff, 0, 5), n); err != nil || got != 5 {
		t.Errorf("values beyond the last whole multiple are not drawn again: %d, %v", got, err)
	}
	if _, err := draw(scripted(1), n); err == nil {
		t.Error("half a number was taken")
	}
	if _, err := Generate(English, 7, scripted(1, 2, 3)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a generator that fails: %v", err)
	}
}

func TestAPhraseDoesNotSpill(t *testing.T) {
	p := generate(t, English)
	words := strings.Fields(p.Expose())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t", "%T", "%p"} {
		for _, out := range []string{fmt.Sprintf(verb, p), fmt.Sprintf(verb, &p), fmt.Sprintf(verb, struct{ P Phrase }{p})} {
			if strings.Contains(out, words[0]) || strings.Contains(out, fmt.Sprintf("%x", words[0])) {
				t.Errorf("%s prints %s", verb, out)
			}
		}
	}
	if b, err := json.Marshal(p); !errors.Is(err, secret.ErrMarshal) {
		t.Errorf("marshals as %s, %v", b, err)
	}
	var zero Phrase
	if zero.Expose() != "" || len(zero.Canonical()) != 0 {
		t.Error("the zero Phrase holds something")
	}
}

// What parses has one canonical form, which is read back as itself.
func FuzzParse(f *testing.F) {
	for _, s := range []string{beginEnglish, beginSpanish + " Café", "a\u0301b, c-d", "İ ẞ K ﬁ ...", strings.Repeat("x ", 40)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text, DefaultWords)
		if err != nil {
			return
		}
		again, err := Parse(p.Expose(), DefaultWords)
		if err != nil && !(errors.Is(err, ErrTooLong) && len(p.Expose()) > MaxInput) {
			t.Fatalf("the canonical form is refused: %v", err)
		}
		if err == nil && (again.Expose() != p.Expose() || len(again.Corrected()) != 0) {
			t.Fatalf("%q is read back as %q", p.Expose(), again.Expose())
		}
	})
}

// Folding what is folded changes nothing, and our NFKD is that of everybody.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"Ａ b\u0307", "ϴ K Å ŉ ǅ", "\u1e9e\u0345 ͺ", "…—’", "\xff\xfe a", "각힣\u0344\ufdfa\U0001d160", "a\u0301\u302e\u0323"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) <= MaxInput {
			checkNFKD(t, strings.ToValidUTF8(text, "\uFFFD"))
		}
		once := fold(text)
		if twice := fold(strings.Join(once, " ")); !slices.Equal(once, twice) {
			t.Fatalf("%q folds to %q and then to %q", text, once, twice)
		}
	})
}

func TestWhatIsTypedBackIsComparedWordByWord(t *testing.T) {
	for text, want := range map[string][2]bool{
		"walnut": {true, false}, " Wálnut. ": {true, false}, "walnit": {false, true}, "wlanut": {false, true},
		"wolnit": {}, "": {}, "walnut pancake": {}, strings.Repeat("a", MaxInput+1): {},
	} {
		if same, slip := Typed(text, "walnut"); same != want[0] || slip != want[1] {
			t.Errorf("%q: %t, %t", text, same, slip)
		}
	}
}

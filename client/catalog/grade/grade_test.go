package grade

import (
	"math"
	"testing"
)

func TestSyllables(t *testing.T) {
	check := func(lang string, count func(string) int, words map[int][]string) {
		for n, list := range words {
			for _, w := range list {
				if got := count(w); got != n {
					t.Errorf("%s %q: %d, not %d", lang, w, got, n)
				}
			}
		}
	}
	check("English", English, map[int][]string{
		1: {"safe", "saved", "the", "leave", "once", "see", "you", "type", "their", "isn’t", "use", "typed", "ride", "OK"},
		2: {"people", "places", "device", "money", "wanted", "section", "server", "little", "phrases", "erased", "tables"},
		3: {"remember", "advocate", "overdose", "hospital", "recover", "another"},
		4: {"information", "emergency", "medication"},
	})
	check("Spanish", Spanish, map[int][]string{
		1: {"plan", "quien", "ya", "y", "bien", "seis", "rey", "que", "muy", "guion"},
		2: {"frase", "guarda", "vuelves", "cuarto", "oír", "quieres", "día", "puerta", "leo", "aún", "ciudad"},
		3: {"palabra", "servicio", "borraron", "ciudades", "caíste", "ahora", "leía", "pingüino"},
		4: {"aparato", "anótala", "escribiste", "medicina", "navegador", "comunicar"},
		5: {"comunicarse", "conversaciones"},
	})
}

func TestSentencesAndWordsAreCounted(t *testing.T) {
	for text, want := range map[string]Count{
		"":                               {},
		"Back":                           {1, 1, 1},
		"You can wait. Or go on":         {2, 6, 6},
		"Call 1-800-799-7233. {0}":       {1, 1, 1},
		"your (ex-)partner: why?":        {2, 4, 5},
		"“Wait,” you say; then you go …": {2, 6, 6},
	} {
		if got := Of(text, English); got != want {
			t.Errorf("%q: %+v, not %+v", text, got, want)
		}
	}
}

// The sources' own arithmetic, done by hand for 10 words in one sentence.
func TestTheFormulas(t *testing.T) {
	c := Count{Sentences: 1, Words: 10, Syllables: 15}
	if got, want := c.FleschKincaid(), 0.39*10+11.8*1.5-15.59; math.Abs(got-want) > 1e-9 {
		t.Errorf("grade %v, not %v", got, want)
	}
	if got, want := c.Add(Count{1, 10, 25}).Inflesz(), 206.835-62.3*2-10; math.Abs(got-want) > 1e-9 {
		t.Errorf("ease %v, not %v", got, want)
	}
}

// A measure that found everything easy would be none.
func TestHardTextIsFoundHard(t *testing.T) {
	en := Of("Notwithstanding cryptographic confidentiality, jurisdictional authorities may necessitate individual "+
		"testimony regarding previously established communication arrangements and administrative documentation.", English)
	es := Of("No obstante la confidencialidad criptográfica, las autoridades jurisdiccionales competentes podrían "+
		"solicitar declaraciones individuales relativas a comunicaciones establecidas anteriormente.", Spanish)
	if en.FleschKincaid() < 14 || es.Inflesz() > 20 {
		t.Errorf("grade %.1f, ease %.1f", en.FleschKincaid(), es.Inflesz())
	}
}

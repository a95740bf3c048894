package ordinary

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"larkspur/client/plan"
)

var languages = []string{"en", "es"}

// seeded is a generator that gives the same bytes in every run.
func seeded(n int) *rand.ChaCha8 {
	return rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)})
}

func fill(t *testing.T, lang, today string, seed int) *plan.Plan {
	t.Helper()
	p, err := Fill(lang, today, seeded(seed))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func writerFor(t *testing.T, lang, today string, seed int) *writer {
	t.Helper()
	w, err := newWriter(lang, today, seeded(seed))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// text is all that a notebook says, without what is random in every plan.
func text(p *plan.Plan) string {
	var b strings.Builder
	for _, s := range p.Sections() {
		b.WriteString("# " + s.Title() + "\n")
		for _, it := range s.Items() {
			b.WriteString("## " + it.Text("title") + "\n" + it.Text("text") + "\n")
		}
	}
	return b.String()
}

// written writes notes of a stock as they come in one section.
func (w *writer) written(part string) []note { return w.section("book > " + part).notes }

// plain takes bullets, ticks and amounts off a line of a list.
func (w *writer) plain(line string) string {
	for _, mark := range []string{"[x] ", "[ ] ", "x ", w.habits.bullet} {
		line = strings.TrimPrefix(line, mark)
	}
	line = strings.TrimSuffix(line, " ✓")
	if name, _, behind := strings.Cut(line, " ("); behind {
		line = name
	}
	return strings.ToLower(line)
}

func isDone(line string) bool {
	return strings.HasPrefix(line, "[x] ") || strings.HasPrefix(line, "x ") || strings.HasSuffix(line, " ✓")
}

// called is what a brace says of a day.
func (w *writer) called(brace string, day time.Time) string {
	at := w.at
	w.at = day
	text, _ := w.day(brace)
	w.at = at
	return text
}

// days are all days around today by how this notebook writes them.
func (w *writer) days() map[string]time.Time {
	days := map[string]time.Time{}
	for n := -150; n <= 150; n++ {
		day := w.today.AddDate(0, 0, n)
		days[strings.ToLower(w.called("date", day))] = day
	}
	return days
}

// dated finds the day that a line begins with after its bullet and tick, or that stands anywhere in a title.
func dated(days map[string]time.Time, text string) (time.Time, bool) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" ,:()[]", r) })
	for n := 3; n > 0; n-- { // the longest first: 1/1 would be found in 11/1 otherwise, and Nov 2 in Nov 25
		for i := 0; i+n <= len(words); i++ {
			if day, ok := days[strings.Join(words[i:i+n], " ")]; ok {
				return day, true
			}
		}
	}
	return time.Time{}, false
}

// cents reads the amount that a line ends with.
func (w *writer) cents(t *testing.T, line string) int {
	t.Helper()
	number := line[strings.LastIndexByte(line, ' ')+1:]
	if w.habits.currency != "" {
		if !strings.HasPrefix(number, w.habits.currency) {
			t.Fatalf("%q ends with no amount", line)
		}
		number = number[len(w.habits.currency):]
	}
	whole, part, exact := strings.Cut(number, ".")
	if !exact {
		part = "00"
	}
	n, err := strconv.Atoi(whole + part)
	if err != nil || len(part) != 2 {
		t.Fatalf("%q ends with no amount", line)
	}
	return n
}

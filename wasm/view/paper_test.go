package view

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// flat is the text of a tree in one line, and the texts of those parts that stay on one line.
func flat(n *Node) (text string, numbers []string) {
	text = n.Text
	for _, c := range n.Children {
		more, inside := flat(c)
		text, numbers = text+more, append(numbers, inside...)
		if slices.Contains(c.Attrs, Attr{"class", "number"}) {
			numbers = append(numbers, more)
		}
	}
	return text, numbers
}

func TestTelephoneNumbersStayOnOneLine(t *testing.T) {
	for text, want := range map[string][]string{
		"Ana: 555-0101":            {"555-0101"},
		"1-800-799-7233, 88788":    {"1-800-799-7233"},
		"a-b 9 to 5, (555) 01-02.": {"01-02"},
		"555-0101 555-0102":        {"555-0101", "555-0102"},
		"-5":                       nil,
		"3":                        nil,
		"":                         nil,
		"no-digits":                nil,
	} {
		n := El("div", Leaf("p", text))
		unbroken(n)
		if got, numbers := flat(n); got != text || !slices.Equal(numbers, want) {
			t.Errorf("%q is %q with %q", text, got, numbers)
		}
	}
}

// onPaper is a plan with an item, and the item.
func onPaper(t *testing.T, kind string, fields plan.Record) (*plan.Plan, plan.Item) {
	t.Helper()
	w := newWeek(t)
	it, _ := w.plan.Item(w.add(kind, fields))
	return w.plan, it
}

// What a card offers says by itself nothing of what the card is for.
func TestLinesOfThePlainCardAreOrdinary(t *testing.T) {
	en := catalog.Load("en")
	for _, c := range []struct {
		kind   string
		fields plan.Record
		want   []string
	}{
		{"person", plan.Record{"name": plan.Text("Ana"), "phone": plan.Text("555-0101")}, []string{"Ana: 555-0101"}},
		{"place", plan.Record{"name": plan.Text("Clinic"), "phone": plan.Text("555-0102")}, []string{"555-0102"}},
		{"med", plan.Record{"name": plan.Text("Methadone"), "pphone": plan.Text("1"), "dphone": plan.Text("2")}, []string{"1", "2"}},
		{"card", plan.Record{"call": plan.Records(plan.Record{"name": plan.Text("Clinic"), "phone": plan.Text("3")}, plan.Record{"name": plan.Text("x")})}, []string{"3"}},
		{"word", plan.Record{"word": plan.Text("umbrella"), "means": plan.Text("come")}, []string{"umbrella"}},
		{"appt", plan.Record{"title": plan.Text("Methadone"), "start": plan.Text("2027-03-02T09:15")}, nil},
		{"appt", plan.Record{"cover": plan.Text("Dentist")}, []string{"Dentist"}},
		{"appt", plan.Record{"title": plan.Text("Methadone"), "cover": plan.Text("Dentist"), "start": plan.Text("2027-03-02T09:15")},
			[]string{"Dentist: Tuesday, March 2, 2027, 9:15 am"}},
		{"appt", plan.Record{"cover": plan.Text("Choir"), "start": plan.Text("2027-03-04T18:00"), "repeat": plan.Text("FREQ=WEEKLY;BYDAY=TH")},
			[]string{"Choir: Every week, on Thursday, 6:00 pm"}},
		{"note", plan.Record{"title": plan.Text("Note")}, nil},
	} {
		p, _ := onPaper(t, c.kind, c.fields)
		var got []string
		keys := map[string]bool{}
		for _, choice := range OwnChoices(en, p) {
			if choice.Group != "paper.own.lines" {
				got = append(got, choice.Line)
			}
			if keys[choice.Key] || strings.Contains(choice.Key, " ") || !en.Has(choice.Group) {
				t.Errorf("the key %q, the group %q", choice.Key, choice.Group)
			}
			keys[choice.Key] = true
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s offers %q, not %q", c.kind, got, c.want)
		}
	}
}

func TestTheHelpLinesOfACardAreNumbersAlone(t *testing.T) {
	for _, lang := range catalog.Languages() {
		p, err := plan.New(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range OwnChoices(catalog.Load(lang), p) {
			got = append(got, c.Line)
		}
		if !slices.Equal(got, []string{"1-800-799-7233", "1-800-662-4357"}) {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

// Every topic of the papers that are all words is drawn, in both languages.
func TestPapersOfWordsLeaveNothingOut(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		for what, want := range map[string]int{PaperInfo: 3 + 3 + 14, PaperHandout: 5 + 2 + 6 + 5 + 10 + 4} {
			n := 0
			text := ""
			for _, sheet := range Paper(PaperModel{Words: w, What: what}) {
				more, _ := flat(sheet)
				text += more
			}
			for _, topic := range "12345" {
				for _, part := range []string{"", ".text", ".a", ".b", ".c", ".d", ".e", ".f", ".g", ".h", ".i", ".j"} {
					if key := "paper." + what + "." + string(topic) + part; w.Has(key) {
						n++
						if !strings.Contains(text, w.Text(key)) {
							t.Errorf("%s: %s is not on paper", lang, key)
						}
					}
				}
			}
			if n != want || strings.Contains(text, "[") {
				t.Errorf("%s %s: %d texts, not %d, in %s", lang, what, n, want, text)
			}
		}
	}
}

// A letter says what only she knows nowhere, and leaves room for it.
func TestLettersOfOurWordsLeaveOpenWhatOnlySheKnows(t *testing.T) {
	k, _ := plan.KindOf(LetterKind)
	f, _ := k.Field("type")
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		seen := map[string]bool{}
		for _, about := range f.Options {
			text := LetterWords(w, about)
			if about == "other" {
				if text != "" {
					t.Errorf("%s: words for something else: %s", lang, text)
				}
				continue
			}
			for _, open := range []string{"date", "name", "reach"} {
				if !strings.HasSuffix(w.Text("paper.letter."+open), ":") || !strings.Contains(text, w.Text("paper.letter."+open)) {
					t.Errorf("%s %s: %s is not left open", lang, about, open)
				}
			}
			if len(text) < 300 || seen[text] || strings.ContainsAny(text, "[]{}_") {
				t.Errorf("%s %s: %s", lang, about, text)
			}
			seen[text] = true
		}
		if len(seen) != 5 {
			t.Errorf("%s: %d letters", lang, len(seen))
		}
	}
}

func TestWhatANewerVersionWroteIsOnPaperToo(t *testing.T) {
	p, it := onPaper(t, "note", plan.Record{"title": plan.Text("Note"), "shine": plan.Text("bright"), "text": plan.Text("said")})
	text := ""
	for _, sheet := range Paper(PaperModel{Words: catalog.Load("en"), Plan: p, What: PaperPlan, Items: map[plan.ID]bool{it.Section(): true}}) {
		more, _ := flat(sheet)
		text += more
	}
	for _, want := range []string{"Note", "said", "shine", "bright"} {
		if strings.Count(text, want) < 1 {
			t.Errorf("%q is not on paper: %s", want, text)
		}
	}
}

package directory

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const whole = `# our partners
name: Harbor Clinic
name.es: Clínica Harbor
group: treatment
phone: 555-0100
phone: (555) 010-0199 nights
tty: 555-0101
# in the middle
text: HELLO 55501
address: 12 Main Street
web: harbor.example
hours.en: Monday to Friday, 9 to 5
hours.es: lunes a viernes, de 9 a 5
langs: en, es asl
offers: outpatient mar onsite
for: women
not: residential, nomh
tier: collaborative
checked: 2026-10-01
with: call
about.en: A clinic.

name: Second
group: rco
checked: 2026-10-02
address: 14 Main Street
`

func TestAWholeEntryIsRead(t *testing.T) {
	want := "name=Harbor Clinic|name.es=Clínica Harbor|group=treatment|phone=555-0100|phone=(555) 010-0199 nights|tty=555-0101|" +
		"text=HELLO 55501|address=12 Main Street|web=harbor.example|hours.en=Monday to Friday, 9 to 5|hours.es=lunes a viernes, de 9 a 5|" +
		"langs=en, es asl|offers=outpatient mar onsite|for=women|not=residential, nomh|tier=collaborative|checked=2026-10-01|with=call|about.en=A clinic."
	for _, text := range []string{whole, strings.ReplaceAll(whole, "\n", "\r\n"), "\ufeff" + whole, "\n\n" + whole + "\n\n# the end"} {
		entries, problems := Parse(text)
		if len(problems) != 0 || len(entries) != 2 {
			t.Fatalf("%+v, %v", entries, problems)
		}
		var got []string
		for _, l := range entries[0].lines {
			got = append(got, l.field+"="+l.value)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("read %q", got)
		}
	}
	e := Local(whole)[0]
	if !e.Local || e.Says("mar") != Yes || e.Says("women") != Yes || e.Says("nomh") != No || e.Says("housing") != NotStated {
		t.Errorf("%+v", e)
	}
	if !slices.Equal(e.Words("langs"), []string{"en", "es", "asl"}) || len(e.All("phone")) != 2 || e.Get("phone") != "555-0100" || e.Get("nothing") != "" {
		t.Errorf("%+v", e)
	}
	if word, number := Message(e.Get("text")); word != "HELLO" || number != "55501" {
		t.Errorf("text %q to %q", word, number)
	}
}

func TestEveryProblemIsToldByItsLine(t *testing.T) {
	long := strings.Repeat("x", maxName+1)
	text := strings.Join([]string{
		/*  1 */ "name: One",
		/*  2 */ "name: Again",
		/*  3 */ "group: clinic",
		/*  4 */ "phone: call us",
		/*  5 */ "phone: 55",
		/*  6 */ "tty: 1234567890123456",
		/*  7 */ "text: START",
		/*  8 */ "web: https://example.org",
		/*  9 */ "checked: 11/26/2026",
		/* 10 */ "hone: 555-0100",
		/* 11 */ "no colon here",
		/* 12 */ "langs: en klingon",
		/* 13 */ "offers: mar detox mar",
		/* 14 */ "tier: close",
		/* 15 */ "with: guess",
		/* 16 */ "about.fr: Bonjour",
		/* 17 */ "about:",
		/* 18 */ "address: 12\u202e Main Street",
		/* 19 */ "",
		/* 20 */ "# nothing but a name",
		/* 21 */ "name: " + long,
		/* 22 */ "",
		/* 23 */ "name: Three",
		/* 24 */ "group: now",
		/* 25 */ "checked: 2026-01-01",
		/* 26 */ "",
		/* 27 */ "name: Four",
		/* 28 */ "group: now",
		/* 29 */ "checked: 2026-02-30",
		/* 30 */ "offers: mar",
		/* 31 */ "not: mar",
		/* 32 */ "phone: 5550100",
		/* 33 */ "hours: always",
		/* 34 */ "hours.en: at night",
		/* 35 */ "address: " + strings.Repeat("y", 1000),
		/* 36 */ "",
		/* 37 */ "name: Five",
		/* 38 */ "group: now",
		/* 39 */ "phone: 5550100",
		/* 40 */ "checked: 2026-01-01",
	}, "\n")
	want := []string{
		"2 Twice", "3 UnknownWord", "4 BadPhone", "5 BadPhone", "6 BadPhone", "7 BadText", "8 BadWeb", "9 BadDate", "10 UnknownField",
		"11 NoColon", "12 UnknownWord", "13 UnknownWord", "13 Twice", "14 UnknownWord", "15 UnknownWord", "16 UnknownField", "17 Empty", "18 NotText",
		"21 TooLong", "21 Missing", "21 Missing",
		"23 Unreachable",
		"27 Both", "29 BadDate", "34 Twice", "35 LineTooLong",
	}
	entries, problems := Parse(text)
	var got []string
	for _, p := range problems {
		got = append(got, fmt.Sprintf("%d %s", p.Line, kindNames[p.Kind]))
		if m := p.Message(); len(m) < 20 || m == "something is wrong" || strings.ContainsAny(m, "\n\u202e") {
			t.Errorf("%v: %q", p, m)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(entries) != 1 || entries[0].Get("name") != "Five" {
		t.Errorf("read %+v", entries)
	}
}

var kindNames = []string{"TooLarge", "TooMany", "LineTooLong", "NotText", "NoColon", "Empty", "UnknownField", "Twice", "TooLong",
	"UnknownWord", "BadPhone", "BadText", "BadDate", "BadWeb", "Missing", "Unreachable", "Both", "Imitates"}

func TestLimitsHold(t *testing.T) {
	one := "name: A\ngroup: now\nphone: 911\nchecked: 2026-01-01\n\n"
	if entries, problems := Parse(strings.Repeat(one, MaxEntries)); len(entries) != MaxEntries || len(problems) != 0 {
		t.Errorf("%d entries, %v", len(entries), problems)
	}
	entries, problems := Parse(strings.Repeat(one, MaxEntries+2))
	if len(entries) != MaxEntries || len(problems) != 1 || problems[0] != (Problem{Line: 5*MaxEntries + 1, Kind: TooMany}) {
		t.Errorf("%d entries, %v", len(entries), problems)
	}
	if entries, problems := Parse(strings.Repeat("#", MaxSize+1)); len(entries) != 0 || len(problems) != 1 || problems[0].Kind != TooLarge {
		t.Errorf("%v, %v", entries, problems)
	}
	five := "name: A\ngroup: now\nchecked: 2026-01-01\n" + strings.Repeat("phone: 911\n", 5)
	if entries, problems := Parse(five); len(entries) != 0 || len(problems) != 1 || problems[0] != (Problem{8, Twice, "phone", ""}) {
		t.Errorf("%v, %v", entries, problems)
	}
}

// Whatever a server sends, the page gets entries that keep every limit, and never one with a line that was not understood.
// Ten minutes: go test ./client/catalog/directory -run '^$' -fuzz FuzzParse -fuzztime 10m
func FuzzParse(f *testing.F) {
	for _, seed := range []string{whole, bundled[:2000], "", "\x00", "name: \xff", strings.Repeat("name: a\n\n", 400), "phone: ((((", "text: a b 1", "name.:x\nname..en: y", "<script>\nname: <b>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entries, problems := Parse(text)
		if len(entries) > MaxEntries || len(text) > MaxSize && len(entries) > 0 {
			t.Fatalf("%d entries of %d bytes", len(entries), len(text))
		}
		for i, p := range problems {
			if p.Line < 0 || i > 0 && p.Line < problems[i-1].Line || !utf8.ValidString(p.Message()) || len(p.Message()) > 600 {
				t.Errorf("%+v: %q", p, p.Message())
			}
		}
		for _, e := range entries {
			name, _ := e.Text("name", "es")
			if name == "" || e.Get("group") == "" || e.Get("checked") == "" || len(e.All("phone")) > maxNumbers || len(e.lines) > 30 {
				t.Errorf("%+v", e)
			}
			for _, l := range e.lines {
				if f, ok := fieldOf(base(l.field)); !ok || !plain(l.value) || utf8.RuneCountInString(l.value) > f.limit {
					t.Errorf("%+v", l)
				}
			}
			for _, n := range append(e.All("phone"), e.All("tty")...) {
				if d := digits(n[:numberEnd(n)]); len(d) < 3 || len(d) > 15 {
					t.Errorf("the number %q", n)
				}
			}
		}
		NewIndex(entries, func(string) []string { return nil }).Find(text, []string{"mar"})
	})
}

// A name that nobody can see would head a number that nobody can place.
func TestANameOfBlankLettersIsNone(t *testing.T) {
	for _, name := range []string{"\u3164", "\u2800\u2800", "Harbor\u115f", "Harbor \u202e1-008"} {
		text := "name: " + name + "\ngroup: now\nphone: 911\nchecked: 2026-11-26\n"
		if entries, problems := Parse(text); len(entries) != 0 || len(problems) == 0 {
			t.Errorf("%q is taken", name)
		}
	}
}

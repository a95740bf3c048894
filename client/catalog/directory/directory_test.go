package directory

import (
	"slices"
	"strings"
	"testing"
)

// A wrong digit here reaches a person in danger. These are written out a second time on purpose.
var numbers = map[string]string{
	"Emergency":                          "phone 911, hours always",
	"National Domestic Violence Hotline": "phone 1-800-799-7233, tty 1-800-787-3224, text START 88788, hours always, langs en es interpreter",
	"SAMHSA National Helpline":           "phone 1-800-662-4357, tty 1-800-487-4889, hours always, langs en es",
}

// wrongNumbers compares a list with numbers.
func wrongNumbers(entries []Entry) (wrong []string) {
	found := 0
	for _, e := range entries {
		name, _ := e.Text("name", "en")
		var got []string
		for _, field := range []string{"phone", "tty", "text", "hours", "hours.en", "hours.es", "langs"} {
			for _, value := range e.All(field) {
				got = append(got, field+" "+value)
			}
		}
		if numbers[name] != "" {
			found++
		}
		if strings.Join(got, ", ") != numbers[name] {
			wrong = append(wrong, name)
		}
	}
	if found != len(numbers) {
		wrong = append(wrong, "a line is missing")
	}
	return wrong
}

func TestEveryNumberOfTheBundledListIsRight(t *testing.T) {
	if wrong := wrongNumbers(Bundled()); len(wrong) > 0 {
		t.Errorf("wrong: %q", wrong)
	}
	// Digits in prose are numbers too.
	known := "1-800-799 1-800-662 2023 5 7 8.5x11 5x7 HRH413 hrh413"
	for _, e := range Bundled() {
		for _, l := range e.lines {
			text := l.value
			if slices.Contains([]string{"phone", "tty", "text", "checked"}, l.field) {
				continue
			}
			for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,.:()", r) }) {
				word = strings.TrimSuffix(strings.TrimSuffix(word, "-SAFE"), "-HELP")
				if strings.ContainsAny(word, "0123456789") && !slices.Contains(strings.Fields(known), word) && word != "8" && word != "5x11" {
					t.Errorf("%q: what is %q?", text, word)
				}
			}
		}
	}
	for _, spelled := range []struct{ letters, digits string }{{"SAFE", "7233"}, {"HELP", "4357"}} {
		if keypad(spelled.letters) != spelled.digits {
			t.Errorf("%s is not %s on a telephone", spelled.letters, spelled.digits)
		}
	}
}

func keypad(letters string) string {
	return strings.Map(func(r rune) rune { return rune("22233344455566677778889999"[r-'A']) }, letters)
}

func TestAWrongNumberIsSeen(t *testing.T) {
	for _, digit := range []struct{ right, wrong string }{
		{"phone: 911", "phone: 912"}, {"1-800-799-7233", "1-800-799-7323"}, {"1-800-787-3224", "1-800-787-3225"},
		{"88788", "88787"}, {"START", "STARR"}, {"phone: 1-800-662-4357", "phone: 1-800-662-4358"}, {"1-800-487-4889", "1-800-487-4888"},
		{"tty: 1-800-487-4889", "phone: 1-800-487-4889"}, {"hours: always", "hours: at night"}, {"name: NIAAA", "phone: 1-800-662-4357\nname: NIAAA"},
	} {
		entries, problems := read(strings.Replace(bundled, digit.right, digit.wrong, 1), nil)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", digit.wrong, problems)
		}
		if len(wrongNumbers(entries)) == 0 {
			t.Errorf("nobody sees %s", digit.wrong)
		}
	}
}

// The resources of the source, under its headings and in its order, with the lines for help at once before them.
var named = []string{
	"now: Emergency", "now: National Domestic Violence Hotline",
	"harm: National Harm Reduction Coalition", "harm: Academy of Perinatal Harm Reduction",
	"mutual: Faces and Voices of Recovery: mutual aid resources", "mutual: SAMHSA: virtual recovery resources", "mutual: HRH413: Harm Reduction Works",
	"rco: Association of Recovery Community Organizations (Faces and Voices of Recovery)",
	"treatment: SAMHSA National Helpline", "treatment: NIAAA Alcohol Treatment Navigator",
	"treatment: SAMHSA Behavioral Health Treatment Services Locator", "treatment: SAMHSA Treatment Locator",
	"treatment: SAMHSA Opioid Treatment Program Directory", "treatment: SAMHSA Buprenorphine Practitioner Locator", "treatment: SAMHSA interactive tools",
	"training: Tip sheet: Locating Substance Use Support Resources",
	"training: Tip sheet: Safety Planning Around Accessing Substance Use Resources", "training: Tip sheet: Opportunities for Collaboration",
	"training: Virtual learning series, lesson 5",
	"training: Substance Use Coercion Palm Card, 5x7", "training: Substance Use Coercion Palm Card, 8.5x11",
	"training: NCDVTMH: Information Memorandum and Partner Guide", "training: NCDVTMH: Substance Use Coercion, reports and communications guide",
	"training: NCDVTMH: 7 Common Practices in Substance Use Disorder Care That Can Hurt Survivors and What You Can Do Instead",
	"training: NCDVTMH: resources for substance use disorder, recovery, and mental health providers",
	"training: NCDVTMH: Coercion Related to Mental Health and Substance Use in the Context of Intimate Partner Violence",
	"training: Alliance webinar: From Tension to Collaboration",
}

func TestEveryResourceOfTheSourceIsThere(t *testing.T) {
	var got []string
	for _, e := range Bundled() {
		name, _ := e.Text("name", "en")
		got = append(got, e.Get("group")+": "+name)
		if e.Get("about.en") == "" || e.Get("about.es") == "" || e.Get("about.en") == e.Get("about.es") {
			t.Errorf("%s has not a text in each language", name)
		}
		with := e.Get("with")
		if e.Get("checked") != "2026-11-26" || with != "toolkit" && with != "page" || e.Local || e.Get("tier") != "" {
			t.Errorf("%s: checked %q with %q", name, e.Get("checked"), with)
		}
	}
	if !slices.Equal(got, named) {
		t.Errorf("the list is\n%s", strings.Join(got, "\n"))
	}
	if !slices.IsSortedFunc(Bundled(), func(a, b Entry) int {
		return slices.Index(Groups(), a.Get("group")) - slices.Index(Groups(), b.Get("group"))
	}) {
		t.Error("the groups are not in their order")
	}
}

func TestTheKeysAreTold(t *testing.T) {
	// What somebody may look for, filter by filter.
	want := "outpatient residential withdrawal mar mh nomh family women pregnant veterans lgbtq deaf peer coaching vocational " +
		"advocacy outreach housing life mutual transport overdose supplies sexual referral gender apart public onsite"
	var got []string
	for _, g := range Filters() {
		got = append(got, g.Filters...)
	}
	if strings.Join(got, " ") != want {
		t.Errorf("the filters are %s", got)
	}
	for _, key := range got {
		if !IsFilter(key) {
			t.Errorf("%s is none", key)
		}
	}
	if !IsFilter(OnSite) || !IsFilter(Apart) || IsFilter("setting") || IsFilter("") || IsFilter("mar ") {
		t.Error("a filter has another name, or what is none is one")
	}
	for i, c := range []struct {
		tier   string
		shares Sharing
	}{{"informed", ShareNothing}, {"collaborative", ShareWithOne}, {"integrated", ShareWithRole}} {
		if Shares(c.tier) != c.shares || Tiers()[i] != c.tier {
			t.Errorf("%s shares %v", c.tier, Shares(c.tier))
		}
	}
	if Shares("closer") != ShareNothing || Shares("") != ShareNothing {
		t.Error("a tier that nobody knows shares something")
	}
}

func TestATextStandsInForAnother(t *testing.T) {
	for _, c := range []struct{ lines, lang, want, in string }{
		{"about.en: a\nabout.es: b", "en", "a", "en"},
		{"about.en: a\nabout.es: b", "es", "b", "es"},
		{"about: c\nabout.es: b", "en", "c", ""},
		{"about.en: a", "es", "a", "en"},
		{"about.es: b", "en", "b", "es"},
		{"web: a.example", "es", "", ""},
	} {
		entries, problems := Parse("name: A\ngroup: now\nchecked: 2026-01-01\n" + c.lines)
		if len(entries) != 1 {
			t.Fatal(problems)
		}
		if got, in := entries[0].Text("about", c.lang); got != c.want || in != c.in {
			t.Errorf("%q in %s: %q in %q", c.lines, c.lang, got, in)
		}
	}
}

package directory

import (
	"strings"
	"testing"
)

func index(t *testing.T, text string) *Index {
	t.Helper()
	entries, problems := read(text, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return NewIndex(entries, func(key string) []string {
		return map[string][]string{"dir.filter.pregnant": {"Pregnant or parenting", "Embarazo o crianza"}}[key]
	})
}

func names(x *Index, at []int) (out []string) {
	for _, i := range at {
		name, _ := x.Entries()[i].Text("name", "en")
		out = append(out, name)
	}
	return out
}

func TestASearchMindsNeitherCaseNorAccentsNorLanguage(t *testing.T) {
	x := index(t, bundled)
	for text, want := range map[string]string{
		"HOTLINE":                      "National Domestic Violence Hotline",
		"linea nacional violencia":     "National Domestic Violence Hotline",
		"Línea  DOMÉSTICA":             "National Domestic Violence Hotline",
		"li\u0301nea dome\u0301stica":  "National Domestic Violence Hotline", // accents as marks of their own
		"18007997233":                  "National Domestic Violence Hotline",
		"800-799-7233":                 "National Domestic Violence Hotline",
		"(800) 487-4889":               "SAMHSA National Helpline",
		"88788":                        "National Domestic Violence Hotline",
		"1-800-662-help":               "SAMHSA National Helpline",
		"metadona":                     "SAMHSA Opioid Treatment Program Directory",
		"Methadone":                    "SAMHSA Opioid Treatment Program Directory",
		"embarazo crianza":             "Academy of Perinatal Harm Reduction",
		"parenting":                    "Academy of Perinatal Harm Reduction",
		"hrh413.ORG":                   "HRH413: Harm Reduction Works",
		"nothing of the kind anywhere": "",
		"0000000":                      "",
		"-7-":                          "", // one digit is no number
	} {
		yes, unstated := x.Find(text, nil)
		if got := strings.Join(names(x, yes), "|"); got != want || len(unstated) != 0 {
			t.Errorf("%q finds %q", text, got)
		}
	}
	if yes, _ := x.Find("", nil); len(yes) != len(Bundled()) {
		t.Error("without a text, not all are there")
	}
}

func TestWhatIsNotStatedIsNeitherYesNorNo(t *testing.T) {
	const head = "group: rco\nchecked: 2026-01-01\nphone: 5550100\n"
	x := index(t, "name: both\noffers: mar\nfor: women\n"+head+"\nname: one\noffers: mar\n"+head+"\nname: neither\n"+head+
		"\nname: refuses\noffers: mar\nnot: women\n"+head+"\nname: without\nnot: mar\n"+head)
	for _, c := range []struct{ text, filters, yes, unstated string }{
		{"", "", "both one neither refuses without", ""},
		{"", "mar", "both one refuses", "neither"},
		{"", "mar women", "both", "one neither"},
		{"", "women mar", "both", "one neither"}, // the order of choosing changes nothing
		{"", "housing", "", "both one neither refuses without"},
		{"one", "women", "", "one"},
		{"both", "women housing", "", "both"},
	} {
		yes, unstated := x.Find(c.text, strings.Fields(c.filters))
		if got := strings.Join(names(x, yes), " "); got != c.yes {
			t.Errorf("%+v: yes %q", c, got)
		}
		if got := strings.Join(names(x, unstated), " "); got != c.unstated {
			t.Errorf("%+v: not stated %q", c, got)
		}
	}
}

func TestFoldKeepsOneLetterForEach(t *testing.T) {
	if len([]rune(accented)) != len(plainly) {
		t.Fatal("the lists differ in length")
	}
	if got := Fold("ÁÑandú PINGÜINO “Qué” o\u0301"); got != `anandu pinguino "que" o` {
		t.Errorf("%q", got)
	}
}

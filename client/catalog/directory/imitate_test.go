package directory

import (
	"strings"
	"testing"
)

// An entry that is called like a line that comes with the program, or looks so, is left out, and the operator is told where.
func TestNoEntryIsCalledLikeALineOfOurs(t *testing.T) {
	for name, taken := range map[string]bool{
		"National Domestic Violence Hotline":                     true,
		"NATIONAL  DOMESTIC-VIOLENCE HOTLINE":                    true,
		"The National Domestic Violence Hotline (nearby)":        true,
		"Our line (National Domestic Violence Hotline)":          true,
		"Línea Nacional Contra la Violencia Domestica":           true,
		"N\u0430ti\u043enal D\u03bfmestic Vi0lence Hot1ine":      true, // letters of two other alphabets, and digits
		"\uff33\uff21\uff2d\uff28\uff33\uff21 National Helpline": true,
		"\U0001d412\U0001d400\U0001d40c\U0001d407\U0001d412\U0001d400 \U0001d5ad\U0001d5ba\U0001d5cd\U0001d5c2\U0001d5c8\U0001d5c7\U0001d5ba\U0001d5c5 Helpline": true,
		"Emergency":                         true,
		"EMERGENCIAS":                       true,
		"Emergency shelter":                 false,
		"Domestic Violence Hotline":         false,
		"International Helpline":            false,
		"National Harm Reduction Coalition": false, // no line
		"Casa Abierta":                      false,
	} {
		list := "name: Harbor\ngroup: now\nphone: 555-0100\nchecked: 2026-01-01\n\nname.en: Something\nname: " + name +
			"\ngroup: now\nphone: 555-0199\nchecked: 2026-01-01\n"
		entries, problems := Parse(list)
		if got := len(problems) == 1 && problems[0] == (Problem{6, Imitates, "name", ""}); got != taken || len(problems) > 1 {
			t.Errorf("%s: %+v", name, problems)
		}
		if got := len(entries) == 1 && len(Local(list)) == 1; got != taken {
			t.Errorf("%s: %d entries", name, len(entries))
		}
	}
	if m := (Problem{6, Imitates, "name", ""}).Message(); !strings.Contains(m, "left out") && !strings.Contains(m, "leave it out") {
		t.Error(m)
	}
}

// Whose number a number is.
func TestANumberOfALineOfOursIsKnown(t *testing.T) {
	for lines, want := range map[string]string{
		"phone: 1-800-799-7233":            "National Domestic Violence Hotline",
		"phone: (800) 799.7233 nights, 2":  "National Domestic Violence Hotline",
		"phone: 555-0100\ntty: 8004874889": "SAMHSA National Helpline",
		"text: HELLO 88788":                "National Domestic Violence Hotline",
		"phone: 911":                       "Emergency",
		"phone: 555-0911":                  "",
	} {
		entries := Local("name: A\ngroup: now\nchecked: 2026-01-01\n" + lines)
		got := ""
		if line := Line(&entries[0]); line != nil {
			got = line.Get("name")
		}
		if got != want {
			t.Errorf("%s is of %q", lines, got)
		}
	}
}

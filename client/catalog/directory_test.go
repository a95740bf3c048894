package catalog

import (
	"slices"
	"strings"
	"testing"

	"larkspur/client/catalog/directory"
	"larkspur/client/catalog/grade"
	"larkspur/client/plan"
)

// directoryKeys are what the directory asks for by the keys of its entries.
func directoryKeys() []string {
	var all []string
	add := func(prefix string, keys []string) {
		for _, k := range keys {
			all = append(all, prefix+k)
		}
	}
	add("dir.group.", directory.Groups())
	add("dir.lang.", directory.Languages())
	add("dir.with.", directory.Sources())
	for _, g := range directory.Filters() {
		all = append(all, "dir.filters."+g.Key)
		add("dir.filter.", g.Filters)
	}
	for _, t := range directory.Tiers() {
		all = append(all, "dir.tier."+t, "dir.tier."+t+".share")
	}
	return all
}

func TestEveryKeyOfTheDirectoryHasItsWords(t *testing.T) {
	for lang, w := range all {
		seen := map[string]string{}
		for _, key := range directoryKeys() {
			if !w.Has(key) {
				t.Errorf("%s lacks %s", lang, key)
			}
			// Beside each other, two that are called the same cannot be told apart by ear.
			family, _, _ := strings.Cut(strings.TrimPrefix(key, "dir."), ".")
			if before, ok := seen[family+w.Text(key)]; ok {
				t.Errorf("%s: %s and %s are both %q", lang, before, key, w.Text(key))
			}
			seen[family+w.Text(key)] = key
		}
	}
}

// The roles of the directory are those that a plan knows, and have its words.
func TestTheRolesAreThoseOfAPlan(t *testing.T) {
	k, _ := plan.KindOf("rel")
	f, _ := k.Field("role")
	if !slices.Equal(directory.Roles(), f.Options) {
		t.Errorf("%q and %q", directory.Roles(), f.Options)
	}
}

// The list that comes with the program is held to what all words are held to. Names are those of their owners.
func TestTheBundledListIsWrittenLikeTheRest(t *testing.T) {
	var en, es grade.Count
	for _, e := range directory.Bundled() {
		for lang, text := range map[string]string{"en": e.Get("about.en"), "es": e.Get("about.es")} {
			if hit := never[lang].FindString(text); hit != "" {
				t.Errorf("%s says %q: %q", lang, hit, text)
			}
			if fault := untidy(text); fault != "" {
				t.Errorf("%s: %s: %q", lang, fault, text)
			}
		}
		if fault := untidy(e.Get("name")); fault != "" {
			t.Errorf("%q: %s", e.Get("name"), fault)
		}
		en, es = en.Add(grade.Of(e.Get("about.en"), grade.English)), es.Add(grade.Of(e.Get("about.es"), grade.Spanish))
	}
	t.Logf("English grade %.1f, Spanish ease %.1f", en.FleschKincaid(), es.Inflesz())
	if en.FleschKincaid() > 7 || es.Inflesz() < 60 {
		t.Error("it is hard to read")
	}
}

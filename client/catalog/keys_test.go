package catalog

import (
	"slices"
	"strings"
	"testing"

	"larkspur/client/plan"
)

// planKeys are the keys that client/plan asks for. Those with true may have a hint.
func planKeys() map[string]bool {
	keys := map[string]bool{plan.SectionLabel(plan.Own): true}
	for _, s := range plan.StandardSections() {
		keys[plan.SectionLabel(s.Key)] = true
	}
	for _, k := range plan.Kinds() {
		keys[k.Label()] = true
		addFields(keys, k, k.Fields)
	}
	return keys
}

func addFields(keys map[string]bool, k plan.Kind, fields []plan.Field, path ...string) {
	for _, f := range fields {
		at := append(slices.Clone(path), f.Key)
		keys[k.FieldLabel(at...)] = true
		for _, o := range f.Options {
			keys[k.OptionLabel(o, at...)] = false
		}
		addFields(keys, k, f.Fields, at...)
	}
}

func TestEveryPartOfAPlanHasItsWords(t *testing.T) {
	for lang, w := range all {
		for key := range planKeys() {
			if !w.Has(key) {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
	}
}

// free are the beginnings of keys that belong to no part of a plan.
var free = []string{"ui.", "prompt.", "paper.", "dir."}

func TestNoKeyIsStray(t *testing.T) {
	keys := planKeys()
	stray := func(key string) bool {
		if _, ok := keys[key]; ok || slices.ContainsFunc(free, func(prefix string) bool { return strings.HasPrefix(key, prefix) }) {
			return false
		}
		base, hint := strings.CutSuffix(key, ".hint")
		return !hint || !keys[base]
	}
	for lang, w := range all {
		for key := range w.texts {
			if stray(key) {
				t.Errorf("%s has %s, which nothing asks for", lang, key)
			}
		}
	}
	for _, key := range []string{"kind.chan.field.state.safe.hint", "kind.chan.field.gone", "section.gone", "kind.gone.hint", "uix", ""} {
		if !stray(key) {
			t.Errorf("%q passes", key)
		}
	}
}

// Two options of one field, two fields of one kind, two kinds or two sections that are called the same cannot be told
// apart by ear.
func TestNamesBesideEachOtherDiffer(t *testing.T) {
	for lang, w := range all {
		differ := func(what string, keys []string) {
			seen := map[string]string{}
			for _, k := range keys {
				if before, ok := seen[w.Text(k)]; ok {
					t.Errorf("%s: %s: %s and %s are both %q", lang, what, before, k, w.Text(k))
				}
				seen[w.Text(k)] = k
			}
		}
		var sections, kinds []string
		for _, s := range plan.StandardSections() {
			sections = append(sections, plan.SectionLabel(s.Key))
		}
		for _, k := range plan.Kinds() {
			kinds = append(kinds, k.Label())
			differFields(differ, k, k.Fields)
		}
		differ("sections", sections)
		differ("kinds", kinds)
	}
}

func differFields(differ func(string, []string), k plan.Kind, fields []plan.Field, path ...string) {
	var labels []string
	for _, f := range fields {
		at := append(slices.Clone(path), f.Key)
		labels = append(labels, k.FieldLabel(at...))
		var options []string
		for _, o := range f.Options {
			options = append(options, k.OptionLabel(o, at...))
		}
		differ("options", options)
		differFields(differ, k, f.Fields, at...)
	}
	differ("fields", labels)
}

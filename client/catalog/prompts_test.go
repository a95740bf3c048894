package catalog

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"testing"

	"larkspur/client/plan"
)

// everyPrompt returns all prompts by section, each with the rows it is for.
func everyPrompt(t *testing.T) (of map[string][]Prompt, rows map[string][]string) {
	t.Helper()
	of, rows = map[string][]Prompt{}, map[string][]string{}
	for _, s := range plan.StandardSections() {
		of[s.Key] = Prompts(s.Key)
	}
	for line := range strings.Lines(prompts) {
		f := strings.Fields(line)
		rows[f[1]] = strings.Split(f[3], ",")
	}
	return of, rows
}

func TestEverySectionHasIdeas(t *testing.T) {
	of, _ := everyPrompt(t)
	for section, list := range of {
		if len(list) < 6 {
			t.Errorf("%s has %d", section, len(list))
		}
		var kinds []string
		for _, q := range list {
			if len(kinds) == 0 || kinds[len(kinds)-1] != q.Kind {
				kinds = append(kinds, q.Kind)
			}
		}
		if len(slices.Compact(slices.Sorted(slices.Values(kinds)))) != len(kinds) {
			t.Errorf("%s: prompts of one kind do not follow each other: %v", section, kinds)
		}
	}
}

// The rows of the four risks in README.md.
func TestEveryRiskHasAnIdea(t *testing.T) {
	_, rows := everyPrompt(t)
	has := map[string]bool{}
	for _, list := range rows {
		for _, row := range list {
			has[row] = true
		}
	}
	for letter, n := range map[string]int{"A": 7, "B": 8, "C": 10, "D": 9} {
		for i := range n {
			if row := letter + strconv.Itoa(i+1); !has[row] {
				t.Errorf("%s has none", row)
			}
		}
	}
}

// The words of each prompt fit its fields in both languages, are all used, and the item is then told by them.
func TestEveryIdeaFillsItsItemAndIsToldByIt(t *testing.T) {
	of, _ := everyPrompt(t)
	for lang, w := range all {
		used := map[string]bool{}
		p, err := plan.New(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for section, list := range of {
			for _, q := range list {
				k, ok := plan.KindOf(q.Kind)
				if !ok || !w.Has("prompt."+q.Key) {
					t.Fatalf("%s: %s %s: no such kind, or no words", lang, section, q.Key)
				}
				if q.Used(p) {
					if section != "comm" && section != "tech" {
						t.Errorf("%s: %s %s is taken for another", lang, section, q.Key)
					}
					continue
				}
				id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), q.Kind)
				if err != nil {
					t.Fatal(err)
				}
				if err := q.Fill(p, id, w); err != nil {
					t.Errorf("%s: %s %s: %v", lang, section, q.Key, err)
				}
				it, _ := p.Item(id)
				if !q.Used(p) || it.Text(q.named()) != q.Text(w) {
					t.Errorf("%s: %s %s is not told by its item", lang, section, q.Key)
				}
				for _, set := range q.sets {
					field, _, _ := strings.Cut(strings.TrimPrefix(set, "@"), "=")
					field, _, _ = strings.Cut(field, ".")
					if it.Value(field) == nil {
						t.Errorf("%s: %s %s: %s came to nothing", lang, section, q.Key, set)
					}
				}
				used["prompt."+q.Key] = true
				for _, f := range k.Fields {
					used["prompt."+q.Key+"."+f.Key] = it.Value(f.Key) != nil
				}
			}
		}
		for key := range w.texts {
			if strings.HasPrefix(key, "prompt.") && !used[key] {
				t.Errorf("%s: %s fills nothing", lang, key)
			}
		}
	}
}

func TestAnIdeaIsUsedWhateverItIsCalledOnlyWhereItsDataSaySo(t *testing.T) {
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	find := func(section, key string) Prompt {
		list := Prompts(section)
		return list[slices.IndexFunc(list, func(q Prompt) bool { return q.Key == key })]
	}
	voicemail, location := find("comm", "voicemail"), find("tech", "tech.location")
	add := func(q Prompt, name, field, value string) {
		id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), q.Kind)
		if err != nil {
			t.Fatal(err)
		}
		if p.SetField(id, q.named(), plan.Text(name)) != nil || p.SetField(id, field, plan.Text(value)) != nil {
			t.Fatal("the test fills the item wrongly")
		}
	}
	add(voicemail, "the old machine", "type", "voicemail")
	add(location, "the maps on the tablet", "topic", "location")
	if !voicemail.Used(p) || location.Used(p) {
		t.Error("a channel is one of its kind, a step is told by its words")
	}
	add(location, location.Text(all["es"])+", en la tableta", "topic", "location")
	if !location.Used(p) {
		t.Error("words of another language, and more behind them, are not known again")
	}
}

// A sudden change can be noticed: each step for phones and accounts says what of it.
func TestEveryIdeaAboutTechnologySaysWhatCouldBeNoticed(t *testing.T) {
	of, _ := everyPrompt(t)
	for _, list := range of {
		for _, q := range list {
			for lang, w := range all {
				if q.Kind == "tech" && !w.Has("prompt."+q.Key+".seen") {
					t.Errorf("%s: %s does not", lang, q.Key)
				}
			}
		}
	}
}

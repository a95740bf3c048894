package app

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"larkspur/wasm/view"
)

// faults lists what is wrong with a tree. What cannot be seen in a tree (contrast, size, what a screen reader makes of
// it) is for a browser.
func faults(tree *view.Node) []string {
	f := &finder{ids: map[string]int{}, labelled: map[string]bool{}}
	walk(tree, f.note)
	walk(tree, f.check)
	for id, n := range f.ids {
		if n > 1 {
			f.add("the id %s is there %d times", id, n)
		}
	}
	if f.heads != 1 {
		f.add("there are %d h1", f.heads)
	}
	slices.Sort(f.out)
	return slices.Compact(f.out)
}

type finder struct {
	out      []string
	ids      map[string]int
	labelled map[string]bool
	level    int
	heads    int
}

func (f *finder) add(text string, args ...any) { f.out = append(f.out, fmt.Sprintf(text, args...)) }

func (f *finder) note(n *view.Node) {
	if id := attrOf(n, "id"); id != "" {
		f.ids[id]++
	}
	if n.Tag == "label" {
		f.labelled[attrOf(n, "for")] = true
	}
}

func (f *finder) check(n *view.Node) {
	for _, text := range append([]string{n.Text, n.Value}, values(n)...) {
		if bracketed.MatchString(text) {
			f.add("a word is missing: %s", text)
		}
	}
	f.checkName(n)
	f.checkReferences(n)
	f.checkChildren(n)
	f.checkAllowed(n)
	if len(n.Tag) == 2 && n.Tag[0] == 'h' && n.Tag[1] >= '1' && n.Tag[1] <= '6' {
		level := int(n.Tag[1] - '0')
		if level == 1 {
			f.heads++
		}
		if level > f.level+1 {
			f.add("the heading %s jumps a level", nameOf(n))
		}
		f.level = level
	}
}

func values(n *view.Node) []string {
	var out []string
	for _, a := range n.Attrs {
		out = append(out, a.Value)
	}
	return out
}

// checkName: whatever can be used has a name.
func (f *finder) checkName(n *view.Node) {
	switch n.Tag {
	case "input", "textarea":
		if id := attrOf(n, "id"); (id == "" || !f.labelled[id]) && attrOf(n, "aria-label") == "" {
			f.add("a control has no label: %s", id)
		}
	case "button":
		if nameOf(n) == "" {
			f.add("a button has no name: %s", handlerOf(n, "click"))
		}
	case "fieldset":
		if len(n.Children) == 0 || n.Children[0] == nil || n.Children[0].Tag != "legend" {
			f.add("a fieldset has no legend: %s", n.Key)
		}
	}
	if role := attrOf(n, "role"); (role == "radiogroup" || role == "group" || role == "dialog") && attrOf(n, "aria-labelledby") == "" && attrOf(n, "aria-label") == "" {
		f.add("a %s has no name", role)
	}
}

func (f *finder) checkReferences(n *view.Node) {
	for _, name := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls"} {
		for id := range strings.FieldsSeq(attrOf(n, name)) {
			if f.ids[id] == 0 {
				f.add("%s leads nowhere: %s", name, id)
			}
		}
	}
}

// checkChildren: siblings have keys of their own, and what may move has one.
func (f *finder) checkChildren(n *view.Node) {
	keys := map[string]bool{}
	on := 0
	for _, c := range n.Children {
		if c == nil {
			continue
		}
		if at := c.Tag + " " + c.Key; c.Key != "" {
			if keys[at] {
				f.add("two siblings have the key %s", at)
			}
			keys[at] = true
		} else if slices.Contains(strings.Fields(attrOf(n, "class")), "list") || attrOf(n, "role") == "radiogroup" {
			f.add("an entry of a list has no key: %s", nameOf(c))
		}
		if attrOf(c, "aria-checked") == "true" {
			on++
		}
	}
	if attrOf(n, "role") == "radiogroup" && on != 1 {
		f.add("%d of a group of radios are on: %s", on, attrOf(n, "aria-labelledby"))
	}
}

// checkAllowed: the page draws what is on its list and drops the rest without a word.
func (f *finder) checkAllowed(n *view.Node) {
	if n.Tag != "" && !slices.Contains(allowedWords("tags"), n.Tag) {
		f.add("the page has no element %s", n.Tag)
	}
	for _, a := range n.Attrs {
		if !strings.HasPrefix(a.Name, "aria-") && !strings.HasPrefix(a.Name, "data-") && !slices.Contains(allowedWords("attributes"), a.Name) {
			f.add("the page drops the attribute %s", a.Name)
		}
	}
	for _, h := range n.On {
		if !slices.Contains([]string{"click", "input", "change", "submit", "focusout", "escape"}, h.Event) {
			f.add("the page tells nothing of %s", h.Event)
		}
	}
}

// allowedWords reads a list of wasm/web/allow.ts.
func allowedWords(name string) []string {
	src, err := os.ReadFile("../web/allow.ts")
	if err != nil {
		panic(err)
	}
	_, list, _ := strings.Cut(string(src), "const "+name+" = words(")
	list, _, _ = strings.Cut(list, ");")
	var out []string
	for _, part := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(list, -1) {
		out = append(out, strings.Fields(part[1])...)
	}
	return out
}

// A look that finds nothing anywhere would find nothing here either.
func TestTheWalkerSeesFaults(t *testing.T) {
	good := view.El("div", view.Leaf("h1", "Title"), view.Leaf("h2", "Part"))
	if got := faults(good); len(got) != 0 {
		t.Errorf("of a good tree: %q", got)
	}
	for want, n := range map[string]*view.Node{
		"a word is missing":              view.Leaf("p", "[ui.none]"),
		"a control has no label":         view.El("input").Attr("id", "x"),
		"a button has no name":           view.El("button"),
		"a fieldset has no legend":       view.El("fieldset", view.Leaf("p", "x")),
		"a radiogroup has no name":       view.El("div").Attr("role", "radiogroup"),
		"aria-describedby leads nowhere": view.El("p").Attr("aria-describedby", "nothing"),
		"the id a is there 2 times":      view.El("div", view.El("p").Attr("id", "a"), view.El("p").Attr("id", "a")),
		"two siblings have the key p k":  view.El("div", view.El("p").WithKey("k"), view.El("p").WithKey("k")),
		"an entry of a list has no key":  view.El("ul", view.Leaf("li", "x")).Class("list"),
		"0 of a group of radios are on":  view.El("div").Attr("role", "radiogroup").Attr("aria-label", "x"),
		"the page has no element select": view.El("select"),
		"the page drops the attribute":   view.El("p").Attr("onclick", "x"),
		"the page tells nothing of":      view.El("p").Handle("keydown", "x"),
		"jumps a level":                  view.Leaf("h4", "x"),
		"there are 2 h1":                 view.Leaf("h1", "x"),
	} {
		tree := view.El("div", view.Leaf("h1", "Title"), view.Leaf("h2", "Part"), n)
		if got := strings.Join(faults(tree), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s is not seen: %q", want, got)
		}
	}
}

package view

import (
	"strconv"
	"testing"
)

// long is a frame around a list.
func long(items int) *Node {
	list := El("ul")
	for i := range items {
		list.Add(El("li", Leaf("button", strconv.Itoa(i))))
	}
	return El("div", El("header", Leaf("h1", "Title").Focused(true)), El("main", nil, list, Leaf("p", "end")))
}

func elements(n *Node) int {
	if n == nil {
		return 0
	}
	count := 1
	for _, c := range n.Children {
		count += elements(c)
	}
	return count
}

// The beginning of a tree is a tree whose every element stands in the whole at the same place.
func sameStart(t *testing.T, part, whole *Node) {
	t.Helper()
	if part.Tag != whole.Tag || part.Text != whole.Text || len(part.Children) > len(whole.Children) {
		t.Fatalf("%q %q is not the beginning of %q %q", part.Tag, part.Text, whole.Tag, whole.Text)
	}
	for i, c := range part.Children {
		if c != nil {
			sameStart(t, c, whole.Children[i])
		}
	}
}

func TestTheBeginningOfAScreen(t *testing.T) {
	whole := long(200)
	before := elements(whole)
	tree, all := Cut(whole)
	if got := elements(tree); all || got < begins || got > begins+5 || elements(whole) != before {
		t.Fatalf("all %v, %d elements of %d, which are %d now", all, got, before, elements(whole))
	}
	sameStart(t, tree, whole)
	if tree, all := Cut(long(5)); !all || elements(tree) != elements(long(5)) {
		t.Error("a short screen was cut")
	}
	whole.Children[1].Children[2].Focused(true)
	if tree, all := Cut(whole); !all || tree != whole {
		t.Error("what asks for the focus was cut away")
	}
}

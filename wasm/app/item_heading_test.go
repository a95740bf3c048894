package app

import (
	"strings"
	"testing"

	"larkspur/wasm/view"
)

// While the name of something is typed, the heading above it stays: one that grows moves what is below it, the box that one
// types in and the button that one is about to press. It has the new name when the thing is opened again.
func TestTheHeadingStaysWhileANameIsTyped(t *testing.T) {
	k, _ := withNote(t, "Notes", "milk")
	p := k.opens("en")
	heading := func() string {
		return strings.TrimSpace(textOf(p.find("the heading", func(n *view.Node) bool { return n.Tag == "h1" })))
	}
	p.click("Safer rooms and ways out")
	p.click("Notes")
	p.act(p.box("Title"), "input", "A name that is so long that it would need a second and a third line")
	p.settles()
	if got := heading(); got != "Notes" {
		t.Errorf("the heading became %q", got)
	}
	p.click("Back")
	p.clickPart("A name that is so long")
	if got := heading(); got == "Notes" {
		t.Error("the heading has the old name still")
	}
}

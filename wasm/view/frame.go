package view

import (
	"strconv"

	"larkspur/client/catalog"
)

// StatusKind says what is known of the saving.
type StatusKind uint8

// The kinds of status.
const (
	NoStatus StatusKind = iota // nothing to save here
	Saved
	Busy    // being saved, or about to be
	Trouble // Text says what to do
)

// Status is the mark of saving in the frame.
type Status struct {
	Kind StatusKind
	Text string
	// Retry is the label of the button that does something about it; empty: none. Action is what it does, "retry" when empty.
	Retry, Action string
	// Still says that a change is not to be announced: whoever draws says it aloud, or it changes too often for that.
	Still bool
}

// Frame is what every screen of a vault is drawn in: heading, way back, places to go, status.
//
// Its actions are "back", "home", "week", "settings", "close", "retry", "gone", "admission" and those of LinkBar.
type Frame struct {
	Words *catalog.Words
	// Lang is "en" or "es".
	Lang string
	// Serial differs between any two screens that follow each other, so that the heading of a new one takes the focus.
	Serial int
	// Title is the heading.
	Title string
	// Back is the action of the way back; empty: there is none.
	Back string
	// Nav shows the places to go; Here is the one that is shown: "home", "week", "settings" or "".
	Nav  bool
	Here string
	// Book is the notebook look, which has no week.
	Book bool
	// Status is the mark of saving.
	Status Status
	// Link is the bar of a live link; nil: there is none.
	Link *LinkBar
	// Visit is what stands in its place for a guest.
	Visit *Node
	// Held is what a guest wrote on this screen and has no place; nil: nothing.
	Held *Node
	// Wide lets the main part be wider than a column of text.
	Wide bool
}

// Node draws the frame around children.
func (f Frame) Node(children ...*Node) *Node {
	shell := "v-shell"
	if f.Wide {
		shell += " wide"
	}
	if f.Book { // a black button to leave is known from pages of help
		shell += " book"
	}
	bar := El("header")
	if f.Back != "" {
		bar.Add(Say(f.Words, "button[type=button].btn.quiet#back", "ui.back").Click(f.Back))
	}
	bar.Add(Leaf("h1[tabindex=-1]", f.Title).WithKey("h" + strconv.Itoa(f.Serial)).Focused(true))
	bar.Add(f.Status.node())
	if f.Nav {
		bar.Add(f.nav())
	}
	return El("div", bar.Class("bar"), f.Link.node(f.Words), f.Visit, El("main#main", f.Held).Add(children...)).Class(shell)
}

func (f Frame) nav() *Node {
	nav := El("nav.nav").Attr("aria-label", f.Words.Text("ui.nav"))
	for _, place := range [...]string{"home", "week", "settings"} {
		if f.Book && place == "week" {
			continue
		}
		b := Leaf("button[type=button].btn.quiet", f.Words.Text("ui.nav."+place)).WithKey(place).Click(place)
		if place == f.Here {
			b.Attr("aria-current", "page")
		}
		nav.Add(b)
	}
	return nav.Add(Say(f.Words, "button[type=button].btn.quiet#close", "ui.nav.close").Click("close"))
}

// node is announced by a screen reader when it changes.
func (s Status) node() *Node {
	if s.Kind == NoStatus {
		return nil
	}
	class := [...]string{Saved: "state", Busy: "state busy", Trouble: "state trouble"}[s.Kind]
	n := El("div.row#status", Leaf("span", s.Text).Class(class))
	if !s.Still {
		n.Attr("role", "status")
	}
	if s.Retry != "" {
		action := s.Action
		if action == "" {
			action = "retry"
		}
		n.Add(Leaf("button[type=button].btn", s.Retry).Click(action))
	}
	return n
}

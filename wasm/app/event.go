package app

import (
	"strings"

	"larkspur/client/plan"
)

// EventKind says what the page tells the core (ToCore in wasm/web/bridge.d.ts).
type EventKind string

// The kinds of events.
const (
	EventStart   EventKind = "start"   // Lang, Site, Places, Zone
	EventTry     EventKind = "try"     // Text, Lang
	EventAction  EventKind = "event"   // Seq, ID, On, Value
	EventLock    EventKind = "lock"    // save, then go back to the cover; 20 seconds at most
	EventShown   EventKind = "shown"   // a beginning (Page.Beginning) is on the screen
	EventHidden  EventKind = "hidden"  // out of sight; the page has covered itself
	EventVisible EventKind = "visible" // and back
)

// Event is one message of the page. Which fields are set depends on the kind.
type Event struct {
	Kind EventKind
	// Seq counts the actions from 1. Page.Tree takes the last one that was dealt with.
	Seq int
	// ID is the action of the node, On what happened to it, Value what the control holds.
	ID, On, Value string
	// Text is what was entered in the box of the cover.
	Text string
	// Lang is "en" or "es". Site is the text of GET /v1/site, Places that of GET /v1/directory. Zone is an IANA name.
	Lang, Site, Places, Zone string
}

// Action is an EventAction taken apart: a node's action is a verb and arguments, with a space between.
type Action struct {
	Verb string
	Args []string
	// On is what happened (click, input, change, submit, focusout, escape), Value what the control holds.
	On, Value string
}

func actionOf(e Event) Action {
	parts := strings.Split(e.ID, " ")
	return Action{Verb: parts[0], Args: parts[1:], On: e.On, Value: e.Value}
}

// Arg returns an argument, or "" when there are fewer.
func (a Action) Arg(i int) string {
	if i >= len(a.Args) {
		return ""
	}
	return a.Args[i]
}

// PlanID returns an argument as the id of a section or an item; the zero ID, which nothing has, when it is none.
func (a Action) PlanID(i int) plan.ID {
	id, _ := plan.ParseID(a.Arg(i))
	return id
}

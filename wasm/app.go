//go:build js && wasm

package main

import (
	"context"
	"encoding/hex"
	"strconv"

	"larkspur/wasm/view"
)

// run is a stand-in for the application: it opens for one constant text and proves every part of the bridge.
func run(b *Bridge) {
	var lines []string
	var typed, root string
	seq := 0
	open := false
	note := func(s string) { lines = append(lines, s) }
	derived := make(chan string)
	for {
		select {
		case root = <-derived:
			b.Announce("ready", false)
		case e := <-b.Events:
			switch e.Kind {
			case EventStart:
				note("start " + e.Lang + " " + e.Zone)
			case EventTry:
				if e.Text != "winter garden soup" {
					break
				}
				open = true
				go func() {
					r, err := b.Derive(context.Background(), []byte(e.Text), []byte("0123456789abcdef"))
					if err != nil {
						derived <- err.Error()
						return
					}
					derived <- hex.EncodeToString(r[:4])
				}()
			case EventAction:
				seq = e.Seq
				note(e.ID + " " + e.On + " " + strconv.Itoa(len(e.Value)))
				switch e.ID {
				case "typed":
					typed = e.Value
				case "close":
					b.Cover()
				case "print":
					b.Print()
				}
			case EventLock:
				b.Cover()
			}
		}
		if open {
			b.Tree(screen(lines, typed, root), seq)
		}
	}
}

func screen(lines []string, typed, root string) *view.Node {
	list := view.El("ul")
	for _, l := range lines {
		list.Add(view.Leaf("li", l))
	}
	return view.El("div",
		view.El("header", view.Leaf("h1", "Notes").Attr("tabindex", "-1").Focused(true)).Class("bar"),
		view.El("main",
			view.El("div",
				view.Leaf("label", "Text").Attr("for", "t"),
				view.El("textarea").Attr("id", "t").WithKey("t").Val(typed).Handle("input", "typed"),
			).Class("field"),
			view.Leaf("p", root),
			view.Leaf("button", "Close").Class("btn").Click("close"),
			view.Leaf("button", "Print").Class("btn").Click("print"),
			list,
		).Class("card"),
	).Class("v-shell")
}

//go:build unix

// Package axe looks at a page as axe-core does: the rules of WCAG 2.0 to 2.2, levels A and AA, and its best practices.
//
// axe-core (MPL-2.0) is a tool of tests. It is fetched into the user's cache, never committed, and linked into nothing: its
// script goes into the page through the protocol that drives the browser, as the page's own policy lets nothing in.
package axe

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"

	"larkspur/wasm/browsertest"
)

// Fault is one rule that one element breaks.
type Fault struct {
	Rule   string `json:"rule"`
	Help   string `json:"help"`
	Target string `json:"target"` // a CSS selector
	HTML   string `json:"html"`   // the element, cut
	Why    string `json:"why"`
}

func (f Fault) String() string {
	return fmt.Sprintf("%s: %s\n\tat %s\n\t%s\n\t%s", f.Rule, f.Help, f.Target, f.HTML, strings.ReplaceAll(f.Why, "\n", "; "))
}

// source is the script, read once.
var source = sync.OnceValues(func() (string, error) {
	path, err := Locate()
	if err != nil {
		return "", err
	}
	b, err := os.ReadFile(path)
	return string(b), err
})

// look runs the rules. What axe-core cannot decide by itself (incomplete) is no fault.
const look = `axe.run(document, {
	runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]},
	rules: {"target-size": {enabled: true}},
	resultTypes: ["violations"], preload: false,
}).then((found) => found.violations.flatMap((v) => v.nodes.map((n) => ({
	rule: v.id, help: v.help, target: n.target.join(" "), html: n.html.slice(0, 300), why: n.failureSummary,
}))))`

// Look returns what is at fault on the page that a browser shows now.
func Look(ctx context.Context, b browsertest.Browser) ([]Fault, error) {
	var there bool
	if err := b.Eval(ctx, `typeof axe === "object"`, &there); err != nil {
		return nil, err
	}
	if !there {
		script, err := source()
		if err != nil {
			return nil, err
		}
		if err := b.Eval(ctx, "(() => {"+script+"\n})()", nil); err != nil {
			return nil, err
		}
	}
	var faults []Fault
	err := b.Eval(ctx, look, &faults)
	return faults, err
}

//go:build unix

package preview

import (
	"strings"
	"testing"
)

// A program that says that it is over is ended at once. What it drew last stays, and leads to the cover, behind which a fresh one is.
func TestWhatIsOverLeavesWhatWasDrawnLast(t *testing.T) {
	shown(t, func(p person) {
		p.fill("Area", "typed, and not told")
		p.click("button", "Over")
		p.sees("over click")
		p.do(p.Eval(p.t.Context(), "new Promise((done) => setTimeout(done, 1500))", nil))
		if text, err := p.Text(p.t.Context()); err != nil || !strings.Contains(text, "over click") || strings.Contains(text, "Came above") {
			p.t.Errorf("after the end the page reads %q, %v", text, err)
		}
		p.fill("Area", "typed to nobody")
		p.click("button", "Turn")
		p.sees("30 recipes")
		p.enter(opens)
		p.sees("Opened")
		if heard := p.eval("document.getElementById('heard').textContent"); strings.Contains(heard, "click") || strings.Contains(heard, "typed") {
			p.t.Errorf("the fresh one heard %s", heard)
		}
	})
}

//go:build unix

package preview

import (
	"strings"
	"testing"
	"time"

	"larkspur/wasm/browsertest"
)

// restless has a page draw something else in the middle of the next press, as a page does to which another person
// writes: everything moves down, and the button that is pressed goes to another place among buttons of its sort.
func restless(p person, how string) {
	p.t.Helper()
	p.click("button", how)
	p.do(p.Eval(p.t.Context(), `void addEventListener("pointerdown", () => { window.since = performance.now(); }, true)`, nil))
	p.do(p.Eval(p.t.Context(), `void addEventListener("pointerup", () => {
		window.held = performance.now() - window.since;
		window.was = document.body.innerText.includes("Came above");
	}, true)`, nil))
	p.do(p.Focus(p.t.Context(), browsertest.ByLabel("Area")))
}

// What is drawn between the two halves of a press does not take the button from under it.
func TestAPressIsHeardWhateverIsDrawnMeanwhile(t *testing.T) {
	shown(t, func(p person) {
		for tries := 1; ; tries++ { // a busy machine may hold it for longer than the page waits
			restless(p, "Restless")
			p.do(p.Hold(p.t.Context(), browsertest.ByRole("button", "Here"), 200*time.Millisecond))
			if tries == 10 || p.eval("window.held < 350") == "true" {
				break
			}
			opened(p, p.eval("location.href"))
		}
		p.sees("Came above")
		p.sees("here click")
		p.is("window.was", "false")
		if heard := p.eval("document.getElementById('heard').textContent"); strings.Contains(heard, "new click") || strings.Count(heard, "here click") != 1 {
			p.t.Errorf("heard %s", heard)
		}
	})
}

// A page that has to be emptied does not wait for who holds something down.
func TestAPressThatLastsHoldsNothingUp(t *testing.T) {
	shown(t, func(p person) {
		restless(p, "Restless")
		p.do(p.Hold(p.t.Context(), browsertest.ByRole("button", "Here"), 3*time.Second))
		p.is("window.was", "true")
	})
}

// What waited for the end of a press is of no page that is closed meanwhile.
func TestWhatWaitsForAPressGoesWithThePage(t *testing.T) {
	shown(t, func(p person) {
		restless(p, "Falling")
		// Closed, what was on the screen is out of the document: it has to be out of what was taken out as well.
		p.do(p.Eval(p.t.Context(), "void (window.shell = document.querySelector('.v-shell').parentNode)", nil))
		p.do(p.Hold(p.t.Context(), browsertest.ByRole("button", "Here"), 200*time.Millisecond))
		p.sees("30 recipes")
		p.do(p.Eval(p.t.Context(), "new Promise((done) => setTimeout(done, 1000))", nil))
		p.is("document.contains(window.shell) || window.shell.textContent", "")
	})
}

// holdsSpace is restless, and a press by key.
func holdsSpace(p person, long time.Duration) {
	p.t.Helper()
	p.click("button", "Restless")
	p.do(p.Eval(p.t.Context(), `void (() => {
		addEventListener("keydown", () => document.querySelector("textarea").dispatchEvent(new FocusEvent("focusout", { bubbles: true })), true);
		addEventListener("keyup", () => { window.was = document.body.innerText.includes("Came above"); }, true);
	})()`, nil))
	p.do(p.Focus(p.t.Context(), browsertest.ByRole("button", "Here")))
	p.do(p.HoldKey(p.t.Context(), "Space", long))
}

// What is drawn while a key is down that presses what has the focus does not take the press from it either, and waits no longer.
func TestAPressByKeyIsHeardWhateverIsDrawnMeanwhile(t *testing.T) {
	shown(t, func(p person) {
		holdsSpace(p, 200*time.Millisecond)
		p.sees("Came above")
		p.sees("here click")
		p.is("window.was", "false")
		if heard := p.eval("document.getElementById('heard').textContent"); strings.Contains(heard, "new click") || strings.Count(heard, "here click") != 1 {
			p.t.Errorf("heard %s", heard)
		}
	})
}

func TestAKeyThatIsHeldHoldsNothingUp(t *testing.T) {
	shown(t, func(p person) {
		holdsSpace(p, 3*time.Second)
		p.is("window.was", "true")
	})
}

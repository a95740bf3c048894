//go:build unix

package preview

import (
	"strings"
	"testing"

	"larkspur/wasm/browsertest"
)

// A slow core answers each batch of typing with a tree that knows of nothing typed since.
func TestOldTreesDoNotOverwriteTyping(t *testing.T) {
	shown(t, func(p person) {
		p.click("button", "Late")
		p.do(p.Focus(p.t.Context(), browsertest.ByLabel("Box")))
		want := ""
		for _, part := range []string{"the ", "quick ", "brown ", "fox ", "jumps"} {
			p.do(p.Type(p.t.Context(), part))
			want += part
			p.do(p.Eval(p.t.Context(), "new Promise((done) => setTimeout(done, 190))", nil))
			p.is("document.getElementById('box').value", want)
		}
		p.sees(`typed input "` + want + `"`)
		p.is("document.getElementById('box').value", want)
		p.click("button", "Upper") // what the core changes by itself does arrive
		p.is("document.getElementById('box').value", strings.ToUpper(want))
	})
}

// Somebody else writes in the same text, before and behind the caret.
func TestTheCaretStaysAtItsLetter(t *testing.T) {
	shown(t, func(p person) {
		p.do(p.Focus(p.t.Context(), browsertest.ByLabel("Box")))
		p.do(p.Type(p.t.Context(), "to the stion"))
		p.sees(`typed input "to the stion"`)
		for range 4 {
			p.press("ArrowLeft")
		}
		for range 2 {
			p.do(p.Eval(p.t.Context(), "[...document.querySelectorAll('button')].find((b) => b.textContent === 'Other').click()", nil))
		}
		p.is("document.getElementById('box').value", "Ana: Ana: to the stion (Ana) (Ana)")
		p.do(p.Type(p.t.Context(), "ta"))
		p.is("document.getElementById('box').value", "Ana: Ana: to the station (Ana) (Ana)")
	})
}

// Who types without a rest is heard all the same: another person may be reading along.
func TestTypingWithoutARestIsTold(t *testing.T) {
	shown(t, func(p person) {
		p.do(p.Focus(p.t.Context(), browsertest.ByLabel("Box")))
		// Every 50 ms, so that there is never the rest that is waited for.
		p.do(p.Eval(p.t.Context(), `new Promise((done) => {
			const box = document.getElementById("box");
			let n = 0;
			const timer = setInterval(() => {
				box.value += "x";
				box.dispatchEvent(new InputEvent("input", { bubbles: true }));
				if (++n === 40) { clearInterval(timer); done(); }
			}, 50);
		})`, nil))
		if n := strings.Count(p.eval("document.getElementById('heard').textContent"), "typed input"); n < 2 {
			p.t.Errorf("what was typed in two seconds was told %d times before their end", n)
		}
	})
}

// What is drawn shortly before frames of a link leave waits until they have left. A machine that is busy may be late with a few.
func TestWhatIsDrawnWaitsForFrames(t *testing.T) {
	shown(t, func(p person) {
		p.do(p.Eval(p.t.Context(), `(() => {
			globalThis.drawn = [];
			new MutationObserver(() => {
				const due = /frame (\S+)$/.exec(document.getElementById("heard").textContent)?.[1];
				if (due) drawn.push(performance.timeOrigin + performance.now() - due);
			}).observe(document.getElementById("heard"), { childList: true, characterData: true, subtree: true });
		})()`, nil))
		p.click("button", "Frames")
		p.is("(document.getElementById('heard').textContent.match(/^frame /gm) ?? []).length", "20")
		var drawn []float64
		p.do(p.Eval(p.t.Context(), "drawn", &drawn))
		early := 0
		for _, ms := range drawn {
			if ms < 0 {
				early++
			}
		}
		if len(drawn) < 10 || early > 5 {
			p.t.Errorf("drawn so many ms after frames were to leave: %.1f", drawn)
		}
	})
}

func TestTypingIsToldBeforeWhatFollows(t *testing.T) {
	shown(t, func(p person) {
		p.do(p.Focus(p.t.Context(), browsertest.ByLabel("Area")))
		p.do(p.Type(p.t.Context(), "line"))
		// Without a pause, and without the focus leaving by itself.
		p.do(p.Eval(p.t.Context(), "[...document.querySelectorAll('button')].find((b) => b.textContent === 'Turn').click()", nil))
		p.sees("turn click")
		heard := p.eval("document.getElementById('heard').textContent")
		if !contains(heard, "area input \"line\"\n2 turn click") && !contains(heard, "turn click") ||
			strings.Index(heard, `area input "line"`) > strings.Index(heard, "turn click") {
			p.t.Errorf("heard %s", heard)
		}
	})
}

func TestFocusAndCaretOutliveAMove(t *testing.T) {
	shown(t, func(p person) {
		turn := "[...document.querySelectorAll('button')].find((b) => b.textContent === 'Turn').click()"
		p.do(p.Focus(p.t.Context(), browsertest.ByLabel("Line b")))
		p.do(p.Type(p.t.Context(), "xz"))
		p.press("ArrowLeft")
		for range 4 {
			p.do(p.Eval(p.t.Context(), turn, nil))
		}
		p.is("[...document.querySelectorAll('li input')].map((el) => el.ariaLabel).join()", "Line b,Line c,Line a")
		p.is("document.activeElement.ariaLabel", "Line b")
		p.do(p.Type(p.t.Context(), "y"))
		p.is("document.activeElement.value", "xyz")
		// An element that goes away hands the focus to where the screen begins.
		p.click("button", "Vanish")
		p.is("document.activeElement.textContent", "Opened")
	})
}

func TestADialogHoldsTheFocus(t *testing.T) {
	shown(t, func(p person) {
		p.click("button", "Ask")
		p.sees("Sure?")
		p.is("document.activeElement.textContent", "No")
		p.is("document.querySelector('h1').closest('[inert]') !== null", "true")
		p.is("document.querySelector('.leave').closest('[inert]') === null", "true")
		for range 6 {
			p.press("Tab")
			at := p.eval("document.activeElement.textContent.slice(0, 20)")
			if at != "No" && at != "Yes" && at != "Leave" && p.eval("document.activeElement === document.body") != "true" {
				p.t.Errorf("Tab went to %q", at)
			}
		}
		p.do(p.Focus(p.t.Context(), browsertest.ByRole("button", "Yes")))
		p.press("Escape")
		p.is("document.querySelector('[inert]') === null", "true")
		p.is("document.activeElement.textContent", "Ask")
	})
}

func TestArrowsMoveInsideAGroup(t *testing.T) {
	shown(t, func(p person) {
		p.is("[...document.querySelectorAll('[role=radio]')].map((el) => el.tabIndex).join()", "-1,0,-1")
		p.do(p.Focus(p.t.Context(), browsertest.ByRole("radio", "Two")))
		p.press("ArrowRight")
		p.is("document.activeElement.textContent", "Three")
		p.press("ArrowRight")
		p.is("document.activeElement.textContent", "One")
		p.press("End")
		p.is("document.activeElement.textContent", "Three")
		p.sees("pick click")
	})
}

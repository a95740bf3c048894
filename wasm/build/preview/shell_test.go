//go:build unix

package preview

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"larkspur/wasm/browsertest"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

// opened opens the page and what is behind it.
func opened(p person, url string) {
	p.t.Helper()
	p.open(url)
	p.sees("30 recipes")
	p.enter(opens)
	p.sees("Opened")
}

func TestTheDoorShowsNothing(t *testing.T) {
	t.Parallel()
	url, seen := site(t)
	each(t, browsertest.Options{}, func(p person) {
		p.open(url)
		p.sees("30 recipes")
		p.is("document.readyState", "complete")
		before := seen.all()
		p.enter("Seven words that open, nothing-at all ñ")
		p.sees("These come close")
		p.do(p.Eval(p.t.Context(), "new Promise((done) => setTimeout(done, 700))", nil))
		if text, err := p.Text(p.t.Context()); err != nil || contains(text, "Seven words") || contains(text, "Opened") {
			p.t.Errorf("the page reads %q, %v", text, err)
		}
		p.enter(opens)
		p.sees("Opened")
		p.sees("start en realm=test words=7 admission=open cover=recipes true")
		p.sees("try Seven words that open, nothing-at all ñ")
		for path, n := range seen.all() {
			if n != before[path] && path != "/core.wasm" && path != "/v1/site" && path != "/v1/directory" && path != "/b.js" && path != "/favicon.ico" {
				p.t.Errorf("%s was asked for because something was entered", path)
			}
		}
		p.is("[...document.querySelectorAll('input')].some((el) => el.value.includes('seven'))", "false")
		p.is("document.querySelector('#front').childNodes.length", "0")
		p.is("document.activeElement.textContent", "Opened")
		p.quiet()
	})
}

func TestOneWorkerScriptAndNothingElseIsLoaded(t *testing.T) {
	t.Parallel()
	url, seen := site(t)
	each(t, browsertest.Options{}, func(p person) { opened(p, url) })
	known := map[string]bool{"/": true, "/a.js": true, "/b.js": true, "/a.css": true, "/en.json": true, "/core.wasm": true,
		"/v1/site": true, "/v1/directory": true, "/favicon.ico": true}
	for path := range seen.all() {
		if !known[path] {
			t.Errorf("%s was asked for", path)
		}
	}
}

// A slow core answers each batch of typing with a tree that knows of nothing typed since.
func TestOldTreesDoNotOverwriteTyping(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
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
		p.quiet()
	})
}

// Somebody else writes in the same text, before and behind the caret.
func TestTheCaretStaysAtItsLetter(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
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
		p.quiet()
	})
}

// Who types without a rest is heard all the same: another person may be reading along.
func TestTypingWithoutARestIsTold(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
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
		p.quiet()
	})
}

// What is drawn shortly before frames of a link leave waits until they have left. A machine that is busy may be late with a few.
func TestWhatIsDrawnWaitsForFrames(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
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
		p.quiet()
	})
}

func TestTypingIsToldBeforeWhatFollows(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
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
		p.quiet()
	})
}

func TestFocusAndCaretOutliveAMove(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
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
		p.quiet()
	})
}

func TestATreeCannotBringMarkupOrLeave(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
		p.sees("<b>not bold</b>")
		p.is("document.querySelectorAll('.root :is(script,iframe,b,a)').length", "0")
		p.is("[...document.querySelectorAll('.root *')].some((el) => el.hasAttribute('onclick') || el.hasAttribute('href') || "+
			"el.hasAttribute('src') || el.getAttribute('style')?.includes('red'))", "false")
		p.is("document.querySelector('[data-row]').style.getPropertyValue('--row')", "3")
		p.is("document.title", "Recipes · Recetas")
		p.quiet()
	})
}

func TestADialogHoldsTheFocus(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
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
		p.quiet()
	})
}

func TestArrowsMoveInsideAGroup(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
		p.is("[...document.querySelectorAll('[role=radio]')].map((el) => el.tabIndex).join()", "-1,0,-1")
		p.do(p.Focus(p.t.Context(), browsertest.ByRole("radio", "Two")))
		p.press("ArrowRight")
		p.is("document.activeElement.textContent", "Three")
		p.press("ArrowRight")
		p.is("document.activeElement.textContent", "One")
		p.press("End")
		p.is("document.activeElement.textContent", "Three")
		p.sees("pick click")
		p.quiet()
	})
}

// Under the page's policy, and without a trace of it in the page.
func TestAFileIsSavedAsItIs(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
		p.click("button", "Save")
		var got []byte
		for range 200 {
			var err error
			if got, err = os.ReadFile(filepath.Join(p.Downloads(), "calendar.ics")); err == nil && len(got) > 0 {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if want := "Dentist, día 3\r\n"; string(got) != want {
			p.t.Errorf("saved is %q, want %q", got, want)
		}
		p.sees("Opened")
		p.is("location.href", url)
		p.is("document.querySelectorAll('a[href^=blob]').length", "0")
		p.quiet()
	})
}

func TestLeavingLeavesNoWayBack(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	ways := map[string]func(p person){
		"button":      func(p person) { p.click("button", "Leave") },
		"three times": func(p person) { p.press("Shift", "Shift", "Shift") },
	}
	for name, leave := range ways {
		t.Run(name, func(t *testing.T) {
			each(t, browsertest.Options{}, func(p person) {
				p.open(url + "en.html")
				opened(p, url)
				length := p.eval("history.length")
				leave(p)
				p.sees("30 recipes")
				p.do(p.WaitGone(p.t.Context(), "Opened"))
				if got := p.eval("history.length + ' ' + location.href"); got != length+" "+url {
					p.t.Errorf("history and address are %q, want %q", got, length+" "+url)
				}
				p.do(p.Back(p.t.Context()))
				p.sees("Search, scaling and shopping list")
				if err := p.Forward(p.t.Context()); err != nil && !errors.Is(err, browsertest.ErrNoHistory) {
					p.t.Fatal(err)
				}
				p.sees("30 recipes")
				p.do(p.WaitGone(p.t.Context(), "Opened"))
				p.quiet()
			})
		})
	}
}

func TestCapitalLettersDoNotLeave(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
		p.do(p.Focus(p.t.Context(), browsertest.ByLabel("Box")))
		p.press("Shift+A", "Shift+B", "Shift+C", "Shift", "Shift", "d", "Shift")
		p.is("document.getElementById('box').value", "ABCd")
		p.sees("Opened")
	})
}

func TestClosingIsAFreshCover(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
		p.click("button", "Spanish")
		p.is("document.documentElement.lang + document.querySelector('.leave').textContent", "esSalir")
		p.click("button", "Say")
		p.is("document.querySelector('[role=status]').textContent", "Said aloud")
		p.click("button", "Close")
		p.sees("30 recipes")
		p.is("document.documentElement.lang", "en")
		p.is("document.querySelector('input').value", "")
		p.is("document.body.textContent.includes('Opened') || document.body.textContent.includes('Said')", "false")
		p.enter(opens) // and it opens again, with a core that knows nothing of before
		p.sees("Opened")
		want := "start en " + strings.TrimSpace(siteText) + " true\ntry " + opens
		if heard := p.eval("document.getElementById('heard').textContent"); heard != want {
			p.t.Errorf("the new core has heard %q, want %q", heard, want)
		}
		p.quiet()
	})
}

func TestAFallenCoreIsReplaced(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		p.open(url)
		p.sees("30 recipes")
		p.enter("fall")
		p.sees("Nothing found")
		p.enter(opens)
		p.sees("Opened")
	})
}

const hide = "Object.defineProperty(document, 'visibilityState', { value: '%', configurable: true });" +
	"document.dispatchEvent(new Event('visibilitychange'))"

func TestOutOfSightIsTheCover(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
		p.fill("Box", "kept")
		p.do(p.Eval(p.t.Context(), "(() => {"+strings.ReplaceAll(hide, "%", "hidden")+"})()", nil))
		p.sees("30 recipes")
		p.do(p.WaitGone(p.t.Context(), "Opened"))
		p.do(p.Eval(p.t.Context(), "(() => {"+strings.ReplaceAll(hide, "%", "visible")+"})()", nil))
		p.sees("Opened")
		p.do(p.WaitGone(p.t.Context(), "30 recipes"))
		p.is("document.activeElement.id", "box")
		p.is("document.getElementById('box').value", "kept")
		p.click("button", "Turn")
		p.sees("hidden visible")
		p.quiet()
	})
}

func TestAPageLeftAloneLocks(t *testing.T) {
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		p.open(url)
		p.sees("30 recipes")
		p.enter("quickly")
		p.sees("Opened")
		p.sees("30 recipes")
		p.do(p.WaitGone(p.t.Context(), "Opened"))
		p.enter(opens)
		p.sees("Opened")
		p.quiet()
	})
}

func TestNothingIsKept(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		p.open(url)
		p.sees("30 recipes")
		kept := "[...document.querySelectorAll('input,textarea,form')].filter((el) => el.getAttribute('autocomplete') !== 'off').length + " +
			"' ' + document.querySelectorAll('select,[action],[name=q]').length + ' ' + document.cookie.length + ' ' + " +
			"localStorage.length + ' ' + sessionStorage.length"
		p.is(kept, "0 0 0 0 0")
		p.click("button", "Shopping list")
		p.is(kept, "0 0 0 0 0")
		p.enter(opens)
		p.sees("Opened")
		p.fill("Area", "something")
		p.is(kept, "0 0 0 0 0")
		p.is("[...document.querySelectorAll('input:not([type=checkbox]),textarea')].every((el) => el.spellcheck === false)", "true")
		p.is("navigator.serviceWorker?.getRegistrations().then((all) => all.length) ?? 0", "[object Promise]")
		p.is("location.href", url)
	})
}

// A list of places that does not come holds nobody up.
func TestAListThatDoesNotComeHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	url, seen := site(t)
	rest := seen.next
	seen.next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/directory" {
			<-r.Context().Done() // until the page gives up
			return
		}
		rest.ServeHTTP(w, r)
	})
	each(t, browsertest.Options{}, func(p person) {
		p.open(url)
		p.sees("30 recipes")
		p.enter(opens)
		p.sees("Opened")
	})
}

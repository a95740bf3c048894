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

func TestATreeCannotBringMarkupOrLeave(t *testing.T) {
	shown(t, func(p person) {
		p.sees("<b>not bold</b>")
		p.is("document.querySelectorAll('.root :is(script,iframe,b,a)').length", "0")
		p.is("[...document.querySelectorAll('.root *')].some((el) => el.hasAttribute('onclick') || el.hasAttribute('href') || "+
			"el.hasAttribute('src') || el.getAttribute('style')?.includes('red'))", "false")
		p.is("document.querySelector('[data-row]').style.getPropertyValue('--row')", "3")
		p.is("document.title", "Recipes · Recetas")
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
	shown(t, func(p person) {
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
	shown(t, func(p person) {
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

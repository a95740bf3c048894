//go:build unix

package story

import (
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/crypto/phrase"
	"larkspur/wasm/browsertest"
)

// What follows are the screens that something has to be typed for, or that only trouble leads to.

// on goes by the button of a key, and looks at what that shows.
func (v *visitor) on(key string, args ...string) {
	v.t.Helper()
	v.click(v.w.Text(key, args...))
	v.rests()
	v.look()
}

// rests waits until what takes a moment is over.
func (v *visitor) rests() {
	v.t.Helper()
	v.do(v.b.Eval(v.t.Context(), `(async () => {
		for (let i = 0; i < 200 && document.querySelector(".root main [role=status]"); i++) await new Promise((done) => setTimeout(done, 100));
		await `+settled+`;
	})()`, nil))
}

// paper takes a phrase that is shown all the way: to a list, to paper, typed back wrong, and right. It returns the phrase.
func (v *visitor) paper(book bool) string {
	v.t.Helper()
	words := v.texts("ol.words li")
	if !book {
		v.on("ui.words.open")
		v.on("ui.words.kind.cook")
		v.on("ui.words.back")
	}
	v.on("ui.make.wrote")
	v.fill(v.w.Text("ui.make.back.word", "1"), words[0][:len(words[0])-1]+"x")
	v.fill(v.w.Text("ui.make.back.word", "2"), "something")
	v.submits()
	for i, w := range words {
		v.fill(v.w.Text("ui.make.back.word", string(rune('1'+i))), w)
	}
	v.submits()
	return strings.Join(words, " ")
}

// submits sends the form, and looks.
func (v *visitor) submits() {
	v.t.Helper()
	v.do(v.b.Eval(v.t.Context(), `document.querySelector(".root form").requestSubmit()`, nil))
	v.do(v.b.Eval(v.t.Context(), settled, nil))
	v.look() // what is said while it works
	v.rests()
	v.look()
}

// begins makes a plan, from the cover on.
func (v *visitor) begins(url string) string {
	v.t.Helper()
	v.way, v.closed = []string{"cover"}, true
	v.open(url)
	v.enter(phrase.Begin(phrase.Language(v.w.Lang())))
	v.title("ui.warn.title")
	v.do(v.b.Eval(v.t.Context(), "void (window.print = () => {})", nil))
	v.look()
	v.on("ui.warn.go")
	words := v.paper(false)
	v.closed = false
	v.title("ui.home.title")
	v.look()
	return words
}

// recovers makes a recovery phrase and opens the plan with it.
func (v *visitor) recovers(url string) {
	v.t.Helper()
	v.way = []string{"recovery"}
	v.on("ui.nav.settings")
	v.on("ui.recovery.title")
	v.submits() // without a name
	v.fill(v.w.Text("ui.recovery.name"), "drawer")
	v.submits()
	other := v.paper(false)
	v.sees(v.w.Text("ui.recovery.made"))
	v.look()
	v.on("ui.recovery.withdraw.of", "drawer")
	v.click(v.w.Text("ui.cancel"))
	v.leave()

	v.enter(other)
	v.title("ui.home.title")
	v.on("ui.nav.settings")
	v.on("ui.recovery.takeover")
	v.do(v.b.Click(v.t.Context(), browsertest.ByLabel(v.w.Text("ui.recovery.takeover.keep"))))
	v.rests()
	v.submits() // without a name
	v.fill(v.w.Text("ui.recovery.name"), "shelf")
	v.submits()
	v.paper(false)
	v.sees(v.w.Text("ui.recovery.takeover.done"))
}

// changes changes the phrase, and makes a notebook to show.
func (v *visitor) changes() {
	v.t.Helper()
	v.way = []string{"change"}
	v.on("ui.nav.settings")
	v.on("ui.phrase.title")
	v.on("ui.phrase.go")
	v.paper(false)
	v.way = []string{"another"}
	v.on("ui.nav.settings")
	v.on("ui.another.open")
	v.on("ui.phrase.go")
	v.paper(false)
	v.sees(v.w.Text("ui.another.done"))
}

// loses has the plan erased elsewhere while it is open here, and copies what is left of it.
func (v *visitor) loses(k *kept, url string) {
	v.t.Helper()
	v.way = []string{"gone"}
	v.reaches(url, k)
	session := k.opens(v.t)
	defer session.Close()
	v.do(session.Erase(v.t.Context()))
	v.on("ui.home.add")
	v.sees(v.w.Text("ui.trouble.gone"))
	v.look()
	v.on("ui.more")
	v.on("ui.trouble.gone.copy")
	v.on("ui.trouble.gone.new")
	v.paper(false)
	v.title("ui.home.title")
}

// waits types while the server cannot be reached.
func (v *visitor) waits(at *place, k *kept) {
	v.t.Helper()
	v.way = []string{"offline"}
	v.reaches(at.server.URL, k)
	at.server.Kill()
	v.on("ui.home.add")
	v.sees(v.w.Text("ui.offline"))
	v.look()
	v.on("ui.nav.settings")
	v.on("ui.recovery.title")
	v.fill(v.w.Text("ui.recovery.name"), "drawer")
	v.submits()
	v.paper(false) // and it fails
	at.server.Restart()
}

// The screens that words or trouble lead to are as the others (see TestEveryScreenCanBeUsedByAnybody).
func TestScreensThatWordsOrTroubleLeadToCanBeUsedByAnybody(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang string
		dark bool
	}{{"es", false}, {"en", true}} {
		t.Run(c.lang, func(t *testing.T) {
			t.Parallel()
			at := onFiles(t)
			url := at.server.URL
			full := map[string]string{"en": "en-US", "es": "es-MX"}[c.lang]
			b := browsertest.New(t, browsertest.Chromium, browsertest.Options{Lang: full, Dark: c.dark, Width: 320, Height: 740})
			v := newVisitor(&someone{t: t, b: b, w: catalog.Load(c.lang)})
			v.begins(url)
			v.changes()
			v.recovers(url)
			v.loses(keep(t, url, c.lang, oneOfEach), url)
			v.waits(at, keep(t, url, c.lang, oneOfEach))
			t.Logf("%d views:\n%s", len(v.screens), strings.Join(v.screens, "\n"))
		})
	}
}

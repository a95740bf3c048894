//go:build unix

package story

import (
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/wasm/browsertest"
)

// someone sits in front of a browser and acts by what is written on the page.
type someone struct {
	t *testing.T
	b browsertest.Browser
	w *catalog.Words
}

func sitDown(t *testing.T, kind browsertest.Kind, lang string) *someone {
	t.Helper()
	full := map[string]string{"en": "en-US", "es": "es-MX"}[lang]
	// A phone of 360 by 740: what goes well there goes well on a larger screen.
	b := browsertest.New(t, kind, browsertest.Options{Lang: full, Width: 360, Height: 740})
	return &someone{t: t, b: b, w: catalog.Load(lang)}
}

func (s *someone) do(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *someone) open(url string) { s.t.Helper(); s.do(s.b.Open(s.t.Context(), url+"/")) }

// press presses the button that a key names.
func (s *someone) press(key string, args ...string) {
	s.t.Helper()
	s.pressNamed(s.w.Text(key, args...))
}

func (s *someone) pressNamed(name string) {
	s.t.Helper()
	s.do(s.b.Click(s.t.Context(), browsertest.ByRole("button", name)))
}

func (s *someone) fill(label, text string) {
	s.t.Helper()
	s.do(s.b.Fill(s.t.Context(), browsertest.ByLabel(label), text))
}

// unfolds shows the fields of an item that do not matter first.
func (s *someone) unfolds() {
	s.t.Helper()
	s.do(s.b.Click(s.t.Context(), browsertest.BySelector("main > button.wide[aria-expanded=false]")))
	s.do(s.b.WaitFor(s.t.Context(), browsertest.BySelector("#rest:not([hidden])")))
}

func (s *someone) sees(text string) { s.t.Helper(); s.do(s.b.WaitText(s.t.Context(), text)) }

// heading waits until the page is called so.
func (s *someone) heading(name string) {
	s.t.Helper()
	s.do(s.b.WaitFor(s.t.Context(), browsertest.ByRole("heading", name)))
}

// enter types into the box of the cover and presses Enter.
func (s *someone) enter(text string) {
	s.t.Helper()
	s.do(s.b.Fill(s.t.Context(), browsertest.BySelector("#q"), text))
	s.do(s.b.Press(s.t.Context(), "Enter"))
}

// reads returns what can be read on the page.
func (s *someone) reads() string {
	s.t.Helper()
	text, err := s.b.Text(s.t.Context())
	s.do(err)
	return text
}

// texts returns the texts of all elements that a selector finds.
func (s *someone) texts(selector string) []string {
	s.t.Helper()
	var out []string
	s.do(s.b.Eval(s.t.Context(), "[...document.querySelectorAll('"+selector+"')].map((el) => el.textContent)", &out))
	return out
}

// saved waits until the page says that all is saved.
func (s *someone) saved() {
	s.t.Helper()
	s.do(s.b.WaitFor(s.t.Context(), browsertest.BySelector(".state:not(.busy, .trouble)")))
}

// quiet fails the test when the browser complained.
func (s *someone) quiet() {
	s.t.Helper()
	for _, line := range s.b.Console(s.t.Context()) {
		s.t.Errorf("%s: %s", s.b.Name(), line)
	}
}

// makeVault goes the whole way from the cover to an empty plan, and returns the phrase.
func (s *someone) makeVault(entry string) string {
	s.t.Helper()
	s.enter(entry)
	s.heading(s.w.Text("ui.warn.title"))
	s.press("ui.warn.go")
	s.heading(s.w.Text("ui.make.title"))
	words := s.texts("ol.words li")
	s.press("ui.make.wrote")
	for i, w := range words {
		s.fill(s.w.Text("ui.make.back.word", string(rune('1'+i))), w)
	}
	s.press("ui.make.back.go")
	s.heading(s.w.Text("ui.home.title"))
	return strings.Join(words, " ")
}

// leave presses the button that is always there, and sees the cover.
func (s *someone) leave() {
	s.t.Helper()
	s.pressNamed(map[string]string{"en": "Leave", "es": "Salir"}[s.w.Lang()])
	s.do(s.b.WaitFor(s.t.Context(), browsertest.BySelector("#q")))
}

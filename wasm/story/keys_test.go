//go:build unix

package story

import (
	"slices"
	"strings"
	"time"

	"larkspur/wasm/browsertest"
)

// What follows uses the keyboard alone: Tab to a control, then the key that works it.

// tabRoom is more than the controls of any screen.
const tabRoom = 60

// named is the name of an element, as a script.
const named = `(el) => {
	const name = el.getAttribute("aria-label") || (el.labels && el.labels[0] && el.labels[0].textContent) || el.textContent;
	return (el.id === "q" ? "#q" : name || "").trim();
}`

const (
	focused  = "(" + named + ")(document.activeElement)"
	controls = `Array.from(document.querySelectorAll("a[href], button, input, textarea, select, summary, [tabindex]"), ` + named + `)`
)

// at tabs to the control of a name. Who looks for it does not begin before it is there: what was pressed last may still be
// under way, and what Tab has passed is passed.
func (s *someone) at(name string) {
	s.t.Helper()
	var there []string
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		s.do(s.b.Eval(s.t.Context(), controls, &there))
		if slices.Contains(there, name) {
			break
		}
		if time.Since(begun) > time.Minute {
			s.t.Fatalf("there is no %q among %q", name, there)
		}
	}
	var passed []string
	for range tabRoom {
		var now string
		s.do(s.b.Eval(s.t.Context(), focused, &now))
		if now == name {
			return
		}
		passed = append(passed, now)
		s.do(s.b.Press(s.t.Context(), "Tab"))
	}
	s.t.Fatalf("Tab does not lead to %q; it passes %q", name, passed)
}

// key tabs to a button and presses Enter.
func (s *someone) key(key string, args ...string) {
	s.t.Helper()
	s.at(s.w.Text(key, args...))
	s.do(s.b.Press(s.t.Context(), "Enter"))
}

// types writes into the control that has the focus, over what is there.
func (s *someone) types(text string) {
	s.t.Helper()
	s.do(s.b.Press(s.t.Context(), "Control+a"))
	s.do(s.b.Type(s.t.Context(), text))
}

// says enters a text in the box of the cover.
func (s *someone) says(text string) {
	s.t.Helper()
	s.at("#q")
	s.types(text)
	s.do(s.b.Press(s.t.Context(), "Enter"))
}

// title waits for a screen.
func (s *someone) title(key string) { s.t.Helper(); s.heading(s.w.Text(key)) }

// runs leaves as one does in a hurry, and waits for the cover.
func (s *someone) runs() {
	s.t.Helper()
	s.do(s.b.Press(s.t.Context(), "Shift", "Shift", "Shift"))
	s.do(s.b.WaitFor(s.t.Context(), browsertest.BySelector("#q")))
}

// newWords takes the phrase that is shown to paper and back, and says that it was written down.
func (s *someone) newWords(done string) string {
	s.t.Helper()
	s.do(s.b.WaitFor(s.t.Context(), browsertest.BySelector("ol.words")))
	words := s.texts("ol.words li")
	s.key("ui.make.wrote")
	s.title("ui.make.back.title")
	s.do(s.b.WaitFor(s.t.Context(), browsertest.BySelector("#word1:focus")))
	for i, w := range words {
		if i > 0 {
			s.do(s.b.Press(s.t.Context(), "Tab"))
		}
		s.do(s.b.Type(s.t.Context(), w))
	}
	s.do(s.b.Press(s.t.Context(), "Enter"))
	s.sees(s.w.Text(done))
	return strings.Join(words, " ")
}

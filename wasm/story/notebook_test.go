//go:build unix

package story

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"larkspur/crypto/phrase"
	"larkspur/wasm/browsertest"
)

// A survivor makes a notebook to show, recovery phrases, takes over with one of them, and erases her plan: in Chromium in
// English, in Firefox in Spanish, by keyboard. What her notebook shows, asks for and keeps is what a vault of somebody who
// likes it plain does.
func TestANotebookToShowAndAPlanThatEnds(t *testing.T) {
	t.Parallel()
	server := onFiles(t).server
	for _, c := range []struct {
		kind browsertest.Kind
		lang string
	}{{browsertest.Chromium, "en"}, {browsertest.Firefox, "es"}} {
		t.Run(c.lang, func(t *testing.T) {
			t.Parallel()
			s := sitDown(t, c.kind, c.lang)
			to := strings.TrimPrefix(server.URL, "http://")
			one, two := newTap(t, to), newTap(t, to)
			s.open(server.URL)
			first, shown, drawer := s.prepares()
			plain := s.makesAPlainOne()
			next := s.takesOver(drawer)

			// What was withdrawn opens nothing: of two phrases entered one after the other the second opens.
			s.open(one.url)
			s.says(drawer)
			s.says(shown)
			decoy := s.looksAround(one)

			// Nor does the phrase that was lost.
			s.open(two.url)
			s.says(first)
			s.says(plain)
			vault := s.looksAround(two)
			if decoy != vault {
				t.Errorf("a notebook to show is told from a vault by %s", difference(decoy, vault))
			}

			s.open(server.URL)
			s.erases(next)
			s.says(next)
			s.says(shown)
			s.notebook()
			s.quiet()
			leftNothing(s, nil, strings.Join([]string{first, shown, drawer, plain, next}, " "))
		})
	}
}

// prepares makes a plan, a notebook to show, and a recovery phrase.
func (s *someone) prepares() (first, shown, drawer string) {
	s.says(phrase.Begin(phrase.Language(s.w.Lang())))
	s.title("ui.warn.title")
	s.key("ui.warn.go")
	s.title("ui.make.title")
	s.readsItOffAList()
	first = s.newWords("ui.home.title")

	s.key("ui.nav.settings")
	s.key("ui.another.open")
	s.title("ui.another.title")
	for _, said := range []string{"helps", "knows", "worse", "look", "use", "link"} {
		s.sees(s.w.Text("ui.another." + said))
	}
	s.key("ui.phrase.go")
	s.title("ui.another.phrase")
	shown = s.newWords("ui.another.done")

	s.key("ui.nav.settings")
	s.key("ui.recovery.title")
	s.sees(s.w.Text("ui.recovery.power"))
	s.sees(s.w.Text("ui.recovery.power.take"))
	s.at(s.w.Text("ui.recovery.name"))
	s.types("drawer")
	s.do(s.b.Press(s.t.Context(), "Enter"))
	drawer = s.newWords("ui.recovery.made")
	s.runs()
	return first, shown, drawer
}

// readsItOffAList has the phrase stand in a list, and reads it there.
func (s *someone) readsItOffAList() {
	words := s.texts("ol.words li")
	s.key("ui.words.open")
	s.title("ui.words.title")
	var read []string
	for _, line := range s.texts(".slip li") {
		if _, name, ok := strings.Cut(line, "("); ok {
			read = append(read, strings.ToLower(strings.TrimSuffix(name, ")")))
		}
	}
	if !slices.Equal(read, words) {
		s.t.Errorf("the list reads %q for %q", read, words)
	}
	if s.b.Name() == string(browsertest.Chromium) { // the other takes the size of the paper from who drives it
		pdf, err := s.b.Print(s.t.Context())
		s.do(err)
		if sheets := paperSize.FindAllString(string(pdf), -1); len(sheets) != 1 || sheets[0] != "/MediaBox [0 0 360 504]" {
			s.t.Errorf("the paper is %q, and not one sheet of 5 by 7 inches", sheets)
		}
	}
	s.key("ui.words.back")
	s.title("ui.make.title")
}

var paperSize = regexp.MustCompile(`/MediaBox ?\[[^\]]*\]`)

// makesAPlainOne makes a vault the usual way and has it open as a notebook.
func (s *someone) makesAPlainOne() string {
	s.says(phrase.Begin(phrase.Language(s.w.Lang())))
	s.title("ui.warn.title")
	s.key("ui.warn.go")
	s.title("ui.make.title")
	words := s.newWords("ui.home.title")
	s.key("ui.nav.settings")
	s.key("ui.look.open")
	s.title("ui.settings.look")
	s.key("ui.look.go")
	s.notebook()
	s.saved()
	s.runs()
	return words
}

// takesOver opens the plan with a recovery phrase, makes a new first one, and withdraws the other then.
func (s *someone) takesOver(drawer string) string {
	s.says(drawer)
	s.title("ui.home.title")
	s.key("ui.nav.settings")
	s.sees(s.w.Text("ui.recovery.notfirst"))
	s.key("ui.recovery.takeover")
	s.at(s.w.Text("ui.recovery.takeover.keep"))
	s.do(s.b.Press(s.t.Context(), "Space"))
	s.at(s.w.Text("ui.recovery.name"))
	s.types("in the drawer")
	s.do(s.b.Press(s.t.Context(), "Enter"))
	next := s.newWords("ui.recovery.takeover.done")

	s.key("ui.nav.settings")
	s.key("ui.recovery.title")
	s.key("ui.recovery.withdraw.of", "in the drawer")
	s.sees(s.w.Text("ui.recovery.withdraw.ask"))
	s.do(s.b.Press(s.t.Context(), "Tab", "Enter")) // from the no, which has the focus, to the yes
	s.sees(s.w.Text("ui.recovery.withdrawn"))
	s.sees(s.w.Text("ui.recovery.none"))
	s.runs()
	return next
}

// erases opens the plan and erases it.
func (s *someone) erases(words string) {
	s.says(words)
	s.title("ui.home.title")
	s.key("ui.nav.settings")
	s.key("ui.erase.open")
	s.sees(s.w.Text("ui.erase.law"))
	s.key("ui.erase.yes")
	s.sees(s.w.Text("ui.erase.ask"))
	s.do(s.b.Press(s.t.Context(), "Tab", "Enter")) // from the no, which has the focus, to the yes
	s.sees(s.w.Text("ui.erase.done"))
	s.key("ui.close")
	s.do(s.b.WaitFor(s.t.Context(), browsertest.BySelector("#q")))
}

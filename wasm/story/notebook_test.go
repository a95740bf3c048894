//go:build unix

package story

import (
	"bufio"
	"bytes"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"larkspur/crypto/phrase"
	"larkspur/wasm/browsertest"
)

// A survivor makes a notebook to show, recovery phrases, takes over with one of them, and erases her plan: in Chromium in
// English, in Firefox in Spanish, by keyboard. What her notebook shows, asks for and keeps is what a vault of somebody who
// likes it plain does.
func TestANotebookToShowAndAPlanThatEnds(t *testing.T) {
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

// notebook waits for a notebook. Its words are those of s from then on, until the page is left.
func (s *someone) notebook() { s.t.Helper(); s.heading(s.w.Notebook().Text("ui.home.title")) }

// looksAround is all that a notebook shows beside what was written in it, and what the browser asked for and keeps.
func (s *someone) looksAround(line *tap) string {
	s.notebook()
	plain := s.w
	s.w = plain.Notebook()
	defer func() { s.w = plain }()
	var out []string
	note := func(js string) {
		var text string
		s.do(s.b.Eval(s.t.Context(), js, &text))
		out = append(out, strings.ReplaceAll(text, line.url, "ADDRESS"))
	}
	note(`document.querySelector("header").outerHTML`)
	for _, way := range [][]string{{}, {"ui.look.open"}, {"ui.phrase.title"}, {"ui.recovery.title"}, {"ui.another.open"}, {"ui.erase.open"}} {
		s.key("ui.nav.settings")
		s.title("ui.settings.title")
		for _, step := range way {
			s.key(step)
			s.do(s.b.WaitGone(s.t.Context(), s.w.Text("ui.settings.idle.hint")))
		}
		note(`document.querySelector(".root").innerHTML.replace(/value="[^"]*"/g, "")`)
	}
	note(`location.href + " " + document.title`)
	note(keeps)
	if n := len(strings.Join(out, "")); n < 5000 {
		s.t.Errorf("hardly anything was looked at: %d bytes", n)
	}
	s.runs()
	return strings.Join(append(out, asked(s.t, line)), "\n")
}

// keeps is all that a page can keep in a browser.
const keeps = `(async () => JSON.stringify({
	cookie: document.cookie, local: {...localStorage}, session: {...sessionStorage}, caches: await caches.keys().catch(() => 0),
	bases: (await indexedDB.databases()).map((d) => d.name), name: window.name, state: history.state,
}))()`

// asked lists the forms of requests that a browser sent, each once: method, path, the sizes of both bodies, and of calls all
// headers. Their number says nothing, as the page makes bursts of its own at random times.
func asked(t *testing.T, line *tap) string {
	t.Helper()
	forms := map[string]bool{}
	calls := 0
	sent, answered := line.sent(), line.answered()
	for i := range sent {
		in, out := bufio.NewReader(bytes.NewReader(sent[i])), bufio.NewReader(bytes.NewReader(answered[i]))
		for {
			r, err := http.ReadRequest(in)
			if err != nil {
				break
			}
			body, err := io.ReadAll(r.Body)
			if err != nil {
				break
			}
			a, err := http.ReadResponse(out, r)
			if err != nil {
				break
			}
			answer, err := io.ReadAll(a.Body)
			if err != nil {
				break
			}
			form := []string{r.Method, r.URL.Path, strconv.Itoa(len(body)), strconv.Itoa(len(answer)), a.Status}
			if r.Method == http.MethodPost {
				calls++
				a.Header.Del("Date")
				r.Header.Del("Origin") // the two taps have addresses of their own
				form = append(form, headersOf(r.Header), headersOf(a.Header))
			}
			forms[strings.Join(form, " ")] = true
		}
	}
	if calls < 4 {
		t.Errorf("%d calls were seen: too few", calls)
	}
	return strings.Join(slices.Sorted(maps.Keys(forms)), "\n")
}

// difference is where two texts begin to differ.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	around := func(s string) string { return s[max(0, i-200):min(len(s), i+300)] }
	return around(a) + "\n--- and\n" + around(b)
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

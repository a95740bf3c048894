//go:build unix

package story

import (
	"bufio"
	"bytes"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// notebook waits for a notebook.
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
	// The burst that opened it is one call and then three, and a page that is left cuts off what is under way.
	for begun := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		if _, calls := asked(s.t, line); calls >= 4 {
			break
		} else if time.Since(begun) > time.Minute {
			s.t.Fatalf("%d calls were seen: too few", calls)
		}
	}
	s.runs()
	forms, _ := asked(s.t, line)
	return strings.Join(append(out, forms), "\n")
}

// keeps is all that a page can keep in a browser.
const keeps = `(async () => JSON.stringify({
	cookie: document.cookie, local: {...localStorage}, session: {...sessionStorage}, caches: await caches.keys().catch(() => 0),
	bases: (await indexedDB.databases()).map((d) => d.name), name: window.name, state: history.state,
}))()`

// asked lists the forms of requests that a browser sent, each once: method, path, the sizes of both bodies, and of calls all
// headers. Their number says nothing, as the page makes bursts of its own at random times; it is how many were answered.
func asked(t *testing.T, line *tap) (all string, calls int) {
	t.Helper()
	forms := map[string]bool{}
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
	return strings.Join(slices.Sorted(maps.Keys(forms)), "\n"), calls
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

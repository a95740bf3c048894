//go:build unix

package story

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"larkspur/client/catalog"
	"larkspur/server/servertest"
	"larkspur/wasm/browsertest"
	"larkspur/wasm/browsertest/axe"
)

const nearby = `name: Harbor Clinic
group: treatment
phone: 555-0100
hours.en: Monday to Friday, 9 to 5
hours.es: lunes a viernes, de 9 a 5
offers: outpatient mar onsite
not: residential
tier: integrated
checked: 2026-10-01
with: call
about.en: A clinic beside the center.
about.es: Una clínica junto al centro.
`

// Help is found on the narrowest phone, by keys alone, in both languages and both browsers, with nothing at fault for axe; and
// looking for it asks the server for nothing: what was fetched was fetched when the page was opened.
func TestFindingHelpAsksForNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "places")
	if err := os.WriteFile(file, []byte(nearby), 0o600); err != nil {
		t.Fatal(err)
	}
	server := servertest.StartProcess(t, servertest.ProcessOptions{Client: made(), Ready: buildWait, Args: []string{"--directory", file}})
	for _, c := range []struct {
		kind       browsertest.Kind
		lang, tag  string
		begin      string
		word, find string
	}{
		{browsertest.Chromium, "en", "en-US", "pumpkin porridge walnut pancake village picnic lavender", "CLINIC", "Harbor Clinic"},
		{browsertest.Firefox, "es", "es-MX", "calabaza tomate lenteja cebolla merienda naranja paella", "clinica", "Harbor Clinic"},
	} {
		t.Run(c.lang, func(t *testing.T) {
			t.Parallel()
			line := newTap(t, strings.TrimPrefix(server.URL, "http://"))
			b := browsertest.New(t, c.kind, browsertest.Options{Lang: c.tag, Width: 320, Height: 640})
			s := &someone{t: t, b: b, w: catalog.Load(c.lang)}
			s.open(line.url)
			s.makeVault(c.begin)
			before := calmed(line)
			if n := strings.Count(strings.Join(before, " "), "/v1/directory"); n != 1 {
				t.Errorf("the list was asked for %d times: %v", n, before)
			}
			s.key("dir.title")
			s.title("dir.title")
			s.looksWhole()
			s.key("dir.filters")
			s.key("dir.filters.care")
			s.key("dir.filter.mar")
			s.sees(s.w.Count("dir.found", 3))
			s.looksWhole()
			s.do(b.Focus(t.Context(), browsertest.ByLabel(s.w.Text("dir.search"))))
			s.do(b.Type(t.Context(), c.word))
			s.sees(s.w.Count("dir.found", 1))
			if got := s.texts("main h3"); !slices.Equal(got, []string{c.find}) {
				t.Errorf("found %q", got)
			}
			s.key("dir.put.of", c.find)
			s.heading(c.find)
			s.saved()
			if after := fetched(line); !slices.Equal(before, after) {
				t.Errorf("asked for %v, and before that for %v", after, before)
			}
			if bytes.Contains(bytes.ToLower(bytes.Join(line.sent(), nil)), []byte(strings.ToLower(c.word))) {
				t.Error("what was looked for was sent")
			}
			s.quiet()
		})
	}
}

// looksWhole fails the test when something lies beyond the edge, or axe finds a fault.
func (s *someone) looksWhole() {
	s.t.Helper()
	var fits bool
	s.do(s.b.Eval(s.t.Context(), "document.documentElement.scrollWidth <= innerWidth", &fits))
	if !fits {
		s.t.Error("the page is wider than the screen")
	}
	faults, err := axe.Look(s.t.Context(), s.b)
	s.do(err)
	for _, f := range faults {
		s.t.Error(f)
	}
}

// calmed waits until nothing more is asked for, as what derives keys is made ready for the next time, and returns fetched.
func calmed(line *tap) []string {
	now := fetched(line)
	for still := time.Now(); time.Since(still) < 2*time.Second; time.Sleep(100 * time.Millisecond) {
		if next := fetched(line); !slices.Equal(now, next) {
			now, still = next, time.Now()
		}
	}
	return now
}

// fetched are the paths that were asked for with GET so far, in order.
func fetched(line *tap) []string {
	var out []string
	for _, sent := range line.sent() {
		in := bufio.NewReader(bytes.NewReader(sent))
		for {
			r, err := http.ReadRequest(in)
			if err != nil {
				break
			}
			if r.Method == http.MethodGet {
				out = append(out, r.URL.Path)
			}
			_, _ = io.Copy(io.Discard, r.Body)
		}
	}
	slices.Sort(out)
	return out
}

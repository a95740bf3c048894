//go:build unix

package preview

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"larkspur/wasm/browsertest"
	"larkspur/wasm/build/bundle"
)

const (
	siteText = "realm=test\nwords=7\nadmission=open\ncover=recipes\n"
	// opens is the text for which the core of testdata/worker.js opens.
	opens = "open with a long text of seven words"
)

// client is a build of the page with the core of testdata/worker.js in the place of the real one. All tests look at one, and
// nobody is to write to it.
var client = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "preview")
	if err != nil {
		return "", err
	}
	folder = dir
	out := filepath.Join(dir, "out")
	if _, err := bundle.Build(context.Background(), bundle.Config{Out: out, Core: []byte("\x00asm\x01\x00\x00\x00")}); err != nil {
		return "", err
	}
	fake, err := os.ReadFile(filepath.Join("testdata", "worker.js"))
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(out, bundle.WorkerFile), fake, 0o644); err != nil {
		return "", err
	}
	return out, os.Remove(filepath.Join(out, bundle.WorkerFile+".br"))
})

// folder is what the build lies in, to be removed.
var folder string

func TestMain(m *testing.M) {
	code := m.Run()
	if folder != "" {
		_ = os.RemoveAll(folder)
	}
	os.Exit(code)
}

// site serves that build and returns its address and the requests it gets.
func site(t *testing.T) (string, *calls) {
	t.Helper()
	out, err := client()
	if err != nil {
		t.Fatal(err)
	}
	seen := &calls{next: Handler(os.DirFS(out), "recipes", siteText)}
	server := httptest.NewServer(seen)
	t.Cleanup(server.Close)
	return server.URL + "/", seen
}

// person is a browser with the failures of its steps turned into failures of the test.
type person struct {
	browsertest.Browser
	t *testing.T
}

// each runs a story in every browser.
func each(t *testing.T, opts browsertest.Options, story func(p person)) {
	for _, kind := range browsertest.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			story(person{browsertest.New(t, kind, opts), t})
		})
	}
}

// shown runs a story from the opened page on in every browser, and holds that nothing was complained of.
func shown(t *testing.T, story func(p person)) {
	t.Helper()
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
		story(p)
		p.quiet()
	})
}

func (p person) do(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p person) open(url string) {
	p.t.Helper()
	p.do(p.Open(p.t.Context(), url))
}

func (p person) click(role, name string) {
	p.t.Helper()
	p.do(p.Click(p.t.Context(), browsertest.ByRole(role, name)))
}

func (p person) sees(text string) {
	p.t.Helper()
	p.do(p.WaitText(p.t.Context(), text))
}

func (p person) fill(name, text string) {
	p.t.Helper()
	p.do(p.Fill(p.t.Context(), browsertest.ByLabel(name), text))
}

func (p person) press(keys ...string) {
	p.t.Helper()
	p.do(p.Press(p.t.Context(), keys...))
}

// enter types into the box of the cover and presses Enter.
func (p person) enter(text string) {
	p.t.Helper()
	p.fill("Search recipes", text)
	p.press("Enter")
}

// eval returns the value of an expression as text.
func (p person) eval(js string) string {
	p.t.Helper()
	var out string
	p.do(p.Eval(p.t.Context(), "String("+js+")", &out))
	return out
}

// is waits until an expression has a value, by looking again.
func (p person) is(js, want string) {
	p.t.Helper()
	var got string
	for range 600 {
		if got = p.eval(js); got == want {
			return
		}
		p.do(p.Eval(p.t.Context(), "new Promise((done) => setTimeout(done, 50))", nil))
	}
	p.t.Fatalf("%s is %q, want %q", js, got, want)
}

// quiet fails the test when the browser found something wrong: exceptions and breaches of the policy among them.
func (p person) quiet() {
	p.t.Helper()
	for _, line := range p.Console(p.t.Context()) {
		p.t.Errorf("console: %s", line)
	}
}

// calls counts requests by path.
type calls struct {
	next http.Handler
	mu   sync.Mutex
	got  map[string]int
}

func (c *calls) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	if c.got == nil {
		c.got = make(map[string]int)
	}
	c.got[r.URL.RequestURI()]++
	c.mu.Unlock()
	c.next.ServeHTTP(w, r)
}

func (c *calls) all() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.got)
}

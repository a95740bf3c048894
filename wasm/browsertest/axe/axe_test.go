//go:build unix

package axe

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"larkspur/wasm/browsertest"
)

// page is a whole document with a body, served as the real site is.
func page(t *testing.T, style, body string) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; "+
			"require-trusted-types-for 'script'; trusted-types larkspur")
		if r.URL.Path == "/a.css" {
			w.Header().Set("Content-Type", "text/css")
			_, _ = w.Write([]byte(style))
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!doctype html><html lang="en"><head><title>Notes</title><link rel="stylesheet" href="/a.css"></head>` +
			`<body><header><h1>Notes</h1></header><main>` + body + `</main></body></html>`))
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/"
}

// What is planted in a page is found, in both browsers, and a page without faults has none.
func TestPlantedFaultsAreFound(t *testing.T) {
	for _, kind := range browsertest.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			b := browsertest.New(t, kind, browsertest.Options{Width: 320, Height: 740})
			for _, c := range []struct{ rule, style, body string }{
				{"", "", `<p>Nothing is wrong here.</p><button type="button">Go on</button>`},
				{"label", "", `<input type="text">`},
				{"button-name", "", `<button type="button"></button>`},
				{"color-contrast", "p { color: #bbb }", `<p>Hardly to be read</p>`},
				{"target-size", "button { width: 12px; height: 12px; padding: 0; margin: 0; border: 0 }",
					`<button type="button">a</button><button type="button">b</button>`},
				{"aria-allowed-attr", "", `<button type="button" aria-checked="true">Yes</button>`},
				{"heading-order", "", `<h2>Two</h2><h4>Four</h4>`},
			} {
				if err := b.Open(t.Context(), page(t, c.style, c.body)); err != nil {
					t.Fatal(err)
				}
				faults, err := Look(t.Context(), b)
				if err != nil {
					t.Fatal(err)
				}
				found := slices.ContainsFunc(faults, func(f Fault) bool { return f.Rule == c.rule })
				if c.rule == "" && len(faults) > 0 || c.rule != "" && !found {
					t.Errorf("on a page with the fault %q: %v", c.rule, faults)
				}
			}
		})
	}
}

func TestAnotherScriptIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "axe.min.js")
	if err := os.WriteFile(path, []byte("window.axe = {}"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(env, path)
	if _, err := Locate(); err == nil || !strings.Contains(err.Error(), "is not axe.min.js") {
		t.Errorf("another script is taken: %v", err)
	}
}

func TestItIsThereAndTheRightOne(t *testing.T) {
	if _, err := Locate(); err != nil {
		t.Fatal(err)
	}
}

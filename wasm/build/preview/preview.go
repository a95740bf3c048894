// Package preview serves a build the way larkspurd does, without a shelf behind it: the same headers, the same few
// addresses, and noise for every page. For looking at the page while working on it, and for tests of the page alone.
package preview

import (
	"crypto/rand"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"larkspur/wasm/built"
)

const callSize = 33024

// Handler serves the files of a build with the cover as "/", site as the answer of GET /v1/site, an empty list of places as
// that of GET /v1/directory, and noise as the answer of POST /v1/page.
func Handler(files fs.FS, cover, site string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/site", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, site)
	})
	mux.HandleFunc("GET /v1/directory", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	})
	mux.HandleFunc("POST /v1/page", func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, io.LimitReader(r.Body, callSize+1))
		if err != nil || n != callSize {
			http.Error(w, "refused", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = io.CopyN(w, rand.Reader, callSize)
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if name == "" {
			name = built.Page(cover)
		}
		kind := built.Types()[path.Ext(name)]
		if kind == "" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", kind)
		if strings.Contains(r.Header.Get("Accept-Encoding"), "br") {
			if b, err := fs.ReadFile(files, name+".br"); err == nil {
				w.Header().Set("Content-Encoding", "br")
				_, _ = w.Write(b)
				return
			}
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(b)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, h := range built.Headers() {
			w.Header().Set(h.Name, h.Value)
		}
		w.Header().Set("Vary", "Accept-Encoding")
		mux.ServeHTTP(w, r)
	})
}

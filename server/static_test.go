package server

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func clientOf(t *testing.T, files fs.FS) *Server {
	t.Helper()
	s := &Server{routes: map[string]route{}}
	list, err := routes(Config{Realm: "r", Client: files}.withDefaults(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		s.routes[r.path] = r
	}
	return s
}

func TestFilesAreServedWholeUnderTheirOwnType(t *testing.T) {
	s := clientOf(t, fstest.MapFS{
		"index.html":   {Data: []byte("<!doctype html>")},
		"core.wasm":    {Data: []byte("plain core")},
		"core.wasm.br": {Data: []byte("small core")},
		"w/x.js":       {Data: []byte("script")},
		"empty.css":    {},
	})
	for target, want := range map[string]struct{ body, media, encoding string }{
		"/":          {"<!doctype html>", "text/html; charset=utf-8", ""},
		"/core.wasm": {"small core", "application/wasm", "br"},
		"/w/x.js":    {"script", "text/javascript; charset=utf-8", ""},
		"/empty.css": {"", "text/css; charset=utf-8", ""},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			r := httptest.NewRequest(method, target, nil)
			r.Header.Set("Accept-Encoding", "gzip, br")
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			body := want.body
			if method == "HEAD" {
				body = ""
			}
			h := w.Header()
			if w.Code != http.StatusOK || w.Body.String() != body || h.Get("Content-Type") != want.media || h.Get("Content-Encoding") != want.encoding {
				t.Errorf("%s %s: %d %q %v", method, target, w.Code, w.Body, h)
			}
		}
	}
	for _, target := range []string{"/core.wasm.br", "/index.html", "/w", "/w/", "/w/../core.wasm", "/core.wasm/"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", target, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

func TestBrotliIsSentOnlyToWhoAccepts(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "br": true, "gzip, deflate, br, zstd": true, "BR": true, "gzip": false, "br;q=0": false, "br;q=0.0": false,
		"br;q=0.5": true, "br; q=1": true, "brotli": false, "*": false, "identity": false, "gzip;q=1,br;q=x": false,
	} {
		if got := acceptsBrotli(http.Header{"Accept-Encoding": {accept}}); got != want {
			t.Errorf("%q: %v", accept, got)
		}
	}
	if !acceptsBrotli(http.Header{"Accept-Encoding": {"gzip", "br"}}) {
		t.Error("the second line was not read")
	}
}

func TestAClientThatCannotBeServedStopsTheStart(t *testing.T) {
	index := &fstest.MapFile{Data: []byte("x")}
	for name, c := range map[string]struct {
		files fs.FS
		err   string
	}{
		"no index":         {fstest.MapFS{"a.js": index}, "index.html is missing"},
		"nothing":          {fstest.MapFS{}, "index.html is missing"},
		"unknown type":     {fstest.MapFS{"index.html": index, "core.map": index}, "core.map: no media type"},
		"only compressed":  {fstest.MapFS{"index.html": index, "a.js.br": index}, "a.js.br has no plain form"},
		"a link":           {fstest.MapFS{"index.html": index, "a.js": {Mode: fs.ModeSymlink}}, "not a regular file"},
		"a name of ours":   {fstest.MapFS{"index.html": index, "v1/site": index}, "no media type"},
		"too many":         {manyFiles(maxFiles + 1), "more than 512 files"},
		"not there at all": {os.DirFS(filepath.Join(t.TempDir(), "absent")), "no such file"},
	} {
		_, err := loadFiles(c.files, "index.html")
		if err == nil || !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func manyFiles(n int) fs.FS {
	m := fstest.MapFS{}
	for i := range n {
		m[strings.Repeat("a", i+1)+".js"] = &fstest.MapFile{}
	}
	return m
}

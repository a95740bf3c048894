package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// The whole table: a path or a method that is not here is not served. Adding one means adding it here, with a thought
// for what it lets the caller, or the log of a proxy, learn.
func TestTheWholeTableOfRoutes(t *testing.T) {
	c := Config{Realm: "r", Client: fstest.MapFS{
		"recipes.html": {Data: []byte("cover")}, "almanac.html": {Data: []byte("another cover")},
		"recipes.html.br": {Data: []byte("c")}, "core.wasm": {Data: []byte("core")}, "a/b.js": {Data: []byte("script")},
	}, Index: "recipes.html", Live: nowhere{}}.withDefaults()
	list, err := routes(c, newPageService(c, nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range list {
		got = append(got, fmt.Sprintf("%s %s", strings.Join(r.methods, ","), r.path))
	}
	slices.Sort(got)
	want := []string{
		"GET /v1/live",
		"GET,HEAD /",
		"GET,HEAD /a/b.js",
		"GET,HEAD /core.wasm",
		"GET,HEAD /v1/directory",
		"GET,HEAD /v1/site",
		"POST /v1/page",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the routes are\n%s", strings.Join(got, "\n"))
	}
}

func TestWhatIsNotInTheTableGetsOneConstantAnswer(t *testing.T) {
	s := &Server{routes: map[string]route{"/there": {"/there", []string{"GET"}, nil}}}
	for target, want := range map[string]string{
		"GET /nothing":             "404 Not Found\n",
		"POST /nothing":            "404 Not Found\n",
		"GET /there?":              "404 Not Found\n",
		"GET /there?a=b":           "404 Not Found\n",
		"GET /%74here":             "404 Not Found\n",
		"GET /there/":              "404 Not Found\n",
		"GET //there":              "404 Not Found\n",
		"GET http://h/there":       "404 Not Found\n", // what a proxy is asked, and this is none
		"POST /there":              "405 Method Not Allowed\n",
		"get /there":               "405 Method Not Allowed\n",
		"PROPFIND /there":          "405 Method Not Allowed\n",
		"OPTIONS /there":           "405 Method Not Allowed\n",
		"GET /" + "a/../there":     "404 Not Found\n",
		"GET /" + "there%00":       "404 Not Found\n",
		"GET /.well-known/nothing": "404 Not Found\n",
	} {
		method, path, _ := strings.Cut(target, " ")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		if got := fmt.Sprintf("%d %s", w.Code, w.Body); got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

// nowhere is a relay that takes nobody.
type nowhere struct{}

func (nowhere) Serve(http.ResponseWriter, *http.Request, func() bool, func()) bool { return false }
func (nowhere) Close()                                                             {}

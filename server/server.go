// Package server answers for a deployment: pages of plans, the client's files, the way into live links, and two constant texts:
// what the site is, and the operator's list of places.
//
// It promises that an answer tells nothing but what is in it: every call to the page service takes the same steps, is
// answered with the same number of bytes under the same headers, and leaves on a fixed grid of time. It refuses to know
// who calls: there is no access log, no cookie, no session, and an address lives only as long as it takes to choose a
// budget. It cannot read a plan: nothing it imports derives a key from a phrase or opens a page, which a test of the
// binary shows. What an adversary could and could not do is in THREATS.md.
package server

import (
	"errors"
	"io/fs"
	"net/http"
	"strconv"

	"larkspur/server/wire"
)

// PathSite is where a client asks what it has to know of the deployment (SPEC §8.1).
const PathSite = "/v1/site"

// A Server is the handler of one deployment.
type Server struct {
	config  Config
	notices *notices
	routes  map[string]route
}

// New checks c and returns its handler over pages.
func New(c Config, pages Pages) (*Server, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, err
	}
	if pages == nil {
		return nil, errors.New("server: no pages to serve")
	}
	s := &Server{config: c, notices: newNotices(c.Clock, c.Notices)}
	service := newPageService(c, pages, s.notices)
	list, err := routes(c, service)
	if err != nil {
		return nil, err
	}
	s.routes = make(map[string]route, len(list))
	for _, r := range list {
		s.routes[r.path] = r
	}
	return s, nil
}

// A route is one path and what answers it. There are no patterns.
type route struct {
	path    string
	methods []string
	serve   http.HandlerFunc
}

// routes is the whole table.
func routes(c Config, pages *pageService) ([]route, error) {
	files, err := loadFiles(c.Client, c.Index)
	if err != nil {
		return nil, err
	}
	read := []string{http.MethodGet, http.MethodHead}
	list := []route{
		{wire.Path, []string{wire.Method}, pages.serve},
		{PathSite, read, (&file{media: mediaTypes[".txt"], plain: site(c)}).serve},
		{PathDirectory, read, (&file{media: mediaTypes[".txt"], plain: c.Directory}).serve},
	}
	if c.Live != nil {
		live := &liveService{c, pages.budgets}
		list = append(list, route{wire.PathLive, []string{wire.MethodLive}, live.serve})
	}
	for path, f := range files {
		if path == wire.PathLive || path == wire.Path || path == PathSite || path == PathDirectory {
			return nil, &fs.PathError{Op: "client files", Path: path, Err: fs.ErrExist}
		}
		list = append(list, route{path, read, f.serve})
	}
	return list, nil
}

// ServeHTTP finds the route by the path as it was sent. Nothing is cleaned, decoded or redirected: a path that is not
// in the table, or carries a query, is not found.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setSecurityHeaders(w.Header())
	at, found := s.routes[r.URL.Path]
	if !found || r.URL.RawPath != "" || r.URL.Host != "" || r.URL.RawQuery != "" || r.URL.ForceQuery {
		refuse(w, r, http.StatusNotFound)
		return
	}
	for _, m := range at.methods {
		if r.Method == m {
			at.serve(w, r)
			return
		}
	}
	refuse(w, r, http.StatusMethodNotAllowed)
}

// refuse gives the one constant answer of its status. It names no methods: the table is in the specification.
func refuse(w http.ResponseWriter, r *http.Request, status int) {
	text := http.StatusText(status) + "\n"
	h := w.Header()
	h.Set("Content-Type", mediaTypes[".txt"])
	h.Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(text))
	}
}

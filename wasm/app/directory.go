package app

import (
	"slices"
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/catalog/directory"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// directoryScreen looks for places and lines that may help. What is looked for is held here and nowhere else.
type directoryScreen struct {
	index         *directory.Index
	query         string
	chosen        []string
	yes, unstated []int
	filters, show bool
	open          map[string]bool
	most          int
	note          string
}

// directoryPage is how many entries are drawn at first, and how many more each time: a phone redraws them with every letter.
const directoryPage = 40

// maxQuery is the longest text that is looked for, in bytes.
const maxQuery = 200

// newDirectoryScreen makes one of the operator's list and the one that comes with the program. A list that cannot be read is
// as good as none, and what is wrong with an entry leaves that entry out.
func newDirectoryScreen(a *App) *directoryScreen {
	s := &directoryScreen{open: map[string]bool{}, index: directory.NewIndex(directory.With(directory.Local(a.places)), inAllLanguages)}
	s.find()
	return s
}

func inAllLanguages(key string) []string {
	var out []string
	for _, lang := range catalog.Languages() {
		out = append(out, catalog.Load(lang).Text(key))
	}
	return out
}

func (s *directoryScreen) find() {
	s.most = directoryPage
	s.yes, s.unstated = s.index.Find(s.query, s.chosen)
}

func (s *directoryScreen) draw(a *App) *view.Node {
	return a.frame(a.text("dir.title")).Node(view.Directory(view.DirectoryModel{
		Words: a.words, Index: s.index, Query: s.query, Chosen: s.chosen, Yes: s.yes, Unstated: s.unstated,
		Filters: s.filters, ShowUnstated: s.show, Open: s.open, Most: s.most, Note: s.note,
	})...)
}

func (s *directoryScreen) act(a *App, act Action) {
	s.note = ""
	switch act.Verb {
	case "find":
		s.query = strings.ToValidUTF8(act.Value[:min(len(act.Value), maxQuery)], "") // a letter may be cut
		s.search(a)
	case "chip":
		s.choose(a, act.Arg(0))
	case "none":
		s.chosen = nil
		s.search(a)
	case "filters":
		s.filters = !s.filters
	case "fold":
		s.open[act.Arg(0)] = !s.open[act.Arg(0)]
	case "unstated":
		s.show = !s.show
	case "more":
		s.most += directoryPage
	case "put":
		if i := index(act.Arg(0)); i < len(s.index.Entries()) {
			s.put(a, &s.index.Entries()[i])
		}
	}
}

// search finds, and says how much, as the focus stays where it is.
func (s *directoryScreen) search(a *App) {
	s.find()
	said := a.words.Count("dir.found", len(s.yes))
	if n := len(s.unstated); n > 0 {
		said += ". " + a.words.Count("dir.unstated", n)
	}
	a.page.Announce(said, false)
}

// choose sets a filter, or takes it back.
func (s *directoryScreen) choose(a *App, key string) {
	if i := slices.Index(s.chosen, key); i >= 0 {
		s.chosen = slices.Delete(slices.Clone(s.chosen), i, i+1)
	} else if directory.IsFilter(key) {
		s.chosen = append(s.chosen, key)
	}
	s.search(a)
}

// put makes an entry a place of the plan and opens it; one that is there already is opened.
func (s *directoryScreen) put(a *App, e *directory.Entry) {
	name, _ := e.Text("name", a.lang)
	for _, it := range a.plan().Items("place") {
		if it.Text("name") == name {
			a.open(it.ID())
			a.page.Announce(a.text("dir.put.there"), false)
			return
		}
	}
	var id plan.ID
	err := a.edit(func(p *plan.Plan) error {
		section, err := a.homeOf(p, "place", "where")
		if err != nil {
			return err
		}
		if id, err = p.AddItem(a.random, section, "place"); err != nil {
			return err
		}
		for field, value := range placeOf(a, e) {
			if err := p.SetField(id, field, value); err != nil {
				return err
			}
		}
		return nil
	})
	if s.note = a.complaint(err); err == nil {
		a.open(id)
		a.page.Announce(a.text("dir.put.done"), false)
	}
}

// placeOf is what a place of a plan takes from an entry. What has no field of its own goes into the notes, in words.
func placeOf(a *App, e *directory.Entry) plan.Record {
	name, _ := e.Text("name", a.lang)
	note, _ := e.Text("about", a.lang)
	r := plan.Record{}
	put := func(field, text string) {
		if text != "" {
			r[field] = plan.Text(text)
		}
	}
	for _, f := range a.words.EntryFacts(e, func(date string) string { return view.WrittenDay(a.words, date) }) {
		switch f.Key {
		case "phone", "address", "for", "offers", "not", "tier":
			if f.Text == e.Get("phone") || f.Key != "phone" {
				continue
			}
		}
		note += "\n" + f.Label + ": " + f.Text
	}
	put("name", name)
	put("phone", e.Get("phone"))
	put("addr", e.Get("address"))
	put("note", strings.TrimSpace(note))
	if e.Says(directory.OnSite) == directory.Yes {
		r["site"] = plan.Flag(true)
	}
	put("apart", [...]string{directory.Yes: "yes", directory.No: "no"}[e.Says(directory.Apart)])
	return r
}

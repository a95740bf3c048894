// Package disclose writes down what the operator of a server holds: the report for the morning a subpoena comes.
//
// It promises that whatever lies in the store appears, planted things included; that reading changes nothing there; that
// text, JSON and the printed page are one report; and that what a setting keeps secret stays out. It refuses to know how many
// plans are living: objects are counted and never opened, but for a locator that somebody named. What it says about things
// that do not exist stands in words.go, each with its reason; nothing there says more than server/THREATS.md.
package disclose

import "time"

// A Report is made of sections, which the three renderings show alike. Its Version is that of the JSON: sections and facts
// are found by their ids, and an id keeps its meaning.
type Report struct {
	Version  int       `json:"version"`
	Title    string    `json:"title"`
	Sections []Section `json:"sections"`

	// Page is the sealed page under the last locator asked for, nil when there is none. It is no part of the text.
	Page []byte `json:"-"`
}

// A Section is one heading with what belongs to it. All of its fields but ID and Title may be empty; they are shown in the
// order in which they stand here.
type Section struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Text   []string `json:"text,omitempty"`   // paragraphs
	Facts  []Fact   `json:"facts,omitempty"`  // found here, now
	Points []Point  `json:"points,omitempty"` // a sentence and why
	Tables []Table  `json:"tables,omitempty"`
}

// A Fact is one value with its name. Value is a string, an int64 or a bool.
type Fact struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Value any    `json:"value"`
	Unit  string `json:"unit,omitempty"`
	Means string `json:"means,omitempty"` // a sentence in plain words
}

// A Point is a statement, or a question, and what stands behind it.
type Point struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// A Table has a title, names of columns, and rows of strings and int64s.
type Table struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
}

// reportVersion is raised when an id changes its meaning.
const reportVersion = 1

// Fact finds a fact by the ids of its section and its own.
func (r *Report) Fact(section, id string) (any, bool) {
	for _, s := range r.Sections {
		if s.ID != section {
			continue
		}
		for _, f := range s.Facts {
			if f.ID == id {
				return f.Value, true
			}
		}
	}
	return nil, false
}

// Table finds a table by the ids of its section and its own.
func (r *Report) Table(section, id string) *Table {
	for _, s := range r.Sections {
		for i := range s.Tables {
			if s.ID == section && s.Tables[i].ID == id {
				return &s.Tables[i]
			}
		}
	}
	return nil
}

// moment writes a time as the report does, in UTC. The zero time is one that is not known.
func moment(t time.Time) string {
	if t.IsZero() {
		return "not known"
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}

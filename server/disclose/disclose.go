package disclose

import (
	"context"
	"errors"
	"fmt"
	"time"

	"larkspur/server/wire"
)

// ErrLocked is the answer of Hold when another process has the store open.
var ErrLocked = errors.New("disclose: the store is in use by another process")

// Config says what a report is about.
type Config struct {
	// Storage is the store, and Where says in words which.
	Storage Storage
	Where   string

	// ObjectSize is the size of every object in bytes.
	ObjectSize int

	// Data is the data folder, and StoreDir the store's in it, empty when it is elsewhere. KeyFile is the path of this machine's half of
	// the key. Files are those that settings name.
	Data, StoreDir, KeyFile string
	Files                   []File

	// Running says that a server is at work and makes the report.
	Running bool

	// Settings are all there are, in order. None of their values is a secret.
	Settings []Setting

	// KeepMonths is how long pages are kept after their last use; 0 is for ever, and no use is then noted.
	KeepMonths int

	// Examine is the greatest number of objects to test for noise; 0 is all.
	Examine int64

	// Locators are those that were asked for, and Keys opens their objects.
	Locators []wire.Locator
	Keys     Keys

	// Now is the moment of the report.
	Now time.Time

	// Progress, if not nil, is called often from one goroutine. of is 0 while things are counted.
	Progress func(done, of int64)
}

// A Setting is an option of the server with its value, as it is in force.
type Setting struct{ Name, Value, Means string }

// Build looks at everything and writes it down. Errors are those of the storage, and of the keys when a locator was asked for;
// no part of a report is left out for them.
func Build(ctx context.Context, c Config) (*Report, error) {
	if c.Progress == nil {
		c.Progress = func(int64, int64) {}
	}
	r := &Report{Version: reportVersion, Title: "What this Larkspur server holds"}
	r.Sections = append(r.Sections, c.about())
	k, err := take(ctx, c.Storage, func(n int64) { c.Progress(n, 0) })
	if err != nil {
		return nil, fmt.Errorf("count the store: %w", err)
	}
	stored, err := c.stored(ctx, k)
	if err != nil {
		return nil, err
	}
	noise, err := examine(ctx, c.Storage, c.ObjectSize, k.objects, c.Examine, c.Progress)
	if err != nil {
		return nil, fmt.Errorf("examine the objects: %w", err)
	}
	files, err := beside(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("look at the data folder: %w", err)
	}
	r.Sections = append(r.Sections, stored, dates(k), others(k), noise, files)
	for _, l := range c.Locators {
		s, page, err := c.Keys.locator(ctx, c.Storage, l)
		if err != nil {
			return nil, err
		}
		r.Sections, r.Page = append(r.Sections, s), page
	}
	r.Sections = append(r.Sections, c.settings(), Section{ID: "logs", Title: "Logs", Text: logsText}, c.absent(),
		Section{ID: "answers", Title: "What the operator can truthfully answer", Points: answers},
		Section{ID: "proves", Title: "What this report shows, and what it does not", Points: proves})
	return r, nil
}

func (c Config) about() Section {
	s := Section{ID: "about", Title: "About this report", Text: aboutText}
	asked := "everything that is stored"
	if n := len(c.Locators); n == 1 {
		asked += ", and everything under one locator"
	} else if n > 1 {
		asked += fmt.Sprintf(", and everything under %d locators", n)
	}
	s.Facts = []Fact{
		{ID: "made", Name: "Made at", Value: moment(c.Now)},
		{ID: "asked", Name: "What was asked for", Value: asked},
		{ID: "running", Name: "The server was at work meanwhile", Value: c.Running},
	}
	if c.Running {
		s.Facts[2].Means = runningMeans
	}
	return s
}

func (c Config) stored(ctx context.Context, k *stock) (Section, error) {
	facts, err := c.Storage.Facts(ctx)
	if err != nil {
		return Section{}, err
	}
	size := "all objects have it"
	if len(k.sizes) > 1 || len(k.sizes) == 1 && k.sizes[int64(c.ObjectSize)] == 0 {
		size = "NOT all that has the name of an object has it; see the table"
	}
	s := Section{ID: "store", Title: "What is stored", Text: storeText, Facts: append([]Fact{
		{ID: "where", Name: "Store", Value: c.Where},
		{ID: "objects", Name: "Objects", Value: k.objects, Means: objectsMean},
		{ID: "size", Name: "Size of an object", Value: int64(c.ObjectSize), Unit: "bytes", Means: "One size for all: " + size + "."},
		{ID: "bytes", Name: "All objects together", Value: k.bytes, Unit: "bytes"},
	}, facts...)}
	if rows := k.sizeRows(); len(rows) > 0 {
		s.Tables = []Table{{ID: "sizes", Title: "Sizes of whatever has the name of an object", Columns: []string{"Bytes each", "How many"}, Rows: rows}}
	}
	return s, nil
}

func dates(k *stock) Section {
	s := Section{ID: "dates", Title: "Dates that the storage keeps of objects", Text: datesText}
	for i := range k.times {
		t, w := &k.times[i], timeNames[i]
		if t.number == 0 {
			continue
		}
		s.Facts = append(s.Facts,
			Fact{ID: w.id + "-first", Name: "Earliest " + w.name, Value: moment(t.first), Means: w.means},
			Fact{ID: w.id + "-last", Name: "Latest " + w.name, Value: moment(t.last)})
		s.Tables = append(s.Tables, Table{ID: w.id, Title: "Objects by " + w.name, Columns: []string{"When", "Objects"}, Rows: t.rows()})
	}
	return s
}

func others(k *stock) Section {
	s := Section{ID: "others", Title: "What else lies in the store", Text: othersText,
		Facts: []Fact{{ID: "others", Name: "Found", Value: int64(len(k.others)) + k.more}}}
	if k.more > 0 {
		s.Facts = append(s.Facts, Fact{ID: "not-listed", Name: "of which not listed one by one", Value: k.more,
			Means: fmt.Sprintf("They have %d bytes together. The list ends after %d.", k.moreBytes, maxListed)})
	}
	if len(k.others) == 0 {
		return s
	}
	t := Table{ID: "others", Title: "Found in the store", Columns: []string{"Place", "What it is", "Bytes", "Dates"}}
	for _, e := range k.others {
		text := ""
		for _, at := range e.Times {
			if text != "" {
				text += ", "
			}
			text += timeNames[at.Kind].name + " " + moment(at.At)
		}
		t.Rows = append(t.Rows, []any{printable(e.Place), e.What, e.Size, text})
	}
	s.Tables = []Table{t}
	return s
}

func (c Config) settings() Section {
	s := Section{ID: "settings", Title: "Settings in force", Text: settingsText}
	if !c.Running {
		s.Title = "Settings that this report was made with"
		s.Text = append([]string{settingsNotRunning}, settingsText...)
	}
	for _, v := range c.Settings {
		value := v.Value
		if value == "" {
			value = "not set"
		}
		s.Facts = append(s.Facts, Fact{ID: v.Name, Name: v.Name, Value: value, Means: v.Means})
	}
	return s
}

func (c Config) absent() Section {
	s := Section{ID: "absent", Title: "What does not exist here", Points: absent}
	switch {
	case c.KeepMonths > 0:
		s.Points = append([]Point{keptMonths}, absent...)
	case c.Running:
		s.Points = append([]Point{noDates}, absent...)
	default:
		s.Points = append([]Point{perhapsMonths}, absent...)
	}
	return s
}

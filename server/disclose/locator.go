package disclose

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"larkspur/server/shelf"
	"larkspur/server/store"
	"larkspur/server/wire"
)

// Keys open the objects of locators that somebody named. Nothing else in this package opens an object.
type Keys struct {
	// File is the path of this machine's half of the key.
	File string

	// LastUse is what a running server has in memory and not yet written; nil where none runs. See shelf.Shelf.LastUse.
	LastUse func(wire.Locator) uint32
}

// locator says everything about one locator. page is the sealed page under it.
func (k Keys) locator(ctx context.Context, s Storage, l wire.Locator) (sec Section, page []byte, err error) {
	sec = Section{ID: "locator", Title: "The locator " + hex.EncodeToString(l[:]), Text: locatorText,
		Facts: []Fact{{ID: "locator", Name: "Locator", Value: hex.EncodeToString(l[:])}}}
	found, err := shelf.Inspect(ctx, k.File, readOnly{s}, l)
	if errors.Is(err, fs.ErrNotExist) {
		sec.Facts = append(sec.Facts, Fact{ID: "key", Name: "Key", Value: "no key was made yet, so nothing can lie under any locator"})
		return sec, nil, nil
	}
	if err != nil {
		return sec, nil, fmt.Errorf("locator: %w", err)
	}
	for _, f := range found {
		facts, err := k.found(ctx, s, f)
		if err != nil {
			return sec, nil, err
		}
		sec.Facts = append(sec.Facts, facts...)
		if f.Page != nil {
			page = f.Page[:]
		}
	}
	if k.LastUse != nil {
		if m := k.LastUse(l); m != 0 {
			sec.Facts = append(sec.Facts, Fact{ID: "memory", Name: "Month of last use, in the memory of the server", Value: month(m),
				Means: "It is written into the object when that is next written: by a save, by the server at random, or by the next rotation."})
		}
	}
	return sec, page, nil
}

// found are the facts of one key. In a rotation the ids of those of the next one begin with next-.
func (k Keys) found(ctx context.Context, s Storage, f shelf.Found) ([]Fact, error) {
	prefix, under := "", "the key in use"
	if f.Next {
		prefix, under = "next-", "the next key"
	}
	facts := []Fact{{ID: prefix + "name", Name: "Name of its object under " + under, Value: f.Name.String()}}
	if !f.Held {
		return append(facts, Fact{ID: prefix + "state", Name: "What lies there", Value: "nothing",
			Means: "Under this key no page was saved under this locator, or it is gone since the last rotation."}), nil
	}
	e, there, err := s.Stat(ctx, f.Name)
	if err != nil {
		return nil, fmt.Errorf("locator: %w", err)
	}
	facts = append(facts, state(prefix, f))
	if there {
		facts = append(facts, Fact{ID: prefix + "size", Name: "Size of the object", Value: e.Size, Unit: "bytes"})
		for _, t := range e.Times {
			w := timeNames[t.Kind]
			facts = append(facts, Fact{ID: prefix + w.id, Name: "Its " + w.name, Value: moment(t.At)})
		}
	}
	if f.Damaged {
		return facts, nil
	}
	return append(facts, inSeal(prefix, f)...), nil
}

func state(prefix string, f shelf.Found) Fact {
	s := Fact{ID: prefix + "state", Name: "What lies there"}
	switch {
	case f.Damaged:
		s.Value, s.Means = "an object that does not open", "It is damaged, or something else put it there."
	case f.Filler:
		s.Value, s.Means = "filler", "The server made it for itself. No phrase leads to it."
	case f.Erased:
		s.Value = "an object that is marked as erased"
		s.Means = "A page was saved under this locator and was erased since the last rotation. Its bytes were overwritten with random " +
			"bytes when it was erased. The next rotation removes the object."
	default:
		s.Value = "a sealed page"
		s.Means = "It can be opened with the phrase that leads to this locator, and the program has nothing that could do so."
	}
	if f.Moving {
		s.Means += " A rotation is about to put it under the next key."
	}
	return s
}

// inSeal is what the server's own seal holds beside the page.
func inSeal(prefix string, f shelf.Found) []Fact {
	used := "not kept"
	if f.Month != 0 {
		used = month(f.Month)
	}
	facts := []Fact{
		{ID: prefix + "last-use", Name: "Month of last use", Value: used},
		{ID: prefix + "version", Name: "Version", Value: hex.EncodeToString(f.Version[:]),
			Means: "Sixteen random bytes, drawn anew at each saving, so that two devices do not overwrite each other's."},
		{ID: prefix + "remembered", Name: "Fingerprints of first savings", Value: int64(len(f.Firsts)),
			Means: "SHA-256 of each sealed page that was the first to be saved here since the last rotation, at most sixteen. " +
				"More than one says that a page was erased here and made again. They keep a recorded saving from being sent a second time."},
	}
	for i, h := range f.Firsts {
		facts = append(facts, Fact{ID: fmt.Sprintf("%sfingerprint-%d", prefix, i+1), Name: fmt.Sprintf("Fingerprint %d, the newest is 1", i+1), Value: hex.EncodeToString(h[:])})
	}
	if f.Page != nil {
		facts = append(facts, Fact{ID: prefix + "page", Name: "Sealed page", Value: int64(len(f.Page)), Unit: "bytes",
			Means: "The option --page FILE writes it to a file."})
	}
	return facts
}

// month writes a month as it is kept, since year 0.
func month(m uint32) string { return fmt.Sprintf("%04d-%02d", m/12, m%12+1) }

// readOnly is a store that answers Get, for who reads one object by its name.
type readOnly struct{ s Storage }

var errReadOnly = errors.New("disclose: the store is only read")

func (r readOnly) Get(ctx context.Context, n store.Name) ([]byte, store.Tag, error) {
	e, there, err := r.s.Stat(ctx, n)
	switch {
	case err != nil:
		return nil, "", err
	case !there:
		return nil, "", store.ErrAbsent
	case !e.Object:
		return nil, "", store.ErrDamaged
	}
	b, err := r.s.Read(ctx, e)
	return b, "", err
}

func (readOnly) Put(context.Context, store.Name, []byte, store.Tag) (store.Tag, error) {
	return "", errReadOnly
}
func (readOnly) Delete(context.Context, store.Name) error           { return errReadOnly }
func (readOnly) List(context.Context, func(store.Name) error) error { return errReadOnly }
func (readOnly) Close() error                                       { return nil }

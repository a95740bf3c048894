package disclose

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"larkspur/server/disclose/randomness"
	"larkspur/server/store"
)

// maxNamed is how many objects that fail a test by themselves are named, for each test. All are counted.
const maxNamed = 1000

// examine applies the tests to the objects of s, at most limit of them (0: all), in the order of their places. Names are
// random, so the first are a fair choice.
func examine(ctx context.Context, s Storage, size int, total, limit int64, done func(n, of int64)) (Section, error) {
	of := total
	if limit > 0 {
		of = min(total, limit)
	}
	table, err := randomness.New(size, int(of))
	if err != nil {
		return Section{}, err
	}
	names := map[int]string{} // of those that failed
	n := 0
	errEnough := errors.New("enough")
	err = s.Walk(ctx, func(e Entry) error {
		if !e.Object {
			return nil
		}
		if limit > 0 && int64(n) >= limit {
			return errEnough
		}
		object, err := s.Read(ctx, e)
		if errors.Is(err, store.ErrAbsent) || errors.Is(err, store.ErrDamaged) {
			return nil // a server moved it meanwhile
		}
		if err != nil {
			return err
		}
		noise, err := table.Add(object)
		if !noise {
			names[n] = printable(e.Place)
		}
		n++
		done(int64(n), of)
		return err
	})
	if err != nil && !errors.Is(err, errEnough) {
		return Section{}, err
	}
	return noiseSection(table.Results(), int64(n), total, names), nil
}

func noiseSection(results []randomness.Result, examined, total int64, names map[int]string) Section {
	s := Section{ID: "noise", Title: "Do the objects look like noise?", Text: noiseText,
		Facts: []Fact{
			{ID: "examined", Name: "Objects examined", Value: examined},
			{ID: "stored", Name: "of objects stored", Value: total},
		}}
	failed := Table{ID: "failed", Title: "Objects that do not look like noise", Columns: []string{"Object", "Test"}}
	for i, r := range results {
		value := "passed"
		switch {
		case examined == 0:
			value = "nothing to examine"
		case !r.Passed():
			value = "NOT passed: " + reasons(r)
		}
		s.Facts = append(s.Facts, Fact{ID: testIDs[i], Name: "Test of " + r.Test, Value: value, Means: testMeans[i]})
		for j, at := range r.Alone {
			if j == maxNamed {
				break
			}
			failed.Rows = append(failed.Rows, []any{names[at], r.Test})
		}
	}
	if len(failed.Rows) > 0 {
		s.Tables = append(s.Tables, failed)
	}
	return s
}

func reasons(r randomness.Result) string {
	var all []string
	if n := len(r.Alone); n > 0 {
		all = append(all, fmt.Sprintf("objects that fail by themselves: %d", n))
	}
	if n := len(r.Offsets); n > 0 {
		all = append(all, fmt.Sprintf("places at which the objects together fail: %d, the first at byte %d", n, r.Offsets[0]))
	}
	if r.Together {
		all = append(all, "all bytes taken together fail")
	}
	return strings.Join(all, "; ")
}

var testIDs = [...]string{"monobit", "chi-square", "compression"}

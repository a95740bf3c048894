package disclose

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// maxListed is how many things that are no plain objects are listed one by one. Those beyond are counted.
const maxListed = 100_000

// A stock is what lies in the store, counted.
type stock struct {
	objects, bytes int64
	sizes          map[int64]int64 // of what has the name of an object
	times          [timeKinds]spread
	others         []Entry // whatever has something to say of it
	more           int64   // others that are not listed
	moreBytes      int64
}

func take(ctx context.Context, s Storage, seen func(n int64)) (*stock, error) {
	k := &stock{sizes: map[int64]int64{}}
	n := int64(0)
	err := s.Walk(ctx, func(e Entry) error {
		n++
		seen(n)
		k.add(e)
		return nil
	})
	return k, err
}

func (k *stock) add(e Entry) {
	if e.Named {
		k.sizes[e.Size]++
	}
	if e.Object {
		k.objects++
		k.bytes += e.Size
		for _, t := range e.Times {
			k.times[t.Kind].add(t.At)
		}
	}
	if e.What == "" {
		return
	}
	if len(k.others) == maxListed {
		k.more++
		k.moreBytes += e.Size
		return
	}
	k.others = append(k.others, e)
}

// sizeRows are the sizes that objects have, with how many have each.
func (k *stock) sizeRows() [][]any {
	var rows [][]any
	for _, size := range slices.Sorted(maps.Keys(k.sizes)) {
		rows = append(rows, []any{size, k.sizes[size]})
	}
	return rows
}

// A spread is how dates are spread over time. Hours are counted, and put together where they are many.
type spread struct {
	number      int64
	first, last time.Time
	hours       map[int64]int64 // since 1970
}

func (s *spread) add(t time.Time) {
	if s.number == 0 {
		s.first, s.last, s.hours = t, t, map[int64]int64{}
	}
	s.number++
	if t.Before(s.first) {
		s.first = t
	}
	if t.After(s.last) {
		s.last = t
	}
	s.hours[t.Unix()/3600]++
}

// rows say how many dates fall into each hour, day or month: whichever keeps the list short.
func (s *spread) rows() [][]any {
	layout := "2006-01"
	switch length := s.last.Sub(s.first); {
	case length <= 48*time.Hour:
		layout = "2006-01-02 15:00 UTC"
	case length <= 92*24*time.Hour:
		layout = "2006-01-02"
	}
	together := map[string]int64{}
	for hour, n := range s.hours {
		together[time.Unix(hour*3600, 0).UTC().Format(layout)] += n
	}
	var rows [][]any
	for _, at := range slices.SortedFunc(maps.Keys(together), cmp.Compare[string]) {
		rows = append(rows, []any{at, together[at]})
	}
	return rows
}

package storetest

import (
	"testing"

	"larkspur/server/store"
)

// Bench measures reads, creations, swaps and deletes, one at a time, on an open store.
func Bench(b *testing.B, size int, s store.Store) {
	k := newBench(b.Context(), s, Subject{Size: size})
	n, _, tag, err := k.create()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("get", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := s.Get(b.Context(), n); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("swap", func(b *testing.B) {
		object := k.object()
		for i := 0; b.Loop(); i++ {
			object[i%size] ^= byte(i) | 1 // other bytes each time, without the cost of drawing them
			if tag, err = s.Put(b.Context(), n, object, tag); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("create_and_delete", func(b *testing.B) {
		object := k.object()
		for b.Loop() {
			fresh := k.name()
			if _, err := s.Put(b.Context(), fresh, object, ""); err != nil {
				b.Fatal(err)
			}
			if err := s.Delete(b.Context(), fresh); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("swap_parallel", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			mine, _, tag, err := k.create()
			object := k.object()
			for i := 0; err == nil && pb.Next(); i++ {
				object[i%size] ^= byte(i) | 1
				tag, err = s.Put(b.Context(), mine, object, tag)
			}
			if err != nil {
				b.Error(err)
			}
		})
	})
}

package filestore

import (
	"testing"

	"larkspur/server/store"
	"larkspur/server/store/storetest"
)

const size = 33448

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(Config{Dir: dir, Size: size})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestKeepsTheContract(t *testing.T) {
	dirs := map[store.Store]string{}
	storetest.Run(t, storetest.Subject{
		Size: size,
		Open: func(t testing.TB) store.Store {
			dir := t.TempDir()
			s := open(t, dir)
			dirs[s] = dir
			return s
		},
		Reopen: func(t testing.TB, s store.Store) store.Store {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return open(t, dirs[s])
		},
	})
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, size, open(b, b.TempDir()))
}

package shelf_test

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"

	"larkspur/server/shelf"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

func TestAPageIsMadeReadSwappedAndErased(t *testing.T) {
	ctx := context.Background()
	st := memstore.New(memstore.Config{Size: shelf.ObjectSize})
	c := shelf.Config{KeyFile: filepath.Join(t.TempDir(), "key"), Chaff: 1}
	s, err := shelf.Open(ctx, c, st)
	if err != nil {
		t.Fatal(err)
	}
	l := wire.Locator{1}
	noise, noisePage, err := s.Read(ctx, l)
	if err != nil {
		t.Fatal(err)
	}
	var page [wire.PageSize]byte
	rand.Read(page[:])
	yes := func() bool { return true }
	v, err := s.Write(ctx, l, noise, &page, yes)
	if err != nil {
		t.Fatal(err)
	}
	if s, err = shelf.Open(ctx, c, st); err != nil {
		t.Fatal(err)
	}
	if got, p, err := s.Read(ctx, l); err != nil || got != v || *p != page {
		t.Fatal("what was made is not what is read", err)
	}
	if _, err := s.Write(ctx, l, noise, &page, yes); !errors.Is(err, shelf.ErrLost) {
		t.Fatal(err)
	}
	if err := s.Erase(ctx, l, v); err != nil {
		t.Fatal(err)
	}
	if got, p, err := s.Read(ctx, l); err != nil || got != noise || *p != *noisePage {
		t.Fatal("what was erased is not answered as a miss", err)
	}
	if _, err := s.Write(ctx, l, noise, &page, yes); !errors.Is(err, shelf.ErrLost) {
		t.Fatal("a first save was played again", err)
	}
}

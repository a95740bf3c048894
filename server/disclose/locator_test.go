//go:build unix

package disclose

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"testing"

	"larkspur/server/shelf"
	"larkspur/server/store"
	"larkspur/server/wire"
)

// locate is the report's section on a locator, without the rest of it.
func (d *deployment) locate(l wire.Locator) *Report {
	d.t.Helper()
	s, page, err := d.config().Keys.locator(d.t.Context(), d.folder(), l)
	if err != nil {
		d.t.Fatal(err)
	}
	return &Report{Sections: []Section{s}, Page: page}
}

// objectAtState finds the state, under either key.
func (d *deployment) wantState(l wire.Locator, prefix, want string) *Report {
	d.t.Helper()
	r := d.locate(l)
	if got := fact(d.t, r, "locator", prefix+"state"); got != want {
		d.t.Errorf("under %q lies %v, want %s", prefix, got, want)
	}
	return r
}

const (
	isPage   = "a sealed page"
	isErased = "an object that is marked as erased"
	isBroken = "an object that does not open"
)

func TestEverythingAboutALocatorIsSaid(t *testing.T) {
	d := newDeployment(t)
	living, gone, again, never := newLocator(), newLocator(), newLocator(), newLocator()
	var page *[wire.PageSize]byte
	d.serve(func(s *shelf.Shelf, _ store.Store) {
		page = save(t, s, living)
		save(t, s, gone)
		erase(t, s, gone)
		save(t, s, again)
		erase(t, s, again)
		save(t, s, again)
	})
	r := d.wantState(living, "", isPage)
	if !bytes.Equal(r.Page, page[:]) {
		t.Error("the page is not the one that was saved")
	}
	name := fact(t, r, "locator", "name").(string)
	if b, err := os.ReadFile(d.path("store", "objects", name[:2], name)); err != nil || len(b) != shelf.ObjectSize {
		t.Errorf("under the name lies %d bytes, %v", len(b), err)
	}
	for id, want := range map[string]any{
		"locator": hex.EncodeToString(living[:]), "size": int64(shelf.ObjectSize), "last-use": "not kept", "remembered": int64(1), "page": int64(wire.PageSize),
		"written": "2000-01-01 00:00:00 UTC",
	} {
		if got := fact(t, r, "locator", id); got != want {
			t.Errorf("%s is %v, want %v", id, got, want)
		}
	}
	whole := d.build(func(c *Config) { c.Locators = []wire.Locator{never, living} })
	if text := one(asText(t, whole)); !strings.Contains(text, hex.EncodeToString(living[:])) || !bytes.Equal(whole.Page, page[:]) || !strings.Contains(text, "everything under 2 locators") {
		t.Error("the text does not say what was asked")
	}
	r = d.wantState(gone, "", isErased)
	if r.Page != nil {
		t.Error("there is a page that was erased")
	}
	if !strings.Contains(one(asText(t, r)), "was erased since the last rotation") {
		t.Error("an erased page is not said to be")
	}
	r = d.wantState(again, "", isPage)
	if n := fact(t, r, "locator", "remembered"); n != int64(2) {
		t.Errorf("%v savings over nothing are remembered", n)
	}
	fact(t, r, "locator", "fingerprint-2")
	r = d.wantState(never, "", "nothing")
	if _, said := r.Fact("locator", "version"); said || r.Page != nil {
		t.Error("nothing has a version")
	}

	// After a rotation the erased one is gone, and the other has another name and one saving to remember at the most.
	d.serve(func(s *shelf.Shelf, _ store.Store) {
		if err := s.Rotate(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	})
	d.wantState(gone, "", "nothing")
	if now := fact(t, d.wantState(living, "", isPage), "locator", "name"); now == name {
		t.Error("the name is the same after a rotation")
	}
}

// In the middle of a rotation a locator is looked for under both keys, and found wherever it is.
func TestALocatorIsFoundInTheMiddleOfARotation(t *testing.T) {
	d := newDeployment(t)
	var all []wire.Locator
	pages := map[wire.Locator]*[wire.PageSize]byte{}
	d.serve(func(s *shelf.Shelf, _ store.Store) {
		for range 40 {
			l := newLocator()
			all, pages[l] = append(all, l), save(t, s, l)
		}
		ctx, cancel := context.WithCancel(context.Background())
		err := s.Rotate(ctx, func(p shelf.Progress) {
			if p.Total > 0 && p.Done > p.Total/3 {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("the rotation was not cut off: %v", err)
		}
	})
	if _, err := os.Stat(d.path("key.next")); err != nil {
		t.Fatal(err)
	}
	old, next := 0, 0
	for _, l := range all {
		r := d.locate(l)
		if !bytes.Equal(r.Page, pages[l][:]) {
			t.Error("a page was not found")
		}
		if fact(t, r, "locator", "state") == isPage {
			old++
		}
		if fact(t, r, "locator", "next-state") == isPage {
			next++
		}
	}
	if old == 0 || next == 0 || old+next < len(all) {
		t.Errorf("%d of %d under the old key and %d under the new", old, len(all), next)
	}
	if text := asText(t, d.build(nil)); !strings.Contains(text, d.path("key.next")) || !strings.Contains(one(text), "the key that a rotation moves to") {
		t.Error("the second key file is not in the report")
	}
	// Cut off one step before its end: there is no file of the name KEY.
	if err := os.Rename(d.path("key"), d.path("key.old")); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, l := range all {
		if v, _ := d.locate(l).Fact("locator", "state"); v == isPage {
			found++
		}
	}
	if found != next {
		t.Errorf("with the last step missing %d are found, of %d that were moved", found, next)
	}
}

func TestALocatorIsFoundWhileRotationsRun(t *testing.T) {
	d := newDeployment(t)
	l := newLocator()
	d.serve(func(s *shelf.Shelf, _ store.Store) {
		page := save(t, s, l)
		ended := make(chan error, 1)
		go func() {
			var err error
			for range 10 {
				if err = s.Rotate(context.Background(), nil); err != nil {
					break
				}
			}
			ended <- err
		}()
		for looks := 0; ; looks++ {
			select {
			case err := <-ended:
				if err != nil || looks < 10 {
					t.Errorf("%d looks, %v", looks, err)
				}
				return
			default:
			}
			found, err := shelf.Inspect(t.Context(), d.path("key"), readOnly{d.folder()}, l)
			if err != nil {
				t.Errorf("look %d: %v", looks, err)
				continue
			}
			there := false
			for _, f := range found {
				there = there || f.Page != nil && bytes.Equal(f.Page[:], page[:])
			}
			if !there {
				t.Errorf("look %d: the page was not found", looks)
			}
		}
	})
}

func TestADamagedObjectIsSaidToBe(t *testing.T) {
	d := newDeployment(t)
	l := newLocator()
	d.serve(func(s *shelf.Shelf, _ store.Store) { save(t, s, l) })
	name := fact(t, d.locate(l), "locator", "name").(string)
	object := d.path("store", "objects", name[:2], name)
	b, err := os.ReadFile(object)
	if err != nil {
		t.Fatal(err)
	}
	b[1000] ^= 1
	if err := os.WriteFile(object, b, 0o600); err != nil {
		t.Fatal(err)
	}
	d.wantState(l, "", isBroken)
	if err := os.WriteFile(object, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.wantState(l, "", isBroken)
}

func TestTheMonthOfLastUseIsSaidWhereItIsKept(t *testing.T) {
	d := newDeployment(t)
	l := newLocator()
	r := d.build(func(c *Config) {
		c.Locators = []wire.Locator{l}
		c.Keys.LastUse = func(asked wire.Locator) uint32 {
			if asked != l {
				t.Error("another locator was asked for")
			}
			return 2031*12 + 4
		}
	})
	if v := fact(t, r, "locator", "memory"); v != "2031-05" {
		t.Errorf("the month is %v", v)
	}
}

package shelf

import (
	"bytes"
	"errors"
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

func (b *bench) rotate() {
	b.t.Helper()
	if err := b.shelf.Rotate(ctx(), nil); err != nil {
		b.t.Fatal(err)
	}
}

// keyFile is what the key's folder holds, and the bytes of KEY.
func (b *bench) keyFile() (names []string, key []byte) {
	b.t.Helper()
	list, err := os.ReadDir(filepath.Dir(b.conf.KeyFile))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	if key, err = os.ReadFile(b.conf.KeyFile); err != nil {
		b.t.Fatal(err)
	}
	return names, key
}

// epochOfFile joins the halves as somebody does who copied the key file and has the store.
func epochOfFile(t testing.TB, file []byte, objects map[store.Name][]byte) *epoch {
	t.Helper()
	f, err := parseKeyFile(file)
	if err != nil {
		t.Fatal(err)
	}
	k, err := openKept(f, bytes.Clone(objects[halfName(f)]))
	if err != nil {
		t.Fatal(err)
	}
	return epochOf(f, k)
}

// opens counts the objects that open under e.
func opens(e *epoch, objects map[store.Name][]byte) (n int) {
	for name, o := range objects {
		if _, err := e.openNamed(name, bytes.Clone(o)); err == nil {
			n++
		}
	}
	return n
}

func TestARotationKeepsWhatLivesAndLeavesNothingUnderTheOldKey(t *testing.T) {
	b := newBench(t)
	pages, versions := map[wire.Locator]*[wire.PageSize]byte{}, map[wire.Locator]wire.Version{}
	for range 20 {
		l, p := randomLocator(), randomPage()
		pages[l], versions[l] = p, b.write(l, p)
	}
	dead := randomLocator()
	b.write(dead, randomPage())
	b.erase(dead)
	never := randomLocator()
	before := b.store.Objects()
	_, file := b.keyFile()
	old := epochOfFile(t, file, before)
	if n := opens(old, before); n != 21+minChaff {
		t.Fatalf("the control: the old key opens %d objects", n)
	}
	noise, _ := b.read(never)

	b.rotate()

	after := b.store.Objects()
	if n := opens(old, after); n != 0 {
		t.Errorf("the old key opens %d objects", n)
	}
	for n, o := range after {
		if _, kept := before[n]; kept {
			t.Error("an object kept its name")
		}
		if len(o) != ObjectSize {
			t.Error("another size")
		}
	}
	if len(after) != 1+20+minChaff {
		t.Errorf("%d objects, not %d", len(after), 1+20+minChaff)
	}
	names, now := b.keyFile()
	if !slices.Equal(names, []string{"key"}) || bytes.Equal(now, file) {
		t.Error("key files:", names)
	}
	for range 2 {
		for l, p := range pages {
			if v, got := b.read(l); v != versions[l] || *got != *p {
				t.Error("a page is another, or is not there")
			}
		}
		if v, _ := b.read(never); v == noise {
			t.Error("the noise outlived its epoch")
		}
		v, _ := b.read(dead)
		if _, err := b.shelf.Write(ctx(), dead, v, randomPage(), func() bool { return false }); !errors.Is(err, ErrAdmission) {
			t.Error("what was erased is not like what never was:", err)
		}
		b.restart()
	}
	if told := b.told(); len(told) != 0 {
		t.Error(told)
	}
}

// steps is how far apart the steps are at which a rotation is cut off, or a call fails. The whole course:
//
//	go test ./server/shelf -run 'ARotationKilled|ARotationWithAFault' -steps 1
var steps = flag.Int("steps", 3, "how far apart the steps are at which a rotation is cut off")

// However it is cut off, what was answered before is answered at once by the next start, which ends the rotation: nothing
// is lost, doubled, or brought back, and of the old key nothing is left.
func TestARotationKilledAtAnyStepIsFinishedByTheNext(t *testing.T) {
	conf := Config{KeyFile: "/k/key", Chaff: 1}
	type world struct {
		disk   *memDisk
		store  *memstore.Store
		living map[wire.Locator]*[wire.PageSize]byte
		dead   []wire.Locator
		file   []byte
		old    *epoch
	}
	begin := func(p *power) (*world, *Shelf) {
		w := &world{disk: newMemDisk(p), store: memstore.New(memstore.Config{Size: ObjectSize}), living: map[wire.Locator]*[wire.PageSize]byte{}}
		off := &power{}
		w.disk.power = off
		s, err := open(ctx(), conf, &poweredStore{w.store, p}, w.disk)
		if err != nil {
			t.Fatal(err)
		}
		write := func(l wire.Locator, page *[wire.PageSize]byte) {
			v, _, _ := s.Read(ctx(), l)
			if _, err := s.Write(ctx(), l, v, page, yes); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			l, page := randomLocator(), randomPage()
			write(l, page)
			w.living[l] = page
		}
		for range 2 {
			l := randomLocator()
			write(l, randomPage())
			v, _, _ := s.Read(ctx(), l)
			if err := s.Erase(ctx(), l, v); err != nil {
				t.Fatal(err)
			}
			w.dead = append(w.dead, l)
		}
		w.file = w.disk.files["/k/key"]
		w.old = epochOfFile(t, w.file, w.store.Objects())
		w.disk.power = p
		return w, s
	}
	check := func(w *world, s *Shelf) error {
		for l, page := range w.living {
			if _, got, err := s.Read(ctx(), l); err != nil || *got != *page {
				return errors.Join(errors.New("a page is not there"), err)
			}
		}
		for _, l := range w.dead {
			v, _, err := s.Read(ctx(), l)
			if err != nil {
				return err
			}
			if _, err := s.Write(ctx(), l, v, randomPage(), func() bool { return false }); !errors.Is(err, ErrAdmission) {
				return errors.Join(errors.New("what was erased is there"), err)
			}
		}
		return nil
	}
	total := &power{}
	w, s := begin(total)
	first := total.steps
	if err := s.Rotate(ctx(), nil); err != nil {
		t.Fatal(err)
	}
	if w.disk.files["/k/key.old"] != nil || total.steps-first < 3*(5+minChaff) {
		t.Fatalf("a rotation of %d steps", total.steps-first)
	}
	for at := first + 1 + rand.IntN(*steps); at <= total.steps; at += *steps {
		for _, after := range []bool{false, true} {
			for _, cut := range []bool{(at%2 == 0) != after} { // each of the four ways at every second of them
				p := &power{}
				w, s := begin(p)
				p.at, p.after = at, after
				if err := s.Rotate(ctx(), nil); !errors.Is(err, errKilled) {
					if at < total.steps-2 { // workers take turns, so the number of steps varies by a few
						t.Fatal("the rotation survived its kill:", err)
					}
					continue
				}
				// Killed again, some steps later each time.
				for again := 2; ; again += 5 {
					p = &power{at: again}
					w.disk = w.disk.restart(p, cut)
					s, err := open(ctx(), conf, &poweredStore{w.store, p}, w.disk)
					if err == nil {
						if err = check(w, s); err == nil {
							err = s.Rotate(ctx(), nil)
						}
					}
					if err == nil {
						break
					} else if !errors.Is(err, errKilled) {
						t.Fatal(err)
					}
				}
				p = &power{}
				w.disk = w.disk.restart(p, true)
				s, err := open(ctx(), conf, &poweredStore{w.store, p}, w.disk)
				if err != nil {
					t.Fatal(err)
				}
				if err := check(w, s); err != nil {
					t.Fatal(err)
				}
				objects := w.store.Objects()
				if len(objects) != 1+len(w.living)+minChaff {
					t.Fatalf("step %d after %v cut %v: %d objects", at, after, cut, len(objects))
				}
				if n := opens(w.old, objects); n != 0 {
					t.Fatalf("%d objects open under the old key", n)
				}
				if names := slices.Collect(maps.Keys(w.disk.files)); !slices.Equal(names, []string{"/k/key"}) || bytes.Equal(w.disk.files["/k/key"], w.file) {
					t.Fatal("key files:", names)
				}
			}
		}
	}
}

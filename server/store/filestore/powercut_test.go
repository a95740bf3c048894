package filestore

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"larkspur/server/store"
	"larkspur/server/store/storetest"
)

// volatileDisk is a disk in memory that can lose its power. It promises as little as POSIX does: a folder's entries
// are durable when that folder was synced, each by itself and in any order before; bytes are durable when they were
// synced, and before that any block of them may be old or new. Files that lost their last name lose their bytes.
type volatileDisk struct {
	mu      sync.Mutex
	rng     *rand.Rand
	entries map[string]*slot // by path
	folders map[string]bool  // folders are durable as they are made; the model is about files
	steps   int              // counted down; at 0 the process is stopped
	stopped bool

	ignoreSyncFolder, ignoreDatasync bool // the negative controls
}

// slot is one entry of a folder: what it points at for a running process, and what a cut of power may leave.
type slot struct {
	now   *inode   // nil if there is no such entry
	maybe []*inode // the durable value, and all values since; nil stands for no entry
}

// inode is the bytes of one file: what a running process reads, and what is durable.
type inode struct {
	now, durable []byte
}

const block = 64 // of the model's objects, which are small

func newVolatileDisk(seed uint64) *volatileDisk {
	return &volatileDisk{rng: rand.New(rand.NewPCG(seed, 1)), entries: map[string]*slot{}, folders: map[string]bool{}, steps: -1}
}

// step counts one step of the process.
func (d *volatileDisk) step() error {
	if d.steps == 0 {
		d.stopped = true
	}
	if d.stopped {
		return errStopped
	}
	d.steps--
	return nil
}

func (d *volatileDisk) at(path string) *slot {
	s := d.entries[path]
	if s == nil {
		s = &slot{maybe: []*inode{nil}}
		d.entries[path] = s
	}
	return s
}

func (s *slot) set(i *inode) {
	s.now = i
	s.maybe = append(s.maybe, i)
}

// datasync makes the bytes durable, or leaves them half so when the process is stopped meanwhile.
func (d *volatileDisk) datasync(i *inode) error {
	err := d.step()
	if err == nil && !d.ignoreDatasync {
		i.durable = bytes.Clone(i.now)
	}
	return err
}

// tear gives each block of a file its old or its new bytes.
func (d *volatileDisk) tear(i *inode) {
	for at := 0; at < len(i.now); at += block {
		end := min(at+block, len(i.now))
		if len(i.durable) < end && d.rng.IntN(2) == 0 {
			return // the size did not get there
		}
		if len(i.durable) < end {
			i.durable = append(i.durable, i.now[len(i.durable):end]...)
		} else if d.rng.IntN(2) == 0 {
			copy(i.durable[at:end], i.now[at:end])
		}
	}
}

// cut takes the power away: of everything that was not synced, chance decides.
func (d *volatileDisk) cut() {
	files := map[*inode]bool{}
	for _, s := range d.entries {
		s.now = s.maybe[d.rng.IntN(len(s.maybe))]
		s.maybe = []*inode{s.now}
		if s.now != nil {
			files[s.now] = true
		}
	}
	for i := range files {
		d.tear(i)
		i.now = bytes.Clone(i.durable)
	}
	d.restart()
}

// restart starts the process again, with the power on.
func (d *volatileDisk) restart() { d.stopped, d.steps = false, -1 }

func (d *volatileDisk) read(path string, size int) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.entries[path]
	switch {
	case d.stopped:
		return nil, errStopped
	case s == nil || s.now == nil:
		return nil, fs.ErrNotExist
	case len(s.now.now) != size:
		return nil, store.ErrDamaged
	}
	return bytes.Clone(s.now.now), nil
}

func (d *volatileDisk) create(path string, data []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	i := &inode{now: bytes.Clone(data)}
	d.at(path).set(i)
	return d.datasync(i)
}

func (d *volatileDisk) link(old, new string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	if d.at(new).now != nil {
		return fs.ErrExist
	}
	d.at(new).set(d.at(old).now)
	return nil
}

func (d *volatileDisk) rename(old, new string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	if d.folders[old] {
		for path := range d.folders {
			if below, ok := bytes.CutPrefix([]byte(path), []byte(old)); ok {
				delete(d.folders, path)
				d.folders[new+string(below)] = true
			}
		}
		return nil
	}
	d.at(new).set(d.at(old).now)
	d.at(old).set(nil)
	return nil
}

func (d *volatileDisk) syncFolder(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil || d.ignoreSyncFolder {
		return err
	}
	for p, s := range d.entries {
		if filepath.Dir(p) == path {
			s.maybe = []*inode{s.now}
		}
	}
	return nil
}

func (d *volatileDisk) scrub(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	i := d.at(path).now
	for at := range i.now {
		i.now[at] = byte(d.rng.Uint32())
	}
	return d.datasync(i)
}

func (d *volatileDisk) remove(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.step(); err != nil {
		return err
	}
	d.at(path).set(nil)
	return nil
}

func (d *volatileDisk) same(a, b string) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at(a).now != nil && d.at(a).now == d.at(b).now, nil
}

func (d *volatileDisk) links(path string) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i, count := d.at(path).now, 0
	if i == nil {
		return 0, fs.ErrNotExist
	}
	for _, s := range d.entries {
		if s.now == i {
			count++
		}
	}
	return count, nil
}

func (d *volatileDisk) list(path string) (names []string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for p, s := range d.entries {
		if s.now != nil && filepath.Dir(p) == path {
			names = append(names, filepath.Base(p))
		}
	}
	slices.Sort(names) // so that a seed gives one run
	return names, nil
}

func (d *volatileDisk) exists(path string) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.folders[path], nil
}

func (d *volatileDisk) makeFolder(path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.folders[path] = true
	return nil
}

func (d *volatileDisk) quieten(string) error { return nil }

// readable says whether any file that has a name, now or after a cut, holds the bytes durably or for a process.
func (d *volatileDisk) readable(object []byte) bool {
	for _, s := range d.entries {
		for _, i := range append(slices.Clone(s.maybe), s.now) {
			if i != nil && (bytes.Contains(i.now, object[:block]) || bytes.Contains(i.durable, object[:block])) {
				return true
			}
		}
	}
	return false
}

const modelSize = 4 * block

// powerCuts runs one disk through random crashes: the process is stopped at a random step, also of its sweep, and then
// the power is cut, or not. It returns the first broken promise.
func powerCuts(t *testing.T, d *volatileDisk, crashes int) error {
	ledger := storetest.NewLedger(modelSize)
	reopen := func() (*Store, error) { return openOn(d, modelSize, func() error { return nil }) }
	for crash := range crashes {
		s, err := reopen()
		if err != nil {
			return fmt.Errorf("crash %d: open: %w", crash, err)
		}
		d.steps = d.rng.IntN(60)
		if err := storetest.LoadAlone(t.Context(), s, modelSize, d.rng, ledger.Tried, ledger.Acknowledged); err != nil {
			return fmt.Errorf("crash %d: %w", crash, err)
		}
		for range d.rng.IntN(3) { // and again while the next start sweeps
			d.crash()
			d.steps = d.rng.IntN(8)
			if _, err := reopen(); err != nil && !d.stopped {
				return fmt.Errorf("crash %d: sweep: %w", crash, err)
			}
		}
		d.crash()
		if s, err = reopen(); err != nil {
			return fmt.Errorf("crash %d: open: %w", crash, err)
		}
		if err := ledger.Check(t.Context(), s); err != nil {
			return fmt.Errorf("crash %d: %w", crash, err)
		}
		if left, _ := d.list(workFolder); len(left) != 0 {
			return fmt.Errorf("crash %d: %d leftovers", crash, len(left))
		}
	}
	return nil
}

// crash ends the process, and in half of all cases the power goes as well.
func (d *volatileDisk) crash() {
	if d.rng.IntN(2) == 0 {
		d.cut()
		return
	}
	d.restart()
}

func TestPowerCutLosesNothingAcknowledged(t *testing.T) {
	for seed := range 10 * *rounds {
		if err := powerCuts(t, newVolatileDisk(uint64(seed)), 12); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// TestPowerCutNoticesMissingSyncs is the negative control: a disk that does not sync when it is told to.
func TestPowerCutNoticesMissingSyncs(t *testing.T) {
	for name, lie := range map[string]func(*volatileDisk){
		"folders": func(d *volatileDisk) { d.ignoreSyncFolder = true },
		"bytes":   func(d *volatileDisk) { d.ignoreDatasync = true },
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range 50 {
				d := newVolatileDisk(uint64(seed))
				lie(d)
				if err := powerCuts(t, d, 12); err != nil {
					t.Logf("noticed with seed %d: %v", seed, err)
					return
				}
			}
			t.Fatal("a disk that syncs nothing was not noticed")
		})
	}
}

// TestWhatWasReplacedIsNotReadableAfterACut sees that when a replace or a delete has returned, no cut of power brings
// the old bytes back.
func TestWhatWasReplacedIsNotReadableAfterACut(t *testing.T) {
	d := newVolatileDisk(1)
	s, err := openOn(d, modelSize, func() error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	n := store.Name{1}
	objects := [][]byte{noise()[:modelSize], noise()[:modelSize]}
	tag := put(t, s, n, objects[0], "")
	if !d.readable(objects[0]) {
		t.Fatal("the test does not find what is held")
	}
	put(t, s, n, objects[1], tag)
	if d.readable(objects[0]) {
		t.Error("a cut after a replace can bring the old bytes back")
	}
	if err := s.Delete(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	if d.readable(objects[1]) {
		t.Error("a cut after a delete can bring the old bytes back")
	}
}

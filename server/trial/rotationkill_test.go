package trial

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"larkspur/server/control"
	"larkspur/server/servertest"
)

// A turner has the server rotate again and again, and keeps what somebody has who copied every key file, and the store at
// the moment before each rotation.
type turner struct {
	s     *stage
	files [][]byte
	begun atomic.Int64 // rotations that were asked for and answered, or cut off
	whole atomic.Int64
	left  []*servertest.Holder
}

func (u *turner) key() string { return filepath.Join(u.s.Data, "key") }

// copy keeps the key of now.
func (u *turner) copy() {
	file, err := os.ReadFile(u.key())
	if err != nil || len(u.files) != 0 && bytes.Equal(file, u.files[len(u.files)-1]) {
		return // between two names, or known
	}
	h, err := servertest.NewHolder(file, u.s.objects())
	if err != nil {
		return // the rotation that was cut off went on meanwhile
	}
	u.files, u.left = append(u.files, file), append(u.left, h)
}

// work asks for one rotation after the other until ctx ends or the server is gone.
func (u *turner) work(ctx context.Context) error {
	for ctx.Err() == nil {
		err := u.once()
		var failed *control.Failure
		switch {
		case err == nil, errors.Is(err, control.ErrNobody), errors.Is(err, control.ErrCut), errors.Is(err, fs.ErrNotExist):
		case errors.As(err, &failed) && u.s.minio != nil: // it was killed, and the rotation is gone on with later
			return nil
		default:
			return err
		}
	}
	return nil
}

func (u *turner) once() error {
	u.begun.Add(1)
	err := control.Call(context.Background(), filepath.Join(u.s.Data, control.File), "rotate", struct{}{}, func(json.RawMessage) error { return nil })
	if err == nil {
		u.whole.Add(1)
	}
	return err
}

func (u *turner) check() error { return nil }

// The server, killed with SIGKILL at random moments of rotations under load: what was acknowledged is there, what was erased
// stays erased, also when a recorded first save is sent again, nothing is there twice, nothing opens under a key that was left,
// and nothing of such a key is in the data folder.
func TestKillOfTheServerInRotationsLosesNothing(t *testing.T) {
	s := onFiles(t, "--grid", quickGrid, "--no-trickle")
	killInRotations(t, s, course(8, 100), func(int) {
		s.Kill()
		s.Restart()
	})
}

// The same over MinIO, where that is killed in every second round, and the server in the others.
func TestKillOfMinIOOrTheServerInRotationsLosesNothing(t *testing.T) {
	s := onMinIO(t, "--grid", quickGrid, "--no-trickle", "--late", "0s") // nothing is sent that is late by much here
	killInRotations(t, s, course(4, 50), func(round int) {
		if round%2 == 0 {
			s.minio.Kill()
			s.minio.Restart(t)
			return
		}
		s.Kill()
		s.Restart()
	})
}

func killInRotations(t *testing.T, s *stage, n int, kill func(round int)) {
	t.Helper()
	if *rounds != 0 {
		n = *rounds
	}
	l := newLedger()
	u := &turner{s: s}
	workers := []worker{u}
	var lodgers []*lodger
	for range 6 {
		g := newLodger(t, s, l)
		lodgers, workers = append(lodgers, g), append(workers, g)
	}
	for range 3 {
		workers = append(workers, newAuthor(t, s, l, 100))
	}
	workers = append(workers, newAuthor(t, s, l, 22_000), newTenant(t, s, l), newTenant(t, s, l))
	inside, round := 0, 0
	for ; round < n || inside < n/4 && round < 4*n; round++ { // until enough fell into a rotation, which is up to chance
		u.copy()
		was := l.count()
		if err := onceUnderLoad(workers, l, func() {
			if _, err := os.Stat(u.key() + ".next"); err == nil {
				inside++
			}
			kill(round)
		}); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if l.count() == was {
			t.Fatalf("round %d: nothing was acknowledged", round)
		}
	}
	lost := 0
	for _, g := range lodgers {
		lost += g.lost
	}
	t.Logf("%d kills, %d of them inside a rotation; %d rotations came to their end, %d keys were copied; %d acknowledged writes: none lost; "+
		"%d makings fell on a change of noise", round, inside, u.whole.Load(), len(u.files), l.count(), lost)
	if inside < n/4 {
		t.Error("too few kills fell into a rotation: the test means little")
	}
	for range 2 { // with nobody at work: to the end, and once more
		for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
			u.copy()
			err := u.once()
			if err == nil {
				break
			}
			if time.Since(began) > startWithin {
				t.Fatal(err)
			}
		}
	}
	for _, w := range workers {
		if err := w.check(); err != nil {
			t.Error(err)
		}
	}
	s.Kill()
	u.nothingIsLeft(t)
}

// nothingIsLeft looks at the store as one who has the key of now and every key before it.
func (u *turner) nothingIsLeft(t *testing.T) {
	t.Helper()
	objects := u.s.objects()
	file, err := os.ReadFile(u.key())
	if err != nil {
		t.Fatal(err)
	}
	now, err := servertest.NewHolder(file, objects)
	if err != nil {
		t.Fatal(err)
	}
	unopened, old := 0, 0
	for name, o := range objects {
		held, ok := now.Open(name, o)
		if !ok {
			unopened++
		} else if held.Flags != 0 && held.Flags != 4 {
			t.Errorf("after a rotation lies an object of flags %d", held.Flags)
		}
		for _, k := range u.left {
			if _, ok := k.Open(name, o); ok {
				old++
			}
		}
	}
	if unopened != 1 { // the half of the key
		t.Errorf("%d objects open under no key", unopened-1)
	}
	if old != 0 {
		t.Errorf("%d objects open under a key that was left", old)
	}
	if len(u.left) == 0 {
		t.Error("no key was copied")
	}
	if !holdsAPieceOf(t, u.s.Data, [][]byte{file}) {
		t.Error("the control: the key of now is not found in the data folder")
	}
	for _, f := range u.files {
		if bytes.Equal(f, file) {
			t.Error("the key of now was left before")
		}
	}
	if holdsAPieceOf(t, u.s.Data, u.files) {
		t.Error("the data folder holds a piece of a key that was left")
	}
}

// holdsAPieceOf looks for any stripe of the key files in all files of a folder.
func holdsAPieceOf(t *testing.T, dir string, files [][]byte) (found bool) {
	t.Helper()
	pieces := map[[32]byte]bool{}
	for _, f := range files {
		stripes := servertest.Stripes(f)
		for at := 0; at < len(stripes); at += 32 {
			pieces[[32]byte(stripes[at:])] = true
		}
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		for at := 0; at+32 <= len(b); at += 16 {
			found = found || pieces[[32]byte(b[at:])]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

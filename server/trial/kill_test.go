package trial

import (
	"context"
	"flag"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

var rounds = flag.Int("rounds", 0, "how often a process is killed in the kill tests; 0 is 6, and with -long 60")

// quickGrid lets answers leave soon, so that more is under way when a kill comes.
const quickGrid = "5ms"

// The server, killed with SIGKILL at random moments under load: everything that it acknowledged is there when it runs again,
// nothing is torn, every plan is the old or the new one, sessions go on, and what was cut off is swept from the folder.
func TestKillOfTheServerLosesNothingAcknowledged(t *testing.T) {
	s := onFiles(t, "--grid", quickGrid)
	work := filepath.Join(s.Data, "store", "work")
	left := 0
	killRounds(t, s, func() {
		s.Kill()
		before := entries(t, work)
		left += len(before)
		s.Restart()
		// The workers are at it again by now, so what lies there may be theirs: what counts is what lay there before.
		for _, now := range entries(t, work) {
			for _, old := range before {
				if old.Name() == now.Name() && os.SameFile(old, now) {
					t.Error("a leftover was not swept")
				}
			}
		}
	})
	t.Logf("%d leftovers were swept", left)
	if left == 0 && *long {
		t.Error("no kill fell into a write: the test means little")
	}
}

// MinIO, killed in the same way, while the server stays up.
func TestKillOfMinIOUnderTheServerLosesNothingAcknowledged(t *testing.T) {
	s := onMinIO(t, "--grid", quickGrid)
	killRounds(t, s, func() {
		s.minio.Kill()
		s.minio.Restart(t)
	})
}

// Both stores, with the server killed over MinIO too: a call that MinIO has may be done after the server is gone.
func TestKillOfTheServerOverMinIOLosesNothingAcknowledged(t *testing.T) {
	s := onMinIO(t, "--grid", quickGrid)
	killRounds(t, s, func() {
		s.Kill()
		s.Restart()
	})
}

// entries are the files of a folder. One that goes while they are listed is none.
func entries(t *testing.T, dir string) []os.FileInfo {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []os.FileInfo
	for _, e := range all {
		if info, err := e.Info(); err == nil {
			out = append(out, info)
		}
	}
	return out
}

// killRounds has many workers at it, kills in their midst, again and again, and checks what is there each time.
func killRounds(t *testing.T, s *stage, kill func()) {
	t.Helper()
	n := course(6, 60)
	if *rounds != 0 {
		n = *rounds
	}
	before := len(s.objects())
	l := newLedger()
	workers := newWorkers(t, s, l)
	for round := range n {
		was := l.count()
		if err := onceUnderLoad(workers, l, kill); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if l.count() == was {
			t.Fatalf("round %d: nothing was acknowledged", round)
		}
	}
	if err := l.agrees(s.objects(), before); err != nil {
		t.Error(err)
	}
	t.Logf("%d kills, %d acknowledged writes: none lost, none torn, no mixture", n, l.count())
	if *long && l.count() < 5000 {
		t.Error("too few acknowledged writes for the long course")
	}
}

// newWorkers are writers of single pages, authors of plans of one page and of several, and tenants that come and go.
func newWorkers(t *testing.T, s *stage, l *ledger) (all []worker) {
	t.Helper()
	for range 6 {
		all = append(all, newWriter(t, s, l))
	}
	for range 4 {
		all = append(all, newAuthor(t, s, l, 100))
	}
	for range 3 {
		all = append(all, newAuthor(t, s, l, 22_000))
	}
	for range 2 {
		all = append(all, newTenant(t, s, l))
	}
	return all
}

// onceUnderLoad starts all workers, kills at a random moment after they have come to work, waits for them and checks.
func onceUnderLoad(workers []worker, l *ledger, kill func()) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	errs := make(chan error, len(workers))
	var wait sync.WaitGroup
	was := l.count()
	for _, w := range workers {
		wait.Go(func() {
			if err := w.work(ctx); err != nil {
				errs <- fmt.Errorf("%T: %w", w, err)
			}
		})
	}
	for begin := time.Now(); l.count() < was+len(workers) && len(errs) == 0; {
		if time.Since(begin) > startWithin {
			stop()
			wait.Wait()
			return fmt.Errorf("%d writes in %v", l.count()-was, startWithin)
		}
		time.Sleep(time.Millisecond)
	}
	time.Sleep(time.Duration(mrand.IntN(1000*course(400, 1600))) * time.Microsecond)
	kill()
	stop() // who was between two calls when it came begins no other
	wait.Wait()
	for _, w := range workers {
		wait.Go(func() {
			if err := w.check(); err != nil {
				errs <- fmt.Errorf("%T, afterwards: %w", w, err)
			}
		})
	}
	wait.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// agrees compares the number of objects with what was acknowledged and tried: one for each locator, whether a page is there
// or was erased, and nothing beside.
func (l *ledger) agrees(objects map[string][]byte, before int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if made := len(objects) - before; made < len(l.there) || made > len(l.tried) {
		return fmt.Errorf("%d objects were made, where writes to %d locators were acknowledged and to %d tried", made, len(l.there), len(l.tried))
	}
	return nil
}

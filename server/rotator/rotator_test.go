package rotator

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/shelf"
)

// fake is a shelf whose rotations take a while, and fail when told to.
type fake struct {
	mu       sync.Mutex
	began    []time.Time
	ended    time.Time
	rotating bool
	takes    time.Duration
	fails    int
	running  int
	most     int
}

var errStore = errors.New("the store does not answer")

func (f *fake) Rotate(ctx context.Context, progress func(shelf.Progress)) error {
	f.mu.Lock()
	f.began = append(f.began, time.Now())
	f.rotating = true
	f.running++
	f.most = max(f.most, f.running)
	fails := f.fails > 0
	f.fails--
	f.mu.Unlock()
	progress(shelf.Progress{Done: 1, Total: 2})
	var err error
	select {
	case <-time.After(f.takes):
	case <-ctx.Done():
		err = ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running--
	if err == nil && fails {
		err = errStore
	}
	if err == nil {
		f.rotating, f.ended = false, time.Now()
	}
	return err
}

func (f *fake) Rotating() bool   { f.mu.Lock(); defer f.mu.Unlock(); return f.rotating }
func (f *fake) Since() time.Time { f.mu.Lock(); defer f.mu.Unlock(); return f.ended }

func (f *fake) times() []time.Time { f.mu.Lock(); defer f.mu.Unlock(); return f.began }

// runFor has a Rotator run for a time and returns what the operator was told.
func runFor(f *fake, every, d time.Duration) (told []string) {
	r := New(Config{Shelf: f, Every: every, Notice: func(s string) { told = append(told, s) }})
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	r.Run(ctx)
	return told
}

func TestItRotatesOnceInAWhileAndNotByTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{ended: time.Now(), takes: time.Minute}
		told := runFor(f, time.Hour, 100*time.Hour)
		n := len(f.times())
		if n < 88 || n > 100 || len(told) != 0 {
			t.Errorf("%d rotations in 100 hours, told %v", n, told)
		}
		gaps := map[time.Duration]bool{}
		for i := range n - 1 {
			gap := f.began[i+1].Sub(f.began[i])
			gaps[gap.Round(time.Second)] = true
			if gap < time.Hour || gap > 70*time.Minute {
				t.Errorf("a gap of %v", gap)
			}
		}
		if len(gaps) < 20 {
			t.Error("all gaps are the same")
		}
	})
}

// A server that is started anew every few hours rotates all the same: the age of the key counts, not that of the process.
func TestItCountsFromTheAgeOfTheKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{ended: time.Now()}
		for range 20 {
			runFor(f, 24*time.Hour, 5*time.Hour)
		}
		if n := len(f.times()); n < 3 || n > 4 {
			t.Errorf("%d rotations in 100 hours", n)
		}
	})
}

func TestWhatWasCutOffIsGoneOnWithAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, every := range []time.Duration{0, 24 * time.Hour} {
			start := time.Now()
			f := &fake{rotating: true, ended: start}
			runFor(f, every, time.Hour)
			if at := f.times(); len(at) != 1 || at[0] != start {
				t.Errorf("every %v: %v", every, at)
			}
		}
	})
}

func TestAFailureIsToldAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, every := range []time.Duration{0, 3 * time.Minute, 24 * time.Hour} {
			f := &fake{rotating: true, ended: time.Now(), fails: 3}
			told := runFor(f, every, time.Hour)
			if at := f.times(); len(at) < 4 || at[1].Sub(at[0]) < time.Minute || f.Rotating() {
				t.Errorf("every %v: %v", every, at)
			}
			if len(told) != 3 || !strings.Contains(told[0], errStore.Error()) {
				t.Errorf("told %q", told)
			}
		}
	})
}

// What was erased while a rotation ran, or before one that was cut off began to move again, may lie behind it already: who asks
// gets a whole rotation after the asking.
func TestWhoAsksGetsARotationThatBeginsAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, cutOff := range []bool{false, true} {
			f := &fake{ended: time.Now(), takes: time.Hour, rotating: cutOff}
			r := New(Config{Shelf: f})
			ctx, cancel := context.WithCancel(context.Background())
			ran := make(chan struct{})
			go func() { r.Run(ctx); close(ran) }()
			if !cutOff {
				go func() { _ = r.Rotate(ctx, nil) }()
			}
			time.Sleep(time.Minute)
			asked := time.Now()
			if err := r.Rotate(ctx, nil); err != nil {
				t.Error(err)
			}
			if at := f.times(); len(at) != 2 || at[1].Before(asked) {
				t.Errorf("cut off %v: asked at %v, begun at %v", cutOff, asked, at)
			}
			cancel()
			<-ran
		}
	})
}

// Whatever keeps rotations from happening for long is told.
func TestRotationsThatNeverHappenAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := 0
		r := New(Config{Shelf: stuck{}, Every: 24 * time.Hour, Notice: func(string) { told++ }})
		ctx, cancel := context.WithTimeout(context.Background(), 3*24*time.Hour)
		defer cancel()
		r.Run(ctx)
		if told == 0 {
			t.Error("days without a rotation, and nobody was told")
		}
	})
}

// stuck is a shelf that another process holds.
type stuck struct{}

func (stuck) Rotate(context.Context, func(shelf.Progress)) error { return shelf.ErrRotating }
func (stuck) Rotating() bool                                     { return false }
func (stuck) Since() time.Time                                   { return time.Now().AddDate(0, -1, 0) }

func TestWithoutATimeItRotatesWhenAskedOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{ended: time.Now()}
		runFor(f, 0, 1000*time.Hour)
		if n := len(f.times()); n != 0 {
			t.Errorf("%d rotations", n)
		}
	})
}

func TestWhoAsksFollowsTheOneThatRunsAndDoesNotStopIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{ended: time.Now(), takes: time.Hour}
		r := New(Config{Shelf: f})
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		ran := make(chan struct{})
		go func() { r.Run(ctx); close(ran) }()
		var wait sync.WaitGroup
		var seen atomic.Int64
		for range 3 {
			wait.Go(func() {
				if err := r.Rotate(context.Background(), func(p shelf.Progress) { seen.Add(int64(p.Done)) }); err != nil {
					t.Error(err)
				}
			})
		}
		short, stop := context.WithTimeout(context.Background(), time.Minute)
		defer stop()
		if err := r.Rotate(short, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Error("who stops following:", err)
		}
		wait.Wait()
		// The first one begins for whoever was first; those who came while it ran have one that began after they asked.
		if n := len(f.times()); n < 1 || n > 2 || f.most != 1 || f.Rotating() || seen.Load() < 3 {
			t.Errorf("%d rotations, %d at once", n, f.most)
		}
		// A second one, ended by the end of Run, which waits for it.
		go func() { _ = r.Rotate(context.Background(), nil) }()
		time.Sleep(time.Minute)
		cancel()
		<-ran
		if f.running != 0 || !f.Rotating() {
			t.Error("Run ended before its rotation")
		}
	})
}

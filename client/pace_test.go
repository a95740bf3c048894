package client_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client"
	"larkspur/server/wire"
)

// timed is a transport that notes when calls start and takes its time to answer.
type timed struct {
	next   client.Transport
	takes  func(n int) time.Duration
	mu     sync.Mutex
	starts []time.Time
	busy   bool
	tb     testing.TB
}

func (l *timed) Page(ctx context.Context, request []byte) ([]byte, error) {
	l.mu.Lock()
	if l.busy {
		l.tb.Error("two calls side by side")
	}
	l.busy = true
	n := len(l.starts)
	l.starts = append(l.starts, time.Now())
	l.mu.Unlock()
	if l.takes != nil {
		time.Sleep(l.takes(n))
	}
	defer func() {
		l.mu.Lock()
		l.busy = false
		l.mu.Unlock()
	}()
	return l.next.Page(ctx, request)
}

func (l *timed) take() []time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.starts
	l.starts = nil
	return s
}

func timedDevice(tb testing.TB, d *deployment, takes func(int) time.Duration) (*client.Client, *timed) {
	l := &timed{next: d.device().line, takes: takes, tb: tb}
	return client.New(client.Config{
		Site: client.Site{Realm: realm, Words: 7, Admission: "open"}, Transport: l, Random: rand.Reader, Derive: quickDerive,
	}), l
}

// The starts of calls tell nothing of what the client does in between: they lie on the pace, whatever the act (SPEC §8.2).
func TestCallsStartAtThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDeployment(t)
		c, l := timedDevice(t, d, func(int) time.Duration { return 100 * time.Millisecond })
		p := newPhrase(t)
		s, err := c.New(t.Context(), p, client.StarterKey{})
		if err != nil {
			t.Fatal(err)
		}
		check := func(what string) {
			t.Helper()
			if err := c.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			starts := l.take()
			if len(starts) != 4 {
				t.Fatalf("%s: %d calls", what, len(starts))
			}
			for i := 1; i < len(starts); i++ {
				if gap := starts[i].Sub(starts[i-1]); gap != client.DefaultPace {
					t.Errorf("%s: call %d starts %v after the one before", what, i, gap)
				}
			}
			time.Sleep(time.Minute)
		}
		check("making")
		note(t, s, "x")
		if err := s.Save(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("saving")
		if _, err := c.Open(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		check("opening")
		if _, err := c.Open(t.Context(), newPhrase(t)); !errors.Is(err, client.ErrNothing) {
			t.Fatal(err)
		}
		check("opening nothing")
		if err := s.Erase(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("erasing")
	})
}

// laborious is a random source on a device that needs a while to seal a page: 24 bytes are the nonce of a seal.
type laborious struct{ takes time.Duration }

func (l laborious) Read(b []byte) (int, error) {
	if len(b) == 24 {
		time.Sleep(l.takes)
	}
	return rand.Read(b)
}

// Where answers take longer than the pace, the next call leaves a while after the answer, whatever was done in between: a
// save, which seals a page, looks like an erase, which seals none. What takes longer than that while does show.
func TestOnASlowLineWorkDoesNotShow(t *testing.T) {
	const answers = 500 * time.Millisecond
	gaps := func(t *testing.T, work time.Duration) map[time.Duration]bool {
		t.Helper()
		d := newDeployment(t)
		l := &timed{next: d.device().line, takes: func(int) time.Duration { return answers }, tb: t}
		c := client.New(client.Config{Site: client.Site{Realm: realm, Words: 7, Admission: "open"}, Transport: l,
			Random: laborious{work}, Derive: quickDerive})
		all := map[time.Duration]bool{}
		take := func(err error) {
			t.Helper()
			if err := errors.Join(err, c.Settle(t.Context())); err != nil {
				t.Fatal(err)
			}
			starts := l.take()
			for i := 1; i < len(starts); i++ {
				all[starts[i].Sub(starts[i-1])] = true
			}
		}
		s, err := c.New(t.Context(), newPhrase(t), client.StarterKey{})
		take(err)
		note(t, s, "x")
		take(s.Save(t.Context()))
		take(s.Erase(t.Context()))
		return all
	}
	synctest.Test(t, func(t *testing.T) {
		if all := gaps(t, client.DefaultPace/5); len(all) != 1 || !all[answers+client.DefaultPace/4] {
			t.Errorf("calls start %v after one another", all)
		}
		if all := gaps(t, client.DefaultPace); len(all) < 2 {
			t.Error("the control: work of a whole pace does not show either")
		}
	})
}

// What was found is there before the burst is whole, and a caller that goes away does not cut the burst short.
func TestTheBurstIsWholeEvenIfTheCallerIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDeployment(t)
		c, l := timedDevice(t, d, nil)
		ctx, cancel := context.WithCancel(t.Context())
		_, err := c.Open(ctx, newPhrase(t))
		if !errors.Is(err, client.ErrNothing) {
			t.Fatal(err)
		}
		if n := len(l.take()); n != 1 {
			t.Fatalf("%d calls before the answer was shown", n)
		}
		cancel()
		if err := c.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(l.take()); n != 3 {
			t.Fatalf("%d calls of filler", n)
		}
	})
}

func TestCoverBurstsComeAtRandomAndAnActTakesThePlaceOfTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDeployment(t)
		c, l := timedDevice(t, d, nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { c.Cover(ctx); close(done) }()
		time.Sleep(2 * time.Hour)
		_ = c.Settle(t.Context()) // a burst may be under way at this moment
		starts := l.take()
		if len(starts)%4 != 0 || len(starts) < 4*60 || len(starts) > 4*400 {
			t.Errorf("%d calls in two hours", len(starts))
		}
		gaps := map[time.Duration]int{}
		for i := 4; i < len(starts); i += 4 {
			gaps[starts[i].Sub(starts[i-4]).Round(time.Second)]++
		}
		if len(gaps) < 20 {
			t.Errorf("only %d different waits between bursts", len(gaps))
		}
		// One act at the end of every second: no burst is due that no act took the place of.
		for range 300 {
			time.Sleep(2 * time.Second)
			_, _ = c.Open(t.Context(), newPhrase(t))
			_ = c.Settle(t.Context())
		}
		if n := len(l.take()); n > 4*303 {
			t.Errorf("%d calls for 300 acts: cover bursts came on top", n)
		}
		cancel()
		<-done
		_ = c.Settle(t.Context())
	})
}

// Keep saves when typing pauses, tries again after a failure, and reports the truth.
func TestKeepSavesByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDeployment(t)
		dev := d.device()
		c := client.New(client.Config{
			Site: client.Site{Realm: realm, Words: 7, Admission: "open"}, Transport: dev.line, Random: rand.Reader, Derive: quickDerive,
		})
		s, err := c.New(t.Context(), newPhrase(t), client.StarterKey{})
		if err != nil {
			t.Fatal(err)
		}
		edited := make(chan struct{}, 1)
		var mu sync.Mutex
		var reports []client.Keeping
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Keep(ctx, edited, func(k client.Keeping) {
				mu.Lock()
				reports = append(reports, k)
				mu.Unlock()
			})
		}()
		typeNote := func(text string) {
			note(t, s, text)
			select {
			case edited <- struct{}{}:
			default:
			}
		}
		dev.line.fail(func(int, *wire.Request) error { return errCut }, nil)
		typeNote("first")
		time.Sleep(30 * time.Second)
		if !s.State().Unsaved {
			t.Fatal("saved on a line that is cut")
		}
		mu.Lock()
		failed := len(reports) > 2 && errors.Is(reports[1].Err, client.ErrUnreachable)
		mu.Unlock()
		if !failed {
			t.Fatal("the failure was not reported, or not tried again")
		}
		dev.line.heal()
		time.Sleep(2 * time.Minute)
		if s.State().Unsaved {
			t.Fatal("not saved after the line came back")
		}
		// Someone who types without a pause is saved all the same.
		for range 40 {
			typeNote("more")
			time.Sleep(500 * time.Millisecond)
		}
		if n := len(s.Plan().Items()); n < 41 {
			t.Fatalf("%d notes", n)
		}
		writes := 0
		for _, call := range dev.line.take() {
			if call.Op == wire.OpWrite {
				writes++
			}
		}
		if writes < 3 {
			t.Fatalf("%d writes while somebody typed for 20 s after the line came back", writes)
		}
		cancel()
		<-done
		_ = c.Settle(t.Context())
	})
}

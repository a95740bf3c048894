package call_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/call/calltest"
	"larkspur/client/live/link"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/wire"
)

const realm = "https://example.test 7f"

// inbox keeps what package joint would get.
type inbox struct {
	mu  sync.Mutex
	all []string
}

func (i *inbox) put(m []byte) { i.mu.Lock(); i.all = append(i.all, string(m)); i.mu.Unlock() }
func (i *inbox) text() string { i.mu.Lock(); defer i.mu.Unlock(); return strings.Join(i.all, ",") }

type two struct {
	air         *calltest.Air
	host        *call.HostCall
	guest       *call.GuestCall
	hers, his   inbox
	code, typed link.Code
}

var ana = live.Card{Name: "Ana", Org: "FJC", Role: "advocate", Reporter: "no"}

func newCode(t *testing.T) link.Code {
	t.Helper()
	c, err := link.NewCode(phrase.English, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// guessed is a code in the room of another one, whose words somebody guesses.
func guessed(t *testing.T, c link.Code) link.Code {
	t.Helper()
	words := append(slices.Clone(c.Words()[:1]), newCode(t).Words()[1:]...)
	wrong, ok := link.ParseCode(c.Number() + " " + strings.Join(words, " "))
	if !ok {
		t.Fatal("no code")
	}
	return wrong
}

func (x *two) config(in *inbox) call.Config {
	return call.Config{Line: x.air, Realm: realm, Random: rand.Reader, Changed: func() {}, Joint: in.put}
}

// begin has a host invite, and a guest knock; typed is the code that the guest enters, nil the true one.
func begin(t *testing.T, ctx context.Context, typed *link.Code) *two {
	t.Helper()
	return beginLate(t, ctx, typed, 0)
}

// beginLate has frames leave so long after their moments.
func beginLate(t *testing.T, ctx context.Context, typed *link.Code, wait time.Duration) *two {
	t.Helper()
	x := &two{air: calltest.New(), code: newCode(t)}
	x.air.Wait(wait)
	if x.typed = x.code; typed != nil {
		x.typed = *typed
	}
	x.host = call.Invite(ctx, x.config(&x.hers), x.code)
	time.Sleep(time.Second) // she says it aloud
	var err error
	if x.guest, err = call.Knock(ctx, x.config(&x.his), x.typed, ana); err != nil {
		t.Fatal(err)
	}
	return x
}

// open has the guest let in, and waits until it is.
func (x *two) open(t *testing.T) {
	t.Helper()
	x.letIn(t)
	time.Sleep(3 * time.Second)
	if x.guest.Stage() != live.Open {
		t.Fatal("the guest is not in")
	}
}

func (x *two) letIn(t *testing.T) {
	t.Helper()
	time.Sleep(5 * time.Second)
	var words []string
	x.guest.With(func(g *live.Guest) { words = g.Words() })
	err := errors.New("they have not met")
	x.host.With(func(h *live.Host) {
		err = errors.Join(h.Choose(slices.IndexFunc(h.Choices(), func(w []string) bool { return slices.Equal(w, words) })),
			h.LetIn(live.Terms{Until: time.Now().Add(live.Hour), Parts: []live.Part{{Section: plan.ID{1}, Right: live.Edit}}}, time.Now()))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func over(c interface{ Done() <-chan struct{} }) bool {
	select {
	case <-c.Done():
		return true
	default:
		return false
	}
}

func TestACallFromCodeToEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := begin(t, t.Context(), nil)
		x.open(t)
		for i := range 20 {
			x.host.Do(func() { _ = x.host.Host().Say(fmt.Appendf(nil, "h%d", i)) })
			x.guest.Do(func() { _ = x.guest.Guest().Say(fmt.Appendf(nil, "g%d", i)) })
			time.Sleep(300 * time.Millisecond)
		}
		time.Sleep(2 * time.Second)
		if got := x.hers.text(); strings.Count(got, "g") != 20 || !strings.HasPrefix(got, "g0,g1,g2,") {
			t.Errorf("the host heard %s", got)
		}
		if got := x.his.text(); strings.Count(got, "h") != 20 {
			t.Errorf("the guest heard %s", got)
		}
		x.host.Do(func() { x.host.Host().End(time.Now()) })
		time.Sleep(time.Second)
		if !over(x.guest) {
			t.Error("the guest is there a second after the end")
		}
		time.Sleep(4 * time.Second)
		if !over(x.host) || x.host.Err() != nil || x.guest.Err() != nil {
			t.Error("the host is not done", x.host.Err(), x.guest.Err())
		}
		if _, was := x.host.Host().Release(); !was {
			t.Error("no release")
		}
		if synctest.Wait(); x.air.Connections() != 0 {
			t.Error("somebody is still in a room")
		}
	})
}

// All connections are lost, in the middle of what is said, and some cannot come back at once: within three seconds of being
// let both are in step again, and nothing that was said is lost.
func TestALostConnectionLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := begin(t, t.Context(), nil)
		x.open(t)
		said := 0
		for range 12 {
			for range 5 {
				said++
				x.host.Do(func() { _ = x.host.Host().Say([]byte("h")) })
				x.guest.Do(func() { _ = x.guest.Guest().Say([]byte("g")) })
				time.Sleep(70 * time.Millisecond)
			}
			x.air.Down(true)
			x.air.Cut()
			time.Sleep(200 * time.Millisecond)
			if x.host.Do(func() {
				if x.host.Connected() {
					t.Error("it says there is a connection")
				}
			}); t.Failed() {
				return
			}
			x.air.Down(false)
			all := func() bool {
				return strings.Count(x.hers.text(), "g") == said && strings.Count(x.his.text(), "h") == said
			}
			time.Sleep(3*time.Second + 300*time.Millisecond)
			for range 10 { // pauses grow after one that was over soon, and here one follows the other
				if all() {
					break
				}
				time.Sleep(500 * time.Millisecond)
			}
			if !all() {
				t.Fatalf("after %d: %q and %q", said, x.hers.text(), x.his.text())
			}
		}
		x.guest.Do(func() { x.guest.Guest().Leave() })
		time.Sleep(10 * time.Second)
		if !over(x.guest) || !over(x.host) {
			t.Error("not over")
		}
	})
}

// A wrong code is seen by who invites, at once; who tried it learns after a while that nobody answered, and not more.
func TestAWrongCodeIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		code := newCode(t)
		wrong := guessed(t, code)
		x := &two{air: calltest.New()}
		x.host = call.Invite(t.Context(), x.config(&x.hers), code)
		time.Sleep(time.Second)
		var err error
		if x.guest, err = call.Knock(t.Context(), x.config(&x.his), wrong, ana); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		<-x.host.Done()
		if took := time.Since(begun); !errors.Is(x.host.Err(), call.ErrSpent) || took > 3*time.Second {
			t.Error(x.host.Err(), took)
		}
		<-x.guest.Done()
		wrongTook := time.Since(begun)
		// Nobody at all: the same error after the same time.
		begun = time.Now()
		other, err := call.Knock(t.Context(), x.config(&x.his), newCode(t), ana)
		if err != nil {
			t.Fatal(err)
		}
		<-other.Done()
		if took := time.Since(begun); !errors.Is(x.guest.Err(), call.ErrNobody) || !errors.Is(other.Err(), call.ErrNobody) || took != wrongTook {
			t.Error(x.guest.Err(), other.Err(), took, wrongTook)
		}
		if synctest.Wait(); x.air.Connections() != 0 {
			t.Error("somebody is still in a room")
		}
	})
}

func TestACodeGrowsOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &two{air: calltest.New()}
		x.host = call.Invite(t.Context(), x.config(&x.hers), newCode(t))
		begun := time.Now()
		if x.host.With(func(*live.Host) { t.Error("it ran") }) || x.host.Stage() != 0 {
			t.Error("there is an end before anybody knocked")
		}
		<-x.host.Done()
		synctest.Wait()
		if took := time.Since(begun); !errors.Is(x.host.Err(), call.ErrOld) || took != call.CodeGood || x.air.Connections() != 0 {
			t.Error(x.host.Err(), took)
		}
		if x.host.Do(func() { t.Error("it ran") }) || x.host.With(func(*live.Host) { t.Error("it ran") }) || x.host.Stage() != live.Ended {
			t.Error("a call that is over does something")
		}
	})
}

// Frames leave when they are due, whatever there is to say: the times of a busy and of an idle link are the same.
func TestWhenFramesLeaveTellsNothing(t *testing.T) {
	var times [2][]time.Duration
	for i := range times {
		synctest.Test(t, func(t *testing.T) {
			x := begin(t, t.Context(), nil)
			x.open(t)
			time.Sleep(6*time.Second + 100*time.Millisecond) // the opening, in which more frames leave, whatever there is to say
			x.air.Sent()
			begun := time.Now()
			for range 400 {
				if i == 1 {
					x.guest.Do(func() { _ = x.guest.Guest().Say([]byte("something to say, and more of it")) })
					x.host.Do(func() { _ = x.host.Host().Say(make([]byte, 700)) })
				}
				time.Sleep(53 * time.Millisecond)
			}
			for _, s := range x.air.Sent() {
				if s.Way == wire.WayMeet {
					times[i] = append(times[i], s.At.Sub(begun))
				}
			}
		})
	}
	if len(times[0]) < 150 || !slices.Equal(times[0], times[1]) {
		t.Errorf("%d frames of an idle link and %d of a busy one, or at other times", len(times[0]), len(times[1]))
	}
}

// A room that throws out whoever comes is not stormed.
func TestARoomThatThrowsOutIsNotStormed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := begin(t, t.Context(), nil)
		x.open(t)
		x.air.Sent()
		comings := 0
		for range 600 {
			time.Sleep(100 * time.Millisecond)
			comings += x.air.Connections()
			x.air.Cut()
		}
		if comings == 0 || comings > 2*60 {
			t.Errorf("%d connections in a minute", comings)
		}
	})
}

func TestWhoStopsLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		x := begin(t, ctx, nil)
		x.open(t)
		stop()
		<-x.host.Done()
		<-x.guest.Done()
		synctest.Wait()
		if !errors.Is(x.host.Err(), context.Canceled) || x.air.Connections() != 0 {
			t.Error(x.host.Err())
		}
	})
}

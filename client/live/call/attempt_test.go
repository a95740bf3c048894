package call_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/call/calltest"
	"larkspur/client/live/link"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// A false host waits where a guest knocks, with words that it guesses. It keeps no rule of a host, and cuts every connection as soon as it
// has a whole proof to test its guess on.
type falseHost struct{ hellos, proofs int }

func (x *falseHost) waits(t *testing.T, air *calltest.Air, room wire.Room, code link.Code) {
	for t.Context().Err() == nil {
		conn, err := air.Dial(t.Context(), wire.Join{Way: wire.WayOpen, Room: room})
		if err != nil {
			t.Error(err)
			return
		}
		invite := link.NewInvite(code, realm, rand.Reader)
		for parts := 0; parts < 3; {
			f, err := conn.Receive()
			if err != nil {
				return
			}
			out, _, _ := invite.Hear(f)
			for _, f := range out {
				_ = conn.Send(f)
			}
			switch f[wire.AttemptSize] {
			case 1:
				x.hellos++
				parts = 0
			case 3:
				parts++
			}
		}
		x.proofs++
		conn.Close()
		air.Cut()
	}
}

// One connection is one attempt at a code. Whoever plays the host, and ends connections to have the guest come again within the time of the
// same attempt, sees three proofs and no more, as many as it may guess.
func TestAnAttemptIsOneConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		code := newCode(t)
		guess := guessed(t, code)
		x := &two{air: calltest.New()}
		h := &falseHost{}
		go h.waits(t, x.air, code.Room(realm), guess)
		synctest.Wait()
		begun := time.Now()
		guest, err := call.Knock(t.Context(), x.config(&x.his), code, ana)
		if err != nil {
			t.Fatal(err)
		}
		<-guest.Done()
		if h.proofs != 3 || h.hellos != 3 || !errors.Is(guest.Err(), call.ErrNobody) {
			t.Errorf("%d attempts with %d proofs: %v", h.hellos, h.proofs, guest.Err())
		}
		if took := time.Since(begun); took > 45*time.Second {
			t.Error("it took", took)
		}
		x.air.Cut()
		synctest.Wait()
	})
}

// rooms notes which rooms are joined.
type rooms struct {
	*calltest.Air
	all []wire.Join
}

func (r *rooms) Dial(ctx context.Context, join wire.Join) (call.Conn, error) {
	r.all = append(r.all, join)
	return r.Air.Dial(ctx, join)
}

// Who refuses at the moment at which somebody is there has no session left: nobody goes to a room whose name follows from none, in which
// all of these would meet.
func TestWhoRefusesAtOnceGoesToNoRoomOfAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &two{air: calltest.New(), code: newCode(t)}
		r := &rooms{Air: x.air}
		cfg := x.config(&x.hers)
		cfg.Line = r
		var host atomic.Pointer[call.HostCall] // the call says what changed before Invite returns it
		cfg.Changed = func() {
			if c := host.Load(); c != nil && c.Host() != nil {
				c.Host().Refuse()
			}
		}
		x.host = call.Invite(t.Context(), cfg, x.code)
		host.Store(x.host)
		time.Sleep(time.Second)
		ctx, stop := context.WithCancel(t.Context())
		var err error
		if x.guest, err = call.Knock(ctx, x.config(&x.his), x.code, ana); err != nil {
			t.Fatal(err)
		}
		<-x.host.Done()
		stop()
		<-x.guest.Done()
		for _, j := range r.all {
			if j.Way == wire.WayMeet && j.Room == sessionOfNothing().Meeting() {
				t.Error("it went to the room of a session that is wiped")
			}
		}
	})
}

// An invitation that is given up before anybody was let in leaves an end that is over, whoever keeps it.
func TestWhoWasNotLetInIsOutWhenTheCallIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		x := begin(t, ctx, nil)
		time.Sleep(5 * time.Second)
		if s := x.host.Stage(); s != live.Waiting {
			t.Fatal("it is as far as", s)
		}
		stop()
		<-x.host.Done()
		<-x.guest.Done()
		if s := x.host.Host().Stage(); s != live.Ended {
			t.Error("the end is as far as", s)
		}
		if f, err := x.host.Host().Idle(); f != nil || err != nil {
			t.Error("it seals a frame:", err)
		}
	})
}

// Frames that were made ahead under keys which are old now are made anew: the guest hears a host under fresh keys at once, though that is
// busy for seconds right after it has them.
func TestWhatWasMadeUnderOldKeysIsMadeAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := begin(t, t.Context(), nil)
		x.open(t)
		time.Sleep(8 * time.Second)
		var before, now int
		x.host.With(func(h *live.Host) {
			before = h.Age()
			if err := h.Change(h.Terms(), time.Now()); err != nil {
				t.Error(err)
			}
		})
		for range 1000 {
			time.Sleep(10 * time.Millisecond)
			if x.host.With(func(h *live.Host) { now = h.Age() }); now != before {
				break
			}
		}
		if now == before {
			t.Fatal("no fresh keys")
		}
		go x.host.With(func(*live.Host) { time.Sleep(3 * time.Second) })
		time.Sleep(3 * call.Tick)
		if x.guest.With(func(g *live.Guest) { now = g.Age() }); now == before {
			t.Error("the host is still heard under the old keys")
		}
		time.Sleep(3 * time.Second) // it is done with that
	})
}

// Pauses before another try are drawn from nothing to the whole of them, so that many who lost one node do not come back at once.
func TestPausesAreDrawn(t *testing.T) {
	for tries := range 10 {
		most := min(call.Tick<<min(tries, 8), 4*time.Second)
		var parts [4]int
		for range 400 {
			p := call.Pause(tries)
			if p < 0 || p > most {
				t.Fatalf("after %d tries %v, and %v is the most", tries, p, most)
			}
			parts[min(3, 4*p/most)]++
		}
		for i, n := range parts {
			if n < 50 || n > 150 { // of 100, and 5.8 standard deviations
				t.Errorf("after %d tries, %d of 400 pauses are in quarter %d", tries, n, i)
			}
		}
	}
}

func sessionOfNothing() link.Session {
	return link.Session{Key: secret.NewKey(make([]byte, secret.KeySize))}
}

// The times of SPEC §13.3 are these: both ends, and whoever else makes one, count on them. A guest whom nobody answers gives up after 45 s,
// three attempts of 15 s.
func TestTheTimesAreThoseOfTheSpecification(t *testing.T) {
	if call.Tick != 250*time.Millisecond || call.Spread != 150*time.Millisecond || call.CodeGood != 10*time.Minute {
		t.Error("other times")
	}
	synctest.Test(t, func(t *testing.T) {
		x := &two{air: calltest.New()}
		begun := time.Now()
		guest, err := call.Knock(t.Context(), x.config(&x.his), newCode(t), ana)
		if err != nil {
			t.Fatal(err)
		}
		<-guest.Done()
		hellos := 0
		for _, s := range x.air.Sent() {
			if at := s.At.Sub(begun); at != time.Duration(hellos)*15*time.Second {
				t.Errorf("attempt %d after %v", hellos, at)
			}
			hellos++
		}
		// At 45 s two times are over in one moment, that of an attempt and that of all: another may begin, and end in it.
		if took := time.Since(begun); took != 45*time.Second || hellos < 3 || hellos > 4 {
			t.Errorf("%d attempts in %v", hellos, took)
		}
		synctest.Wait()
	})
}

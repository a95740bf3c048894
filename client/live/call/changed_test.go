package call_test

import (
	"context"
	"crypto/rand"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/call/calltest"
	"larkspur/client/live/link"
	"larkspur/client/plan"
)

// What a guest may see is on its screen as soon as it has it, and not when the screen is looked at the next time: Changed is
// called for every change of the terms.
func TestAGuestIsToldOfEveryChangeOfTheTerms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		x := &two{air: calltest.New(), code: newCode(t)}
		x.host = call.Invite(ctx, x.config(&x.hers), x.code)
		time.Sleep(time.Second)
		var changed atomic.Int32
		cfg := x.config(&x.his)
		cfg.Changed = func() { changed.Add(1) }
		var err error
		if x.guest, err = call.Knock(ctx, cfg, x.code, live.Card{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(4 * time.Second)
		x.guest.Do(func() { err = x.guest.Guest().Introduce(ana) })
		if err != nil {
			t.Fatal(err)
		}
		x.open(t)
		for _, parts := range [][]live.Part{{}, {{Section: plan.ID{2}, Right: live.View}}} {
			before := changed.Load()
			x.host.Do(func() {
				terms := x.host.Host().Terms()
				terms.Parts = parts
				err = x.host.Host().Change(terms, time.Now())
			})
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if changed.Load() == before {
				t.Error("nothing was said within a second")
			}
			var now live.Terms
			x.guest.Do(func() { now = x.guest.Guest().Terms() })
			if len(now.Parts) != len(parts) {
				t.Error("the guest has", len(now.Parts), "sections")
			}
		}
		stop()
		<-x.host.Done()
		<-x.guest.Done()
	})
}

// A card that is half a card is refused before anything is sent.
func TestHalfACardIsNone(t *testing.T) {
	x := &two{air: calltest.New()}
	if _, err := call.Knock(t.Context(), call.Config{Line: x.air, Random: rand.Reader}, link.Code{}, live.Card{Name: "Ana"}); err == nil {
		t.Error("it knocks")
	}
}

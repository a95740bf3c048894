package attack

import (
	"crypto/rand"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"larkspur/client/live/call"
	"larkspur/client/live/joint"
	"larkspur/client/live/link"
	"larkspur/client/live/table/tabletest"
	"larkspur/client/plan"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// faults are what a relay may do to frames of a secret room. Each counts what it did.
func faults(did *atomic.Int64) map[string]way {
	later := func(p *passage, up bool, f *link.Frame, most time.Duration) {
		time.AfterFunc(time.Duration(mrand.Int64N(int64(most))), func() { p.Send(up, f) })
	}
	one := func(f *link.Frame) []*link.Frame { return []*link.Frame{f} }
	all := map[string]way{
		"drops": func(_ *passage, _ bool, f *link.Frame) []*link.Frame {
			if mrand.IntN(3) == 0 {
				did.Add(1)
				return nil
			}
			return one(f)
		},
		"delays and reorders": func(p *passage, up bool, f *link.Frame) []*link.Frame {
			did.Add(1)
			later(p, up, f, 1500*time.Millisecond)
			return nil
		},
		"repeats": func(p *passage, up bool, f *link.Frame) []*link.Frame {
			did.Add(1)
			later(p, up, f, 3*time.Second)
			return []*link.Frame{f, f}
		},
		"flips bits": func(_ *passage, _ bool, f *link.Frame) []*link.Frame {
			if mrand.IntN(3) == 0 {
				did.Add(1)
				f[mrand.IntN(len(f))] ^= 1 << mrand.IntN(8)
			}
			return one(f)
		},
		"injects": func(p *passage, up bool, f *link.Frame) []*link.Frame {
			did.Add(1)
			made := new(link.Frame)
			_, _ = rand.Read(made[:])
			p.Send(!up, f) // back to where it came from
			return []*link.Frame{made, f}
		},
		"cuts": func(p *passage, _ bool, f *link.Frame) []*link.Frame {
			if mrand.IntN(6) == 0 {
				did.Add(1)
				p.stop()
			}
			return one(f)
		},
	}
	mixed := []way{all["drops"], all["delays and reorders"], all["repeats"], all["flips bits"], all["injects"], all["cuts"]}
	all["does all of it"] = func(p *passage, up bool, f *link.Frame) []*link.Frame {
		return mixed[mrand.IntN(len(mixed))](p, up, f)
	}
	return all
}

// Whatever a relay does to the frames of both ends while both type: nothing that is acknowledged is lost, and when it carries
// again, both have the same, with all that was typed.
func TestARelayThatDoesWhatItLikesLosesNothing(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	did := new(atomic.Int64)
	for name := range faults(did) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			did := new(atomic.Int64)
			fault := faults(did)[name]
			hers, his := goBetween(t, server.URL, nil), goBetween(t, server.URL, nil)
			h := newHome(t, server, hers.URL)
			_, g := h.meets(his.URL, h.usual())
			hers.Do(fault)
			his.Do(fault)
			var typed []string // by the guest
			acknowledged := 0
			const least, most = 30, 120
			each := 0
			for ; each < least || did.Load() < 5 && each < most; each++ {
				i := each
				typed = append(typed, fmt.Sprintf("<g%d>", i))
				if err := types(g, h.Note, typed[i]); err != nil {
					t.Fatal(err)
				}
				h.types(fmt.Sprintf("<h%d>", i))
				time.Sleep(time.Duration(100+mrand.IntN(300)) * time.Millisecond)
				var p joint.Progress
				g.Do(func(j *joint.Guest) { p = j.Progress() })
				if p.Waiting+p.Sent == 0 {
					acknowledged++
					if now := textOf(h.Plan(), h.Note); !containsAll(now, typed) {
						t.Fatalf("acknowledged, and not all in %q", now)
					}
				}
			}
			hers.Do(nil)
			his.Do(nil)
			now := h.inStep(g)
			for i := range each {
				typed = append(typed, fmt.Sprintf("<h%d>", i))
			}
			if !containsAll(now, typed) {
				t.Errorf("not all that was typed is in %q", now)
			}
			if did.Load() < 5 {
				t.Errorf("it did %d things", did.Load())
			}
			if strings.Contains(textOf(seen(g), h.Mine), tabletest.Unshared) {
				t.Error("what is not shared is seen")
			}
		})
	}
}

func containsAll(text string, words []string) bool {
	for _, w := range words {
		if strings.Count(text, w) != 1 {
			return false
		}
	}
	return true
}

// Frames of two secret rooms, each given to the other, and both ends typing: nothing of one is heard in the other, and both go
// on when the rooms are right again.
func TestFramesGivenToAnotherRoomAreNotHeard(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	b := goBetween(t, server.URL, nil)
	one, two := newHome(t, server, b.URL), newHome(t, server, b.URL)
	_, g1 := one.meets(b.URL, one.usual())
	_, g2 := two.meets(b.URL, two.usual())
	swapped := new(atomic.Int64)
	b.Do(func(p *passage, up bool, f *link.Frame) []*link.Frame {
		if !up { // what comes from the other room
			return []*link.Frame{f}
		}
		for _, q := range b.Passages() {
			if q.Join.Way == wire.WayMeet && q.Join.Room != p.Join.Room {
				swapped.Add(1)
				q.Send(up, f)
				break
			}
		}
		return nil
	})
	for i := range 12 {
		for h, g := range map[*home]*func(string) error{one: typer(one, g1), two: typer(two, g2)} {
			name := map[*home]string{one: "one", two: "two"}[h]
			if err := (*g)(fmt.Sprintf("<%s%d>", name, i)); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(250 * time.Millisecond)
	}
	within(t, patience, "frames are swapped", func() bool { return swapped.Load() >= 40 })
	if strings.Contains(textOf(one.Plan(), one.Note), "<") || strings.Contains(textOf(two.Plan(), two.Note), "<") {
		t.Error("something arrived while the rooms were swapped")
	}
	b.Do(nil)
	a, c := one.inStep(g1), two.inStep(g2)
	if strings.Contains(a, "<two") || strings.Contains(c, "<one") || strings.Count(a, "<one") != 12 || strings.Count(c, "<two") != 12 {
		t.Errorf("%q and %q", a, c)
	}
}

func typer(h *home, g interface{ Do(func(*joint.Guest)) }) *func(string) error {
	f := func(words string) (err error) {
		g.Do(func(j *joint.Guest) {
			var p *plan.Plan
			if p, err = j.Plan(); err == nil {
				err = j.SetText(h.Note, "text", textOf(p, h.Note)+words)
			}
		})
		return err
	}
	return &f
}

// Guests of two codes, each brought into the room of the other: neither gets in, and both hosts see that their codes are spent.
func TestGuestsBroughtIntoAnotherRoomGetNowhere(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	a, c := newCode(t), newCode(t)
	rooms := map[wire.Room]wire.Room{a.Room(server.Realm): c.Room(server.Realm), c.Room(server.Realm): a.Room(server.Realm)}
	b := goBetween(t, server.URL, nil)
	b.Rejoin(func(j wire.Join) wire.Join { j.Room = rooms[j.Room]; return j })
	first, second := h.invites(a), h.invites(c)
	g1, g2 := h.knocks(b.URL, a), h.knocks(b.URL, c)
	within(t, patience, "both see it", func() bool { return over(first.Call()) && over(second.Call()) })
	if !errors.Is(first.Call().Err(), call.ErrSpent) || !errors.Is(second.Call().Err(), call.ErrSpent) {
		t.Error(first.Call().Err(), second.Call().Err())
	}
	if wordsOf(g1) != nil || wordsOf(g2) != nil {
		t.Error("one of them is in")
	}
}

// A relay that changes one bit of an exchange, whichever frame and wherever it matters: nobody gets in, and where the host had a
// proof to look at it says so.
func TestAnExchangeWithAChangedBitEndsWithout(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	for name, at := range map[string]struct {
		kind    byte
		byte    int
		visible bool
	}{
		"the share of the guest":      {1, 17, false}, // may be no share, which is nobody who tries anything
		"the share of the host":       {2, 20, false}, // nor this
		"the tag of the guest":        {3, 18, true},
		"what the guest sealed":       {3, 100, true},
		"the proof of the host":       {4, 18, false},
		"what the host sealed":        {4, 200, false},
		"the number of a part":        {3, 17, false},
		"the kind of the first frame": {1, 16, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t, server, "")
			changed := new(atomic.Bool)
			b := goBetween(t, server.URL, func(p *passage, up bool, f *link.Frame) []*link.Frame {
				if p.Join.Way == wire.WayKnock && f[16] == at.kind {
					f[at.byte] ^= 0x40
					changed.Store(true)
				}
				return []*link.Frame{f}
			})
			code := newCode(t)
			chair := h.invites(code)
			g := h.knocks(b.URL, code)
			within(t, patience, "it is done", changed.Load)
			if at.visible {
				within(t, patience, "the host sees it", func() bool { return over(chair.Call()) })
				if !errors.Is(chair.Call().Err(), call.ErrSpent) {
					t.Error(chair.Call().Err())
				}
			} else {
				time.Sleep(5 * time.Second)
			}
			if wordsOf(g) != nil || stageOf(chair) > 1 {
				t.Error("they met over what was changed")
			}
		})
	}
}

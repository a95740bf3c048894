package attack

import (
	"crypto/rand"
	"flag"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gtank/ristretto255"

	"larkspur/client/live/call"
	"larkspur/client/live/link"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

var knocks = flag.Int("knocks", 120, "how often a stranger knocks where somebody waits, and as often where nobody does")

// heard is what a stranger hears who knocks.
type heard struct {
	took  time.Duration
	frame *link.Frame
	more  int
	lost  bool
}

// asks knocks once: a true first frame of a guest, then, if it is to, a proof of nothing, as a wrong code makes one.
func asks(t *testing.T, url, realm string, code link.Code, proof bool) (h heard) {
	conn := dial(t, url, wire.WayKnock, code.Room(realm))
	defer conn.Close()
	k, hello, err := link.NewKnock(code, realm, rand.Reader)
	if err != nil {
		t.Error(err)
		return h
	}
	begin := time.Now()
	if conn.Send(hello) != nil {
		h.lost = true
		return h
	}
	f, err := receive(conn, soon)
	if h.took, h.frame = time.Since(begin), f; err != nil || [wire.AttemptSize]byte(f[:]) != [wire.AttemptSize]byte(hello[:]) {
		h.lost = true
		return h
	}
	if proof {
		out, _, _ := k.Hear(f)
		for _, p := range out {
			h.lost = h.lost || conn.Send(p) != nil
		}
		const wait = 1500 * time.Millisecond
		sent := time.Now()
		if _, err := receive(conn, wait); err == nil {
			h.more++
		} else if time.Since(sent) < wait {
			h.lost = true // closed, and not by this side
		}
	}
	return h
}

// asksMany knocks in rooms of both kinds at once, from as many connections as there are rooms and from each several times.
func asksMany(t *testing.T, url, realm string, rounds int, proof bool, kinds [2][]link.Code) (out [2][]heard) {
	for range rounds {
		var wait sync.WaitGroup
		var mu sync.Mutex
		for i := range kinds[0] {
			for kind := range kinds {
				wait.Go(func() {
					h := asks(t, url, realm, kinds[kind][i], proof)
					mu.Lock()
					out[kind] = append(out[kind], h)
					mu.Unlock()
				})
			}
			time.Sleep(7 * time.Millisecond)
		}
		wait.Wait()
	}
	return out
}

// advantage is how much better than by chance the best bound tells two kinds of times apart (Kolmogorov and Smirnov).
func advantage(a, b []heard) float64 {
	var all []time.Duration
	for _, h := range slices.Concat(a, b) {
		all = append(all, h.took)
	}
	most := 0.0
	below := func(x []heard, bound time.Duration) float64 {
		n := 0
		for _, h := range x {
			if h.took <= bound {
				n++
			}
		}
		return float64(n) / float64(len(x))
	}
	for _, bound := range all {
		most = max(most, math.Abs(below(a, bound)-below(b, bound)))
	}
	return most
}

// A stranger knocks at many codes through a real relay. Rooms in which a host waits and rooms in which nobody does answer alike:
// one frame of one form, at times that no bound tells apart, and nothing more, whatever the stranger sends then. No other of
// these tests runs beside it.
//
//	go test ./server/relay/attack -run Enumerates -knocks 2000 -v
func TestAStrangerWhoEnumeratesCodesLearnsNothing(t *testing.T) {
	server := servertest.Start(t, servertest.Options{})
	const rooms = 60
	var kinds [2][]link.Code // somebody waits, nobody does
	var hosts []*call.HostCall
	for range rooms {
		code := newCode(t)
		c := call.Invite(t.Context(), configAt(t, server, server.URL), code)
		hosts, kinds[0], kinds[1] = append(hosts, c), append(kinds[0], code), append(kinds[1], newCode(t))
	}
	for _, c := range hosts {
		within(t, patience, "the codes are good", func() (on bool) { c.Do(func() { on = c.Connected() }); return on })
	}
	// Frames of both, byte by byte.
	alike := func(all [2][]heard) {
		t.Helper()
		for kind, some := range all {
			var counts [256]float64
			for _, h := range some {
				if h.lost || h.more > 0 {
					t.Errorf("kind %d: lost %v, and %d frames more", kind, h.lost, h.more)
					continue
				}
				if h.frame[wire.AttemptSize] != wire.KindShare || ristretto255.NewElement().Decode(h.frame[17:49]) != nil {
					t.Errorf("kind %d: another form", kind)
				}
				for _, b := range h.frame[49:] {
					counts[b]++
				}
			}
			chi, mean := 0.0, float64(len(some)*(wire.FrameSize-49))/256
			for _, n := range counts {
				chi += (n - mean) * (n - mean) / mean
			}
			if math.Abs(chi-255) > 7*math.Sqrt(2*255) {
				t.Errorf("kind %d: chi squared is %.0f for 255 degrees of freedom", kind, chi)
			}
		}
	}
	rounds := max(1, *knocks/rooms)
	all := asksMany(t, server.URL, server.Realm, rounds, false, kinds)
	alike(all)
	// One in a million runs goes beyond this without a difference.
	bound := math.Sqrt(math.Log(2e6)/2) * math.Sqrt(2/float64(rounds*rooms))
	found := advantage(all[0], all[1])
	if found > bound {
		t.Errorf("the times tell them apart with an advantage of %.3f, and chance makes %.3f", found, bound)
	}
	t.Logf("%d knocks of each kind: advantage %.3f, bound %.3f", rounds*rooms, found, bound)
	// The control: some time more where somebody waits is found; in a long run, with nothing beside it, less of it.
	planted, again := 500*time.Millisecond, 1
	if *knocks >= 1000 {
		planted, again = 5*time.Millisecond, rounds/4
	}
	slow := goBetween(t, server.URL, func(p *passage, up bool, f *link.Frame) []*link.Frame {
		if !up && slices.ContainsFunc(kinds[0], func(c link.Code) bool { return c.Room(server.Realm) == p.Join.Room }) {
			time.Sleep(planted)
		}
		return []*link.Frame{f}
	})
	for tries := 1; ; tries++ { // a machine that stands still for longer hides it
		control := asksMany(t, slow.URL, server.Realm, again, false, kinds)
		if advantage(control[0], control[1]) >= 0.6 {
			break
		}
		if tries == 3 {
			t.Errorf("the control: advantage %.3f", advantage(control[0], control[1]))
			break
		}
	}
	// Last, as it spends the codes: whoever goes on with a proof of a wrong code hears nothing in either room.
	// Again where a host was slower than the relay waits for it: it has seen no proof.
	for range 3 {
		var wrong [2][]link.Code
		for i, c := range kinds[0] {
			if !over(hosts[i]) {
				wrong[0], wrong[1] = append(wrong[0], guessed(t, c)), append(wrong[1], kinds[1][i])
			}
		}
		if len(wrong[0]) > 0 {
			alike(asksMany(t, server.URL, server.Realm, 1, true, wrong))
		}
	}
	for _, c := range hosts {
		within(t, patience, "the host sees it", func() bool { return over(c) })
	}
}

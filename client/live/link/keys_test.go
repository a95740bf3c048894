package link_test

import (
	"bytes"
	"crypto/rand"
	"math"
	"testing"
	"time"

	"larkspur/client/live/link"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// Who had the keys, all of them, before fresh ones were taken opens nothing that is said afterwards, and is not heard.
func TestOldKeysOpenNothingNew(t *testing.T) {
	host, guest, s := pair(t)
	copied := link.Session{Key: secret.NewKey(s.Expose())}
	thief := &end{Link: link.New(copied, false, rand.Reader)}
	forger := &end{Link: link.New(copied, true, rand.Reader)}
	deliver(t, host, guest, 2)
	f, _ := host.Tick(time.Unix(2000, 0))
	if !thief.hear(t, f) {
		t.Fatal("the control: a copy of the keys opens what they seal")
	}
	if err := host.Rekey(); err != nil {
		t.Fatal(err)
	}
	deliver(t, host, guest, 20)
	if host.Rekeying() || guest.Rekeying() {
		t.Fatal("no fresh keys")
	}
	if host.Age() != 1 || guest.Age() != 1 { // what was made before is to be made anew
		t.Errorf("the ages are %d and %d", host.Age(), guest.Age())
	}
	host.say(t, []byte("a new sentence"))
	for range 5 {
		f, _ := host.Tick(time.Unix(3000, 0))
		if thief.hear(t, f) {
			t.Fatal("opened with the old keys")
		}
		g, _ := forger.Tick(time.Unix(3000, 0))
		if guest.hear(t, g) {
			t.Fatal("heard under the old keys")
		}
		guest.hear(t, f)
	}
	if len(guest.heard) != 1 {
		t.Error("the sentence did not arrive")
	}
}

// Someone in the middle who copied all keys, and answers the offer in place of the guest, has a link of its own then, and the
// guest none: it is not heard any more.
func TestFreshKeysAreThoseOfTwo(t *testing.T) {
	host, guest, s := pair(t)
	thief := &end{Link: link.New(link.Session{Key: secret.NewKey(s.Expose())}, false, rand.Reader)}
	if err := host.Rekey(); err != nil {
		t.Fatal(err)
	}
	deliver(t, host, thief, 20)
	if host.Rekeying() {
		t.Fatal("the control: who has the keys can answer")
	}
	f, _ := host.Tick(time.Unix(3000, 0))
	if guest.hear(t, f) {
		t.Error("two guests have the fresh keys")
	}
}

// All frames have one size, and what they hold does not show: a session that says nothing and one that says much send bytes
// of which none is more frequent than another.
func TestFramesAreNoise(t *testing.T) {
	for _, busy := range []bool{false, true} {
		host, _, _ := pair(t)
		var counts [256]int
		seen := map[string]bool{}
		const n = 600
		for i := range n {
			if busy {
				host.say(t, bytes.Repeat([]byte("a"), 400))
			}
			f, err := host.Tick(time.Unix(int64(i), 0))
			if err != nil {
				t.Fatal(err)
			}
			if len(f) != wire.FrameSize || seen[string(f[:32])] {
				t.Fatal("another size, or a beginning twice")
			}
			seen[string(f[:32])] = true
			for _, b := range f {
				counts[b]++
			}
		}
		expected, chi := float64(n*wire.FrameSize)/256, 0.0
		for _, c := range counts {
			chi += (float64(c) - expected) * (float64(c) - expected) / expected
		}
		if math.Abs(chi-255) > 7*math.Sqrt(2*255) {
			t.Errorf("busy %v: chi squared is %.0f for 255 degrees of freedom", busy, chi)
		}
	}
}

// A frame counts once: played again, soon or late, it is not heard, so nobody is kept believing that the other side is there.
func TestAFramePlayedAgainIsNotHeard(t *testing.T) {
	host, guest, _ := pair(t)
	var taped []*link.Frame
	for i := range 200 {
		f, err := host.Tick(time.Unix(int64(i), 0))
		if err != nil {
			t.Fatal(err)
		}
		taped = append(taped, f)
	}
	for _, i := range []int{3, 1, 2, 0, 60, 59, 199, 140, 136} {
		if !guest.hear(t, taped[i]) {
			t.Fatalf("frame %d is not heard the first time", i)
		}
	}
	for _, i := range []int{0, 1, 2, 3, 59, 60, 61, 130, 134, 135, 136, 140, 199} {
		if guest.hear(t, taped[i]) {
			t.Errorf("frame %d is heard again, or so late", i)
		}
	}
}

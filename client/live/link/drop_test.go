package link_test

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"pgregory.net/rapid"

	"larkspur/client/live/link"
)

// What is taken back is not sent any more, not even what was under way and got lost; all else arrives once and in its order, and
// of what was taken back nothing arrives in part.
func TestWhatIsTakenBackIsNotSent(t *testing.T) {
	drops, gone := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		host, guest, s := pair(t)
		now := time.Unix(0, 0)
		n, taken := 0, map[int]bool{} // messages, by number
		var loose []int
		for range rapid.IntRange(5, 80).Draw(t, "steps") {
			now = now.Add(250 * time.Millisecond)
			switch rapid.IntRange(0, 5).Draw(t, "does") {
			case 0, 1:
				n++
				host.say(t, numbered(n, rapid.SampledFrom([]int{10, 600, 3000}).Draw(t, "size")))
			case 2, 3:
				n++
				loose = append(loose, n)
				if _, err := host.SayLoosely(numbered(n, rapid.SampledFrom([]int{10, 600, 3000}).Draw(t, "size"))); err != nil {
					t.Fatal(err)
				}
			case 4:
				if rapid.IntRange(0, 2).Draw(t, "drops") == 0 {
					host.Drop()
					drops++
					for _, i := range loose {
						taken[i] = true
					}
					loose = nil
				}
			case 5:
				if rapid.IntRange(0, 9).Draw(t, "rekeys") == 0 {
					if err := host.Rekey(); err != nil {
						t.Fatal(err)
					}
				}
			}
			host.tick(t, now, guest)
			if len(taken) > 0 {
				for _, at := range link.DataOf(host.Link, s, guest.air[len(guest.air)-1]) {
					if taken[at] {
						t.Fatalf("message %d is sent after it was taken back", at)
					}
				}
			}
			host.idles(t, guest)
			guest.tick(t, now, host)
			guest.idles(t, host)
			for _, e := range []*end{host, guest} {
				for len(e.air) > 0 && rapid.IntRange(0, 4).Draw(t, "waits") > 0 {
					i := rapid.IntRange(0, len(e.air)-1).Draw(t, "which")
					if rapid.IntRange(0, 3).Draw(t, "lost") > 0 {
						e.hear(t, e.air[i])
					}
					e.air = append(e.air[:i], e.air[i+1:]...)
				}
			}
		}
		for range 3000 {
			now = now.Add(250 * time.Millisecond)
			host.tick(t, now, guest)
			guest.tick(t, now, host)
			for _, e := range []*end{host, guest} {
				for _, f := range e.air {
					e.hear(t, f)
				}
				e.air = nil
			}
			if host.Waiting()+guest.Waiting() == 0 && !host.Rekeying() && !guest.Rekeying() {
				break
			}
		}
		came, last := map[int]bool{}, 0
		for _, m := range guest.heard {
			i := numberOf(m)
			if i <= last || came[i] || !bytes.Equal(m, numbered(i, len(m))) {
				t.Fatalf("message %d after %d", i, last)
			}
			came[i], last = true, i
		}
		for i := 1; i <= n; i++ {
			if !came[i] && !taken[i] {
				t.Fatalf("message %d of %d did not arrive", i, n)
			}
			if !came[i] {
				gone++
			}
		}
		if host.Waiting() != 0 {
			t.Fatal("something waits for ever")
		}
	})
	if drops == 0 || gone == 0 {
		t.Error("nothing was taken back in time")
	}
}

// numbered is a message all of which says which it is.
func numbered(n, size int) []byte {
	b := make([]byte, 0, size+4)
	for len(b) < size {
		b = binary.BigEndian.AppendUint32(b, 0xABCD0000|uint32(n))
	}
	return b[:size-size%4]
}

func numberOf(m []byte) int { return int(binary.BigEndian.Uint32(m) & 0xFFFF) }

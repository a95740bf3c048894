package game

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"larkspur/crypto/phrase"
)

// A snapshot is a copy of a store.
type snapshot struct {
	objects map[string][]byte // by their names as digits
	// order is the names by their last change, and at the moments of these, counted in changes of the store: what a medium shows
	// that keeps times, and finer than any does. Nil in a copy without them.
	order []string
	at    []int
}

// copied is the store as it lies. With times it is the medium itself.
func (h *house) copied(times bool) *snapshot {
	s := &snapshot{objects: map[string][]byte{}}
	for n, at := range h.store.objects() {
		s.objects[n.String()] = at.object
	}
	if times {
		for _, c := range h.meter.order() {
			s.order, s.at = append(s.order, c.name.String()), append(s.at, c.at)
		}
	}
	return s
}

// A seizure is what somebody holds who took the storage. What is nil or empty they have not.
type seizure struct {
	before, after *snapshot
	phrases       []phrase.Phrase
	keyFile       []byte // as it lay beside the last snapshot
	// handled is how many objects the rotation in between had in hand: moved, dropped and made. Who watches the store at work,
	// or has a medium whose times show where nothing new was put, knows it; with the two counts it gives what was dropped and
	// what was made.
	handled int
}

// dropped and made are what handled gives away.
func (v seizure) dropped() int { return v.handled - (len(v.after.objects) - 1) }
func (v seizure) made() int    { return v.handled - (len(v.before.objects) - 1) }

// lookAtBytes makes statistics over all bytes, over names, and over the object that stands out most.
func lookAtBytes(s *snapshot, c *clues) {
	var all, names [256]int
	most, least, ones, total, fromNames := 0.0, 1e9, 0, 0, 0
	for n, b := range s.objects {
		h := histogram(b)
		for i := range h {
			all[i] += h[i]
			ones += h[i] * bitsIn[i]
		}
		total += len(b)
		x := chiSquare(h, len(b))
		most, least = max(most, x), min(least, x)
		name, _ := hex.DecodeString(n)
		for _, d := range name {
			names[d]++
		}
		fromNames += len(name)
	}
	c.add("chi-square of all bytes", chiSquare(all, total))
	c.add("chi-square of names", chiSquare(names, fromNames))
	c.add("the largest chi-square of an object", most)
	c.add("the smallest chi-square of an object", least)
	c.add("ones among all bits", float64(ones)/float64(8*total+1))
}

var bitsIn = func() (n [256]int) {
	for i := range n {
		for b := i; b != 0; b >>= 1 {
			n[i] += b & 1
		}
	}
	return n
}()

func histogram(b []byte) (h [256]int) {
	var other [256]int
	for len(b) >= 2 {
		h[b[0]]++
		other[b[1]]++
		b = b[2:]
	}
	for _, x := range b {
		h[x]++
	}
	for i := range h {
		h[i] += other[i]
	}
	return h
}

func chiSquare(h [256]int, n int) float64 {
	if n == 0 {
		return 0
	}
	mean, sum := float64(n)/256, 0.0
	for _, k := range h {
		sum += (float64(k) - mean) * (float64(k) - mean) / mean
	}
	return sum
}

// lookWithPhrases tries every phrase that is held on all that lies there: names that could come of it, and every object at
// every place where a page could begin.
func lookWithPhrases(v seizure, c *clues) {
	named, opened := 0, 0
	for _, s := range []*snapshot{v.before, v.after} {
		if s == nil {
			continue
		}
		for _, p := range v.phrases {
			root := rootOf(p)
			keys := root.Keys()
			l := keys.Locator()
			public := keys.PublicKey()
			for _, name := range [][]byte{l[:], sum(l[:]), sum(public[:]), sum([]byte("tombstone"), l[:]), macOf(root.Expose(), l[:]),
				macOf(l[:], root.Expose()), sum(p.Canonical()), root.Expose()} {
				if _, is := s.objects[hex.EncodeToString(name)]; is {
					named++
				}
			}
			for _, b := range s.objects {
				for _, at := range []int{0, len(b) - pageSize - 16, len(b) - pageSize} {
					if at < 0 || at+pageSize > len(b) {
						continue
					}
					if _, _, err := keys.Open((*[pageSize]byte)(b[at:])); err == nil {
						opened++
					}
				}
				if bytes.Contains(b[:min(len(b), 1024)], l[:]) {
					named++
				}
			}
		}
	}
	c.add("names that follow from a phrase", float64(named))
	c.add("objects that a phrase opens", float64(opened))
}

const pageSize = 32768

func sum(parts ...[]byte) []byte {
	s := sha256.Sum256(slices.Concat(parts...))
	return s[:]
}

func macOf(key []byte, parts ...[]byte) []byte {
	m := hmac.New(sha256.New, key)
	for _, p := range parts {
		m.Write(p)
	}
	return m.Sum(nil)
}

package link

import "crypto/rand"

// Forge seals what a guest that has the keys says, however wrong: plain is that of a frame with nothing in it.
func Forge(s Session, lie func(plain []byte)) *Frame { return ForgeAt(s, 1, lie) }

// ForgeAt does so with a counter.
func ForgeAt(s Session, counter uint64, lie func(plain []byte)) *Frame {
	k := newKeys(s, false)
	var plain [plainSize]byte
	for i := range 8 {
		plain[i] = byte(counter >> (56 - 8*i))
	}
	lie(plain[:])
	f, err := k.seal(rand.Reader, &plain)
	if err != nil {
		panic(err)
	}
	return f
}

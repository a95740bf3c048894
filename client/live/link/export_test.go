package link

import (
	"crypto/mlkem"
	"crypto/rand"
)

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

// SayOffer has a guest say what a host has offered elsewhere.
func SayOffer(guest, offers *Link) error {
	_, err := guest.say(kindOffer, offers.rekey.offer, false)
	return err
}

// Early is how many segments are kept that came too early.
func Early(l *Link) int { return len(l.early) }

// DataOf are the numbers of the messages of package link_test (see numbered) of which a frame has data, which l has just sealed.
func DataOf(l *Link, s Session, f *Frame) (out []int) {
	k := newKeys(l.sending().session, !l.host)
	plain, ok := k.open(f)
	if !ok {
		panic("not sealed by this end")
	}
	for i := offData; i+4 <= plainSize; i++ {
		if plain[i] == 0xAB && plain[i+1] == 0xCD {
			out = append(out, int(plain[i+2])<<8|int(plain[i+3]))
		}
	}
	return out
}

// EncapsulateWith has the host of an exchange, or a guest that takes fresh keys, use a ciphertext that is known before.
func (i *Invite) EncapsulateWith(f func(*mlkem.EncapsulationKey768) (kem, ciphertext []byte)) {
	i.encaps = f
}
func (l *Link) EncapsulateWith(f func(*mlkem.EncapsulationKey768) (kem, ciphertext []byte)) {
	l.encaps = f
}

// PasswordOf is the password of a code.
func PasswordOf(c Code) []byte { return c.password() }

package link

import (
	"crypto/mlkem"
	"crypto/rand"

	"larkspur/crypto/pake"
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

// SayOffer has an end say what a host has offered elsewhere.
func SayOffer(says, offers *Link) error {
	_, err := says.say(kindOffer, offers.rekey.offer, false)
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

// KeysOfTheOldest and KeysOf are the keys themselves, and no copies, of the oldest attempt that a host keeps and of that of a guest.
func KeysOfTheOldest(i *Invite) [][]byte { return i.knocks[i.order[0]].keys.bytes() }
func KeysOf(k *Knock) [][]byte           { return k.keys.bytes() }

func (k *knocking) bytes() [][]byte { return [][]byte{k.isk.Expose(), k.prk} }

// Finishes reports whether a knock has what it takes to make a key of an answer.
func Finishes(k *Knock, answer *Frame) bool {
	_, err := k.state.Finish(pake.Initiator, pake.Share(answer[offPart:offPart+pake.ShareSize]), nil, nil)
	return err == nil
}

// SessionOf is the key itself that an end seals under.
func SessionOf(l *Link) Session { return l.now.session }

// Seals makes a seal with a key, which is gone then.
func Seals(key []byte) { aead(key) }

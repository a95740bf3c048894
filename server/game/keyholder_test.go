package game

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"larkspur/crypto/phrase"
)

// A keyholder has an epoch key and opens what lies under it. It is written from SPEC §9 alone and shares no code with the
// shelf, which would not show an attacker everything that it knows.
type keyholder struct{ name, seal, chaff []byte }

// Offsets of SPEC §9.2 to §9.4.
const (
	offStripes = 32
	stripe     = 32
	stripes    = 4096
	offHalf    = 16
	offMemory  = 2
	offLocator = 16
	offPage    = 640
)

// keyOf joins the key file and the half that lies in the store. ok is false when the two do not belong together.
func keyOf(keyFile []byte, s *snapshot) (k keyholder, ok bool) {
	if len(keyFile) < offStripes+stripe*stripes {
		return k, false
	}
	half := merged(keyFile[offStripes : offStripes+stripe*stripes])
	at := hex.EncodeToString(expand(half, "larkspur/1 half name"))
	inner, opened := unseal(expand(half, "larkspur/1 half seal"), at, s.objects[at])
	if !opened {
		return k, false
	}
	key := make([]byte, stripe)
	for i := range key {
		key[i] = half[i] ^ inner[offHalf+i]
	}
	return keyholder{expand(key, "larkspur/1 shelf name"), expand(key, "larkspur/1 shelf seal"), expand(key, "larkspur/1 shelf chaff")}, true
}

// merged is the half that stripes were split from (SPEC §9.4).
func merged(b []byte) []byte {
	var d [stripe]byte
	for i := range stripes - 1 {
		block := binary.BigEndian.AppendUint32(nil, uint32(i))
		for j := range d {
			block = append(block, d[j]^b[i*stripe+j])
		}
		d = sha256.Sum256(block)
	}
	half := make([]byte, stripe)
	for j := range half {
		half[j] = d[j] ^ b[(stripes-1)*stripe+j]
	}
	return half
}

func expand(key []byte, info string) []byte {
	out, err := hkdf.Expand(sha256.New, key, info, stripe)
	if err != nil {
		panic(err) // only for a length that no hash gives
	}
	return out
}

func unseal(key []byte, name string, object []byte) (inner []byte, ok bool) {
	n, err := hex.DecodeString(name)
	if err != nil || len(object) < chacha20poly1305.NonceSizeX {
		return nil, false
	}
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err) // only for a key of another size
	}
	inner, err = a.Open(nil, object[:chacha20poly1305.NonceSizeX], object[chacha20poly1305.NonceSizeX:], n)
	return inner, err == nil && len(inner) == offPage+pageSize
}

// with is what the shelf would store for a locator, with flags of the caller's.
func (k keyholder) with(l [32]byte, flags byte, random io.Reader) (name string, object []byte) {
	n := macOf(k.name, l[:])
	nonce, inner := make([]byte, chacha20poly1305.NonceSizeX), make([]byte, offPage+pageSize)
	_, _ = random.Read(nonce)
	_, _ = random.Read(inner[offPage:])
	inner[0], inner[1] = 1, flags
	copy(inner[offLocator:], l[:])
	a, err := chacha20poly1305.NewX(k.seal)
	if err != nil {
		panic(err) // only for a key of another size
	}
	return hex.EncodeToString(n), a.Seal(nonce, nonce, inner, n)
}

// turned is how many chaff objects the rotation to this key dropped and made anew beside (SPEC §9.5).
func (k keyholder) turned() int {
	return int(binary.BigEndian.Uint64(macOf(k.chaff, []byte("drop"))) % chaffTurns)
}

// at is the inside of the object of a locator.
func (k keyholder) at(s *snapshot, l [32]byte) (inner []byte, ok bool) {
	name := hex.EncodeToString(macOf(k.name, l[:]))
	object, is := s.objects[name]
	if !is {
		return nil, false
	}
	return unseal(k.seal, name, object)
}

// lookWithKey opens everything that the key opens, by kinds, and looks for what the phrases lead to: the page itself, an object
// that is dead, and what either remembers. It looks in both snapshots, in case the key opens something in either.
func lookWithKey(v seizure, c *clues) {
	var kinds [256]float64
	var memory, unknown, reached, readable, held float64
	k, ok := keyOf(v.keyFile, v.after)
	if !ok && v.before != nil {
		k, ok = keyOf(v.keyFile, v.before)
	}
	for _, s := range []*snapshot{v.before, v.after} {
		if s == nil || !ok {
			continue
		}
		for n, b := range s.objects {
			inner, opened := unseal(k.seal, n, b)
			if !opened {
				unknown++
				continue
			}
			kinds[inner[1]]++
			memory += float64(inner[offMemory])
		}
		for _, p := range v.phrases {
			r, o, m := k.follow(s, p)
			reached, readable, held = reached+r, readable+o, held+m
		}
	}
	c.yes("a key that fits", ok)
	for _, kind := range []int{0, 1, 2, 3, 4, 6} {
		c.add([]string{"living", "dead", "frozen", "dead and frozen", "chaff", "", "chaff and frozen"}[kind]+" objects", kinds[kind])
	}
	c.add("objects that the key does not open", unknown)
	c.add("first writes that objects remember", memory)
	c.add("objects that the phrases lead to", reached)
	c.add("of which the phrases open", readable)
	c.add("first writes that these remember", held)
}

// follow goes from a phrase to the object of its door.
func (k keyholder) follow(s *snapshot, p phrase.Phrase) (reached, readable, remembered float64) {
	keys := rootOf(p).Keys()
	inner, is := k.at(s, keys.Locator())
	if !is {
		return 0, 0, 0
	}
	if _, _, err := keys.Open((*[pageSize]byte)(inner[offPage:])); err == nil {
		readable = 1
	}
	return 1, readable, float64(inner[offMemory])
}

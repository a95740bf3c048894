package shelf

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"

	"larkspur/crypto/secret"
	"larkspur/server/store"
	"larkspur/server/wire"
)

// The halves of an epoch's key, and what comes of them. A type each, so that none stands in for another.
type (
	fileHalf  struct{ secret.Key }
	storeHalf struct{ secret.Key }
	nameKey   struct{ secret.Key }
	sealKey   struct{ secret.Key }
	noiseKey  struct{ secret.Key }
	chaffKey  struct{ secret.Key }
)

// epoch holds the keys of one epoch (SPEC §9.1).
type epoch struct {
	secret.Guard
	nameKey  nameKey
	sealKey  sealKey
	noiseKey noiseKey
	chaffKey chaffKey
	chaff    uint32 // number of chaff objects
	month    uint32 // of its making; 0 where no uses are kept
}

// newEpoch joins the halves. Either alone is a uniformly random string that says nothing of the key.
func newEpoch(f fileHalf, s storeHalf) epoch {
	var key [secret.KeySize]byte
	defer secret.Wipe(key[:])
	for i := range key {
		key[i] = f.Expose()[i] ^ s.Expose()[i]
	}
	return epoch{
		nameKey:  nameKey{expand(key[:], "larkspur/1 shelf name")},
		sealKey:  sealKey{expand(key[:], "larkspur/1 shelf seal")},
		noiseKey: noiseKey{expand(key[:], "larkspur/1 shelf noise")},
		chaffKey: chaffKey{expand(key[:], "larkspur/1 shelf chaff")},
	}
}

// epochOf is the epoch with what the store keeps of it.
func epochOf(f fileHalf, k *kept) *epoch {
	e := newEpoch(f, k.half)
	e.chaff, e.month = k.chaff, k.month
	return &e
}

// wipe makes the epoch's keys unusable in this process.
func (e epoch) wipe() {
	for _, k := range []secret.Key{e.nameKey.Key, e.sealKey.Key, e.noiseKey.Key, e.chaffKey.Key} {
		k.Wipe()
	}
}

// same reports whether both come of one key.
func (e *epoch) same(o *epoch) bool {
	return subtle.ConstantTimeCompare(e.nameKey.Expose(), o.nameKey.Expose()) == 1
}

// nameOf is where the object of l lies.
func (e epoch) nameOf(l wire.Locator) store.Name { return store.Name(mac(e.nameKey.Key, l[:])) }

// expand is HKDF-Expand of a uniformly random key to another.
func expand(prk []byte, info string) secret.Key {
	out, err := hkdf.Expand(sha256.New, prk, info, secret.KeySize)
	if err != nil {
		panic(err) // only for a length beyond 255 hashes
	}
	defer secret.Wipe(out)
	return secret.NewKey(out)
}

func mac(k secret.Key, parts ...[]byte) [sha256.Size]byte {
	m := hmac.New(sha256.New, k.Expose())
	for _, p := range parts {
		m.Write(p)
	}
	return [sha256.Size]byte(m.Sum(nil))
}

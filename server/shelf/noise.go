package shelf

import (
	"golang.org/x/crypto/chacha20"

	"larkspur/server/wire"
)

// noiseSkip is the block that the version is taken from; the page follows it.
const noiseSkip = 64

// noiseOf is what a miss is answered with: steady for the epoch, different for every locator, and never dependent on
// what lies in the store (SPEC §7.2).
func (e epoch) noiseOf(l wire.Locator) (version wire.Version, page *[wire.PageSize]byte) {
	key := mac(e.noiseKey.Key, l[:])
	defer clear(key[:])
	stream, err := chacha20.NewUnauthenticatedCipher(key[:], make([]byte, chacha20.NonceSize))
	if err != nil {
		panic(err) // only for a key or nonce of another size
	}
	out := make([]byte, noiseSkip+wire.PageSize)
	stream.XORKeyStream(out, out)
	return wire.Version(out[:len(version)]), (*[wire.PageSize]byte)(out[noiseSkip:])
}

package page

import (
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"larkspur/crypto/secret"
)

// Sizes in bytes (SPEC §4).
const (
	Size           = 32768 // a sealed page
	nonceSize      = chacha20poly1305.NonceSizeX
	commitmentSize = 32
	tagSize        = chacha20poly1305.Overhead
	plainSize      = Size - nonceSize - commitmentSize - tagSize
	prefixSize     = 1 + 4 // format and length
	MaxBody        = plainSize - prefixSize
)

// Format says how the body of a page is read (SPEC §5). The list is append-only; 0 is no format.
type Format byte

// Sentinels. The seal cannot tell a wrong key from damage, and neither can ErrOpen.
var (
	ErrOpen     = errors.New("page: does not open: another key, or damaged")
	ErrTooLarge = errors.New("page: the body does not fit into a page")
	ErrFormat   = errors.New("page: format 0 is no format")
)

// Seal returns the page that holds body in the given format. The same body sealed twice gives unrelated bytes.
// It fails with ErrTooLarge, ErrFormat, or with the error of random.
func (k Keys) Seal(random io.Reader, format Format, body []byte) (*[Size]byte, error) {
	if len(body) > MaxBody {
		return nil, ErrTooLarge
	}
	if format == 0 {
		return nil, ErrFormat
	}
	sealed := new([Size]byte)
	nonce := sealed[:nonceSize]
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, err
	}
	key, commitment := k.sealing(nonce)
	defer secret.Wipe(key)
	copy(sealed[nonceSize:], commitment)

	plain := make([]byte, plainSize)
	defer secret.Wipe(plain)
	plain[0] = byte(format)
	binary.BigEndian.PutUint32(plain[1:], uint32(len(body)))
	copy(plain[prefixSize:], body)

	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic("page: " + err.Error()) // only a key of the wrong size fails
	}
	aead.Seal(sealed[:nonceSize+commitmentSize], nonce, plain, k.locator[:])
	return sealed, nil
}

// Open returns what Seal was given. It fails with ErrOpen for every page that this key did not seal exactly so: a changed
// bit, another key, another locator, a length beyond the page, bytes behind the body that are not zero.
func (k Keys) Open(sealed *[Size]byte) (Format, []byte, error) {
	nonce := sealed[:nonceSize]
	key, commitment := k.sealing(nonce)
	defer secret.Wipe(key)
	// The commitment comes first and in constant time: without it one page could be made that opens under two keys
	// (SPEC §4.2), and the phrases of a decoy and a vault are two keys.
	if subtle.ConstantTimeCompare(commitment, sealed[nonceSize:nonceSize+commitmentSize]) != 1 {
		return 0, nil, ErrOpen
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic("page: " + err.Error()) // only a key of the wrong size fails
	}
	plain, err := aead.Open(nil, nonce, sealed[nonceSize+commitmentSize:], k.locator[:])
	if err != nil {
		return 0, nil, ErrOpen
	}
	defer secret.Wipe(plain)
	length := binary.BigEndian.Uint32(plain[1:])
	if plain[0] == 0 || length > MaxBody {
		return 0, nil, ErrOpen
	}
	body, rest := plain[prefixSize:prefixSize+length], plain[prefixSize+length:]
	var or byte
	for _, b := range rest {
		or |= b
	}
	if or != 0 {
		return 0, nil, ErrOpen
	}
	return Format(plain[0]), append([]byte(nil), body...), nil
}

// sealing returns the key and the commitment of the seal with this nonce (SPEC §4.1).
func (k Keys) sealing(nonce []byte) (key, commitment []byte) {
	prk, err := hkdf.Extract(sha256.New, k.seal.Expose(), nonce)
	if err != nil {
		panic("page: " + err.Error())
	}
	defer secret.Wipe(prk)
	okm, err := hkdf.Expand(sha256.New, prk, labelSeal+string(k.locator[:]), chacha20poly1305.KeySize+commitmentSize)
	if err != nil {
		panic("page: " + err.Error())
	}
	return okm[:chacha20poly1305.KeySize], okm[chacha20poly1305.KeySize:]
}

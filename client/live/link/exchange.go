package link

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/mlkem"
	"crypto/sha256"
	"errors"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"larkspur/crypto/pake"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// Labels of the exchange (SPEC §12.2).
const (
	labelKnock      = "larkspur/1 live knock"
	labelSession    = "larkspur/1 live session"
	labelGuestProof = "larkspur/1 live proof guest"
	labelHostProof  = "larkspur/1 live proof host"
	labelGuestSeal  = "larkspur/1 live seal guest"
	labelHostSeal   = "larkspur/1 live seal host"
)

// Kinds of frames in a public room: the byte behind the attempt (SPEC §12.2).
const (
	frameHello = 1              // the share of the guest
	frameShare = wire.KindShare // the share of the host
	frameGuest = 3              // a part of the proof of the guest
	frameHost  = 4              // a part of the proof of the host
)

// Sizes of what is exchanged, in bytes: a proof is tag || nonce || sealed.
const (
	proofTag   = sha256.Size
	guestProof = proofTag + nonceSize + mlkem.EncapsulationKeySize768 + chacha20poly1305.Overhead
	hostProof  = proofTag + nonceSize + mlkem.CiphertextSize768 + chacha20poly1305.Overhead

	offKind    = wire.AttemptSize
	offPart    = offKind + 1
	offPiece   = offPart + 1
	pieceSize  = wire.FrameSize - offPiece
	proofParts = 3
)

// errProof: the other side does not know the password, or somebody changed what it sent. Which, nobody can tell.
var errProof = errors.New("link: the proof is wrong")

// knocking are the keys of an exchange, good for its proofs alone.
type knocking struct {
	secret.Guard
	isk        pake.ISK
	transcript []byte // attempt || Ya || Yb
	prk        []byte
}

func newKnocking(isk pake.ISK, attempt []byte, ya, yb pake.Share) *knocking {
	k := &knocking{isk: isk}
	k.transcript = append(append(append(k.transcript, attempt...), ya[:]...), yb[:]...)
	sum := sha256.Sum256(append([]byte(labelKnock), k.transcript...))
	k.prk = must(hkdf.Extract(sha256.New, isk.Expose(), sum[:]))
	return k
}

func (k *knocking) wipe() {
	k.isk.Wipe()
	secret.Wipe(k.prk)
}

func (k *knocking) key(label string) []byte {
	return must(hkdf.Expand(sha256.New, k.prk, label, secret.KeySize))
}

// drawDecapsulation draws a key of ML-KEM-768: d and z of FIPS 203.
func drawDecapsulation(random io.Reader) (*mlkem.DecapsulationKey768, error) {
	seed := make([]byte, mlkem.SeedSize)
	defer secret.Wipe(seed)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, err
	}
	return mlkem.NewDecapsulationKey768(seed)
}

// encapsulate is mlkem.EncapsulationKey768.Encapsulate, which takes its randomness from the system's generator, or in tests one
// that does not.
type encapsulate func(*mlkem.EncapsulationKey768) (kem, ciphertext []byte)

// must is for calls of HKDF with lengths that it has.
func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// prove returns tag || nonce || sealed. The tag shows that the key is known, and commits to it.
func (k *knocking) prove(random io.Reader, tagLabel, sealLabel string, what []byte) ([]byte, error) {
	out := k.tag(tagLabel)
	nonce := make([]byte, nonceSize)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, err
	}
	out = append(out, nonce...)
	return aead(k.key(sealLabel)).Seal(out, nonce, what, k.transcript), nil
}

// proven returns what was sealed in a proof.
func (k *knocking) proven(tagLabel, sealLabel string, proof []byte) ([]byte, error) {
	if !hmac.Equal(proof[:proofTag], k.tag(tagLabel)) {
		return nil, errProof
	}
	nonce := proof[proofTag : proofTag+nonceSize]
	what, err := aead(k.key(sealLabel)).Open(nil, nonce, proof[proofTag+nonceSize:], k.transcript)
	if err != nil {
		return nil, errProof
	}
	return what, nil
}

func (k *knocking) tag(label string) []byte {
	h := hmac.New(sha256.New, k.key(label))
	h.Write(k.transcript)
	return h.Sum(nil)
}

// session is the key of both, of all that was exchanged.
func (k *knocking) session(guest, host, kem []byte) Session {
	h := sha256.New()
	for _, part := range [...][]byte{[]byte(labelSession), k.transcript, guest, host} {
		h.Write(part)
	}
	return sessionOf(h.Sum(nil), k.isk, kem)
}

// sessionOf is HKDF-Extract of what CPace and ML-KEM gave, salted with the hash of all that was said.
func sessionOf(transcript []byte, isk pake.ISK, kem []byte) Session {
	ikm := make([]byte, 0, pake.ISKSize+mlkem.SharedKeySize) // all of it at once: one that grows leaves a copy behind
	ikm = append(append(ikm, isk.Expose()...), kem...)
	defer secret.Wipe(ikm)
	prk := must(hkdf.Extract(sha256.New, ikm, transcript))
	defer secret.Wipe(prk)
	return Session{secret.NewKey(prk)}
}

// frame makes one of a public room; random fills it up.
func frame(random io.Reader, attempt []byte, kind byte, body ...byte) (*Frame, error) {
	f := new(Frame)
	if _, err := io.ReadFull(random, f[:]); err != nil {
		return nil, err
	}
	copy(f[:], attempt)
	f[offKind] = kind
	copy(f[offPart:], body)
	return f, nil
}

// parts splits a proof into frames.
func parts(random io.Reader, attempt []byte, kind byte, proof []byte) ([]*Frame, error) {
	var out []*Frame
	for i := range proofParts {
		piece := proof[min(i*pieceSize, len(proof)):min((i+1)*pieceSize, len(proof))]
		f, err := frame(random, attempt, kind, append([]byte{byte(i)}, piece...)...)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// puzzle puts the parts of a proof together, in whatever order they come.
type puzzle struct {
	have  [proofParts]bool
	bytes [proofParts * pieceSize]byte
}

// add returns the proof, of a size, when all of it is there.
func (p *puzzle) add(f *Frame, size int) []byte {
	i := int(f[offPart])
	if i >= proofParts {
		return nil
	}
	if !p.have[i] { // the first one counts
		p.have[i] = true
		copy(p.bytes[i*pieceSize:], f[offPiece:])
	}
	if p.have != [proofParts]bool{true, true, true} {
		return nil
	}
	return p.bytes[:size]
}

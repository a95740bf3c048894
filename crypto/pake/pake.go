// Package pake is the password-authenticated key exchange of the live link: CPace with Ristretto255 and SHA-512, between an
// initiator and a responder (SPEC §11). Two who know the same few words get the same 64 secret bytes. Who sits between them,
// or plays one of them, tries one password with each exchange, and learns nothing from it that allows a second try later.
//
// The source is draft-irtf-cfrg-cpace-21 (23 April 2026; in the editors' repository, cfrg/draft-irtf-cfrg-cpace, the tag
// draft-irtf-cfrg-cpace-21, commit 8fb4056e1b9201927d9f651b9970d9d5660c7892). Of it are here the suite
// CPACE-RISTR255-SHA512 and the setting initiator-responder; ordered concatenation and the session identifier as an output
// are not, because nothing here needs them. All its vectors for what is here are in the tests. The group is RFC 9496,
// over the curve of filippo.io/edwards25519; operations on secrets take constant time.
//
// It is pure: no I/O, no clock, randomness only from the reader it is given. That both have the same bytes is not shown
// by the exchange itself: a confirmation has to follow, and nothing may be sent under the key before.
package pake

import (
	"crypto/sha512"
	"crypto/subtle"
	"errors"
	"io"
	"sync/atomic"

	"filippo.io/edwards25519"

	"larkspur/crypto/secret"
)

// Sizes in bytes.
const (
	ShareSize = 32 // an encoded element (RFC 9496 §4.3.2)
	ISKSize   = sha512.Size
)

// Sentinels. None says anything of the password.
var (
	ErrShare  = errors.New("pake: the share is none")
	ErrUsed   = errors.New("pake: an exchange is finished once")
	ErrRandom = errors.New("pake: the generator gave zeros")
)

// Share is what each side sends to the other: Ya or Yb of the draft. It is no secret, and looks like a random element to
// everybody, also to one who tries passwords on it.
type Share [ShareSize]byte

// Role says whose share comes first in what is hashed. There is no zero role.
type Role byte

// The two roles (SPEC §11): the guest is the initiator, A of the draft; the host is the responder, B.
const (
	Initiator Role = 1
	Responder Role = 2
)

// ISK is the intermediate session key. It is to be put through a KDF, never used as a key itself. Copies share the bytes, so
// one Wipe reaches them all. The zero ISK holds nothing.
type ISK struct {
	secret.Guard
	bytes func() *[ISKSize]byte // a closure, because fmt reads fields without asking (package secret)
}

// Expose returns the bytes themselves, not a copy, for one cryptographic call. It is nil for the zero ISK.
func (k ISK) Expose() []byte {
	if k.bytes == nil {
		return nil
	}
	return k.bytes()[:]
}

// Wipe overwrites the bytes, in every copy of the ISK, with zeros.
func (k ISK) Wipe() { clear(k.Expose()) }

// State is one side of one exchange, between Start and Finish. It is used once.
type State struct {
	secret.Guard
	ready  atomic.Bool
	scalar secret.Key // ya or yb
	sid    []byte
	own    Share
}

// Start begins an exchange: it derives the generator from the password, ci and sid, draws a scalar and returns the share
// to send. ci is what both sides have to agree on besides the password, sid is a public name of this exchange that has not
// been used before. The password is not kept. It fails with the error of random, or with ErrRandom.
func Start(random io.Reader, password, ci, sid []byte) (*State, Share, error) {
	var scalar [32]byte
	defer secret.Wipe(scalar[:])
	if err := sampleScalar(random, &scalar); err != nil {
		return nil, Share{}, err
	}
	gen := calculateGenerator(password, ci, sid)
	s := &State{scalar: secret.NewKey(scalar[:]), sid: append([]byte(nil), sid...)}
	s.own = Share(scalarMult(scalar[:], gen))
	*gen = edwards25519.Point{}
	if isIdentity(s.own[:]) {
		return nil, Share{}, ErrRandom // the other side would refuse it
	}
	s.ready.Store(true)
	return s, s.own, nil
}

// Finish returns the key that follows from the other's share. ad and peerAD are what this side and the other side say of
// themselves (ADa and ADb of the draft); both sides get the same key only if they agree on password, ci, sid, both shares,
// both of these, and on who is who.
//
// It fails with ErrShare for a share that is not the canonical encoding of an element, or is the identity, and with ErrUsed
// when it was called before, or after Wipe. Whatever it returns, the state is wiped. It panics when role is none, as only
// a programmer can cause that.
func (s *State) Finish(role Role, peer Share, ad, peerAD []byte) (ISK, error) {
	if role != Initiator && role != Responder {
		panic("pake: no role")
	}
	if !s.ready.CompareAndSwap(true, false) {
		return ISK{}, ErrUsed
	}
	defer s.scalar.Wipe()
	k := scalarMultVerify(s.scalar.Expose(), peer[:])
	defer secret.Wipe(k[:])
	if isIdentity(k[:]) {
		return ISK{}, ErrShare
	}
	ya, ada, yb, adb := s.own[:], ad, peer[:], peerAD
	if role == Responder {
		ya, ada, yb, adb = peer[:], peerAD, s.own[:], ad
	}
	input := keyInput(s.sid, k[:], ya, ada, yb, adb)
	defer secret.Wipe(input)
	sum := sha512.Sum512(input)
	defer secret.Wipe(sum[:])
	own := new([ISKSize]byte)
	copy(own[:], sum[:])
	return ISK{bytes: func() *[ISKSize]byte { return own }}, nil
}

// Wipe overwrites the secret of an exchange that is given up. Finish then fails with ErrUsed. After Finish there is nothing
// left to wipe.
func (s *State) Wipe() {
	if s.ready.CompareAndSwap(true, false) {
		s.scalar.Wipe()
	}
}

// isIdentity reports in constant time whether b encodes the identity: RFC 9496 §4.3.2 gives it as zeros.
func isIdentity(b []byte) bool {
	var zero [ShareSize]byte
	return subtle.ConstantTimeCompare(b, zero[:]) == 1
}

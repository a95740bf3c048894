package link

import (
	"crypto/mlkem"
	"errors"
	"io"

	"larkspur/crypto/pake"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// ErrNobody: what answered does not know the code, or is no host. A guest cannot tell a wrong code from a relay that
// answers in place of a host that is slow or not there.
var ErrNobody = errors.New("link: nobody answered who knows the code")

// Knock is the side that was told a code, in one attempt to reach who said it. It is used once.
type Knock struct {
	secret.Guard
	random  io.Reader
	attempt [wire.AttemptSize]byte
	state   *pake.State
	ya      pake.Share
	keys    *knocking
	decaps  *mlkem.DecapsulationKey768
	proof   []byte
	puzzle  puzzle
	over    bool
}

// NewKnock begins an attempt, and returns the first frame for the room of the code.
func NewKnock(c Code, realm string, random io.Reader) (*Knock, *Frame, error) {
	k := &Knock{random: random}
	if _, err := io.ReadFull(random, k.attempt[:]); err != nil {
		return nil, nil, err
	}
	password := c.password()
	defer secret.Wipe(password)
	var err error
	k.state, k.ya, err = pake.Start(random, password, pake.ChannelID(realm, c.Room(realm)), k.attempt[:])
	if err != nil {
		return nil, nil, err
	}
	hello, err := frame(random, k.attempt[:], frameHello, k.ya[:]...)
	return k, hello, err
}

// Hear takes in a frame of the room. It returns what is to be sent, and the key when the host has shown that it knows the
// code. The error is ErrNobody, or that of random; the attempt is over then. Frames that are not for this attempt do nothing.
func (k *Knock) Hear(f *Frame) (answer []*Frame, s *Session, err error) {
	if k.over || [wire.AttemptSize]byte(f[:wire.AttemptSize]) != k.attempt {
		return nil, nil, nil
	}
	switch {
	case f[offKind] == frameShare && k.keys == nil:
		answer, err = k.share(pake.Share(f[offPart : offPart+wire.ShareSize]))
	case f[offKind] == frameHost && k.keys != nil:
		s, err = k.host(f)
	}
	if err != nil || s != nil {
		k.Close()
	}
	return answer, s, err
}

// Close ends the attempt and forgets its keys.
func (k *Knock) Close() {
	k.over = true
	k.state.Wipe()
	if k.keys != nil {
		k.keys.wipe()
	}
	k.decaps = nil
}

// share answers the share of the host with the proof that the code is known here.
func (k *Knock) share(yb pake.Share) ([]*Frame, error) {
	isk, err := k.state.Finish(pake.Initiator, yb, pake.Initiator.Data(), pake.Responder.Data())
	if err != nil {
		return nil, ErrNobody
	}
	k.keys = newKnocking(isk, k.attempt[:], k.ya, yb)
	if k.decaps, err = drawDecapsulation(k.random); err != nil {
		return nil, err
	}
	if k.proof, err = k.keys.prove(k.random, labelGuestProof, labelGuestSeal, k.decaps.EncapsulationKey().Bytes()); err != nil {
		return nil, err
	}
	return parts(k.random, k.attempt[:], frameGuest, k.proof)
}

// host takes in a part of the proof of the host.
func (k *Knock) host(f *Frame) (*Session, error) {
	proof := k.puzzle.add(f, hostProof)
	if proof == nil {
		return nil, nil
	}
	ciphertext, err := k.keys.proven(labelHostProof, labelHostSeal, proof)
	if err != nil {
		return nil, ErrNobody
	}
	kem, err := k.decaps.Decapsulate(ciphertext)
	if err != nil {
		return nil, ErrNobody
	}
	defer secret.Wipe(kem)
	s := k.keys.session(k.proof, proof, kem)
	return &s, nil
}

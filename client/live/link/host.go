package link

import (
	"crypto/mlkem"
	"errors"
	"io"

	"larkspur/crypto/pake"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// ErrSpent: somebody tried another code in the room of this one, or changed what a guest sent. This code makes no key any
// more; who invites says so and takes a new one.
var ErrSpent = errors.New("link: the code is spent")

// Invite is the side that says a code, for as long as the code is good: until the first guest who knows it, or the first who
// shows that they do not. It is at most one guess for all who knock, however many do at once.
type Invite struct {
	secret.Guard
	random io.Reader
	code   Code
	realm  string
	knocks map[[wire.AttemptSize]byte]*heard
	order  [][wire.AttemptSize]byte // of knocks, the oldest first
	spent  bool
	encaps encapsulate
}

// attempts is how many are kept, some two KiB each. A room has eight guests at once, but who knocks, goes and knocks again has as many
// attempts as there are connections; who knows the code waits a second or two for its answer and is not to be forgotten meanwhile.
const attempts = 256

// heard is one attempt of somebody.
type heard struct {
	keys   *knocking
	puzzle puzzle
}

// NewInvite waits in the room of a code. It answers nothing before a guest begins.
func NewInvite(c Code, realm string, random io.Reader) *Invite {
	return &Invite{random: random, code: c, realm: realm, knocks: map[[wire.AttemptSize]byte]*heard{}, encaps: (*mlkem.EncapsulationKey768).Encapsulate}
}

// Hear takes in a frame of the room. It returns what is to be sent, and the key when the guest has shown that it knows the
// code; then, too, the code is spent. Errors: ErrSpent, once, and that of random. What makes no sense does nothing.
func (i *Invite) Hear(f *Frame) (answer []*Frame, s *Session, err error) {
	if i.spent {
		return nil, nil, nil
	}
	attempt := [wire.AttemptSize]byte(f[:wire.AttemptSize])
	known := i.knocks[attempt]
	switch {
	case f[offKind] == frameHello && known == nil:
		answer, err = i.hello(attempt, pake.Share(f[offPart:offPart+wire.ShareSize]))
	case f[offKind] == frameGuest && known != nil:
		answer, s, err = i.guest(attempt, known, f)
	}
	if s != nil || errors.Is(err, ErrSpent) {
		i.Close()
	}
	return answer, s, err
}

// Close takes the code back.
func (i *Invite) Close() {
	i.spent = true
	for len(i.order) > 0 {
		i.forget()
	}
}

// forget gives up the oldest attempt. It costs nothing: its connection may be over, which nobody says here.
func (i *Invite) forget() {
	i.knocks[i.order[0]].keys.wipe()
	delete(i.knocks, i.order[0])
	i.order = i.order[1:]
}

func (i *Invite) hello(attempt [wire.AttemptSize]byte, ya pake.Share) ([]*Frame, error) {
	password := i.code.password()
	defer secret.Wipe(password)
	state, yb, err := pake.Start(i.random, password, pake.ChannelID(i.realm, i.code.Room(i.realm)), attempt[:])
	if err != nil {
		return nil, err
	}
	isk, err := state.Finish(pake.Responder, ya, pake.Responder.Data(), pake.Initiator.Data())
	if err != nil {
		return nil, nil // no share: nobody who tries anything
	}
	if len(i.order) == attempts {
		i.forget()
	}
	i.knocks[attempt] = &heard{keys: newKnocking(isk, attempt[:], ya, yb)}
	i.order = append(i.order, attempt)
	f, err := frame(i.random, attempt[:], frameShare, yb[:]...)
	if err != nil {
		return nil, err
	}
	return []*Frame{f}, nil
}

func (i *Invite) guest(attempt [wire.AttemptSize]byte, k *heard, f *Frame) ([]*Frame, *Session, error) {
	proof := k.puzzle.add(f, guestProof)
	if proof == nil {
		return nil, nil, nil
	}
	ek, err := k.keys.proven(labelGuestProof, labelGuestSeal, proof)
	if err != nil {
		return nil, nil, ErrSpent
	}
	to, err := mlkem.NewEncapsulationKey768(ek)
	if err != nil {
		return nil, nil, ErrSpent
	}
	kem, ciphertext := i.encaps(to)
	defer secret.Wipe(kem)
	own, err := k.keys.prove(i.random, labelHostProof, labelHostSeal, ciphertext)
	if err != nil {
		return nil, nil, err
	}
	answer, err := parts(i.random, attempt[:], frameHost, own)
	if err != nil {
		return nil, nil, err
	}
	s := k.keys.session(proof, own, kem)
	return answer, &s, nil
}

package link

import (
	"crypto/mlkem"
	"crypto/sha256"
	"io"

	"larkspur/crypto/pake"
	"larkspur/crypto/secret"
)

const (
	labelFresh = "larkspur/1 live fresh"

	sidSize    = 16
	offerSize  = sidSize + pake.ShareSize + mlkem.EncapsulationKeySize768
	answerSize = pake.ShareSize + mlkem.CiphertextSize768
)

// rekeying is what the host keeps of an offer until the guest answers.
type rekeying struct {
	secret.Guard
	offer  []byte
	state  *pake.State
	decaps *mlkem.DecapsulationKey768
}

// Rekey has both take fresh keys: those of a new exchange, which only the two who have the old ones can make. What is sealed
// afterwards does not open with any key that was held before. The host alone begins it; while one is under way nothing more
// happens. Errors: those of Say and of random.
func (l *Link) Rekey() error {
	if l.closed {
		return ErrClosed
	}
	if !l.host || l.rekey != nil || l.fresh != nil {
		return nil
	}
	offer := make([]byte, sidSize, offerSize)
	if _, err := io.ReadFull(l.random, offer); err != nil {
		return err
	}
	state, share, err := pake.Start(l.random, l.now.session.Expose(), []byte(labelFresh), offer[:sidSize])
	if err != nil {
		return err
	}
	decaps, err := drawDecapsulation(l.random)
	if err != nil {
		return err
	}
	offer = append(append(offer, share[:]...), decaps.EncapsulationKey().Bytes()...)
	if _, err := l.say(kindOffer, offer, false); err != nil {
		return err
	}
	l.rekey = &rekeying{offer: offer, state: state, decaps: decaps}
	return nil
}

// Rekeying reports whether fresh keys are on their way.
func (l *Link) Rekeying() bool { return l.rekey != nil || l.fresh != nil }

// control deals with a message of the link's own.
func (l *Link) control(kind byte, body []byte) error {
	switch {
	case kind == kindOffer && !l.host && l.fresh == nil && len(body) == offerSize:
		return l.offered(body)
	case kind == kindAnswer && l.host && l.rekey != nil && len(body) == answerSize:
		return l.answered(body)
	}
	return ErrPeer
}

// offered is the guest's part. It seals under the old keys until the host is heard under the fresh ones: before that, the
// host may not have them.
func (l *Link) offered(offer []byte) error {
	state, share, err := pake.Start(l.random, l.now.session.Expose(), []byte(labelFresh), offer[:sidSize])
	if err != nil {
		return err
	}
	isk, err := state.Finish(pake.Initiator, pake.Share(offer[sidSize:sidSize+pake.ShareSize]), pake.Initiator.Data(), pake.Responder.Data())
	if err != nil {
		return ErrPeer
	}
	defer isk.Wipe()
	to, err := mlkem.NewEncapsulationKey768(offer[sidSize+pake.ShareSize:])
	if err != nil {
		return ErrPeer
	}
	kem, ciphertext := l.encaps(to)
	defer secret.Wipe(kem)
	answer := append(append(make([]byte, 0, answerSize), share[:]...), ciphertext...)
	if _, err := l.say(kindAnswer, answer, false); err != nil {
		return err
	}
	l.fresh = newKeys(freshSession(offer, answer, isk, kem), l.host)
	return nil
}

// answered is the host's part. It seals under the fresh keys from here on, and hears under both until the guest does too.
func (l *Link) answered(answer []byte) error {
	r := l.rekey
	l.rekey = nil
	isk, err := r.state.Finish(pake.Responder, pake.Share(answer[:pake.ShareSize]), pake.Responder.Data(), pake.Initiator.Data())
	if err != nil {
		return ErrPeer
	}
	defer isk.Wipe()
	kem, err := r.decaps.Decapsulate(answer[pake.ShareSize:])
	if err != nil {
		return ErrPeer
	}
	defer secret.Wipe(kem)
	l.fresh = newKeys(freshSession(r.offer, answer, isk, kem), l.host)
	l.age++
	return nil
}

func freshSession(offer, answer []byte, isk pake.ISK, kem []byte) Session {
	h := sha256.New()
	for _, part := range [...][]byte{[]byte(labelFresh), offer, answer} {
		h.Write(part)
	}
	return sessionOf(h.Sum(nil), isk, kem)
}

// sending are the keys to seal under.
func (l *Link) sending() *keys {
	if l.host && l.fresh != nil {
		return l.fresh
	}
	return l.now
}

// heardUnder takes the fresh keys for the only ones when the other side uses them: the old ones are needed by nobody then.
func (l *Link) heardUnder(k *keys) {
	if k == l.fresh {
		l.now.session.Wipe()
		l.now, l.fresh = l.fresh, nil
		if !l.host {
			l.age++
		}
	}
}

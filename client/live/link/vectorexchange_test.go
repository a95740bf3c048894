package link_test

import (
	"crypto/mlkem"
	"crypto/mlkem/mlkemtest"
	"testing"

	"larkspur/client/live/link"
	"larkspur/client/live/vectortest"
	"larkspur/server/wire"
)

// exchangeVector has what each side draws, in this order, and what comes of it.
type exchangeVector struct {
	Realm string `json:"realm"`
	Code  string `json:"code"`
	Guest struct {
		Attempt hexed `json:"attempt"`
		Scalar  hexed `json:"scalar"`
		Seed    hexed `json:"mlkem_seed"`
		Nonce   hexed `json:"nonce"`
	} `json:"guest"`
	Host struct {
		Scalar  hexed `json:"scalar"`
		Message hexed `json:"mlkem_message"`
		Nonce   hexed `json:"nonce"`
	} `json:"host"`
	GuestShare hexed `json:"guest_share"`
	HostShare  hexed `json:"host_share"`
	ISK        hexed `json:"isk"`
	PRK        hexed `json:"prk"`
	GuestProof hexed `json:"guest_proof"`
	HostProof  hexed `json:"host_proof"`
	KEM        hexed `json:"kem_secret"`
	Session    hexed `json:"session"`
	Meeting    hexed `json:"meeting"`
}

func makeExchange(t *testing.T) (v exchangeVector) {
	v.Realm, v.Code = "example-realm", "04217 pumpkin porridge walnut pancake"
	v.Guest.Attempt, v.Guest.Scalar, v.Guest.Seed, v.Guest.Nonce = of(1, 16), of(2, 32), of(3, 64), of(4, 24)
	v.Host.Scalar, v.Host.Message, v.Host.Nonce = of(5, 32), of(6, 32), of(7, 24)
	ci := join([]byte("larkspur/1 live\x00"+v.Realm), formulaRoom(v.Realm, "04217", "pumpkin"))
	ya, yb, isk := formulaISK(t, []byte("porridge walnut pancake"), ci, v.Guest.Attempt, v.Guest.Scalar, v.Host.Scalar)
	transcript := join(v.Guest.Attempt, ya, yb)
	v.GuestShare, v.HostShare, v.ISK = ya, yb, isk
	v.PRK = extract(sum([]byte("larkspur/1 live knock"), transcript), isk)
	ek, ciphertext, kem := formulaKEM(t, v.Guest.Seed, v.Host.Message)
	v.KEM = kem
	v.GuestProof = formulaProof(v.PRK, "guest", v.Guest.Nonce, ek, transcript)
	v.HostProof = formulaProof(v.PRK, "host", v.Host.Nonce, ciphertext, transcript)
	v.Session = extract(sum([]byte("larkspur/1 live session"), transcript, v.GuestProof, v.HostProof), isk, kem)
	v.Meeting = expand(v.Session, "larkspur/1 live meet", 32)
	return v
}

// made encapsulates with the bytes of a vector.
func made(t *testing.T, message []byte) func(*mlkem.EncapsulationKey768) (kem, ciphertext []byte) {
	return func(ek *mlkem.EncapsulationKey768) (kem, ciphertext []byte) {
		kem, ciphertext, err := mlkemtest.Encapsulate768(ek, message)
		if err != nil {
			t.Fatal(err)
		}
		return kem, ciphertext
	}
}

func TestVectorOfAnExchange(t *testing.T) {
	v := vectortest.Read(t, "exchange.json", func() exchangeVector { return makeExchange(t) })
	code := spoken(t, v.Code)
	k, hello, err := link.NewKnock(code, v.Realm, draws(v.Guest.Attempt, v.Guest.Scalar, v.Guest.Seed, v.Guest.Nonce))
	if err != nil {
		t.Fatal(err)
	}
	invite := link.NewInvite(code, v.Realm, draws(v.Host.Scalar, v.Host.Nonce))
	invite.EncapsulateWith(made(t, v.Host.Message))
	public := func(what string, f *link.Frame, kind byte, content []byte) {
		t.Helper()
		want := join(v.Guest.Attempt, []byte{kind}, content)
		same(t, what, f[:], append(want, of(0x77, wire.FrameSize-len(want))...))
	}
	public("the first frame", hello, 1, v.GuestShare)
	out, _, err := invite.Hear(hello)
	if err != nil || len(out) != 1 {
		t.Fatal(len(out), err)
	}
	public("the answer", out[0], 2, v.HostShare)
	proof, _, err := k.Hear(out[0])
	if err != nil || len(proof) != 3 {
		t.Fatal(len(proof), err)
	}
	parts := func(what string, frames []*link.Frame, kind byte, proof []byte) {
		t.Helper()
		for i, f := range frames {
			public(what, f, kind, join([]byte{byte(i)}, proof[min(i*494, len(proof)):min((i+1)*494, len(proof))]))
		}
	}
	parts("the guest's proof", proof, 3, v.GuestProof)
	var theirs, ours *link.Session
	for _, f := range proof {
		if out, theirs, err = invite.Hear(f); err != nil {
			t.Fatal(err)
		}
	}
	if theirs == nil || len(out) != 3 {
		t.Fatal("the host makes no key")
	}
	parts("the host's proof", out, 4, v.HostProof)
	for _, f := range out {
		if _, ours, err = k.Hear(f); err != nil {
			t.Fatal(err)
		}
	}
	if ours == nil {
		t.Fatal("the guest makes no key")
	}
	same(t, "the key of the host", theirs.Expose(), v.Session)
	same(t, "the key of the guest", ours.Expose(), v.Session)
	meeting := ours.Meeting()
	same(t, "the secret room", meeting[:], v.Meeting)
}

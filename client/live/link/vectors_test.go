package link_test

import (
	"bytes"
	"crypto/mlkem"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"crypto/mlkem/mlkemtest"

	"larkspur/client/live/link"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// `go test ./client/live/link -update` writes the vectors of SPEC §12 anew, from its formulas (formulas_test.go); a change of
// them is a change of the protocol.
var update = flag.Bool("update", false, "write the vectors of SPEC §12 anew")

const vectorDir = "../../../crypto/testdata/vectors/live"

type hexed []byte

func (h hexed) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h)), nil }

func (h *hexed) UnmarshalText(b []byte) (err error) {
	*h, err = hex.DecodeString(string(b))
	return err
}

type codeVector struct {
	Realm    string   `json:"realm"`
	Typed    []string `json:"typed"`
	Number   string   `json:"number"`
	Words    []string `json:"words"`
	Language string   `json:"language"`
	Room     hexed    `json:"room"`
	Password string   `json:"password"`
}

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

type framesVector struct {
	Session    hexed  `json:"session"`
	GuestKey   hexed  `json:"guest_key"`
	HostKey    hexed  `json:"host_key"`
	GuestSays  string `json:"guest_says"`
	GuestNonce hexed  `json:"guest_nonce"`
	GuestPlain hexed  `json:"guest_plain"`
	GuestFrame hexed  `json:"guest_frame"`
	HostSays   string `json:"host_says"`
	HostNonce  hexed  `json:"host_nonce"`
	HostPlain  hexed  `json:"host_plain"`
	HostFrame  hexed  `json:"host_frame"`
}

type freshVector struct {
	Session hexed `json:"session"`
	Host    struct {
		SID    hexed `json:"sid"`
		Scalar hexed `json:"scalar"`
		Seed   hexed `json:"mlkem_seed"`
	} `json:"host"`
	Guest struct {
		Scalar  hexed `json:"scalar"`
		Message hexed `json:"mlkem_message"`
	} `json:"guest"`
	Offer  hexed `json:"offer"`
	Answer hexed `json:"answer"`
	Fresh  hexed `json:"fresh_session"`
}

type wordsVector struct {
	Session hexed    `json:"session"`
	Host    hexed    `json:"host_half"`
	Guest   hexed    `json:"guest_half"`
	Commit  hexed    `json:"commit"`
	English []string `json:"english"`
	Spanish []string `json:"spanish"`
}

func of(b byte, n int) hexed { return bytes.Repeat([]byte{b}, n) }

// vector reads a file, after it was written anew by made, if it is to be, and holds that the formulas make what stands there.
func vector[T any](t *testing.T, name string, made func() T) (v T) {
	t.Helper()
	path := filepath.Join(vectorDir, name)
	now, err := json.MarshalIndent(made(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	now = append(now, '\n')
	if *update {
		if err := os.WriteFile(path, now, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, now) {
		t.Errorf("%s is not what the formulas of SPEC §12 make", name)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func same(t *testing.T, what string, got, want []byte) {
	t.Helper()
	if len(want) == 0 || !bytes.Equal(got, want) {
		t.Errorf("%s: %x, and not %x", what, got, want)
	}
}

// drawn gives what a vector says is drawn, in this order, and a byte again and again for what fills a frame up.
type drawn struct{ parts [][]byte }

var errDrawn = errors.New("something else is drawn")

func (d *drawn) Read(b []byte) (int, error) {
	if len(b) == wire.FrameSize {
		return copy(b, of(0x77, len(b))), nil
	}
	if len(d.parts) == 0 || len(d.parts[0]) != len(b) {
		return 0, errDrawn
	}
	n := copy(b, d.parts[0])
	d.parts = d.parts[1:]
	return n, nil
}

func draws(parts ...hexed) io.Reader {
	d := &drawn{}
	for _, p := range parts {
		d.parts = append(d.parts, p)
	}
	return d
}

func TestVectorsOfCodes(t *testing.T) {
	for name, made := range map[string]codeVector{
		"code-english.json": {Number: "04217", Words: []string{"pumpkin", "porridge", "walnut", "pancake"}, Language: "en",
			Typed: []string{"04217 pumpkin porridge walnut pancake", "0-4-2-1-7, Pumpkin PORRIDGE\nwalnut pankake"}},
		"code-spanish.json": {Number: "90000", Words: []string{"calabaza", "tomate", "lenteja", "cebolla"}, Language: "es",
			Typed: []string{"90000 calabaza tomate lenteja cebolla", "90 000 calabaza tomate lentejas cebolla"}},
	} {
		v := vector(t, name, func() codeVector {
			made.Realm = "example-realm"
			made.Room = formulaRoom(made.Realm, made.Number, made.Words[0])
			made.Password = strings.Join(made.Words[1:], " ")
			return made
		})
		for _, typed := range v.Typed {
			c, ok := link.ParseCode(typed)
			if !ok || c.Number() != v.Number || !slices.Equal(c.Words(), v.Words) || string(c.Language()) != v.Language {
				t.Errorf("%q is read as %v, %s %v", typed, ok, c.Number(), c.Words())
				continue
			}
			room := c.Room(v.Realm)
			same(t, "the room", room[:], v.Room)
			same(t, "the password", link.PasswordOf(c), []byte(v.Password))
		}
	}
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
	v := vector(t, "exchange.json", func() exchangeVector { return makeExchange(t) })
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

func sessionOf(b []byte) link.Session { return link.Session{Key: secret.NewKey(b)} }

func TestVectorOfFrames(t *testing.T) {
	v := vector(t, "frames.json", func() (v framesVector) {
		v.Session, v.GuestSays, v.HostSays = of(8, 32), "from the guest", "from the host"
		v.GuestNonce, v.HostNonce = of(9, 24), of(10, 24)
		v.GuestKey, v.HostKey = expand(v.Session, "larkspur/1 live frames guest", 32), expand(v.Session, "larkspur/1 live frames host", 32)
		v.GuestPlain = formulaPlain(1, 0, 1, 1, 0, 0, formulaSaid(1, 0, []byte(v.GuestSays)))
		v.HostPlain = formulaPlain(1, 1, 1, 1|1<<1, 0, 0, formulaSaid(1, 0, []byte(v.HostSays))) // it has come back once
		v.GuestFrame = formulaFrame(v.Session, "guest", v.GuestNonce, v.GuestPlain)
		v.HostFrame = formulaFrame(v.Session, "host", v.HostNonce, v.HostPlain)
		return v
	})
	guest, host := link.New(sessionOf(v.Session), false, draws(v.GuestNonce)), link.New(sessionOf(v.Session), true, draws(v.HostNonce))
	says := func(what string, from, to *link.Link, message string, frame []byte) {
		t.Helper()
		if _, err := from.Say([]byte(message)); err != nil {
			t.Fatal(err)
		}
		f, err := from.Tick(time.Unix(0, 0))
		if err != nil {
			t.Fatal(err)
		}
		same(t, what, f[:], frame)
		m, heard, err := to.Hear(f)
		if err != nil || !heard || len(m) != 1 || string(m[0]) != message {
			t.Errorf("%s: heard %v, %q, %v", what, heard, m, err)
		}
	}
	says("the frame of the guest", guest, host, v.GuestSays, v.GuestFrame)
	host.Reconnected()
	says("the frame of the host", host, guest, v.HostSays, v.HostFrame)
	if guest.Waiting() != 0 {
		t.Error("the ack is not heard")
	}
}

func TestVectorOfFreshKeys(t *testing.T) {
	v := vector(t, "fresh.json", func() (v freshVector) {
		v.Session = of(8, 32)
		v.Host.SID, v.Host.Scalar, v.Host.Seed = of(11, 16), of(12, 32), of(13, 64)
		v.Guest.Scalar, v.Guest.Message = of(14, 32), of(15, 32)
		ya, yb, isk := formulaISK(t, v.Session, []byte("larkspur/1 live fresh"), v.Host.SID, v.Guest.Scalar, v.Host.Scalar)
		ek, ciphertext, kem := formulaKEM(t, v.Host.Seed, v.Guest.Message)
		v.Offer, v.Answer = join(v.Host.SID, yb, ek), join(ya, ciphertext)
		v.Fresh = extract(sum([]byte("larkspur/1 live fresh"), v.Offer, v.Answer), isk, kem)
		return v
	})
	nonce := of(16, 24)
	host := link.New(sessionOf(v.Session), true, draws(v.Host.SID, v.Host.Scalar, v.Host.Seed, nonce, nonce, nonce, nonce))
	guest := link.New(sessionOf(v.Session), false, draws(v.Guest.Scalar, nonce, nonce, nonce, nonce))
	guest.EncapsulateWith(made(t, v.Guest.Message))
	if err := host.Rekey(); err != nil {
		t.Fatal(err)
	}
	// says collects what one side says in three frames.
	says := func(from, to *link.Link, side string) (message []byte) {
		for range 3 {
			f, err := from.Tick(time.Unix(0, 0))
			if err != nil {
				t.Fatal(err)
			}
			plain := formulaOpened(t, v.Session, side, f[:])
			message = append(message, plain[21:21+int(plain[19])<<8+int(plain[20])]...)
			if _, heard, err := to.Hear(f); err != nil || !heard {
				t.Fatal(heard, err)
			}
		}
		return message
	}
	same(t, "the offer", says(host, guest, "host"), formulaSaid(1, 1, v.Offer))
	same(t, "the answer", says(guest, host, "guest"), formulaSaid(1, 2, v.Answer))
	f, err := host.Tick(time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	formulaOpened(t, v.Fresh, "host", f[:])
	if _, heard, err := guest.Hear(f); err != nil || !heard {
		t.Fatal(heard, err)
	}
	if f, err = guest.Tick(time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	formulaOpened(t, v.Fresh, "guest", f[:])
}

func TestVectorOfCheckWords(t *testing.T) {
	v := vector(t, "words.json", func() (v wordsVector) {
		v.Session, v.Host, v.Guest = of(8, 32), of(17, 16), of(18, 16)
		v.Commit = formulaCommit(v.Session, v.Host)
		v.English, v.Spanish = formulaWords(t, v.Session, v.Host, v.Guest, "en"), formulaWords(t, v.Session, v.Host, v.Guest, "es")
		return v
	})
	s := sessionOf(v.Session)
	commit := s.Commit(link.Half(v.Host))
	same(t, "the commitment", commit[:], v.Commit)
	english, err1 := s.Check(commit, link.Half(v.Host), link.Half(v.Guest), "en")
	spanish, err2 := s.Check(commit, link.Half(v.Host), link.Half(v.Guest), "es")
	if err1 != nil || err2 != nil || !slices.Equal(english, v.English) || !slices.Equal(spanish, v.Spanish) || len(english) != 3 {
		t.Error(english, spanish, err1, err2)
	}
}

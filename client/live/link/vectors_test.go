package link_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"larkspur/client/live/link"
	"larkspur/client/live/vectortest"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

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
		v := vectortest.Read(t, name, func() codeVector {
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

func sessionOf(b []byte) link.Session { return link.Session{Key: secret.NewKey(b)} }

func TestVectorOfFrames(t *testing.T) {
	v := vectortest.Read(t, "frames.json", func() (v framesVector) {
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
	v := vectortest.Read(t, "fresh.json", func() (v freshVector) {
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
	v := vectortest.Read(t, "words.json", func() (v wordsVector) {
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

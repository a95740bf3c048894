package pake_test

import (
	"bytes"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"larkspur/crypto/pake"
)

// cpace-21.json are the draft's vectors, rfc9496.json is the RFC's list of encodings that no element has, and
// larkspur.json is one exchange with the inputs of SPEC §11. `go test ./crypto/pake -update` writes the last one anew; a
// change of it is a change of the protocol.
var update = flag.Bool("update", false, "write larkspur.json anew")

const vectorDir = "../testdata/vectors/pake"

type join[T any] struct {
	In  T      `json:"in"`
	Out string `json:"out"`
}

type draft struct {
	PrependLen   []join[string]   `json:"prepend_len"`
	LVCat        []join[[]string] `json:"lv_cat"`
	TranscriptIR []join[[]string] `json:"transcript_ir"`
	Generator    struct {
		PRS, CI, SID, Hash, G string
		ZPad                  int
		String                string `json:"generator_string"`
	} `json:"generator"`
	Run struct {
		PRS, CI, SID, G, K string
		ScalarA            string `json:"scalar_a"`
		ADA                string `json:"ad_a"`
		ShareA             string `json:"share_a"`
		ScalarB            string `json:"scalar_b"`
		ADB                string `json:"ad_b"`
		ShareB             string `json:"share_b"`
		TranscriptIR       string `json:"transcript_ir"`
		ISKInput           string `json:"isk_input"`
		ISKIR              string `json:"isk_ir"`
	} `json:"run"`
	ScalarMultVerify struct {
		S, X, Product string
		Invalid       []string
	} `json:"scalar_mult_vfy"`
}

func read(t testing.TB, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(vectorDir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func same(t *testing.T, what string, got []byte, want string) {
	t.Helper()
	if want == "" || hex.EncodeToString(got) != want {
		t.Errorf("%s: %x, and not %s", what, got, want)
	}
}

func TestTheStringsOfTheDraft(t *testing.T) {
	var d draft
	read(t, "cpace-21.json", &d)
	if len(d.PrependLen) != 4 || len(d.LVCat) != 1 || len(d.TranscriptIR) != 2 {
		t.Fatalf("%d, %d and %d vectors", len(d.PrependLen), len(d.LVCat), len(d.TranscriptIR))
	}
	for _, v := range d.PrependLen {
		same(t, "prepend_len", pake.LVCat(unhex(t, v.In)), v.Out)
	}
	for _, v := range append(d.LVCat, d.TranscriptIR...) {
		var parts [][]byte
		for _, p := range v.In {
			parts = append(parts, unhex(t, p))
		}
		same(t, "lv_cat", pake.LVCat(parts...), v.Out)
	}
}

func TestTheGeneratorOfTheDraft(t *testing.T) {
	var d draft
	read(t, "cpace-21.json", &d)
	prs, ci, sid := unhex(t, d.Generator.PRS), unhex(t, d.Generator.CI), unhex(t, d.Generator.SID)
	str := pake.GeneratorString(prs, ci, sid)
	same(t, "generator_string", str, d.Generator.String)
	pad := str[1+17+1+len(prs)]
	if int(pad) != d.Generator.ZPad {
		t.Errorf("%d zeros, and not %d", pad, d.Generator.ZPad)
	}
	hash := sha512.Sum512(str)
	same(t, "hash", hash[:], d.Generator.Hash)
	g := pake.Encode(pake.CalculateGenerator(prs, ci, sid))
	same(t, "generator", g[:], d.Generator.G)
}

func TestTheExchangeOfTheDraft(t *testing.T) {
	var d draft
	read(t, "cpace-21.json", &d)
	r := d.Run
	prs, ci, sid := unhex(t, r.PRS), unhex(t, r.CI), unhex(t, r.SID)
	g := pake.Encode(pake.CalculateGenerator(prs, ci, sid))
	same(t, "generator", g[:], r.G)
	a, ya, err := pake.Start(bytes.NewReader(unhex(t, r.ScalarA)), prs, ci, sid)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "Ya", ya[:], r.ShareA)
	b, yb, err := pake.Start(bytes.NewReader(unhex(t, r.ScalarB)), prs, ci, sid)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "Yb", yb[:], r.ShareB)
	k := pake.ScalarMultVerify(unhex(t, r.ScalarA), yb[:])
	same(t, "K of A", k[:], r.K)
	k = pake.ScalarMultVerify(unhex(t, r.ScalarB), ya[:])
	same(t, "K of B", k[:], r.K)
	ada, adb := unhex(t, r.ADA), unhex(t, r.ADB)
	same(t, "transcript_ir", pake.LVCat(ya[:], ada, yb[:], adb), r.TranscriptIR)
	same(t, "input of ISK", pake.KeyInput(sid, k[:], ya[:], ada, yb[:], adb), r.ISKInput)
	isk, err := a.Finish(pake.Initiator, yb, ada, adb)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "ISK of A", isk.Expose(), r.ISKIR)
	if isk, err = b.Finish(pake.Responder, ya, adb, ada); err != nil {
		t.Fatal(err)
	}
	same(t, "ISK of B", isk.Expose(), r.ISKIR)
}

func TestScalarMultVerifyOfTheDraft(t *testing.T) {
	var d draft
	read(t, "cpace-21.json", &d)
	v := d.ScalarMultVerify
	s := unhex(t, v.S)
	product := pake.ScalarMultVerify(s, unhex(t, v.X))
	same(t, "scalar_mult_vfy", product[:], v.Product)
	if len(v.Invalid) != 2 {
		t.Fatalf("%d invalid shares", len(v.Invalid))
	}
	for _, x := range v.Invalid {
		if product := pake.ScalarMultVerify(s, unhex(t, x)); product != [32]byte{} {
			t.Errorf("%s times s is %x, and not the identity", x, product)
		}
		refused(t, pake.Share(unhex(t, x)))
	}
}

func TestEncodingsThatNoElementHas(t *testing.T) {
	var v struct{ Refused []string }
	read(t, "rfc9496.json", &v)
	if len(v.Refused) != 29 {
		t.Fatalf("%d encodings", len(v.Refused))
	}
	for _, s := range v.Refused {
		share := pake.Share(unhex(t, s))
		if decodes(share) {
			t.Errorf("%s: the second reading takes it", s)
		}
		if _, ok := pake.Decode(share[:]); ok {
			t.Errorf("%s decodes", s)
		}
		refused(t, share)
	}
}

// refused holds that either side refuses share with the constant error, and makes no key of it.
func refused(t *testing.T, share pake.Share) {
	t.Helper()
	for _, role := range []pake.Role{pake.Initiator, pake.Responder} {
		s, _ := start(t, 1, "password", "ci", "sid")
		isk, err := s.Finish(role, share, nil, nil)
		if err != pake.ErrShare || isk.Expose() != nil {
			t.Errorf("%x as the share of the other of %d: %v", share, role, err)
		}
		if errors.Unwrap(err) != nil {
			t.Errorf("the error says more: %v", errors.Unwrap(err))
		}
	}
}

// exchange is larkspur.json.
type exchange struct {
	Comment     string `json:"comment"`
	Realm       string `json:"realm"`
	Room        string `json:"room"`
	Password    string `json:"password"`
	SID         string `json:"sid"`
	GuestScalar string `json:"guest_scalar"`
	HostScalar  string `json:"host_scalar"`
	CI          string `json:"ci"`
	GuestAD     string `json:"guest_ad"`
	HostAD      string `json:"host_ad"`
	GuestShare  string `json:"guest_share"`
	HostShare   string `json:"host_share"`
	ISK         string `json:"isk"`
}

func TestTheExchangeOfTheSpecification(t *testing.T) {
	if *update {
		write(t)
	}
	var v exchange
	read(t, "larkspur.json", &v)
	room := unhex(t, v.Room)
	ci := pake.ChannelID(v.Realm, [32]byte(room))
	// SPEC §11, joined by hand.
	same(t, "ci", ci, hex.EncodeToString([]byte("larkspur/1 live\x00"+v.Realm+string(room))))
	same(t, "ci of the vector", ci, v.CI)
	guest, host := pake.Initiator.Data(), pake.Responder.Data()
	same(t, "ADa", guest, hex.EncodeToString([]byte("larkspur/1 live guest")))
	same(t, "ADb", host, hex.EncodeToString([]byte("larkspur/1 live host")))
	same(t, "ADa of the vector", guest, v.GuestAD)
	same(t, "ADb of the vector", host, v.HostAD)
	a, ya, errA := pake.Start(bytes.NewReader(unhex(t, v.GuestScalar)), []byte(v.Password), ci, unhex(t, v.SID))
	b, yb, errB := pake.Start(bytes.NewReader(unhex(t, v.HostScalar)), []byte(v.Password), ci, unhex(t, v.SID))
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	same(t, "Ya", ya[:], v.GuestShare)
	same(t, "Yb", yb[:], v.HostShare)
	isk, err := a.Finish(pake.Initiator, yb, guest, host)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "ISK of the guest", isk.Expose(), v.ISK)
	if isk, err = b.Finish(pake.Responder, ya, host, guest); err != nil {
		t.Fatal(err)
	}
	same(t, "ISK of the host", isk.Expose(), v.ISK)
}

// write makes larkspur.json from the inputs, with the functions that the draft's vectors pin.
func write(t *testing.T) {
	v := exchange{
		Comment: "one exchange with the inputs of SPEC §11; the words only stand for the password of a code", Realm: "example-realm",
		Room: hex.EncodeToString(bytes.Repeat([]byte{3}, 32)), Password: "one two three", SID: hex.EncodeToString(bytes.Repeat([]byte{4}, 16)),
		GuestScalar: hex.EncodeToString(bytes.Repeat([]byte{5}, 32)), HostScalar: hex.EncodeToString(bytes.Repeat([]byte{6}, 32)),
	}
	ci := pake.ChannelID(v.Realm, [32]byte(unhex(t, v.Room)))
	sid := unhex(t, v.SID)
	gen := pake.CalculateGenerator([]byte(v.Password), ci, sid)
	ya, yb := pake.ScalarMult(unhex(t, v.GuestScalar), gen), pake.ScalarMult(unhex(t, v.HostScalar), gen)
	k := pake.ScalarMultVerify(unhex(t, v.GuestScalar), yb[:])
	guest, host := pake.Initiator.Data(), pake.Responder.Data()
	isk := sha512.Sum512(pake.KeyInput(sid, k[:], ya[:], guest, yb[:], host))
	v.CI, v.GuestAD, v.HostAD = hex.EncodeToString(ci), hex.EncodeToString(guest), hex.EncodeToString(host)
	v.GuestShare, v.HostShare, v.ISK = hex.EncodeToString(ya[:]), hex.EncodeToString(yb[:]), hex.EncodeToString(isk[:])
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(vectorDir, "larkspur.json"), append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

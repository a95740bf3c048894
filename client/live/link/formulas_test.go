package link_test

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/mlkem"
	"crypto/mlkem/mlkemtest"
	"crypto/sha256"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"

	"larkspur/crypto/pake"
)

// What SPEC §12 says, written down a second time from its formulas, with the standard library, XChaCha20-Poly1305 and CPace, and
// nothing of package link. Vectors are made by this and are what the package has to do.

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func sum(parts ...[]byte) []byte { h := sha256.Sum256(join(parts...)); return h[:] }

func extract(salt []byte, ikm ...[]byte) []byte {
	b, err := hkdf.Extract(sha256.New, join(ikm...), salt)
	if err != nil {
		panic(err)
	}
	return b
}

func expand(prk []byte, info string, n int) []byte {
	b, err := hkdf.Expand(sha256.New, prk, info, n)
	if err != nil {
		panic(err)
	}
	return b
}

func seal(key, nonce, plain, ad []byte) []byte {
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		panic(err)
	}
	return a.Seal(nil, nonce, plain, ad)
}

// formulaRoom is §12.1.
func formulaRoom(realm, number, first string) []byte {
	return sum([]byte("larkspur/1 live room\x00" + realm + "\x00" + number + " " + first))
}

// formulaISK is §11 for both sides, who have to agree.
func formulaISK(t testing.TB, prs, ci, sid, guest, host []byte) (ya, yb, isk []byte) {
	t.Helper()
	a, shareA, err := pake.Start(bytes.NewReader(guest), prs, ci, sid)
	if err != nil {
		t.Fatal(err)
	}
	b, shareB, err := pake.Start(bytes.NewReader(host), prs, ci, sid)
	if err != nil {
		t.Fatal(err)
	}
	ada, adb := []byte("larkspur/1 live guest"), []byte("larkspur/1 live host")
	k, err := a.Finish(pake.Initiator, shareB, ada, adb)
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.Finish(pake.Responder, shareA, adb, ada)
	if err != nil || !bytes.Equal(k.Expose(), l.Expose()) {
		t.Fatal("two keys", err)
	}
	return shareA[:], shareB[:], k.Expose()
}

// formulaKEM is FIPS 203 for a seed d || z and the 32 random bytes of an encapsulation.
func formulaKEM(t testing.TB, seed, m []byte) (ek, ciphertext, kem []byte) {
	t.Helper()
	dk, err := mlkem.NewDecapsulationKey768(seed)
	if err != nil {
		t.Fatal(err)
	}
	kem, ciphertext, err = mlkemtest.Encapsulate768(dk.EncapsulationKey(), m)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := dk.Decapsulate(ciphertext); err != nil || !bytes.Equal(again, kem) {
		t.Fatal("two secrets", err)
	}
	return dk.EncapsulationKey().Bytes(), ciphertext, kem
}

// formulaProof is §12.2.
func formulaProof(prk []byte, side string, nonce, what, transcript []byte) []byte {
	mac := hmac.New(sha256.New, expand(prk, "larkspur/1 live proof "+side, 32))
	mac.Write(transcript)
	return join(mac.Sum(nil), nonce, seal(expand(prk, "larkspur/1 live seal "+side, 32), nonce, what, transcript))
}

// formulaPlain is the plain text of a frame (§12.3).
func formulaPlain(counter uint64, ack, number uint32, flags, stream, theirs byte, data []byte) []byte {
	b := binary.BigEndian.AppendUint64(nil, counter)
	b = binary.BigEndian.AppendUint32(b, ack)
	b = binary.BigEndian.AppendUint32(b, number)
	b = append(b, flags, stream, theirs)
	b = binary.BigEndian.AppendUint16(b, uint16(len(data)))
	b = append(b, data...)
	return append(b, make([]byte, 472-len(b))...)
}

func formulaFrame(session []byte, side string, nonce, plain []byte) []byte {
	return join(nonce, seal(expand(session, "larkspur/1 live frames "+side, 32), nonce, plain, nil))
}

// formulaOpened is the plain text of a frame, which has to open.
func formulaOpened(t testing.TB, session []byte, side string, frame []byte) []byte {
	t.Helper()
	a, err := chacha20poly1305.NewX(expand(session, "larkspur/1 live frames "+side, 32))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := a.Open(nil, frame[:24], frame[24:], nil)
	if err != nil {
		t.Fatal("a frame does not open with the keys of the formulas")
	}
	return plain
}

// formulaSaid is a message in its first segment (§12.3).
func formulaSaid(number uint32, kind byte, body []byte) []byte {
	return join(binary.BigEndian.AppendUint32(nil, number), []byte{kind}, body)
}

// formulaWords is §12.5: three words, each from two bytes, those beyond the last whole multiple of the list's length left out.
func formulaWords(t testing.TB, session []byte, host, guest []byte, language string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../../crypto/phrase", "words_"+language+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	list := strings.Fields(string(b))
	stream := expand(session, "larkspur/1 live check"+string(host)+string(guest), 1024)
	var words []string
	for ; len(words) < 3; stream = stream[2:] {
		if n := int(binary.BigEndian.Uint16(stream)); n < 65536/len(list)*len(list) {
			words = append(words, list[n%len(list)])
		}
	}
	return words
}

func formulaCommit(session, host []byte) []byte {
	return sum([]byte("larkspur/1 live commit"), expand(session, "larkspur/1 live commit", 32), host)
}

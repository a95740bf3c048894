// Package wire holds the bytes that the two sides speak: one request and one answer, each of one size (SPEC §6), and the
// frames of the live link, all of one size (SPEC §10).
//
// It parses, lays out and says what is signed. It decides nothing, opens nothing and knows no key: the server imports it,
// and so nothing here may derive or unseal (the server cannot decrypt, by construction).
package wire

import (
	"crypto/sha256"
	"errors"
)

// Sizes in bytes (SPEC §6).
const (
	PageSize    = 32768                 // a sealed page, and the page part of every message
	HeaderSize  = 256                   // the header of a request and of an answer
	MessageSize = HeaderSize + PageSize // every request body and every answer body
)

// Path is the one path of the page service; Method the one method.
const (
	Path   = "/v1/page"
	Method = "POST"
)

// Format is the version of the wire format, the first byte of every message.
const Format = 1

// A Locator names a page. It is the hash of the page's public key (SPEC §3.3). It opens nothing, but it points at one
// survivor's page, so it does not print.
type Locator [32]byte

// String returns a constant: locators do not belong in logs.
func (Locator) String() string { return "locator" }

// GoString returns a constant: locators do not belong in logs.
func (Locator) GoString() string { return "locator" }

// A Version is drawn at random by the server for every accepted write (SPEC §6.2).
type Version [16]byte

// String returns a constant: versions do not belong in logs.
func (Version) String() string { return "version" }

// GoString returns a constant: versions do not belong in logs.
func (Version) GoString() string { return "version" }

// Op is the operation a request asks for.
type Op byte

// The operations. The list is append-only.
const (
	OpRead  Op = 1 // answer the page held under the locator, or noise
	OpWrite Op = 2 // swap the page in if the version held is the expected one
	OpErase Op = 3 // drop the page if the version held is the expected one
)

// Code says what became of a request.
type Code byte

// The codes. The list is append-only; client and server share it.
const (
	CodeOK        Code = 1 // done; for a read, what is held or noise
	CodeLost      Code = 2 // the version held is not the expected one: read again
	CodeRefused   Code = 3 // malformed or not signed by the page's key; the same whatever was wrong
	CodeAdmission Code = 4 // a page would be made and the server wants a current starter key
	CodeBusy      Code = 5 // over a budget; nothing was asked of the store
	CodeFailed    Code = 6 // the store failed; the outcome of a write is not known: read again
)

// ErrMalformed is returned for every message that is not exactly one of SPEC §6.
var ErrMalformed = errors.New("wire: malformed message")

// Offsets in the header of a request (SPEC §6.1).
const (
	offFormat    = 0
	offOp        = 1
	offLocator   = 2
	offExpected  = 34
	offPublicKey = 50
	offSignature = 82
	offAdmission = 146
	offZeros     = 178
)

// Offsets in the header of an answer (SPEC §6.2).
const (
	offCode        = 1
	offVersion     = 2
	offAnswerZeros = 18
)

// Sizes of the fields of a request, in bytes.
const (
	PublicKeySize = 32 // Ed25519
	SignatureSize = 64 // Ed25519
	AdmissionSize = 32 // HMAC-SHA-256
	MaxRealm      = 64 // the longest name of a deployment
)

const (
	signLabel    = "larkspur/1 write"
	locatorLabel = "larkspur/1 locator"
)

// A Request is one call. In a read, Expected, PublicKey, Signature, Admission and Page are filler: random bytes that the
// server ignores, so that calls differ in nothing but the operation and bytes that look random (SPEC §6.1).
type Request struct {
	Op        Op
	Locator   Locator
	Expected  Version
	PublicKey [PublicKeySize]byte
	Signature [SignatureSize]byte
	Admission [AdmissionSize]byte
	Page      [PageSize]byte
}

// AppendTo appends the MessageSize bytes of r to b.
func (r *Request) AppendTo(b []byte) []byte {
	var h [HeaderSize]byte
	h[offFormat] = Format
	h[offOp] = byte(r.Op)
	copy(h[offLocator:], r.Locator[:])
	copy(h[offExpected:], r.Expected[:])
	copy(h[offPublicKey:], r.PublicKey[:])
	copy(h[offSignature:], r.Signature[:])
	copy(h[offAdmission:], r.Admission[:])
	return append(append(b, h[:]...), r.Page[:]...)
}

// ParseRequest reads exactly one request. Whatever is wrong, the error is ErrMalformed.
func ParseRequest(b []byte) (*Request, error) {
	if len(b) != MessageSize || b[offFormat] != Format || !zeros(b[offZeros:HeaderSize]) {
		return nil, ErrMalformed
	}
	r := &Request{Op: Op(b[offOp])}
	if r.Op != OpRead && r.Op != OpWrite && r.Op != OpErase {
		return nil, ErrMalformed
	}
	copy(r.Locator[:], b[offLocator:])
	copy(r.Expected[:], b[offExpected:])
	copy(r.PublicKey[:], b[offPublicKey:])
	copy(r.Signature[:], b[offSignature:])
	copy(r.Admission[:], b[offAdmission:])
	copy(r.Page[:], b[HeaderSize:])
	return r, nil
}

// An Answer is the reply to one call. Page is random bytes in every answer but that of a read (SPEC §6.2).
type Answer struct {
	Code    Code
	Version Version
	Page    [PageSize]byte
}

// AppendTo appends the MessageSize bytes of a to b.
func (a *Answer) AppendTo(b []byte) []byte {
	var h [HeaderSize]byte
	h[offFormat] = Format
	h[offCode] = byte(a.Code)
	copy(h[offVersion:], a.Version[:])
	return append(append(b, h[:]...), a.Page[:]...)
}

// ParseAnswer reads exactly one answer. An unknown code is malformed: a client that does not know it cannot act on it.
func ParseAnswer(b []byte) (*Answer, error) {
	if len(b) != MessageSize || b[offFormat] != Format || !zeros(b[offAnswerZeros:HeaderSize]) {
		return nil, ErrMalformed
	}
	a := &Answer{Code: Code(b[offCode])}
	if a.Code < CodeOK || a.Code > CodeFailed {
		return nil, ErrMalformed
	}
	copy(a.Version[:], b[offVersion:])
	copy(a.Page[:], b[HeaderSize:])
	return a, nil
}

// Signed returns the bytes that the signature of r covers on the deployment called realm (SPEC §6.3). All parts but the
// realm have a fixed size, so no two requests give the same bytes.
func (r *Request) Signed(realm string) []byte {
	sum := sha256.Sum256(r.Page[:])
	b := make([]byte, 0, len(signLabel)+len(realm)+1+len(r.Locator)+len(r.Expected)+len(sum))
	b = append(b, signLabel...)
	b = append(b, realm...)
	b = append(b, byte(r.Op))
	b = append(b, r.Locator[:]...)
	b = append(b, r.Expected[:]...)
	return append(b, sum[:]...)
}

// LocatorOf returns the locator of the page whose writes publicKey verifies (SPEC §3.3).
func LocatorOf(publicKey [PublicKeySize]byte) Locator {
	h := sha256.New()
	h.Write([]byte(locatorLabel))
	h.Write([]byte{0})
	h.Write(publicKey[:])
	return Locator(h.Sum(nil))
}

// ValidRealm reports whether s may name a deployment: 1 to MaxRealm bytes of printable ASCII, no space (SPEC §3.1).
func ValidRealm(s string) bool {
	if len(s) == 0 || len(s) > MaxRealm {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func zeros(b []byte) bool {
	var or byte
	for _, c := range b {
		or |= c
	}
	return or == 0
}

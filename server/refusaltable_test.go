package server_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"testing"
	"time"

	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// A read has few fields that count, and each is looked at: a format, an operation that there is, and every one of the zeros.
// On a store of each kind.
func TestEveryFieldOfAReadWrongInTurn(t *testing.T) {
	for name, storage := range storages(t) {
		t.Run(name, func(t *testing.T) {
			s := servertest.Start(t, servertest.Options{Storage: storage})
			o := newOwner()
			_, version := makePage(t, s.URL, o)
			good := readOf(o.locator).AppendTo(nil)
			bad := map[string][]byte{}
			for _, format := range []byte{0, 2, 0x80, 0xff} {
				bad[fmt.Sprint("format ", format)] = with(good, 0, format)
			}
			for _, op := range []byte{0, 4, 5, 0x80, 0x81, 0xff} {
				bad[fmt.Sprint("operation ", op)] = with(good, 1, op)
			}
			for at := 178; at < wire.HeaderSize; at++ {
				bad[fmt.Sprint("zero at ", at)] = with(good, at, 1<<(at%8))
			}
			for what, b := range bad {
				wantConstant(t, what, send(t, s.URL, b), wire.CodeRefused)
			}
			wantConstant(t, "the read itself", send(t, s.URL, good), wire.CodeOK)
			if a := call(t, s.URL, readOf(o.locator)); a.Version != version {
				t.Error("something refused was done")
			}
		})
	}
}

// What changes something, with every field wrong in turn, changes nothing on a store of each kind.
func TestEveryFieldOfAChangeWrongInTurnOnEveryStore(t *testing.T) {
	for name, storage := range storages(t) {
		t.Run(name, func(t *testing.T) {
			s := servertest.Start(t, servertest.Options{Storage: storage})
			held, never := newOwner(), newOwner()
			first, version := makePage(t, s.URL, held)
			noise := call(t, s.URL, readOf(never.locator))
			for _, c := range []struct {
				what string
				o    *owner
				v    wire.Version
			}{{"held", held, version}, {"never held", never, noise.Version}} {
				for _, op := range []wire.Op{wire.OpWrite, wire.OpErase} {
					good := c.o.request(op, c.v).AppendTo(nil)
					for _, at := range []int{0, 2, 33, 34, 49, 50, 81, 82, 145, 178, 255, 256, 20_000, wire.MessageSize - 1} {
						got := send(t, s.URL, with(good, at, good[at]^0x40))
						wantConstant(t, fmt.Sprintf("%s, operation %d, byte %d wrong", c.what, op, at), got, wire.CodeRefused)
					}
				}
			}
			if a := call(t, s.URL, readOf(held.locator)); a.Version != version || a.Page != first.Page {
				t.Error("something refused was done to a page")
			}
			if a := call(t, s.URL, readOf(never.locator)); a.Version != noise.Version || a.Page != noise.Page {
				t.Error("something refused was done where nothing is")
			}
		})
	}
}

func with(b []byte, at int, value byte) []byte {
	b = bytes.Clone(b)
	b[at] = value
	return b
}

// Every byte of an admission counts where a page is made, and the answer is the constant one; nothing is stored.
func TestEveryByteOfAnAdmissionCounts(t *testing.T) {
	key := bytes.Repeat([]byte{0x5c}, 32)
	s := servertest.Start(t, servertest.Options{Starters: []string{hex.EncodeToString(key)}})
	o, other := newOwner(), newOwner()
	noise := call(t, s.URL, readOf(o.locator))
	q := o.request(wire.OpWrite, noise.Version)
	admit(q, key)
	good := q.AppendTo(nil)
	for at := 146; at < 178; at++ {
		wantConstant(t, fmt.Sprint("admission, byte ", at), send(t, s.URL, with(good, at, good[at]^1)), wire.CodeAdmission)
	}
	theirs := other.request(wire.OpWrite, noise.Version)
	admit(theirs, key)
	q.Admission = theirs.Admission
	wantConstant(t, "another locator's admission", send(t, s.URL, q.AppendTo(nil)), wire.CodeAdmission)
	if a := call(t, s.URL, readOf(o.locator)); a.Version != noise.Version || a.Page != noise.Page {
		t.Error("something that was not admitted was stored")
	}
	wantConstant(t, "the admission itself", send(t, s.URL, good), wire.CodeOK)
}

// order is the order of the group of Ed25519 (RFC 8032 §5.1).
var order, _ = new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)

// Signatures that are put together anew: of another call of the same owner, with halves exchanged, and in the second form
// that a signature would have if its number were not checked to be below the order of the group.
func TestSignaturesPutTogetherAnewAreRefused(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	o := newOwner()
	first, version := makePage(t, s.URL, o)
	a, b := o.request(wire.OpWrite, version), o.request(wire.OpWrite, version)
	for name, change := range map[string]func(q *wire.Request){
		"of another call":             func(q *wire.Request) { q.Signature = b.Signature },
		"of another call, first half": func(q *wire.Request) { copy(q.Signature[:32], b.Signature[:32]) },
		"of another call, last half":  func(q *wire.Request) { copy(q.Signature[32:], b.Signature[32:]) },
		"of the erase":                func(q *wire.Request) { q.Signature = o.request(wire.OpErase, version).Signature },
		"of the first save":           func(q *wire.Request) { q.Signature = first.Signature },
		"halves exchanged":            func(q *wire.Request) { copy(q.Signature[:], append(q.Signature[32:], q.Signature[:32]...)) },
		"zeros":                       func(q *wire.Request) { clear(q.Signature[:]) },
		"of the page of another call": func(q *wire.Request) { q.Page = b.Page },
		"its second form": func(q *wire.Request) {
			little := bytes.Clone(q.Signature[32:])
			slices.Reverse(little)
			n := new(big.Int).SetBytes(little)
			n.Add(n, order).FillBytes(little)
			slices.Reverse(little)
			copy(q.Signature[32:], little)
		},
	} {
		q := *a
		change(&q)
		wantConstant(t, name, send(t, s.URL, q.AppendTo(nil)), wire.CodeRefused)
	}
	if now := call(t, s.URL, readOf(o.locator)); now.Version != version {
		t.Fatal("something refused was done")
	}
	wantConstant(t, "the call itself", send(t, s.URL, a.AppendTo(nil)), wire.CodeOK)
	wantConstant(t, "the other, after it", send(t, s.URL, b.AppendTo(nil)), wire.CodeLost)
}

// One body repeated, in a row on one connection and on many at once, is done once.
func TestARepeatedBodyIsDoneOnce(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	for name, o := range map[string]*owner{"a save": newOwner(), "a first save": newOwner()} {
		version := call(t, s.URL, readOf(o.locator)).Version
		if name == "a save" {
			_, version = makePage(t, s.URL, o)
		}
		body := o.request(wire.OpWrite, version).AppendTo(nil)
		length := fmt.Sprintf("Content-Length: %d\n\n", len(body))
		c := dial(t, s)
		go c.say(head, length, body, head, length, body, head, length, body)
		for i, want := range []wire.Code{wire.CodeOK, wire.CodeLost, wire.CodeLost} {
			wantConstant(t, fmt.Sprintf("%s, repeat %d in a row", name, i), c.reply(), want)
		}
		version = call(t, s.URL, readOf(o.locator)).Version
		body = o.request(wire.OpWrite, version).AppendTo(nil)
		var mu sync.Mutex
		var wait sync.WaitGroup
		codes := map[wire.Code]int{}
		for range 8 {
			wait.Go(func() {
				got := send(t, s.URL, body)
				mu.Lock()
				defer mu.Unlock()
				codes[wire.Code(got.body[1])]++
			})
		}
		wait.Wait()
		if codes[wire.CodeOK] != 1 || codes[wire.CodeLost] != 7 {
			t.Errorf("%s, repeated at once: codes %v", name, codes)
		}
	}
}

// A body that comes slowly, but in time, is a body like any other.
func TestASlowBodyIsAnsweredLikeAQuickOne(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	o := newOwner()
	_, version := makePage(t, s.URL, o)
	refused := o.request(wire.OpWrite, version).AppendTo(nil)
	refused[82] ^= 1
	for name, c := range map[string]struct {
		body []byte
		want wire.Code
	}{
		"a read":            {readOf(o.locator).AppendTo(nil), wire.CodeOK},
		"a refused write":   {refused, wire.CodeRefused},
		"a lost write":      {o.request(wire.OpWrite, wire.Version{1}).AppendTo(nil), wire.CodeLost},
		"something of zero": {make([]byte, wire.MessageSize), wire.CodeRefused},
	} {
		r := dial(t, s)
		r.say(head, fmt.Sprintf("Content-Length: %d\n\n", len(c.body)))
		for part := range slices.Chunk(c.body, 4096) {
			r.say(part)
			time.Sleep(2 * time.Millisecond)
		}
		wantConstant(t, name, r.reply(), c.want)
	}
	if told := s.Notices(); told != "" {
		t.Errorf("the operator was told: %s", told)
	}
}

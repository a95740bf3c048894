package server_test

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"testing"

	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// wantShape asserts what is the same on every answer of the page service: the status, all headers to the byte, the size,
// and the header part but for the code and the version.
func wantShape(t *testing.T, what string, got reply) {
	t.Helper()
	if got.status != http.StatusOK || len(got.body) != wire.MessageSize {
		t.Errorf("%s: status %d, %d bytes", what, got.status, len(got.body))
		return
	}
	if !maps.EqualFunc(got.header, pageHeaders, slices.Equal) {
		t.Errorf("%s: headers %v", what, got.header)
	}
	if _, err := wire.ParseAnswer(got.body); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

// wantConstant asserts the constant answer of a code: nothing in the header part but format and code, apart from a
// version that is random, and a page that is random.
func wantConstant(t *testing.T, what string, got reply, code wire.Code) {
	t.Helper()
	wantShape(t, what, got)
	if len(got.body) == wire.MessageSize && wire.Code(got.body[1]) != code {
		t.Errorf("%s: code %d, want %d", what, got.body[1], code)
	}
	wantNoise(t, what, got.body[wire.HeaderSize:])
}

// wantNoise is a coarse look for structure: random bytes of this length hold each value about 128 times. The whole
// battery of tests is for stored objects; this one finds a page left empty, text, or a repeat.
func wantNoise(t *testing.T, what string, page []byte) {
	t.Helper()
	var counts [256]int
	for _, b := range page {
		counts[b]++
	}
	for value, n := range counts {
		if n < 64 || n > 224 {
			t.Errorf("%s: byte %#02x occurs %d times in a page", what, value, n)
			return
		}
	}
}

var pageHeaders = func() http.Header {
	h := http.Header{}
	for k, v := range wantedHeaders {
		h[k] = v
	}
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Length", "33024")
	return h
}()

func TestEveryFieldOfTheHeaderWrongInTurn(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	o := newOwner()
	_, version := makePage(t, s.URL, o)
	other := newOwner()
	fields := []struct {
		name         string
		offset, size int
	}{
		{"format", 0, 1}, {"operation", 1, 1}, {"locator", 2, 32}, {"expected version", 34, 16}, {"public key", 50, 32},
		{"signature, first half", 82, 32}, {"signature, second half", 114, 32}, {"zeros", 178, 78}, {"page", 256, 32768},
	}
	for _, op := range []wire.Op{wire.OpWrite, wire.OpErase} {
		good := o.request(op, version).AppendTo(nil)
		for _, f := range fields {
			for _, at := range []int{f.offset, f.offset + f.size/2, f.offset + f.size - 1} {
				for _, flip := range []byte{1, 0x80} {
					bad := bytes.Clone(good)
					bad[at] ^= flip
					if f.name == "operation" && bad[at] == byte(wire.OpRead) {
						continue // a read it is then, and a good one
					}
					wantConstant(t, f.name+" wrong", send(t, s.URL, bad), wire.CodeRefused)
				}
			}
		}
		swapped := o.request(op, version)
		swapped.Locator = other.locator
		wantConstant(t, "another's locator", send(t, s.URL, swapped.AppendTo(nil)), wire.CodeRefused)
	}
	if a := call(t, s.URL, readOf(o.locator)); a.Version != version {
		t.Error("something refused was done")
	}
}

// Filler is not looked at: a read with anything in it is a read.
func TestTheFillerOfAReadIsNotLookedAt(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	o := newOwner()
	first, version := makePage(t, s.URL, o)
	for _, q := range []*wire.Request{readOf(o.locator), {Op: wire.OpRead, Locator: o.locator}} {
		if a := call(t, s.URL, q); a.Code != wire.CodeOK || a.Version != version || a.Page != first.Page {
			t.Error("a read was answered otherwise")
		}
	}
}

// An admission that a call does not need is not looked at either.
func TestAdmissionIsNotLookedAtWhereNoneIsNeeded(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	o := newOwner()
	_, version := makePage(t, s.URL, o)
	q := o.request(wire.OpWrite, version)
	q.Admission[3] ^= 1
	wantCode(t, "another admission", call(t, s.URL, q), wire.CodeOK)
}

func TestSignaturesOfOtherThingsAreRefused(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	o := newOwner()
	_, version := makePage(t, s.URL, o)

	elsewhere := newOwner()
	elsewhere.private, elsewhere.locator, elsewhere.realm = o.private, o.locator, "another-realm"
	wantConstant(t, "signed for another realm", send(t, s.URL, elsewhere.request(wire.OpWrite, version).AppendTo(nil)), wire.CodeRefused)

	shifted := newOwner() // the label and the realm are joined without a mark: the join must not be ambiguous
	shifted.private, shifted.locator, shifted.realm = o.private, o.locator, servertest.Realm[:len(servertest.Realm)-1]
	wantConstant(t, "signed for a shorter realm", send(t, s.URL, shifted.request(wire.OpWrite, version).AppendTo(nil)), wire.CodeRefused)

	q := o.request(wire.OpWrite, version)
	q.Op = wire.OpErase
	wantConstant(t, "a write sent as an erase", send(t, s.URL, q.AppendTo(nil)), wire.CodeRefused)
	q = o.request(wire.OpErase, version)
	q.Op = wire.OpWrite
	wantConstant(t, "an erase sent as a write", send(t, s.URL, q.AppendTo(nil)), wire.CodeRefused)

	q = o.request(wire.OpWrite, wire.Version{})
	q.Expected = version
	wantConstant(t, "signed for another version", send(t, s.URL, q.AppendTo(nil)), wire.CodeRefused)

	other := newOwner()
	q = o.request(wire.OpWrite, version)
	other.sign(q)
	wantConstant(t, "signed with another's key", send(t, s.URL, q.AppendTo(nil)), wire.CodeRefused)

	if a := call(t, s.URL, readOf(o.locator)); a.Version != version {
		t.Error("something refused was done")
	}
}

// What was recorded is good for nothing when it is sent again, in whatever order.
func TestReplaysAndReorderedCallsLose(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	o := newOwner()
	first, v1 := makePage(t, s.URL, o)
	second := o.request(wire.OpWrite, v1)
	v2 := call(t, s.URL, second).Version
	third := o.request(wire.OpWrite, v2)
	early := o.request(wire.OpWrite, wire.Version{1})
	wantConstant(t, "signed against a version that is not there", send(t, s.URL, early.AppendTo(nil)), wire.CodeLost)
	wantCode(t, "third", call(t, s.URL, third), wire.CodeOK)
	for name, q := range map[string]*wire.Request{"first": first, "second": second, "third": third} {
		wantConstant(t, name+" write sent again", send(t, s.URL, q.AppendTo(nil)), wire.CodeLost)
	}
	a := call(t, s.URL, readOf(o.locator))
	if a.Page != third.Page {
		t.Fatal("a replay changed the page")
	}
	erase := o.request(wire.OpErase, a.Version)
	wantCode(t, "erase", call(t, s.URL, erase), wire.CodeOK)
	for name, q := range map[string]*wire.Request{"first": first, "second": second, "third": third} {
		wantConstant(t, name+" write sent again after the erase", send(t, s.URL, q.AppendTo(nil)), wire.CodeLost)
	}
	// The erase again says ok, as an erase of any miss does, and takes nothing from a page made since.
	noise := call(t, s.URL, readOf(o.locator))
	again := o.request(wire.OpWrite, noise.Version)
	wantCode(t, "made again", call(t, s.URL, again), wire.CodeOK)
	wantConstant(t, "erase sent again", send(t, s.URL, erase.AppendTo(nil)), wire.CodeLost)
	if a := call(t, s.URL, readOf(o.locator)); a.Page != again.Page {
		t.Error("a recorded erase took a page made since")
	}
}

// Dead, never held, and another phrase: the same bytes but for what is random, the same headers.
func TestDeadNeverHeldAndAnotherPhraseAnswerAlike(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	dead, held := newOwner(), newOwner()
	_, v := makePage(t, s.URL, dead)
	_, heldVersion := makePage(t, s.URL, held)
	wantCode(t, "erase", call(t, s.URL, dead.request(wire.OpErase, v)), wire.CodeOK)
	never, another := newOwner(), newOwner()
	for name, o := range map[string]*owner{"dead": dead, "never held": never, "another phrase": another, "held": held} {
		got := send(t, s.URL, readOf(o.locator).AppendTo(nil))
		wantConstant(t, "read of "+name, got, wire.CodeOK)
		if again := send(t, s.URL, readOf(o.locator).AppendTo(nil)); !bytes.Equal(again.body, got.body) {
			t.Errorf("two reads of %s differ: what is held is steady", name)
		}
		wrong := o.request(wire.OpWrite, wire.Version{9})
		wantConstant(t, "write against nothing to "+name, send(t, s.URL, wrong.AppendTo(nil)), wire.CodeLost)
	}
	for name, o := range map[string]*owner{"dead": dead, "never held": never} {
		wantConstant(t, "erase of "+name, send(t, s.URL, o.request(wire.OpErase, wire.Version{9}).AppendTo(nil)), wire.CodeOK)
		noise := call(t, s.URL, readOf(o.locator)).Version
		wantConstant(t, "first write to "+name, send(t, s.URL, o.request(wire.OpWrite, noise).AppendTo(nil)), wire.CodeOK)
	}
	wantConstant(t, "erase of held", send(t, s.URL, held.request(wire.OpErase, heldVersion).AppendTo(nil)), wire.CodeOK)
}

package pake_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"larkspur/crypto/pake"
)

// side is all that one side puts into an exchange.
type side struct {
	password, ci, sid, ad, peerAD string
	role                          pake.Role
}

// start begins an exchange with a scalar of one byte repeated.
func start(t testing.TB, scalar byte, password, ci, sid string) (*pake.State, pake.Share) {
	t.Helper()
	s, share, err := pake.Start(bytes.NewReader(bytes.Repeat([]byte{scalar}, 32)), []byte(password), []byte(ci), []byte(sid))
	if err != nil {
		t.Fatal(err)
	}
	return s, share
}

// run makes both keys of an exchange; change, when it is not nil, stands between the two.
func run(t rapid.TB, a, b side, change func(ya, yb pake.Share) (pake.Share, pake.Share)) (ka, kb []byte) {
	t.Helper()
	sa, ya, errA := pake.Start(rand.Reader, []byte(a.password), []byte(a.ci), []byte(a.sid))
	sb, yb, errB := pake.Start(rand.Reader, []byte(b.password), []byte(b.ci), []byte(b.sid))
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if change != nil {
		ya, yb = change(ya, yb)
	}
	ia, errA := sa.Finish(a.role, yb, []byte(a.ad), []byte(a.peerAD))
	ib, errB := sb.Finish(b.role, ya, []byte(b.ad), []byte(b.peerAD))
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if len(ia.Expose()) != pake.ISKSize || len(ib.Expose()) != pake.ISKSize {
		t.Fatal("a key of another size")
	}
	return ia.Expose(), ib.Expose()
}

// drawSides draws what two who agree put in. Lengths around the block of the hash are among them.
func drawSides(t *rapid.T) (a, b side) {
	text := rapid.OneOf(rapid.StringN(0, 12, -1), rapid.StringN(100, 140, -1))
	a = side{text.Draw(t, "password"), text.Draw(t, "ci"), text.Draw(t, "sid"), text.Draw(t, "ada"), text.Draw(t, "adb"), pake.Initiator}
	b = a
	b.ad, b.peerAD, b.role = a.peerAD, a.ad, pake.Responder
	return a, b
}

func TestWhoPutsInTheSameAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSides(t)
		if ka, kb := run(t, a, b, nil); !bytes.Equal(ka, kb) {
			t.Fatalf("%+v: two keys", a)
		}
	})
}

func TestAnyDifferenceMakesTwoKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSides(t)
		fields := []*string{&b.password, &b.ci, &b.sid, &b.ad, &b.peerAD}
		i := rapid.IntRange(0, len(fields)-1).Draw(t, "field")
		f := fields[i]
		switch how := rapid.IntRange(0, 3).Draw(t, "how"); {
		case how == 0 && *f != "": // a bit
			c := []byte(*f)
			at := rapid.IntRange(0, len(c)-1).Draw(t, "at")
			c[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
			*f = string(c)
		case how == 1 && *f != "": // cut short
			*f = (*f)[:len(*f)-1]
		case how == 2 && i > 0 && *f != "": // a byte moves to the field before
			*fields[i-1] += (*f)[:1]
			*f = (*f)[1:]
		default: // a zero more
			*f += "\x00"
		}
		if ka, kb := run(t, a, b, nil); bytes.Equal(ka, kb) {
			t.Fatalf("%+v and %+v: one key", a, b)
		}
	})
}

func TestTwoOfOneRoleMakeTwoKeys(t *testing.T) {
	for _, role := range []pake.Role{pake.Initiator, pake.Responder} {
		a := side{"p", "c", "s", "x", "x", role}
		if ka, kb := run(t, a, a, nil); bytes.Equal(ka, kb) {
			t.Errorf("two of role %d agree", role)
		}
	}
}

func TestWhoChangesAShareIsLeftWithout(t *testing.T) {
	a := side{"p", "c", "s", "x", "y", pake.Initiator}
	b := side{"p", "c", "s", "y", "x", pake.Responder}
	_, other := start(t, 9, "p", "c", "s") // even with the password
	_, guess := start(t, 9, "q", "c", "s")
	for name, change := range map[string]func(ya, yb pake.Share) (pake.Share, pake.Share){
		"one share replaced":         func(ya, _ pake.Share) (pake.Share, pake.Share) { return ya, other },
		"both replaced":              func(_, _ pake.Share) (pake.Share, pake.Share) { return other, other },
		"both replaced with guess":   func(_, _ pake.Share) (pake.Share, pake.Share) { return guess, guess },
		"each gets its own back":     func(ya, yb pake.Share) (pake.Share, pake.Share) { return yb, ya },
		"the initiator gets its own": func(ya, _ pake.Share) (pake.Share, pake.Share) { return ya, ya },
	} {
		if ka, kb := run(t, a, b, change); bytes.Equal(ka, kb) {
			t.Errorf("%s: one key", name)
		}
	}
}

func TestSharesAreFresh(t *testing.T) {
	seen := map[pake.Share]bool{}
	for range 50 {
		_, share, err := pake.Start(rand.Reader, []byte("p"), []byte("c"), []byte("s"))
		if err != nil || seen[share] || !decodes(share) {
			t.Fatalf("%x: %v, seen before %t", share, err, seen[share])
		}
		seen[share] = true
	}
}

func TestTheFirstBlockHidesThePassword(t *testing.T) {
	// What is hashed is as long for every password of up to 107 bytes, and ci and sid begin after the first block of 128.
	want := len(pake.GeneratorString(nil, []byte("ci"), []byte("sid")))
	for n := range 108 {
		b := pake.GeneratorString(bytes.Repeat([]byte{'p'}, n), []byte("ci"), []byte("sid"))
		if len(b) != want || !bytes.HasPrefix(b[128:], []byte("\x02ci\x03sid")) {
			t.Fatalf("a password of %d bytes: %d bytes, %q", n, len(b), b[128:])
		}
	}
	if b := pake.GeneratorString(bytes.Repeat([]byte{'p'}, 300), nil, nil); !bytes.HasSuffix(b, []byte("ppp\x00\x00\x00")) {
		t.Fatalf("a long password: %q", b)
	}
}

func TestAnExchangeIsFinishedOnce(t *testing.T) {
	_, peer := start(t, 2, "p", "c", "s")
	s, _ := start(t, 1, "p", "c", "s")
	if _, err := s.Finish(pake.Initiator, peer, nil, nil); err != nil {
		t.Fatal(err)
	}
	if k, err := s.Finish(pake.Initiator, peer, nil, nil); err != pake.ErrUsed || k.Expose() != nil {
		t.Fatalf("twice: %v", err)
	}
	s, _ = start(t, 1, "p", "c", "s")
	if _, err := s.Finish(pake.Initiator, pake.Share{}, nil, nil); err != pake.ErrShare {
		t.Fatal(err)
	}
	if _, err := s.Finish(pake.Initiator, peer, nil, nil); err != pake.ErrUsed {
		t.Fatalf("a second try after a share that was none: %v", err)
	}
	s, _ = start(t, 1, "p", "c", "s")
	s.Wipe()
	if _, err := s.Finish(pake.Initiator, peer, nil, nil); err != pake.ErrUsed {
		t.Fatalf("after Wipe: %v", err)
	}
	if _, err := new(pake.State).Finish(pake.Initiator, peer, nil, nil); err != pake.ErrUsed {
		t.Fatalf("the zero State: %v", err)
	}
	new(pake.State).Wipe()
	s, _ = start(t, 1, "p", "c", "s")
	var all sync.WaitGroup
	results := make([]error, 8)
	for i := range results {
		all.Go(func() { _, results[i] = s.Finish(pake.Initiator, peer, nil, nil) })
	}
	all.Wait()
	good := 0
	for _, err := range results {
		if err == nil {
			good++
		} else if err != pake.ErrUsed {
			t.Error(err)
		}
	}
	if good != 1 {
		t.Errorf("%d of 8 at once got a key", good)
	}
}

func TestTheSecretOfAnExchangeIsWiped(t *testing.T) {
	_, peer := start(t, 2, "p", "c", "s")
	for name, end := range map[string]func(s *pake.State){
		"Finish":                  func(s *pake.State) { _, _ = s.Finish(pake.Responder, peer, nil, nil) },
		"Finish with a bad share": func(s *pake.State) { _, _ = s.Finish(pake.Responder, pake.Share{1}, nil, nil) },
		"Wipe":                    func(s *pake.State) { s.Wipe() },
	} {
		s, _ := start(t, 1, "p", "c", "s")
		b := s.Scalar()
		if bytes.Count(b, []byte{1}) != 32 {
			t.Fatalf("the scalar is %x before", b)
		}
		end(s)
		if !bytes.Equal(b, make([]byte, 32)) {
			t.Errorf("after %s the scalar is %x", name, b)
		}
	}
	s, _ := start(t, 1, "p", "c", "s")
	k, err := s.Finish(pake.Initiator, peer, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	copied := k
	k.Wipe()
	if !bytes.Equal(copied.Expose(), make([]byte, pake.ISKSize)) {
		t.Error("a copy of the key survived the wipe")
	}
	pake.ISK{}.Wipe()
}

func TestAGeneratorThatFailsStartsNothing(t *testing.T) {
	if s, share, err := pake.Start(strings.NewReader("short"), nil, nil, nil); err == nil || s != nil || share != (pake.Share{}) {
		t.Errorf("five bytes of randomness: %v", err)
	}
	zeros := bytes.NewReader(make([]byte, 32))
	if s, share, err := pake.Start(zeros, nil, nil, nil); err != pake.ErrRandom || s != nil || share != (pake.Share{}) {
		t.Errorf("zeros: %v", err)
	}
	// 256 bits that are set make a scalar below the order, and not a refusal.
	ones := bytes.NewReader(bytes.Repeat([]byte{0xff}, 32))
	s, share, err := pake.Start(ones, nil, nil, nil)
	if err != nil || !decodes(share) || s.Scalar()[31] != 0x0f {
		t.Errorf("ones: %v", err)
	}
}

// given is a generator that keeps what it was given to write to.
type given struct {
	from io.Reader
	kept []byte
}

func (g *given) Read(b []byte) (int, error) {
	if g.kept == nil { // all of it, before what is asked for once more
		g.kept = b
	}
	return g.from.Read(b)
}

// What was drawn is not left where the generator put it, be it enough or not.
func TestWhatWasDrawnIsNotLeftWithTheGenerator(t *testing.T) {
	for name, from := range map[string]string{"enough": strings.Repeat("x", 32), "too little": "short"} {
		g := &given{from: strings.NewReader(from)}
		_, _, err := pake.Start(g, []byte("p"), nil, nil)
		if (err == nil) != (len(from) == 32) || len(g.kept) == 0 {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(g.kept, make([]byte, len(g.kept))) {
			t.Errorf("%s: %x is left", name, g.kept)
		}
	}
}

func TestNoRoleIsRefused(t *testing.T) {
	for _, f := range []func(){
		func() { pake.Role(0).Data() },
		func() { s, share := start(t, 1, "p", "c", "s"); _, _ = s.Finish(3, share, nil, nil) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a role that is none was taken")
				}
			}()
			f()
		}()
	}
}

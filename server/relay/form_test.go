package relay

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"larkspur/server/wire"
)

// wrong is what is no message of the live link, by what is wrong with it.
func wrong() map[string][]byte {
	whole := random()
	forms := map[string][]byte{
		"a text":                            message(0x81, whole),
		"the first piece of a message":      message(0x02, whole),
		"a message in two pieces":           append(message(0x02, whole[:256]), message(0x80, whole[256:])...),
		"a piece without a beginning":       message(0x80, whole),
		"nothing":                           message(opBinary, nil),
		"one byte":                          message(opBinary, whole[:1]),
		"511 bytes":                         message(opBinary, whole[:511]),
		"513 bytes":                         message(opBinary, append(whole, 0)),
		"65,535 bytes":                      message(opBinary, make([]byte, 65535)),
		"a compressed message":              message(0xc2, whole),
		"a second reserved bit":             message(0xa2, whole),
		"a third reserved bit":              message(0x92, whole),
		"a kind of data that is not in use": message(0x83, whole),
		"a kind of control not in use":      message(0x8b, nil),
		"a ping in pieces":                  message(0x09, nil),
		"a ping of 126 bytes":               message(opPing, make([]byte, 126)),
		"a ping of 127 bytes and more":      {opPing, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0},
		"512 bytes, the length in 8 bytes":  append([]byte{opBinary, 0xff, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0}, whole...),
		"the greatest length there is":      {opBinary, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0},
		"not masked":                        append([]byte{opBinary, 126, 2, 0}, whole...),
		"no WebSocket at all":               []byte("GET / HTTP/1.1\r\n\r\n"),
	}
	return forms
}

// Whatever is wrong ends in one and the same way, before a join and after it, and reaches nobody.
func TestWhatIsNoFrameEndsInOneWay(t *testing.T) {
	for name, form := range wrong() {
		inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
			c := dial(t, nodes[0])
			go c.raw(form)
			c.wantClosed(name + " before a join")
			if got := c.take(); len(got) != 1 {
				t.Errorf("%s before a join: %d frames came", name, len(got))
			}
			other := dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
			c = dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
			go c.raw(form)
			c.wantClosed(name)
			other.wantFrames(name + " reached another")
			other.send(random())
			other.wantOpen("the other after " + name)
		})
	}
}

// A join of another form is refused like anything else.
func TestAWrongJoinEndsInTheSameWay(t *testing.T) {
	good := (&wire.Join{Way: wire.WayMeet, Room: roomNamed(1)}).AppendTo(nil)
	for at, with := range map[int]byte{0: 2, 1: 4, 34: 1, 511: 1} {
		inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
			bad := bytes.Clone(good)
			bad[at] = with
			c := dial(t, nodes[0])
			c.send(bad)
			c.wantClosed("a join with another byte")
			if got := c.take(); len(got) != 1 {
				t.Errorf("byte %d: %d frames came", at, len(got))
			}
		})
	}
}

// Frames may come in any pieces that a network makes of them.
func TestFramesAreReadInPieces(t *testing.T) {
	inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
		a := dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
		b := dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
		frames := [][]byte{random(), random(), random()}
		var all []byte
		for _, f := range frames {
			all = append(append(all, message(opBinary, f)...), message(opPong, []byte("x"))...)
		}
		for _, x := range all {
			a.raw([]byte{x})
		}
		b.wantFrames("byte by byte", frames...)
		a.raw(all)
		b.wantFrames("in one piece", frames...)
	})
}

// A ping is answered with what it said, a close with the close.
func TestPingsAndClosesAreAnswered(t *testing.T) {
	inBubble(t, 1, func(t *testing.T, nodes []*Relay) {
		c := dial(t, nodes[0]).join(wire.WayMeet, roomNamed(1))
		c.raw(message(opPing, []byte("are you there")))
		synctest.Wait()
		if got := c.take(); len(got) != 1 || got[0].op != opPong || string(got[0].b) != "are you there" {
			t.Errorf("a ping was answered with %d frames", len(got))
		}
		begin := time.Now()
		c.raw(message(opClose, []byte{0x03, 0xe8}))
		if !c.isClosed() || time.Since(begin) != 0 {
			t.Error("who closes is kept waiting")
		}
		c.wantClosed("a close")
	})
}

// The long course:
//
//	go test ./server/relay -run '^$' -fuzz FuzzParseFrame -fuzztime 10m
func FuzzParseFrame(f *testing.F) {
	for _, form := range wrong() {
		f.Add(form)
	}
	f.Add(message(opBinary, random()))
	f.Add(message(opPing, []byte("x")))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, used, ok := parseFrame(b)
		if got == nil {
			if used != 0 {
				t.Fatal("something was used up and nothing came of it")
			}
			if !ok && len(b) != 0 && isOp(b[0]) && len(b) == 1 {
				t.Fatal("refused too early")
			}
			return
		}
		if !ok || used > len(b) || got.op == opBinary && got.size != frameSize || got.size > frameSize {
			t.Fatalf("%d bytes of %d, %v", used, len(b), ok)
		}
		again := append([]byte{}, b[:used]...)
		mask := again[used-got.size-maskSize : used-got.size]
		for i, x := range got.payload() {
			if x^mask[i%4] != again[used-got.size+i] {
				t.Fatal("the payload is another")
			}
		}
		// What was taken is a frame by itself, and no beginning of it is.
		if f, n, ok := parseFrame(again); f == nil || n != used || !ok {
			t.Fatal("a frame by itself is none")
		}
		for n := range used {
			if f, _, ok := parseFrame(again[:n]); f != nil || !ok {
				t.Fatalf("the first %d bytes of a frame: %v", n, ok)
			}
		}
	})
}

// The long course:
//
//	go test ./server/relay -run '^$' -fuzz FuzzParseMessage -fuzztime 10m
func FuzzParseMessage(f *testing.F) {
	f.Add(make([]byte, headSize))
	h := head{kind: messageFrame, way: wire.WayOpen, since: -1}
	b := make([]byte, MaxMessage)
	h.put(b)
	f.Add(b)
	h.kind = messageHere
	h.put(b)
	f.Add(b[:headSize])
	f.Fuzz(func(t *testing.T, b []byte) {
		h, payload, ok := parseMessage(b)
		if !ok {
			return
		}
		again := make([]byte, headSize, MaxMessage)
		h.put(again)
		if !bytes.Equal(append(again, payload...), b) || len(b) > MaxMessage {
			t.Fatal("what was parsed is laid out as other bytes")
		}
	})
}

package link

import (
	"crypto/mlkem"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"larkspur/crypto/secret"
)

// Offsets in the plain text of a frame (SPEC §12.3). Behind the data there are zeros.
const (
	offCounter = 0  // 8: frames sealed under this key, from 1
	offAck     = 8  // 4: all segments up to this one have arrived here
	offSegment = 12 // 4: the number of the segment, from 1; 0: there is none
	offFlags   = 16 // 1: lastSegment, and how often this side came back (modulo 128), shifted by one
	offStream  = 17 // 1: the number of the stream that the segment is of
	offTheirs  = 18 // 1: the number of the stream that the ack is of
	offLength  = 19 // 2
	offData    = 21
)

// SegmentSize is how many bytes of a message go into one frame.
const SegmentSize = plainSize - offData

const lastSegment = 1

// Limits.
const (
	MaxMessage = 256 << 10 // bytes of a message
	MaxQueued  = 1 << 20   // bytes that wait for the other side to say that they arrived
	window     = 128       // segments under way, and as many are kept that came too early
)

// again is after what time a segment is sent again that nobody said arrived. Frames leave four times a second.
const again = 1500 * time.Millisecond

// Errors of a link. What is wrong about a frame from elsewhere is no error: it is not heard.
var (
	ErrTooLarge = errors.New("link: the message is too large")
	ErrFull     = errors.New("link: too much waits for the other side")
	ErrPeer     = errors.New("link: the other side breaks the protocol") // it has the keys, so it is no relay's doing
	ErrClosed   = errors.New("link: closed")
)

// Link is one end of a sealed connection. One goroutine at a time uses it.
type Link struct {
	secret.Guard
	host   bool
	random io.Reader
	now    *keys
	fresh  *keys // those that follow: heard already, or said already, and not yet on both sides
	rekey  *rekeying

	out    []segment // the first is number acked+1
	queued int       // bytes in out
	acked  uint32    // segments of ours that arrived
	begun  int       // of out: those that were sent at least once
	stream byte      // begun anew whenever something is taken back, see Drop
	said   uint32    // the number of the last message
	head   []segment // what arrived of a message whose rest is in out and which cannot be taken back
	headOf uint32    // its number
	back   byte      // how often this side came back, shifted

	theirs  byte   // how often the other side came back, shifted
	their   byte   // the stream of the other side
	got     uint32 // all segments of it up to this one are here
	early   map[uint32]segment
	message []byte // what is here of the next message
	last    uint32 // the number of the last message that was whole

	age    int // how often this side began to seal under fresh keys
	closed bool
	encaps encapsulate
}

type segment struct {
	data    []byte
	last    bool
	message uint32 // its number
	loose   bool   // it can be taken back
	sent    time.Time
}

// New returns an end of the connection that a Session is the key of. One side is the host.
func New(s Session, host bool, random io.Reader) *Link {
	return &Link{host: host, random: random, now: newKeys(s, host), early: map[uint32]segment{}, encaps: (*mlkem.EncapsulationKey768).Encapsulate}
}

// Close forgets the keys, and wipes the session, in every copy of it. What waits is not said any more.
func (l *Link) Close() {
	l.closed = true
	for _, k := range [...]*keys{l.now, l.fresh} {
		if k != nil {
			k.session.Wipe()
		}
	}
	if l.rekey != nil {
		l.rekey.state.Wipe()
	}
	l.now, l.fresh, l.rekey = nil, nil, nil
	l.out, l.head, l.early, l.message, l.queued, l.begun = nil, nil, nil, nil, 0, 0
}

// Kinds of messages: the first byte of each.
const (
	kindSaid   = 0 // for whoever uses the link
	kindOffer  = 1 // fresh keys, by the host: a share, and a key to encapsulate to
	kindAnswer = 2 // the share of the guest, and the encapsulated secret
)

// Ticket stands for a message that was said.
type Ticket uint32

// headSize is what stands before every message: its number (4) and its kind (1).
const headSize = 5

// Say has a message delivered, after those before it. Errors: ErrTooLarge, ErrFull, ErrClosed.
func (l *Link) Say(message []byte) (Ticket, error) { return l.say(kindSaid, message, false) }

// SayLoosely is Say for what may be taken back, see Drop.
func (l *Link) SayLoosely(message []byte) (Ticket, error) { return l.say(kindSaid, message, true) }

func (l *Link) say(kind byte, message []byte, loose bool) (Ticket, error) {
	switch {
	case l.closed:
		return 0, ErrClosed
	case len(message) > MaxMessage:
		return 0, ErrTooLarge
	case l.queued+len(message)+headSize > MaxQueued:
		return 0, ErrFull
	}
	l.said++
	all := binary.BigEndian.AppendUint32(make([]byte, 0, headSize+len(message)), l.said)
	all = append(append(all, kind), message...)
	l.queued += len(all)
	for len(all) > 0 {
		n := min(len(all), SegmentSize)
		l.out = append(l.out, segment{data: all[:n:n], last: n == len(all), message: l.said, loose: loose})
		all = all[n:]
	}
	return Ticket(l.said), nil
}

// Drop takes back what was said loosely and has not arrived as far as is known here: it is not sent, nor sent again. What of it
// has arrived after all may be delivered, and a part of a message is not. All else is delivered once and in its order.
func (l *Link) Drop() {
	var keep []segment
	for _, s := range l.out {
		if !s.loose {
			s.sent = time.Time{}
			keep = append(keep, s)
		}
	}
	if l.closed || len(keep) == len(l.out) {
		return
	}
	// Of a message that stays, some segments may have arrived and are forgotten here: it is said again from its beginning.
	if len(keep) > 0 && len(l.head) > 0 && keep[0].message == l.headOf {
		keep = append(l.head, keep...)
	}
	l.out, l.head, l.queued, l.begun, l.acked = keep, nil, 0, 0, 0
	for _, s := range keep {
		l.queued += len(s.data)
	}
	l.stream++
}

// Sent reports whether all of a message is in frames that were made here and are not known to be lost, and Arrived whether the
// other side said that it has it. A message that was taken back counts as both.
func (l *Link) Sent(t Ticket) bool    { return !l.holds(t, true) }
func (l *Link) Arrived(t Ticket) bool { return !l.holds(t, false) }

// holds reports whether a segment of a message is still here, or still to be sent.
func (l *Link) holds(t Ticket, unsent bool) bool {
	for _, s := range l.out {
		if s.message == uint32(t) && (!unsent || s.sent.IsZero()) {
			return true
		}
	}
	return uint32(t) > l.said
}

// Waiting is how many bytes have not arrived yet.
func (l *Link) Waiting() int { return l.queued }

// Tick returns the next frame. There is one whether there is something to say or not, and it looks the same.
func (l *Link) Tick(now time.Time) (*Frame, error) {
	if l.closed {
		return nil, ErrClosed
	}
	return l.frame(l.next(now), now)
}

// Age counts how often this side began to seal under fresh keys. What Idle made before is not to leave any more.
func (l *Link) Age() int { return l.age }

// Idle returns a frame that says nothing new, to be sent where a frame is due and none of Tick is there. Whether it arrives, or
// in which order, is no matter.
func (l *Link) Idle() (*Frame, error) {
	if l.closed {
		return nil, ErrClosed
	}
	return l.frame(-1, time.Time{})
}

// frame seals a segment, -1: none.
func (l *Link) frame(i int, now time.Time) (*Frame, error) {
	k := l.sending()
	var plain [plainSize]byte
	k.sent++
	binary.BigEndian.PutUint64(plain[offCounter:], k.sent)
	binary.BigEndian.PutUint32(plain[offAck:], l.got)
	plain[offFlags], plain[offStream], plain[offTheirs] = l.back, l.stream, l.their
	if i >= 0 {
		s := &l.out[i]
		s.sent = now
		l.begun = max(l.begun, i+1)
		binary.BigEndian.PutUint32(plain[offSegment:], l.acked+uint32(i)+1)
		if s.last {
			plain[offFlags] |= lastSegment
		}
		binary.BigEndian.PutUint16(plain[offLength:], uint16(len(s.data)))
		copy(plain[offData:], s.data)
	}
	return k.seal(l.random, &plain)
}

// next is the segment to send: one that was lost, as it seems, or one that was not sent yet, or none (-1).
func (l *Link) next(now time.Time) int {
	oldest := -1
	for i := range l.begun {
		if now.Sub(l.out[i].sent) >= again && (oldest < 0 || l.out[i].sent.Before(l.out[oldest].sent)) {
			oldest = i
		}
	}
	if oldest >= 0 {
		return oldest
	}
	if l.begun < len(l.out) && l.begun < window {
		return l.begun
	}
	return -1
}

// Reconnected has all that did not arrive sent again at once, and the other side do so too: what was under way in either
// direction is lost with the connection.
func (l *Link) Reconnected() {
	l.back += 2
	l.resend()
}

// Lost has all that was put into frames from a time on, as Tick was told it, sent again at once: these frames did not leave.
func (l *Link) Lost(since time.Time) {
	for i := range l.out {
		if s := &l.out[i]; !s.sent.Before(since) {
			s.sent = time.Time{}
		}
	}
}

func (l *Link) resend() {
	for i := range l.out {
		l.out[i].sent = time.Time{}
	}
}

package link

import (
	"encoding/binary"
)

// Hear takes in a frame and returns the messages that are whole with it. What was not sealed by the other side, or came
// before, is not heard: heard is false and nothing changes. The error is ErrPeer or ErrTooLarge, and the link is closed then.
func (l *Link) Hear(f *Frame) (messages [][]byte, heard bool, err error) {
	if l.closed {
		return nil, false, ErrClosed
	}
	plain, k := l.open(f)
	if plain == nil || !k.seen.fresh(binary.BigEndian.Uint64(plain[offCounter:])) {
		return nil, false, nil
	}
	l.heardUnder(k)
	if err := l.take(plain, &messages); err != nil {
		l.Close()
		return nil, true, err
	}
	return messages, true, nil
}

func (l *Link) open(f *Frame) (*[plainSize]byte, *keys) {
	for _, k := range [...]*keys{l.now, l.fresh} {
		if k != nil {
			if plain, ok := k.open(f); ok {
				return plain, k
			}
		}
	}
	return nil, nil
}

// take deals with what is in a frame.
func (l *Link) take(plain *[plainSize]byte, messages *[][]byte) error {
	if err := l.acknowledged(plain); err != nil {
		return err
	}
	number, length := binary.BigEndian.Uint32(plain[offSegment:]), int(binary.BigEndian.Uint16(plain[offLength:]))
	last := plain[offFlags]&lastSegment != 0
	if length > SegmentSize || (number == 0) != (length == 0) || number == 0 && last || !zeros(plain[offData+length:]) {
		return ErrPeer
	}
	if back := plain[offFlags] &^ lastSegment; back != l.theirs && back-l.theirs < 128 { // not an older frame that came late
		l.theirs = back
		l.resend()
	}
	if plain[offStream] != l.their {
		if plain[offStream]-l.their >= 128 {
			return nil // an older frame that came late
		}
		l.their, l.got, l.message = plain[offStream], 0, nil
		clear(l.early)
	}
	if number == 0 || number <= l.got || number > l.got+window {
		return nil
	}
	l.early[number] = segment{data: append([]byte(nil), plain[offData:offData+length]...), last: last}
	for {
		s, here := l.early[l.got+1]
		if !here {
			return nil
		}
		l.got++
		delete(l.early, l.got)
		if len(l.message)+len(s.data) > MaxMessage+headSize {
			return ErrTooLarge
		}
		l.message = append(l.message, s.data...)
		if s.last {
			whole := l.message
			l.message = nil
			if err := l.whole(whole, messages); err != nil {
				return err
			}
		}
	}
}

// acknowledged takes away what arrived.
func (l *Link) acknowledged(plain *[plainSize]byte) error {
	ack := binary.BigEndian.Uint32(plain[offAck:])
	if plain[offTheirs] != l.stream {
		if plain[offTheirs]-l.stream < 128 {
			return ErrPeer // nobody has seen a stream that was not begun
		}
		return nil
	}
	if ack > l.acked+uint32(l.begun) {
		return ErrPeer // nobody has what was never sent
	}
	if ack <= l.acked { // an older frame may come later
		return nil
	}
	n := int(ack - l.acked)
	for _, s := range l.out[:n] {
		l.queued -= len(s.data)
		if s.message != l.headOf {
			l.head, l.headOf = nil, s.message
		}
		if l.head = append(l.head, s); s.last || s.loose {
			l.head = nil
		}
	}
	l.out, l.begun, l.acked = l.out[n:], l.begun-n, ack
	return nil
}

// whole deals with a message. One that was said again, because it was not known to have arrived, counts once.
func (l *Link) whole(m []byte, messages *[][]byte) error {
	if len(m) < headSize {
		return ErrPeer
	}
	n := binary.BigEndian.Uint32(m)
	if n <= l.last {
		return nil
	}
	l.last = n
	kind, body := m[headSize-1], m[headSize:]
	if kind == kindSaid {
		*messages = append(*messages, body)
		return nil
	}
	return l.control(kind, body)
}

func zeros(b []byte) bool {
	var all byte
	for _, x := range b {
		all |= x
	}
	return all == 0
}

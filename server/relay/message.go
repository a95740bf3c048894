package relay

import (
	"encoding/binary"

	"larkspur/server/wire"
)

// An identity tells connections apart between the nodes. It is random and goes with the connection.
type identity [16]byte

// The kinds of messages between nodes.
const (
	messageFrame = 1 // a frame of a member
	messageHere  = 2 // a member is in the room
	messageGone  = 3 // it is not any more
)

// A head is what stands before the frame in a message between nodes: kind (1), way (1), identity of the sender (16), since when
// it is in the room (8, nanoseconds), identity of who is to have it (16, zeros for all or for the host).
type head struct {
	kind  byte
	way   wire.Way
	from  identity
	since int64
	to    identity
}

const headSize = 1 + 1 + 16 + 8 + 16

func (h *head) put(b []byte) {
	b[0], b[1] = h.kind, byte(h.way)
	copy(b[2:18], h.from[:])
	binary.BigEndian.PutUint64(b[18:26], uint64(h.since))
	copy(b[26:headSize], h.to[:])
}

// parseMessage takes a message apart; ok is false for what is none.
func parseMessage(b []byte) (h head, payload []byte, ok bool) {
	if len(b) < headSize {
		return head{}, nil, false
	}
	h = head{kind: b[0], way: wire.Way(b[1]), since: int64(binary.BigEndian.Uint64(b[18:26]))}
	copy(h.from[:], b[2:18])
	copy(h.to[:], b[26:headSize])
	payload = b[headSize:]
	want := 0
	if h.kind == messageFrame {
		want = frameSize
	}
	ok = h.kind >= messageFrame && h.kind <= messageGone && h.way >= wire.WayOpen && h.way <= wire.WayMeet && len(payload) == want
	return h, payload, ok
}

package relay

import (
	"encoding/binary"
	"sync"
	"sync/atomic"

	"larkspur/server/wire"
)

const (
	frameSize  = wire.FrameSize
	headerSize = 4 // of a WebSocket frame of 512 bytes that is not masked (RFC 6455 §5.2)
	maskSize   = 4
	maxControl = 125 // bytes in a control frame (RFC 6455 §5.5)
)

// First bytes of WebSocket frames: final, no reserved bit, and the kind. Frames that begin otherwise are refused.
const (
	opBinary = 0x82
	opClose  = 0x88
	opPing   = 0x89
	opPong   = 0x8a
)

// A frame is one message on its way. It is shared by all who are to get it, and used again when the last has it. Before the
// payload is room for the head of a message between nodes, so that it is published without a copy.
type frame struct {
	refs atomic.Int32 // 0 for the constant ones, which nobody gives back
	op   byte
	size int
	b    [headSize + frameSize]byte
}

var frames = sync.Pool{New: func() any { return new(frame) }}

// newFrame returns a frame that its caller holds, with a payload that is not cleared.
func newFrame(op byte, size int) *frame {
	f := frames.Get().(*frame)
	f.refs.Store(1)
	f.op, f.size = op, size
	return f
}

func constantFrame(op byte, payload []byte) *frame {
	f := &frame{op: op, size: len(payload)}
	copy(f.payload(), payload)
	return f
}

func (f *frame) payload() []byte { return f.b[headSize : headSize+f.size] }

func (f *frame) hold() *frame {
	if f.refs.Load() != 0 {
		f.refs.Add(1)
	}
	return f
}

// release wipes what nobody needs any more: frames are sealed, but what is not kept cannot be found.
func (f *frame) release() {
	if f.refs.Load() != 0 && f.refs.Add(-1) == 0 {
		clear(f.b[:])
		frames.Put(f)
	}
}

// appendTo lays f out as a WebSocket frame.
func (f *frame) appendTo(b []byte) []byte {
	if f.size <= maxControl {
		return append(append(b, f.op, byte(f.size)), f.payload()...)
	}
	b = append(b, f.op, 126)
	b = binary.BigEndian.AppendUint16(b, uint16(f.size))
	return append(b, f.payload()...)
}

// What the relay itself says. Every close that leaves has the same four bytes.
var (
	joinedFrame = constantFrame(opBinary, make([]byte, frameSize))
	pingFrame   = constantFrame(opPing, nil)
	closeFrame  = constantFrame(opClose, binary.BigEndian.AppendUint16(nil, wire.CloseStatus))
)

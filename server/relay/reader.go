package relay

import (
	"encoding/binary"
	"io"
	"time"

	"github.com/gobwas/ws"
)

// A reader takes frames from a connection. It knows four forms of them, and nothing else is one: a message of 512 bytes in one
// piece, a close, a ping and a pong, all masked (RFC 6455 §5.3). A message in several pieces is refused although the standard
// allows it: no browser does that with 512 bytes, and how a message is cut would be one more thing that tells clients apart.
type reader struct {
	have   int
	in     [2 * (headerSize + maskSize + frameSize)]byte
	tokens float64
	filled time.Time
}

// read returns the next frame, unmasked, or nil when there is none or it is not one of those.
func (r *reader) read(from io.Reader) *frame {
	for {
		f, used, ok := parseFrame(r.in[:r.have])
		if !ok {
			return nil
		}
		if f != nil {
			r.have = copy(r.in[:], r.in[used:r.have])
			return f
		}
		n, err := from.Read(r.in[r.have:])
		if err != nil {
			return nil
		}
		r.have += n
	}
}

// parseFrame takes one frame from the beginning of b. It returns nil when b is too short, and not ok as soon as what is there
// cannot become a frame.
func parseFrame(b []byte) (f *frame, used int, ok bool) {
	if len(b) < 2 {
		return nil, 0, len(b) == 0 || isOp(b[0])
	}
	header, size := 2, int(b[1]&0x7f)
	if !isOp(b[0]) || b[1]&0x80 == 0 {
		return nil, 0, false
	}
	if b[0] == opBinary {
		if size != 126 {
			return nil, 0, false
		}
		if len(b) < 4 {
			return nil, 0, true
		}
		header, size = 4, int(binary.BigEndian.Uint16(b[2:]))
		if size != frameSize {
			return nil, 0, false
		}
	} else if size > maxControl {
		return nil, 0, false
	}
	used = header + maskSize + size
	if len(b) < used {
		return nil, 0, true
	}
	f = newFrame(b[0], size)
	copy(f.payload(), b[header+maskSize:used])
	ws.Cipher(f.payload(), [maskSize]byte(b[header:]), 0)
	return f, used, true
}

func isOp(b byte) bool { return b == opBinary || b == opClose || b == opPing || b == opPong }

// allow counts one frame, of any kind, against what a connection may send.
func (r *reader) allow(now time.Time) bool {
	if r.filled.IsZero() {
		r.tokens = frameBurst
	} else {
		r.tokens = min(frameBurst, r.tokens+frameRate*now.Sub(r.filled).Seconds())
	}
	r.filled = now
	if r.tokens < 1 {
		return false
	}
	r.tokens--
	return true
}

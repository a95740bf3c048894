package wire

// Sizes of the live link in bytes (SPEC §10.1).
const (
	FrameSize   = 512 // every message of the live link, in both directions
	RoomSize    = 32  // the name of a room
	AttemptSize = 16  // the first bytes of every frame in a public room
	ShareSize   = 32  // the share of a key exchange: the encoding of an element of ristretto255 (RFC 9496 §4.3.2)
)

// PathLive is the path of the live link; MethodLive the method that is upgraded (RFC 6455 §4.1).
const (
	PathLive   = "/v1/live"
	MethodLive = "GET"
)

// LiveFormat is the version of the live link, the first byte of a join.
const LiveFormat = 1

// CloseStatus is the one status with which the relay closes, whatever the reason (RFC 6455 §7.4.1: policy violation).
const CloseStatus = 1008

// How many may be in a room at once.
const (
	MaxHosts   = 1 // of a public room
	MaxGuests  = 8 // of a public room
	MaxMembers = 8 // of a secret room
)

// KindShare is the byte behind the attempt in the frame with which a host answers, and in the frame that the relay makes
// when no host does (SPEC §10.3). The share follows, then random bytes.
const KindShare = 2

// A Room names a room. That of a secret room opens the way into it, and that of a public room says which code was spoken
// about, so it does not print.
type Room [RoomSize]byte

// String returns a constant: names of rooms do not belong in logs.
func (Room) String() string { return "room" }

// GoString returns a constant: names of rooms do not belong in logs.
func (Room) GoString() string { return "room" }

// Way says as what a connection joins.
type Way byte

// The ways. The list is append-only.
const (
	WayOpen  Way = 1 // the host of a public room
	WayKnock Way = 2 // a guest of a public room: its frames go to the host, and those of the host to the guest they are for
	WayMeet  Way = 3 // a member of a secret room: a frame goes to all others
)

// Offsets in a join (SPEC §10.2).
const (
	offWay       = 1
	offRoom      = 2
	offJoinZeros = 34
)

// A Join is the first frame of a connection.
type Join struct {
	Way  Way
	Room Room
}

// AppendTo appends the FrameSize bytes of j to b.
func (j *Join) AppendTo(b []byte) []byte {
	var f [FrameSize]byte
	f[offFormat] = LiveFormat
	f[offWay] = byte(j.Way)
	copy(f[offRoom:], j.Room[:])
	return append(b, f[:]...)
}

// ParseJoin reads exactly one join. Whatever is wrong, the error is ErrMalformed.
func ParseJoin(b []byte) (Join, error) {
	if len(b) != FrameSize || b[offFormat] != LiveFormat || !zeros(b[offJoinZeros:]) {
		return Join{}, ErrMalformed
	}
	j := Join{Way: Way(b[offWay])}
	if j.Way < WayOpen || j.Way > WayMeet {
		return Join{}, ErrMalformed
	}
	copy(j.Room[:], b[offRoom:])
	return j, nil
}

// Joined reports whether b is the answer to a join: FrameSize zeros (SPEC §10.2).
func Joined(b []byte) bool { return len(b) == FrameSize && zeros(b) }

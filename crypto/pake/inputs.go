package pake

// Labels of the live link's exchange (SPEC §11). They are ASCII and are never reused for another purpose.
const (
	labelChannel = "larkspur/1 live"
	labelGuest   = "larkspur/1 live guest"
	labelHost    = "larkspur/1 live host"
)

// RoomSize is the size of a room's name in bytes.
const RoomSize = 32

// ChannelID returns the input ci for a room on the deployment called realm (SPEC §11): a code that was spoken for one
// deployment, or one room, makes no key in another.
func ChannelID(realm string, room [RoomSize]byte) []byte {
	b := make([]byte, 0, len(labelChannel)+1+len(realm)+RoomSize)
	b = append(b, labelChannel...)
	b = append(b, 0)
	b = append(b, realm...)
	return append(b, room[:]...)
}

// Data returns what a side in this role says of itself: ad of its own Finish, peerAD of the other's (SPEC §11). It is not
// sent, as both know it. It panics when r is none.
func (r Role) Data() []byte {
	switch r {
	case Initiator:
		return []byte(labelGuest)
	case Responder:
		return []byte(labelHost)
	}
	panic("pake: no role")
}

package game

import (
	"bytes"
	"encoding/hex"

	"larkspur/server/shelf"
)

// What controls plant. Each is a mistake that a shelf or a store could make; the players have to find it.

// tombstone leaves an object of the ordinary size, under a name that follows from the locator without any key of the server:
// a note that something was here.
func tombstone(h *house, who *survivor, s *snapshot) {
	keys := rootOf(who.words).Keys()
	l := keys.Locator()
	b := make([]byte, shelf.ObjectSize)
	_, _ = h.draw.of("tombstone").reader().Read(b)
	s.objects[hex.EncodeToString(sum([]byte("tombstone"), l[:]))] = b
}

// shorter takes a byte from the object that was changed last: the page that was erased.
func shorter(h *house, _ *survivor, s *snapshot) {
	order := h.meter.order()
	last := order[len(order)-1].name.String()
	s.objects[last] = s.objects[last][1:]
}

// unsealed puts the page of the door in the store as it is, without the seal of the shelf.
func unsealed(h *house, who *survivor, s *snapshot) {
	keys := rootOf(who.words).Keys()
	p, err := keys.Seal(h.draw.of("unsealed").reader(), 1, []byte("a door"))
	if err != nil {
		panic(err)
	}
	order := h.meter.order()
	last := order[len(order)-1].name.String()
	b := bytes.Clone(s.objects[last])
	copy(b[len(b)-pageSize-16:], p[:])
	s.objects[last] = b
}

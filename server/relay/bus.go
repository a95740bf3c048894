package relay

import "larkspur/server/wire"

// A Bus carries messages between the nodes of a deployment. It promises nothing but this: what is published reaches those who
// were subscribed before, most of the time, in the order of each publisher and once, and nobody waits for it. A node that takes
// less than comes for it loses what there is no room for, and no other node does. Nobody is told of what got lost: it is sent again
// by the members of the room, who number their frames.
//
// bustest shows that an implementation keeps the contract.
type Bus interface {
	// Subscribe has deliver called with every message that another node publishes for the room. It returns when a Publish on
	// any other node reaches it, and with an error if that cannot be had in about a second. Messages are valid until deliver
	// returns. deliver must not block, and may be called from several goroutines, and once more after cancel.
	Subscribe(room wire.Room, deliver func(message []byte)) (cancel func(), err error)

	// Publish sends a copy of message to all other nodes that subscribed to the room, and not to this one. It never waits for
	// them, and drops what they do not take. A message has at most MaxMessage bytes.
	Publish(room wire.Room, message []byte)
}

// MaxMessage is the size in bytes of the largest message on a Bus.
const MaxMessage = headSize + frameSize

// Package call keeps one end of a live link going over connections that break: it waits in the room of a code, makes the
// exchange, moves to the secret room, sends a frame at every tick whether there is something to say or not, and comes back
// when the connection is gone (SPEC §13.3).
//
// It knows no network and no browser: a Line connects. One goroutine of its own owns the end; Do runs what a view wants on it.
package call

import (
	"context"
	"errors"

	"larkspur/client/live/link"
	"larkspur/server/wire"
)

// Line connects to the relay.
type Line interface {
	// Dial opens a connection and sends its join. It returns when the relay has answered that it is in the room.
	Dial(ctx context.Context, join wire.Join) (Conn, error)
}

// Conn is one connection in one room.
type Conn interface {
	// Send sends a frame. It may return before the frame has left, and does not block for long.
	Send(f *link.Frame) error
	// Receive waits for the next frame. After Close, or when the connection is gone, it fails.
	Receive() (*link.Frame, error)
	Close()
}

// Errors that end a call.
var (
	// ErrNobody: nobody who knows the code answered in time. A wrong code, a late one and a host who is gone look the same.
	ErrNobody = link.ErrNobody
	// ErrSpent: somebody tried another code in the room of this one.
	ErrSpent = link.ErrSpent
	// ErrOld: nobody came while the code was good.
	ErrOld = errors.New("call: the code is too old")
)

// Package call keeps one end of a live link going over connections that break: it waits in the room of a code, makes the
// exchange, moves to the secret room, has a frame leave at every tick whether there is something to say or not, and comes back
// when the connection is gone, or seems to be (SPEC §13.3).
//
// When frames leave is no matter of this package: whoever draws a screen is late with what comes next, and a watcher would read
// that off. A Conn has a beat of its own. It is given frames that say nothing for the moments of the next seconds, and shortly before each
// moment the frames that say something, in their place. An end that comes too late for a moment misses it, and nobody sees that.
//
// It knows no network and no browser: a Line connects. One goroutine of its own owns the end; Do runs what a view wants on it.
package call

import (
	"context"
	"errors"
	"time"

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
	// Send sends a frame now. It may return before the frame has left, and does not block for long.
	Send(f *link.Frame) error
	// Beat has frames leave for the moments start + n*Tick from now on, for whole numbers n, by a clock that waits for nobody: at a
	// time within Spread after each that is drawn anew and from nothing else. It is called once. lead is how long before a moment
	// its frames are to be put at the latest.
	Beat(start time.Time) (lead time.Duration)
	// Put has frames leave for moment n, in place of those that were put there before. It does not block. ErrLate: those of before
	// have left. A moment for which nothing was put passes in silence.
	Put(n int, frames []*link.Frame) error
	// Receive waits for the next frame. ErrLate: something that was put came too late, and the connection goes on. After Close,
	// or when the connection is gone, it fails otherwise. What was put and has not left does not leave after Close.
	Receive() (*link.Frame, error)
	Close()
}

// ErrLate is for frames that were put for a moment whose frames have left.
var ErrLate = errors.New("call: the moment has passed")

// Errors that end a call.
var (
	// ErrNobody: nobody who knows the code answered in time. A wrong code, a late one and a host who is gone look the same.
	ErrNobody = link.ErrNobody
	// ErrSpent: somebody tried another code in the room of this one.
	ErrSpent = link.ErrSpent
	// ErrOld: nobody came while the code was good.
	ErrOld = errors.New("call: the code is too old")
)

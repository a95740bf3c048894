package call

import (
	"context"
	"errors"
	"time"

	"larkspur/client/live/link"
	"larkspur/server/wire"
)

// connections has one connection after the other into one room.
type connections struct {
	ctx    context.Context
	cancel context.CancelFunc
	line   Line
	join   wire.Join

	tries  int       // without one that lasted
	since  time.Time // of the connection
	conn   Conn      // nil while there is none
	fresh  chan Conn
	frames chan *link.Frame // nil: something was put too late
	lost   chan struct{}
}

func (c *call) connections(ctx context.Context, join wire.Join) *connections {
	ctx, cancel := context.WithCancel(ctx)
	l := &connections{ctx: ctx, cancel: cancel, line: c.cfg.Line, join: join,
		fresh: make(chan Conn), frames: make(chan *link.Frame), lost: make(chan struct{}, 1)}
	go l.dial(0)
	return l
}

func (l *connections) stop() {
	l.cancel()
	if l.conn != nil {
		l.conn.Close()
	}
}

// dial connects, again and again until it works or the room is left.
func (l *connections) dial(tries int) {
	for ; ; tries++ {
		if tries > 0 {
			select {
			case <-time.After(pause(tries - 1)):
			case <-l.ctx.Done():
				return
			}
		}
		conn, err := l.line.Dial(l.ctx, l.join)
		if err != nil {
			if l.ctx.Err() != nil {
				return
			}
			continue
		}
		select {
		case l.fresh <- conn:
		case <-l.ctx.Done():
			conn.Close()
		}
		return
	}
}

// use takes a connection for the one to hear.
func (l *connections) use(conn Conn) {
	l.conn, l.since = conn, time.Now()
	go func() {
		for {
			f, err := conn.Receive()
			if errors.Is(err, ErrLate) {
				f, err = nil, nil
			}
			if err != nil {
				conn.Close()
				l.lost <- struct{}{} // one reader at a time, so there is room
				return
			}
			select {
			case l.frames <- f:
			case <-l.ctx.Done():
				conn.Close()
				return
			}
		}
	}()
}

// again connects anew after a connection was lost. A room that throws out whoever comes is not tried without a pause.
func (l *connections) again() {
	l.conn = nil
	if l.tries++; time.Since(l.since) >= lasting {
		l.tries = 1
	}
	go l.dial(l.tries)
}

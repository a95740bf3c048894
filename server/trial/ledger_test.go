package trial

import (
	"context"
	"sync"

	"larkspur/client"
	"larkspur/server/wire"
)

// A ledger counts what a server acknowledged, over all its lives.
type ledger struct {
	mu           sync.Mutex
	acknowledged int                   // writes that were answered ok
	tried, there map[wire.Locator]bool // locators that a write was sent for, and those where one was acknowledged
}

func newLedger() *ledger {
	return &ledger{tried: map[wire.Locator]bool{}, there: map[wire.Locator]bool{}}
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.acknowledged
}

func (l *ledger) sent(op wire.Op, at wire.Locator) {
	if op == wire.OpWrite {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.tried[at] = true
	}
}

func (l *ledger) answered(op wire.Op, at wire.Locator, code wire.Code) {
	if op == wire.OpWrite && code == wire.CodeOK {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.acknowledged++
		l.there[at] = true
	}
}

// noting is a Transport that notes what passes.
type noting struct {
	client.Transport
	ledger *ledger
}

func (n noting) Page(ctx context.Context, request []byte) ([]byte, error) {
	op, at := wire.Op(request[1]), wire.Locator(request[2:34])
	n.ledger.sent(op, at)
	answer, err := n.Transport.Page(ctx, request)
	if err == nil && len(answer) == wire.MessageSize {
		n.ledger.answered(op, at, wire.Code(answer[1]))
	}
	return answer, err
}

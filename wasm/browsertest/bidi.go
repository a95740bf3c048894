//go:build unix

package browsertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/coder/websocket"
)

// bidi is a connection that speaks WebDriver BiDi (https://w3c.github.io/webdriver-bidi/).
type bidi struct {
	ws   *websocket.Conn
	gone chan struct{} // closed when the connection has ended

	mu      sync.Mutex
	next    int64
	waiting map[int64]chan bidiMessage
	heard   map[string]func(json.RawMessage)
}

type bidiMessage struct {
	Type    string          `json:"type"`
	ID      *int64          `json:"id"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
}

// bidiError is an answer that refuses a command.
type bidiError struct{ code, message string }

func (e *bidiError) Error() string { return e.code + ": " + e.message }

var errGone = errors.New("browsertest: the connection to the browser has ended")

func dialBidi(ctx context.Context, url string) (*bidi, error) {
	ws, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return nil, fmt.Errorf("browsertest: %s: %w", url, err)
	}
	ws.SetReadLimit(-1) // pictures and documents come in one message
	b := &bidi{ws: ws, gone: make(chan struct{}), waiting: map[int64]chan bidiMessage{},
		heard: map[string]func(json.RawMessage){}}
	go b.read()
	return b, nil
}

// on calls f for each event of a method, in order, on the reading goroutine.
func (b *bidi) on(method string, f func(json.RawMessage)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heard[method] = f
}

func (b *bidi) read() {
	defer close(b.gone)
	for {
		_, data, err := b.ws.Read(context.Background())
		if err != nil {
			return
		}
		var m bidiMessage
		if json.Unmarshal(data, &m) != nil {
			continue
		}
		b.mu.Lock()
		var wait chan bidiMessage
		hear := b.heard[m.Method]
		if m.ID != nil {
			wait = b.waiting[*m.ID]
			delete(b.waiting, *m.ID)
		}
		b.mu.Unlock()
		switch {
		case wait != nil:
			wait <- m
		case m.Type == "event" && hear != nil:
			hear(m.Params)
		}
	}
}

// call sends one command and decodes its result, which may be nil.
func (b *bidi) call(ctx context.Context, method string, params object, result any) error {
	wait := make(chan bidiMessage, 1)
	b.mu.Lock()
	b.next++
	id := b.next
	b.waiting[id] = wait
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.waiting, id)
		b.mu.Unlock()
	}()
	if params == nil {
		params = object{}
	}
	data, err := json.Marshal(object{"id": id, "method": method, "params": params})
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	// A context that ends during the write would take the connection with it,
	// and the next call must still be able to look at the page.
	if err := b.ws.Write(context.WithoutCancel(ctx), websocket.MessageText, data); err != nil {
		return fmt.Errorf("%s: %w: %w", method, errGone, err)
	}
	select {
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", method, ctx.Err())
	case <-b.gone:
		return fmt.Errorf("%s: %w", method, errGone)
	case m := <-wait:
		if m.Type == "error" {
			return fmt.Errorf("%s: %w", method, &bidiError{m.Error, m.Message})
		}
		if result == nil {
			return nil
		}
		if err := json.Unmarshal(m.Result, result); err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		return nil
	}
}

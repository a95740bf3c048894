//go:build js && wasm

// Command wasm is the program that runs in the workers of the page: a bridge and nothing else.
//
// The page (wasm/web) starts it twice from one compiled module. As "core" it holds a session and draws it; as "derive" it
// turns one phrase into one root and is thrown away, because the memory of WebAssembly never shrinks and ending the
// worker is the strongest wipe a browser offers. The root goes from the second worker to the first and never through the
// page's own thread. All messages are written down in wasm/web/bridge.d.ts; this file and offer.go are its other side.
package main

import (
	"context"
	"sync"
	"time"

	"larkspur/crypto/page"
	"larkspur/wasm/app"
	"larkspur/wasm/view"
)

// Bridge is the core's end. Its methods may be called from any goroutine.
type Bridge struct {
	// Events delivers what the page says, in order. It is never closed: the program ends with its worker.
	Events <-chan app.Event

	mu    sync.Mutex
	queue []app.Event
	wake  chan struct{}
}

// NewBridge connects to the page. Only one may be made.
func NewBridge() *Bridge {
	out := make(chan app.Event)
	b := &Bridge{Events: out, wake: make(chan struct{}, 1)}
	receive(b.push)
	go b.pump(out)
	return b
}

// push is called by the browser, which must never be made to wait: hence a queue without a bound.
func (b *Bridge) push(e app.Event) {
	b.mu.Lock()
	b.queue = append(b.queue, e)
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *Bridge) pump(out chan<- app.Event) {
	for range b.wake {
		for {
			b.mu.Lock()
			if len(b.queue) == 0 {
				b.mu.Unlock()
				break
			}
			e := b.queue[0]
			b.queue[0] = app.Event{}
			b.queue = b.queue[1:]
			b.mu.Unlock()
			out <- e
		}
	}
}

// Tree draws n; the first one replaces the cover. seq is the Seq of the last action that n takes into account, so that
// what was typed since is not overwritten.
func (b *Bridge) Tree(n *view.Node, seq int) {
	send(map[string]any{"k": "tree", "n": seq, "json": string(view.AppendJSON(nil, n))})
}

// Beginning is Tree for a tree whose rest is made when an EventShown has come back: what a window holds is painted before.
func (b *Bridge) Beginning(n *view.Node, seq int) {
	send(map[string]any{"k": "tree", "n": seq, "json": string(view.AppendJSON(nil, n)), "more": true})
}

// Cover goes back to the cover. The page ends this program and starts a fresh one.
func (b *Bridge) Cover() { send(map[string]any{"k": "cover"}) }

// Over ends this program and leaves what was drawn last.
func (b *Bridge) Over() { send(map[string]any{"k": "over"}) }

// Print opens the print dialog for what is drawn.
func (b *Bridge) Print() { send(map[string]any{"k": "print"}) }

// Save has the browser save a file: its name, its text and its media type.
func (b *Bridge) Save(name, text, kind string) {
	send(map[string]any{"k": "save", "name": name, "text": text, "type": kind})
}

// Announce has a screen reader say text: when it is free, or at once.
func (b *Bridge) Announce(text string, urgent bool) {
	send(map[string]any{"k": "announce", "text": text, "urgent": urgent})
}

// Lang sets the language of what is drawn, "en" or "es".
func (b *Bridge) Lang(lang string) { send(map[string]any{"k": "lang", "lang": lang}) }

// Idle sets after how many minutes without a touch, and how many out of sight, the page locks. 0 leaves the default.
func (b *Bridge) Idle(idle, hidden int) {
	send(map[string]any{"k": "idle", "idle": idle, "hidden": hidden})
}

// Unsent sets whether the browser asks before the window is closed.
func (b *Bridge) Unsent(is bool) { send(map[string]any{"k": "unsent", "unsent": is}) }

// Fetch makes one call: req and the answer are 33,024 bytes each. Every failure, whatever it was, is ErrUnreachable, or
// the context's error.
func (b *Bridge) Fetch(ctx context.Context, req []byte) ([]byte, error) { return fetchPage(ctx, req) }

// Derive runs page.Derive in the other worker. The error is ErrDerive or the context's.
func (b *Bridge) Derive(ctx context.Context, canonical []byte, realm string) (page.Root, error) {
	return deriveElsewhere(ctx, canonical, realm)
}

// Offset is the offset of the zone from UTC at the moment t, in seconds east; false when the browser does not know it.
func (b *Bridge) Offset(zone string, t time.Time) (int, bool) { return zoneOffset(zone, t) }

// Now is the browser's clock.
func (b *Bridge) Now() time.Time { return time.Now() }

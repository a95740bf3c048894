//go:build js && wasm

package main

import (
	"context"
	"errors"
	"syscall/js"
	"time"

	"larkspur/crypto/page"
	"larkspur/crypto/secret"
	"larkspur/wasm/app"
)

// This file and line.go are all that touches the browser (Offer in bridge.d.ts).

// ErrUnreachable says that a call brought no answer of the right shape.
var ErrUnreachable = errors.New("bridge: no answer")

// ErrDerive says that the derivation worker could not do it, out of memory most likely.
var ErrDerive = errors.New("bridge: derivation failed")

func offer() js.Value { return js.Global().Get("bridge") }

func send(message map[string]any) { offer().Call("send", message) }

func receive(f func(app.Event)) {
	offer().Call("receive", js.FuncOf(func(_ js.Value, args []js.Value) any {
		m := args[0]
		e := app.Event{
			Kind: app.EventKind(m.Get("k").String()),
			ID:   field(m, "id"), On: field(m, "on"), Value: field(m, "value"), Text: field(m, "text"),
			Lang: field(m, "lang"), Site: field(m, "site"), Places: field(m, "places"), Zone: field(m, "zone"),
		}
		if n := m.Get("n"); n.Type() == js.TypeNumber {
			e.Seq = n.Int()
		}
		f(e)
		return nil
	}))
}

func field(m js.Value, name string) string {
	if v := m.Get(name); v.Type() == js.TypeString {
		return v.String()
	}
	return ""
}

func toJS(b []byte) js.Value {
	v := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(v, b)
	return v
}

func toGo(v js.Value) []byte {
	b := make([]byte, v.Get("length").Int())
	js.CopyBytesToGo(b, v)
	return b
}

// await waits for a promise of bytes. What the promise was rejected with is not told: it differs between browsers.
func await(ctx context.Context, promise js.Value, failed error) ([]byte, error) {
	type result struct {
		b   []byte
		err error
	}
	done := make(chan result, 1)
	var ok, bad js.Func
	release := func() { ok.Release(); bad.Release() }
	ok = js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- result{b: toGo(args[0])}
		args[0].Call("fill", 0)
		release()
		return nil
	})
	bad = js.FuncOf(func(js.Value, []js.Value) any {
		done <- result{err: failed}
		release()
		return nil
	})
	promise.Call("then", ok, bad)
	select {
	case r := <-done:
		return r.b, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func fetchPage(ctx context.Context, req []byte) ([]byte, error) {
	abort := js.Global().Get("AbortController").New()
	stop := context.AfterFunc(ctx, func() { abort.Call("abort") })
	defer stop()
	return await(ctx, offer().Call("page", toJS(req), abort.Get("signal")), ErrUnreachable)
}

func deriveElsewhere(ctx context.Context, canonical []byte, realm string) (page.Root, error) {
	b, err := await(ctx, offer().Call("derive", toJS(canonical), realm), ErrDerive)
	if err != nil {
		return page.Root{}, err
	}
	defer secret.Wipe(b)
	root, err := page.RootFrom(b)
	if err != nil {
		return page.Root{}, ErrDerive
	}
	return root, nil
}

// deriveHere is the whole life of a derivation worker: one job, one answer.
func deriveHere() {
	job := offer().Get("job")
	canonical := toGo(job.Get("text"))
	root := page.Derive(canonical, job.Get("realm").String())
	offer().Call("done", toJS(root.Expose()))
	secret.Wipe(canonical)
	root.Wipe()
}

func zoneOffset(zone string, t time.Time) (int, bool) {
	seconds := offer().Call("offset", zone, float64(t.UnixMilli())).Float()
	if seconds != seconds { // NaN: the browser does not know the zone
		return 0, false
	}
	return int(seconds), true
}

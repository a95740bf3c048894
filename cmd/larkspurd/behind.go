package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"

	"larkspur/server/control"
	"larkspur/server/rotator"
	"larkspur/server/shelf"
)

// behind is what goes on behind the serving: rotations, the trickle, and the socket for the operator's other commands.
type behind struct {
	cancel context.CancelFunc
	wait   sync.WaitGroup
}

// stop ends all of it and waits. What was cut off is gone on with at the next start.
func (b *behind) stop() {
	b.cancel()
	b.wait.Wait()
}

// startBehind starts it. Without a socket the server serves all the same: rotate and disclose then want it stopped.
func startBehind(ctx context.Context, s settings, st *storage, pages *shelf.Shelf, notices io.Writer) (*behind, error) {
	say := func(text string) { fmt.Fprintln(notices, "larkspurd:", text) }
	ctx, cancel := context.WithCancel(ctx)
	b := &behind{cancel: cancel}
	turns := rotator.New(rotator.Config{Shelf: pages, Every: s.rotateEvery, Notice: say})
	ln, err := control.Listen(filepath.Join(st.dir, control.File))
	switch {
	case errors.Is(err, control.ErrInUse):
		cancel()
		return nil, err
	case err != nil:
		say(fmt.Sprintf("commands beside the running server are not possible: %v", err))
	default:
		d := disclosure{settings: s, dir: st.dir, key: st.key, bucket: st.bucket, shelf: pages, turn: make(chan struct{}, 1)}
		verbs := map[string]control.Verb{"rotate": rotateVerb(turns), "disclose": {Do: d.answer}}
		b.wait.Go(func() {
			if err := control.Serve(ctx, ln, verbs); err != nil {
				say(err.Error())
			}
		})
	}
	b.wait.Go(func() { turns.Run(ctx) })
	if !s.noTrickle {
		b.wait.Go(func() { pages.Trickle(ctx) })
	}
	return b, nil
}

// rotateVerb is what larkspurd rotate asks a running server for. A rotation that began goes on without who asked.
func rotateVerb(turns *rotator.Rotator) control.Verb {
	return control.Verb{GoesOn: true, Do: func(ctx context.Context, _ json.RawMessage, report func(any) error) error {
		return turns.Rotate(ctx, func(p shelf.Progress) { _ = report(p) })
	}}
}

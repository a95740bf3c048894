package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"larkspur/server/control"
	"larkspur/server/shelf"
)

func rotateCommand() *cli.Command {
	return &cli.Command{
		Name:  "rotate",
		Usage: "make a new key, move everything under it, and destroy the old one",
		Description: "From its end on no copy of the store opens what was erased before it began, unless that key was copied too. A server\n" +
			"that runs on the same --data does it, while it serves; without one this command does it, with the same settings\n" +
			"as serve, --keep among them: without it the months of last use are forgotten. Ctrl-C and kills harm nothing: a server goes on, and what was cut off is gone on with next time.",
		Flags:        storeFlags(),
		Action:       rotate,
		OnUsageError: onUsageError,
	}
}

func rotate(c *cli.Context) error {
	s, err := settingsOf(c, storeFlags())
	if err != nil {
		return err
	}
	if err := noCoreDumps(); err != nil {
		return fmt.Errorf("core dumps could not be turned off: %w", err)
	}
	p := &progress{out: c.App.ErrWriter, what: "changing the key"}
	defer p.end()
	var last shelf.Progress
	show := func(far shelf.Progress) {
		last = far
		p.show(far.Done, far.Total)
	}
	err = rotateThere(c.Context, s, show)
	if errors.Is(err, control.ErrNobody) {
		err = rotateHere(c, s, show)
	} else if errors.Is(err, context.Canceled) {
		return errors.New("stopped waiting; the server goes on changing the key")
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.App.Writer, "The key was changed; %d objects were handled. The old key is destroyed.\n", last.Done)
	return err
}

// rotateThere has the server do it that runs on the data folder.
func rotateThere(ctx context.Context, s settings, show func(shelf.Progress)) error {
	dir, err := dataPath(s.data)
	if err != nil {
		return err
	}
	return control.Call(ctx, filepath.Join(dir, control.File), "rotate", nil, func(report json.RawMessage) error {
		var far shelf.Progress
		if err := json.Unmarshal(report, &far); err != nil {
			return fmt.Errorf("the server's answer is not understood: %w", err)
		}
		show(far)
		return nil
	})
}

// rotateHere opens the store. It makes no key and no realm.
func rotateHere(c *cli.Context, s settings, show func(shelf.Progress)) (err error) {
	st, err := openStorage(c.Context, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	has, err := st.hasKey()
	if err != nil {
		return err
	}
	if !has {
		state, err := st.withoutKey(c.Context)
		if err != nil {
			return fmt.Errorf("key: %w", err)
		}
		return fmt.Errorf("there is no key to change: %s", state)
	}
	pages, err := openShelf(c.Context, s, st, c.App.ErrWriter)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pages.Close()) }()
	cutOff := pages.Rotating()
	err = pages.Rotate(c.Context, show)
	if err == nil && cutOff { // it may have passed by what was erased meanwhile
		err = pages.Rotate(c.Context, show)
	}
	if c.Context.Err() != nil && err != nil {
		return errors.New("stopped before all was moved; the next rotation, or the next start of serve, goes on")
	}
	return err
}

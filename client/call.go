package client

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io"

	"larkspur/crypto/page"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// StarterKey lets its holder make pages on a server in the mode starter (SPEC §6.4). The zero StarterKey is none.
type StarterKey struct{ secret.Key }

// clone has bytes of its own. A session wipes its key when it is closed, and whoever gave it or was given it may go on.
func (k StarterKey) clone() StarterKey {
	if k.IsZero() {
		return StarterKey{}
	}
	return StarterKey{secret.NewKey(k.Expose())}
}

// found is what a read brought: the version to write against, and the page if the key opens it.
type found struct {
	version wire.Version
	sealed  [wire.PageSize]byte
	opened  bool // false for noise, whatever the reason
	format  page.Format
	body    []byte
}

// read asks for the page of keys.
func (b *burst) read(ctx context.Context, keys page.Keys) (*found, error) {
	a, err := b.send(ctx, &wire.Request{Op: wire.OpRead, Locator: keys.Locator()})
	if err != nil {
		return nil, err
	}
	if err := codeError(a.Code); err != nil {
		return nil, err
	}
	f := &found{version: a.Version, sealed: a.Page}
	f.format, f.body, err = keys.Open(&a.Page)
	f.opened = err == nil
	return f, nil
}

// errLost is the answer lost: somebody else wrote in between. It never leaves the package.
var errLost = errors.New("client: lost the swap")

// write swaps a sealed page in and returns its version. When the outcome is not known it reads again: if its own page is
// there, it was saved (SPEC §6.2). starter is shown only by calls that make a page.
//
// Errors: errLost; ErrAdmission, ErrBusy, ErrRefused with nothing stored; ErrUnreachable and ErrServer with the outcome
// unknown to the end.
func (b *burst) write(ctx context.Context, keys page.Keys, expected wire.Version, sealed *[page.Size]byte, starter StarterKey) (wire.Version, error) {
	r := &wire.Request{Op: wire.OpWrite, Expected: expected, Page: *sealed}
	if err := b.sign(r, keys, starter); err != nil {
		return wire.Version{}, err
	}
	for try := range 2 {
		a, err := b.send(ctx, r)
		if err == nil {
			err = codeError(a.Code)
		}
		if err == nil {
			return a.Version, nil
		}
		// On the second try, lost may mean that the first arrived late and won: that is ours too.
		if !outcomeUnknown(err) && !(try > 0 && errors.Is(err, errLost)) {
			return wire.Version{}, err
		}
		f, readErr := b.read(ctx, keys)
		if readErr != nil {
			return wire.Version{}, err
		}
		if f.sealed == *sealed {
			return f.version, nil
		}
		if f.version != expected {
			return wire.Version{}, errLost
		}
	}
	return wire.Version{}, ErrServer
}

// create writes over the noise that f showed. The noise of every locator changes once in a while, at the moment in which a
// rotation begins (SPEC §9.6): a swap that was lost while nothing opens there is made again over the noise of now. Errors as
// of write, and ErrTaken instead of errLost.
func (b *burst) create(ctx context.Context, keys page.Keys, f *found, sealed *[page.Size]byte, starter StarterKey) (wire.Version, error) {
	for range maxTries {
		version, err := b.write(ctx, keys, f.version, sealed, starter)
		if !errors.Is(err, errLost) {
			return version, err
		}
		now, err := b.read(ctx, keys)
		switch {
		case err != nil:
			return wire.Version{}, err
		case now.sealed == *sealed:
			return now.version, nil
		case now.opened, now.version == f.version: // the same noise, and lost: it was made, and erased again
			return wire.Version{}, ErrTaken
		}
		f = now
	}
	return wire.Version{}, ErrContended
}

// erase drops the page of keys if expected is still held. An unknown outcome is read again: a page that no longer opens
// is erased. Erasing what is not there succeeds.
func (b *burst) erase(ctx context.Context, keys page.Keys, expected wire.Version) error {
	r := &wire.Request{Op: wire.OpErase, Expected: expected}
	if _, err := io.ReadFull(b.c.cfg.Random, r.Page[:]); err != nil {
		return err
	}
	if err := b.sign(r, keys, StarterKey{}); err != nil {
		return err
	}
	for range 2 {
		a, err := b.send(ctx, r)
		if err == nil {
			err = codeError(a.Code)
		}
		if err == nil || !outcomeUnknown(err) {
			return err
		}
		f, readErr := b.read(ctx, keys)
		switch {
		case readErr != nil:
			return err
		case !f.opened:
			return nil
		case f.version != expected:
			return errLost
		}
	}
	return ErrServer
}

// eraseWhatever reads and erases until the page is gone: for pages nobody else may still want.
func (b *burst) eraseWhatever(ctx context.Context, root page.Root) error {
	keys := root.Keys()
	defer keys.Wipe()
	for range maxTries {
		f, err := b.read(ctx, keys)
		if err != nil || !f.opened {
			return err
		}
		if err := b.erase(ctx, keys, f.version); !errors.Is(err, errLost) {
			return err
		}
	}
	return ErrContended
}

// sign completes a write or an erase: key, locator, admission, signature (SPEC §6.3 and §6.4).
func (b *burst) sign(r *wire.Request, keys page.Keys, starter StarterKey) error {
	r.Locator, r.PublicKey = keys.Locator(), keys.PublicKey()
	if starter.IsZero() {
		if _, err := io.ReadFull(b.c.cfg.Random, r.Admission[:]); err != nil {
			return err
		}
	} else {
		m := hmac.New(sha256.New, starter.Expose())
		m.Write(r.Locator[:])
		m.Sum(r.Admission[:0])
	}
	r.Signature = keys.Sign(r.Signed(b.c.cfg.Site.Realm))
	return nil
}

// outcomeUnknown reports whether a write that failed with err may have been stored all the same.
func outcomeUnknown(err error) bool {
	return errors.Is(err, ErrUnreachable) || errors.Is(err, ErrServer)
}

func codeError(c wire.Code) error {
	switch c {
	case wire.CodeOK:
		return nil
	case wire.CodeLost:
		return errLost
	case wire.CodeAdmission:
		return ErrAdmission
	case wire.CodeBusy:
		return ErrBusy
	case wire.CodeFailed:
		return ErrServer
	default:
		return ErrRefused
	}
}

// maxTries bounds every loop over lost swaps. Each round somebody else got through, so a handful is plenty.
const maxTries = 8

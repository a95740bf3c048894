package server

import (
	"context"

	"larkspur/server/wire"
)

// Pages is the shelf as the handler needs it.
type Pages interface {
	// Read returns the version and the page under l, or the noise of the epoch, which no caller can tell from a page.
	Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error)

	// Write swaps page in if expected is the version under l. admit is asked, once at the most and before anything is
	// stored, when that would make a page. The error is shelf.ErrLost or shelf.ErrAdmission when nothing was done;
	// with any other the outcome is not known.
	Write(ctx context.Context, l wire.Locator, expected wire.Version, page *[wire.PageSize]byte, admit func() bool) (wire.Version, error)

	// Erase drops the page under l if expected is its version. The error is shelf.ErrLost when nothing was done; with
	// any other the outcome is not known.
	Erase(ctx context.Context, l wire.Locator, expected wire.Version) error
}

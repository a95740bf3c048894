package app

import (
	"context"
	"time"

	"larkspur/client"
	"larkspur/client/live/call"
	"larkspur/crypto/page"
	"larkspur/wasm/view"
)

// Page is what the browser does for the application. wasm.Bridge is the real one; tests bring their own.
type Page interface {
	// Tree draws n; the first one replaces the cover. seq is the Seq of the last action that n takes into account.
	Tree(n *view.Node, seq int)
	// Beginning is Tree for the beginning of a new screen. When it is on the screen, an EventShown comes back.
	Beginning(n *view.Node, seq int)
	// Cover goes back to the cover. The page ends this program and starts a fresh one.
	Cover()
	// Over ends this program, with all that it has in memory, and leaves what was drawn last: whatever is pressed there leads to the
	// cover. A fresh program stands behind it.
	Over()
	// Print opens the print dialog for what is drawn.
	Print()
	// Save has the browser save a file: its name, its text and its media type.
	Save(name, text, kind string)
	// Announce has a screen reader say text: when it is free, or at once.
	Announce(text string, urgent bool)
	// Lang sets the language of what is drawn, "en" or "es".
	Lang(lang string)
	// Idle sets after how many minutes without a touch, and how many out of sight, the page locks. 0 leaves the default.
	Idle(idle, hidden int)
	// Unsent says whether the browser is to ask before the window is closed. It is for guests alone: what a browser asks stays on
	// the screen until somebody answers, and says that there was something to lose; on a plan of one's own nothing may do that.
	Unsent(is bool)
	// Fetch makes one call of the page service.
	Fetch(ctx context.Context, request []byte) ([]byte, error)
	// Line is the way to the relay of live links.
	call.Line
	// Derive runs page.Derive in a worker that is thrown away.
	Derive(ctx context.Context, canonical []byte, realm string) (page.Root, error)
	// Offset is the offset of a zone from UTC at the moment t, in seconds east; false when the zone is not known.
	Offset(zone string, t time.Time) (int, bool)
	// Now is the browser's clock.
	Now() time.Time
}

// transport is the Page as a client.Transport.
type transport struct{ page Page }

var _ client.Transport = transport{}

func (t transport) Page(ctx context.Context, request []byte) ([]byte, error) {
	return t.page.Fetch(ctx, request)
}

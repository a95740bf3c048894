//go:build unix

package browsertest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"testing"
	"time"
)

// Kind names a browser.
type Kind string

// The browsers that stories run on.
const (
	Chromium Kind = "chromium"
	Firefox  Kind = "firefox"
)

// Kinds returns every browser that a story must hold in.
func Kinds() []Kind { return []Kind{Chromium, Firefox} }

var (
	// ErrNoBrowser says that the browser is not installed.
	ErrNoBrowser = errors.New("browsertest: the browser is not installed: run .ci/setup")
	// ErrNoHistory says that there is no page to go back or forward to.
	ErrNoHistory = errors.New("browsertest: no such page in the history")
	// ErrWait says that what was waited for did not come in time.
	ErrWait = errors.New("browsertest: waited in vain")
	// ErrScript says that a script given to Eval threw.
	ErrScript = errors.New("browsertest: the script threw")
)

// Options is how a browser starts. The zero value is a new profile, English,
// light, 1280 by 800, with scripts and WebAssembly.
type Options struct {
	// Lang is the one accepted language, for example "es-MX". Empty is "en-US".
	Lang string
	// Dark asks pages for their dark colours.
	Dark bool
	// NoWASM starts a browser in which WebAssembly does not exist.
	NoWASM bool
	// NoJS starts a browser that runs no script of a page. Eval and the calls
	// that find things still work.
	NoJS bool
	// Width and Height are the viewport in CSS pixels.
	Width, Height int
	// Wait bounds every single call. Zero is a minute: a machine may be busy with other things.
	Wait time.Duration
	// Profile is the folder of an earlier browser (Browser.Profile) to go on
	// with. Empty makes a new one, which Close removes.
	Profile string
	// Dump is the folder for the picture and text of a failure. Empty makes one
	// at the first failure.
	Dump string
}

func (o Options) withDefaults() Options {
	if o.Lang == "" {
		o.Lang = "en-US"
	}
	if o.Width == 0 {
		o.Width = 1280
	}
	if o.Height == 0 {
		o.Height = 800
	}
	if o.Wait == 0 {
		o.Wait = time.Minute
	}
	return o
}

// Browser is one window of one browser with one profile. It is for one goroutine
// at a time, except Kill and Close.
type Browser interface {
	// Name is the kind, for messages.
	Name() string

	// Open loads url and returns when it has loaded.
	Open(ctx context.Context, url string) error
	Reload(ctx context.Context) error
	// Back and Forward go through the history as the buttons do. They return
	// ErrNoHistory when there is no such page.
	Back(ctx context.Context) error
	Forward(ctx context.Context) error
	URL(ctx context.Context) (string, error)
	Title(ctx context.Context) (string, error)

	// Type presses one key for each rune. Where it goes is where the focus is.
	Type(ctx context.Context, text string) error
	// Press presses and releases keys, one after the other: "Tab", "Enter",
	// "Shift", "ArrowDown", "a", or with modifiers "Shift+Tab", "Control+a".
	Press(ctx context.Context, keys ...string) error
	// Click scrolls to the target, waits until it stands still and nothing
	// covers it, and presses the pointer in its middle.
	Click(ctx context.Context, target Target) error
	// Hold is Click by somebody slow: so long is between pressing and letting go.
	Hold(ctx context.Context, target Target, long time.Duration) error
	// HoldKey is Press of one key by somebody slow.
	HoldKey(ctx context.Context, key string, long time.Duration) error
	// Focus moves the focus to the target.
	Focus(ctx context.Context, target Target) error
	// Fill replaces what a field holds by typing text. Date, time, colour and
	// range fields are set instead, since their keys differ by locale.
	Fill(ctx context.Context, target Target, text string) error

	// Text is what can be read on the page, without what is in its fields.
	Text(ctx context.Context) (string, error)
	// Value is what the field holds, or what can be read in another element.
	Value(ctx context.Context, target Target) (string, error)
	// Count is how many elements match now, without waiting.
	Count(ctx context.Context, target Target) (int, error)
	// WaitText waits until text can be read on the page. White space is alike.
	WaitText(ctx context.Context, text string) error
	// WaitGone waits until text can no longer be read on the page.
	WaitGone(ctx context.Context, text string) error
	// WaitFor waits until exactly one element matches.
	WaitFor(ctx context.Context, target Target) error
	// Eval runs js, an expression, and decodes its value into out, which may be
	// nil. A promise is waited for. It works under a policy without unsafe-eval.
	Eval(ctx context.Context, js string, out any) error

	// Screenshot is the viewport as PNG.
	Screenshot(ctx context.Context) ([]byte, error)
	// Print is the page as it would be printed, as PDF.
	Print(ctx context.Context) ([]byte, error)
	// Resize makes the window w by h pixels and the page zoom times as large, so
	// that 1280 by 1024 at zoom 4 is a viewport of 320 by 256 CSS pixels.
	Resize(ctx context.Context, w, h int, zoom float64) error

	// Console is what went wrong so far: console errors, exceptions that nobody
	// caught, and violations of the content security policy.
	Console(ctx context.Context) []string
	// Asked is what was asked in boxes of the browser's own so far: "alert", "confirm", "prompt", and "beforeunload" on leaving a
	// page. All of it is answered with yes, at once.
	Asked() []string
	// Profile is the folder that holds everything the browser wrote: profile,
	// caches, home and temporary files.
	Profile() string
	// Downloads is the folder for what pages save. It is there once something was.
	Downloads() string

	// Kill ends the browser and its children with SIGKILL. The profile stays
	// for whoever searches it.
	Kill() error
	// Close ends the browser in good order and removes the profile, unless it
	// was given in Options.
	Close() error
}

// Start starts a browser. ctx bounds the start alone.
func Start(ctx context.Context, kind Kind, opts Options) (Browser, error) {
	opts = opts.withDefaults()
	box, err := newBox(opts.Profile)
	if err != nil {
		return nil, err
	}
	var e engine
	wrong, asked := new(notes), new(notes)
	switch kind {
	case Chromium:
		e, err = startChromium(ctx, box, opts, wrong, asked)
	case Firefox:
		e, err = startFirefox(ctx, box, opts, wrong, asked)
	default:
		err = fmt.Errorf("browsertest: no browser of the kind %q", kind)
	}
	if err != nil {
		box.kill()
		box.remove()
		return nil, err
	}
	p := &page{engine: e, kind: kind, opts: opts, box: box, notes: wrong, asked: asked}
	if err := p.Resize(ctx, opts.Width, opts.Height, 1); err != nil {
		p.Kill()
		box.remove()
		return nil, err
	}
	return p, nil
}

// New starts a browser for a test and closes it when the test ends. The test
// fails if the browser does not start.
//
// With go test -artifacts the dumps of failures go to the test's artifact folder.
func New(t testing.TB, kind Kind, opts Options) Browser {
	t.Helper()
	if f := flag.Lookup("test.artifacts"); opts.Dump == "" && f != nil && f.Value.String() == "true" {
		opts.Dump = t.ArtifactDir()
	}
	ctx, cancel := context.WithTimeout(t.Context(), startLimit)
	defer cancel()
	b, err := Start(ctx, kind, opts)
	if err != nil {
		t.Fatalf("starting %s: %v", kind, err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("closing %s: %v", kind, err)
		}
	})
	return b
}

// startLimit is generous because several browsers may start on a busy machine.
const startLimit = 90 * time.Second

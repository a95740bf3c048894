//go:build unix

package story

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/wasm/browsertest"
	"larkspur/wasm/browsertest/axe"
)

// counter is a browser that counts what a person has to do.
type counter struct {
	browsertest.Browser
	keys, letters, touches int
}

func (c *counter) Press(ctx context.Context, keys ...string) error {
	c.keys += len(keys)
	return c.Browser.Press(ctx, keys...)
}

func (c *counter) Type(ctx context.Context, text string) error {
	c.letters += len([]rune(text))
	return c.Browser.Type(ctx, text)
}

func (c *counter) Click(ctx context.Context, target browsertest.Target) error {
	c.touches++
	return c.Browser.Click(ctx, target)
}

// way is somebody on a way whose steps and words are counted. On every screen of it axe finds nothing, and nothing runs out
// at the side.
type way struct {
	*someone
	counted *counter
	seen    []step
}

// step is one screen on a way.
type step struct {
	name                 string
	words                int
	keys, touches, typed int // so far, when it was reached
}

// setOut sits down at a browser of 320 pixels.
func setOut(t *testing.T, kind browsertest.Kind, lang string) *way {
	t.Helper()
	full := map[string]string{"en": "en-US", "es": "es-MX"}[lang]
	c := &counter{Browser: browsertest.New(t, kind, browsertest.Options{Lang: full, Width: 320, Height: 740})}
	return &way{someone: &someone{t: t, b: c, w: catalog.Load(lang)}, counted: c}
}

// wordsRead counts the words that can be read on the page; what is typed in boxes is not among them.
const wordsRead = `document.body.innerText.split(/\s+/).filter((w) => /[\p{L}\p{N}]/u.test(w)).length`

// comes notes that a screen was reached, and looks at it. bound is the most words that it may have.
func (w *way) comes(name string, bound int) {
	w.t.Helper()
	var n int
	w.do(w.b.Eval(w.t.Context(), settled, nil))
	w.do(w.b.Eval(w.t.Context(), wordsRead, &n))
	w.seen = append(w.seen, step{name, n, w.counted.keys, w.counted.touches, w.counted.letters})
	w.t.Logf("%s %d. %s: %d words; so far %d keys, %d touches, %d letters", w.w.Lang(), len(w.seen), name, n, w.counted.keys,
		w.counted.touches, w.counted.letters)
	if n > bound {
		w.t.Errorf("%s has %d words, more than %d", name, n, bound)
	}
	if dir := os.Getenv("LARKSPUR_SHOTS"); dir != "" {
		png, err := w.b.Screenshot(w.t.Context())
		w.do(err)
		file := strings.ReplaceAll(w.t.Name(), "/", "-") + "-" + strconv.Itoa(len(w.seen)) + "-" + strings.ReplaceAll(name, " ", "-")
		w.do(os.WriteFile(filepath.Join(dir, file+".png"), png, 0o644))
	}
	v := &visitor{someone: w.someone}
	v.fits(name)
	faults, err := axe.Look(w.t.Context(), w.b)
	w.do(err)
	for _, f := range faults {
		w.t.Errorf("%s: %s", name, f)
	}
}

// within sees that the way was no longer than what was reached once.
func (w *way) within(steps, keys, touches int) {
	w.t.Helper()
	if len(w.seen) > steps || w.counted.keys > keys || w.counted.touches > touches {
		w.t.Errorf("the way took %d screens, %d keys and %d touches; %d, %d and %d are enough", len(w.seen), w.counted.keys, w.counted.touches,
			steps, keys, touches)
	}
	w.t.Logf("%s: %d screens, %d keys, %d touches, %d letters", w.w.Lang(), len(w.seen), w.counted.keys, w.counted.touches, w.counted.letters)
}

// quote writes a text as a string of a script.
func quote(text string) string { return strconv.Quote(text) }

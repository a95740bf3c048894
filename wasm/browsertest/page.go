//go:build unix

package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// engine is what differs between the two protocols. Its calls end with their
// context.
type engine interface {
	navigate(ctx context.Context, url string) error
	reload(ctx context.Context) error
	// traverse goes by delta in the history, or returns ErrNoHistory.
	traverse(ctx context.Context, delta int) error
	// eval runs an expression that yields a string or a promise of one.
	eval(ctx context.Context, js string) (string, error)
	// strike presses and releases keys in turn.
	strike(ctx context.Context, strokes []stroke) error
	// press presses the pointer at a point of the viewport, and lets go of it after so long.
	press(ctx context.Context, x, y float64, long time.Duration) error
	screenshot(ctx context.Context) ([]byte, error)
	pdf(ctx context.Context) ([]byte, error)
	resize(ctx context.Context, w, h int, zoom float64) error
	// close asks the browser to end.
	close(ctx context.Context) error
}

// page is Browser on top of an engine.
type page struct {
	engine engine
	kind   Kind
	opts   Options
	box    *box
	notes  *notes
	asked  *notes
	dumps  int
}

var _ Browser = (*page)(nil)

func (p *page) Name() string                     { return string(p.kind) }
func (p *page) Profile() string                  { return p.box.root }
func (p *page) Downloads() string                { return p.box.downloads() }
func (p *page) Kill() error                      { return p.box.kill() }
func (p *page) Console(context.Context) []string { return p.notes.all() }
func (p *page) Asked() []string                  { return p.asked.all() }

// do runs one call under the bound of Options.Wait and dumps its failure.
func (p *page) do(ctx context.Context, what string, f func(context.Context) error) error {
	inner, cancel := context.WithTimeout(ctx, p.opts.Wait)
	defer cancel()
	if err := f(inner); err != nil {
		return p.failed(ctx, what, err)
	}
	return nil
}

func (p *page) Open(ctx context.Context, url string) error {
	return p.do(ctx, "opening "+url, func(ctx context.Context) error { return p.engine.navigate(ctx, url) })
}

func (p *page) Reload(ctx context.Context) error {
	return p.do(ctx, "reloading", p.engine.reload)
}

func (p *page) Back(ctx context.Context) error {
	return p.do(ctx, "going back", func(ctx context.Context) error { return p.engine.traverse(ctx, -1) })
}

func (p *page) Forward(ctx context.Context) error {
	return p.do(ctx, "going forward", func(ctx context.Context) error { return p.engine.traverse(ctx, 1) })
}

func (p *page) URL(ctx context.Context) (string, error) {
	var s string
	err := p.Eval(ctx, "location.href", &s)
	return s, err
}

func (p *page) Title(ctx context.Context) (string, error) {
	var s string
	err := p.Eval(ctx, "document.title", &s)
	return s, err
}

func (p *page) Eval(ctx context.Context, js string, out any) error {
	return p.do(ctx, "evaluating "+brief(js, 120), func(ctx context.Context) error {
		text, err := p.engine.eval(ctx, wrap(js))
		if err != nil || out == nil {
			return err
		}
		if err := json.Unmarshal([]byte(text), out); err != nil {
			return fmt.Errorf("browsertest: decoding %s: %w", brief(text, 120), err)
		}
		return nil
	})
}

func (p *page) Text(ctx context.Context) (string, error) {
	var text string
	err := p.do(ctx, "reading the page", func(ctx context.Context) error {
		return p.until(ctx, func() (bool, string, error) {
			a, err := ask(ctx, p.engine, question{Op: "text"})
			text = a.Text
			return err == nil, "", err
		})
	})
	return text, err
}

func (p *page) Value(ctx context.Context, target Target) (string, error) {
	var a answer
	err := p.do(ctx, "reading "+target.String(), func(ctx context.Context) (err error) {
		a, err = p.one(ctx, question{Op: "value", Target: target}, nil)
		return err
	})
	return a.Value, err
}

func (p *page) Count(ctx context.Context, target Target) (int, error) {
	var a answer
	err := p.do(ctx, "counting "+target.String(), func(ctx context.Context) (err error) {
		a, err = ask(ctx, p.engine, question{Op: "find", Target: target})
		return err
	})
	return a.Count, err
}

func (p *page) WaitFor(ctx context.Context, target Target) error {
	return p.do(ctx, "waiting for "+target.String(), func(ctx context.Context) error {
		_, err := p.one(ctx, question{Op: "find", Target: target}, nil)
		return err
	})
}

func (p *page) WaitText(ctx context.Context, text string) error {
	return p.waitText(ctx, "waiting for the text "+brief(text, 120), text, true)
}

func (p *page) WaitGone(ctx context.Context, text string) error {
	return p.waitText(ctx, "waiting for the text to go: "+brief(text, 120), text, false)
}

func (p *page) waitText(ctx context.Context, what, text string, want bool) error {
	text = squeeze(text)
	return p.do(ctx, what, func(ctx context.Context) error {
		return p.until(ctx, func() (bool, string, error) {
			a, err := ask(ctx, p.engine, question{Op: "text"})
			return err == nil && strings.Contains(squeeze(a.Text), text) == want, "", err
		})
	})
}

// one asks until exactly one element matches and ready, if any, agrees. A page
// that is being exchanged gives errors for a moment, which are waited out too.
func (p *page) one(ctx context.Context, q question, ready func(answer) (bool, string)) (answer, error) {
	var a answer
	err := p.until(ctx, func() (bool, string, error) {
		var err error
		if a, err = ask(ctx, p.engine, q); err != nil {
			return false, "", err
		}
		switch {
		case a.Count == 0:
			return false, fmt.Sprintf("none there; others of the sort: %q", a.Others), nil
		case a.Count > 1:
			return false, fmt.Sprintf("%d match: %q", a.Count, a.Others), nil
		case ready == nil:
			return true, "", nil
		}
		ok, why := ready(a)
		return ok, why, nil
	})
	return a, err
}

// until polls until try agrees. Its second value says why not yet.
func (p *page) until(ctx context.Context, try func() (bool, string, error)) error {
	const pause = 40 * time.Millisecond
	var why string
	for {
		ok, now, err := try()
		if ok {
			return nil
		}
		if now != "" {
			why = now // the last try may have been cut short and know nothing
		}
		select {
		case <-ctx.Done():
			if err != nil && why == "" {
				return fmt.Errorf("%w: %w", ErrWait, err)
			}
			return fmt.Errorf("%w: %s", ErrWait, why)
		case <-time.After(pause):
		}
	}
}

func (p *page) Screenshot(ctx context.Context) (png []byte, err error) {
	err = p.do(ctx, "taking a picture", func(ctx context.Context) error {
		png, err = p.engine.screenshot(ctx)
		return err
	})
	return png, err
}

func (p *page) Print(ctx context.Context) (pdf []byte, err error) {
	err = p.do(ctx, "printing", func(ctx context.Context) error {
		pdf, err = p.engine.pdf(ctx)
		return err
	})
	return pdf, err
}

func (p *page) Resize(ctx context.Context, w, h int, zoom float64) error {
	return p.do(ctx, "resizing", func(ctx context.Context) error { return p.engine.resize(ctx, w, h, zoom) })
}

func (p *page) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	// What does not end when asked is ended below: no error of its own.
	_ = p.engine.close(ctx)
	if err := p.box.kill(); err != nil {
		return err
	}
	return p.box.remove()
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// brief shortens s for a message.
func brief(s string, n int) string {
	s = squeeze(s)
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

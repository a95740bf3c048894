//go:build unix

package browsertest

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// firefox speaks WebDriver BiDi, which Firefox serves itself.
type firefox struct {
	*bidi
	context string // the one top-level browsing context
	exited  chan struct{}
}

// firstPage is what Firefox starts with. At about:blank it would leave the focus in the address bar, and in a page that has
// not the focus Enter and Space press no button.
const firstPage = "data:text/html,<p>"

func startFirefox(ctx context.Context, box *box, opts Options, wrong, asked *notes) (engine, error) {
	program, err := findProgram("firefox-esr", "firefox")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(box.profile(), "user.js"), []byte(firefoxPrefs(opts, box.downloads())), 0o600); err != nil {
		return nil, fmt.Errorf("browsertest: preferences: %w", err)
	}
	cmd := exec.Command(program, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", box.profile(),
		"--width", fmt.Sprint(opts.Width), "--height", fmt.Sprint(opts.Height), firstPage)
	box.prepare(cmd)
	out, err := cmd.StderrPipe()
	if err != nil {
		return nil, fmt.Errorf("browsertest: %w", err)
	}
	f := &firefox{exited: make(chan struct{})}
	listening := make(chan string, 1)
	if err := f.run(cmd, out, listening); err != nil {
		return nil, fmt.Errorf("browsertest: starting %s: %w", program, err)
	}
	box.pgid = cmd.Process.Pid
	var url string
	select {
	case url = <-listening:
	case <-ctx.Done():
		return nil, fmt.Errorf("browsertest: %s does not listen: %w", program, ctx.Err())
	}
	if url == "" {
		return nil, fmt.Errorf("browsertest: %s ended before it listened", program)
	}
	if f.bidi, err = dialBidi(ctx, url+"/session"); err != nil {
		return nil, err
	}
	if err := f.prepare(ctx, wrong, asked); err != nil {
		return nil, err
	}
	return f, nil
}

// run starts the command and sends the address that it listens on, or "" when it
// ends first.
func (f *firefox) run(cmd *exec.Cmd, out io.Reader, listening chan<- string) error {
	started := make(chan error)
	go func() {
		// The kernel ends the browser when the thread that started it ends.
		runtime.LockOSThread()
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		started <- nil
		var once sync.Once
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if _, url, ok := strings.Cut(lines.Text(), "WebDriver BiDi listening on "); ok {
				once.Do(func() { listening <- strings.TrimSpace(url) })
			}
		}
		// How it ended matters to nobody: it is killed as often as not.
		_ = cmd.Wait()
		once.Do(func() { listening <- "" })
		close(f.exited)
	}()
	return <-started
}

func (f *firefox) prepare(ctx context.Context, wrong, asked *notes) error {
	capabilities := object{"alwaysMatch": object{"unhandledPromptBehavior": object{"default": "accept"}}}
	if err := f.call(ctx, "session.new", object{"capabilities": capabilities}, nil); err != nil {
		return err
	}
	var tree struct {
		Contexts []struct {
			Context string `json:"context"`
		} `json:"contexts"`
	}
	if err := f.call(ctx, "browsingContext.getTree", object{"maxDepth": 0}, &tree); err != nil {
		return err
	}
	if len(tree.Contexts) == 0 {
		return errors.New("browsertest: firefox shows no window")
	}
	f.context = tree.Contexts[0].Context
	// What comes next is not bounded by how long a start may take, so the start is over first.
	if err := f.navigate(ctx, firstPage); err != nil {
		return err
	}
	return f.listen(ctx, wrong, asked)
}

func (f *firefox) navigate(ctx context.Context, url string) error {
	return f.call(ctx, "browsingContext.navigate", object{"context": f.context, "url": url, "wait": "complete"}, nil)
}

func (f *firefox) reload(ctx context.Context) error {
	return f.call(ctx, "browsingContext.reload", object{"context": f.context, "wait": "complete"}, nil)
}

func (f *firefox) traverse(ctx context.Context, delta int) error {
	err := f.call(ctx, "browsingContext.traverseHistory", object{"context": f.context, "delta": delta}, nil)
	if refused := (*bidiError)(nil); errors.As(err, &refused) && refused.code == "no such history entry" {
		return ErrNoHistory
	}
	if err != nil {
		return err
	}
	for {
		state, err := f.eval(ctx, "document.readyState")
		if err == nil && state == "complete" {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("the page is still %q: %w", state, ctx.Err()), err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (f *firefox) eval(ctx context.Context, js string) (string, error) {
	var res struct {
		Type   string `json:"type"`
		Result struct {
			Value string `json:"value"`
		} `json:"result"`
		ExceptionDetails struct {
			Text string `json:"text"`
		} `json:"exceptionDetails"`
	}
	err := f.call(ctx, "script.evaluate", object{
		"expression": js, "target": object{"context": f.context}, "awaitPromise": true, "resultOwnership": "none",
	}, &res)
	if err != nil {
		return "", err
	}
	if res.Type == "exception" {
		return "", fmt.Errorf("%w: %s", ErrScript, res.ExceptionDetails.Text)
	}
	return res.Result.Value, nil
}

func (f *firefox) strike(ctx context.Context, strokes []stroke) error {
	var acts []object
	act := func(kind string, s stroke) {
		acts = append(acts, object{"type": kind, "value": string(s.wd)})
	}
	for _, s := range strokes {
		held := s.held()
		for _, m := range held {
			act("keyDown", m)
		}
		act("keyDown", s)
		acts = append(acts, object{"type": "pause", "duration": s.long.Milliseconds()})
		act("keyUp", s)
		for i := len(held) - 1; i >= 0; i-- {
			act("keyUp", held[i])
		}
	}
	return f.perform(ctx, object{"type": "key", "id": "keys", "actions": acts})
}

func (f *firefox) press(ctx context.Context, x, y float64, long time.Duration) error {
	return f.perform(ctx, object{"type": "pointer", "id": "mouse", "parameters": object{"pointerType": "mouse"},
		"actions": []object{
			{"type": "pointerMove", "x": int(x), "y": int(y)},
			{"type": "pointerDown", "button": 0},
			{"type": "pause", "duration": long.Milliseconds()},
			{"type": "pointerUp", "button": 0},
		}})
}

func (f *firefox) perform(ctx context.Context, source object) error {
	return f.call(ctx, "input.performActions", object{"context": f.context, "actions": []object{source}}, nil)
}

func (f *firefox) screenshot(ctx context.Context) ([]byte, error) {
	return f.bytes(ctx, "browsingContext.captureScreenshot", object{"context": f.context})
}

func (f *firefox) pdf(ctx context.Context) ([]byte, error) {
	return f.bytes(ctx, "browsingContext.print", object{"context": f.context, "background": true})
}

func (f *firefox) bytes(ctx context.Context, method string, params object) ([]byte, error) {
	var res struct {
		Data string `json:"data"`
	}
	if err := f.call(ctx, method, params, &res); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(res.Data)
}

func (f *firefox) resize(ctx context.Context, w, h int, zoom float64) error {
	return f.call(ctx, "browsingContext.setViewport", object{"context": f.context, "devicePixelRatio": zoom,
		"viewport": object{"width": int(float64(w) / zoom), "height": int(float64(h) / zoom)}}, nil)
}

func (f *firefox) close(ctx context.Context) error {
	if err := f.call(ctx, "browser.close", nil, nil); err != nil {
		return err
	}
	select {
	case <-f.exited:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

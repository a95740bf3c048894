//go:build unix

package browsertest

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium speaks the Chrome DevTools Protocol through chromedp, which starts the
// process and carries the messages over a pipe.
type chromium struct {
	tab    context.Context // carries the chromedp session, lives as long as the browser
	cancel context.CancelFunc
	target *chromedp.Target
}

// chromiumFlags keep the browser quiet and off the network.
func chromiumFlags(box *box, opts Options) []chromedp.ExecAllocatorOption {
	on := []string{
		"no-sandbox", "disable-gpu", "no-first-run", "no-default-browser-check", "disable-background-networking",
		"disable-component-update", "disable-sync", "disable-quic", "disable-breakpad", "disable-dev-shm-usage",
		"disable-default-apps", "disable-extensions", "disable-domain-reliability", "disable-search-engine-choice-screen",
		"metrics-recording-only", "disable-background-timer-throttling", "disable-backgrounding-occluded-windows",
		"disable-renderer-backgrounding", "force-prefers-reduced-motion", "mute-audio",
	}
	flags := []chromedp.ExecAllocatorOption{
		chromedp.UserDataDir(box.profile()),
		chromedp.Flag("headless", "new"),
		chromedp.Flag("lang", opts.Lang),
		chromedp.Flag("accept-lang", opts.Lang),
		chromedp.Flag("password-store", "basic"),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("window-size", fmt.Sprintf("%d,%d", opts.Width, opts.Height)),
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter,CertificateTransparencyComponentUpdater"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost"),
	}
	for _, name := range on {
		flags = append(flags, chromedp.Flag(name, true))
	}
	if opts.NoWASM {
		// There is no switch for WebAssembly alone; without a compiler it goes too.
		flags = append(flags, chromedp.Flag("js-flags", "--jitless"))
	}
	return flags
}

func startChromium(ctx context.Context, box *box, opts Options, wrong, asked *notes) (engine, error) {
	program, err := findProgram("chromium", "chromium-browser", "google-chrome")
	if err != nil {
		return nil, err
	}
	flags := append(chromiumFlags(box, opts),
		chromedp.ExecPath(program),
		chromedp.NoInheritEnv,
		chromedp.Env(box.environ()...),
		chromedp.ModifyCmdFunc(box.prepare),
	)
	// The browser lives as long as this context, not as long as the start.
	life, end := chromedp.NewExecAllocator(context.Background(), flags...)
	// Errors reach the caller of each command; what chromedp would log besides
	// is about events that a killed browser no longer sends.
	quiet := chromedp.WithBrowserErrorf(func(string, ...any) {})
	tab, stop := chromedp.NewContext(life, chromedp.WithBrowserOption(quiet))
	c := &chromium{tab: tab, cancel: func() { stop(); end() }}

	started := make(chan error, 1)
	go func() { started <- chromedp.Do(tab) }()
	select {
	case err = <-started:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		go c.cancel() // it waits for the process, which the caller ends
		return nil, fmt.Errorf("browsertest: starting %s: %w", program, err)
	}
	session := chromedp.FromContext(tab)
	c.target = session.Target
	box.pgid = session.Browser.Process().Pid
	if err := c.prepare(ctx, opts, box.downloads(), wrong, asked); err != nil {
		go c.cancel()
		return nil, err
	}
	return c, nil
}

// object is a JSON object of either protocol.
type object = map[string]any

// call sends one command. It ends with ctx, and with the browser.
func (c *chromium) call(ctx context.Context, method string, params object, result any) error {
	if params == nil {
		params = object{}
	}
	inner, cancel := context.WithCancel(c.tab)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	if err := c.target.Call(inner, method, params, result); err != nil {
		if cause := ctx.Err(); cause != nil {
			err = cause
		}
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

func (c *chromium) prepare(ctx context.Context, opts Options, downloads string, wrong, asked *notes) error {
	c.listen(wrong, asked)
	if err := c.call(ctx, "Browser.setDownloadBehavior", object{"behavior": "allow", "downloadPath": downloads}, nil); err != nil {
		return err
	}
	media := []object{{"name": "prefers-color-scheme", "value": "light"}}
	if opts.Dark {
		media[0]["value"] = "dark"
	}
	if err := c.call(ctx, "Emulation.setEmulatedMedia", object{"features": media}, nil); err != nil {
		return err
	}
	if opts.NoJS {
		return c.call(ctx, "Emulation.setScriptExecutionDisabled", object{"value": true}, nil)
	}
	return nil
}

func (c *chromium) navigate(ctx context.Context, url string) error {
	var res struct {
		ErrorText string `json:"errorText"`
	}
	if err := c.call(ctx, "Page.navigate", object{"url": url}, &res); err != nil {
		return err
	}
	if res.ErrorText != "" {
		return errors.New(res.ErrorText)
	}
	return c.loaded(ctx)
}

// loaded waits until the document now shown is complete.
func (c *chromium) loaded(ctx context.Context) error {
	for {
		state, err := c.eval(ctx, "document.readyState")
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

func (c *chromium) reload(ctx context.Context) error {
	inner, cancel := context.WithCancel(c.tab)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	if err := chromedp.Do(inner, chromedp.Reload()); err != nil {
		return errors.Join(err, ctx.Err())
	}
	return c.loaded(ctx)
}

func (c *chromium) traverse(ctx context.Context, delta int) error {
	var history struct {
		CurrentIndex int `json:"currentIndex"`
		Entries      []struct {
			ID int `json:"id"`
		} `json:"entries"`
	}
	if err := c.call(ctx, "Page.getNavigationHistory", nil, &history); err != nil {
		return err
	}
	to := history.CurrentIndex + delta
	if to < 0 || to >= len(history.Entries) {
		return ErrNoHistory
	}
	if err := c.call(ctx, "Page.navigateToHistoryEntry", object{"entryId": history.Entries[to].ID}, nil); err != nil {
		return err
	}
	// A page kept in the back-forward cache fires no load event, so the position
	// in the history is what tells the arrival.
	for history.CurrentIndex != to {
		select {
		case <-ctx.Done():
			return fmt.Errorf("the history stays at %d: %w", history.CurrentIndex, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
		// While one page takes the place of another there is none to ask; the deadline above ends a wait in vain.
		_ = c.call(ctx, "Page.getNavigationHistory", nil, &history)
	}
	return c.loaded(ctx)
}

func (c *chromium) eval(ctx context.Context, js string) (string, error) {
	var res struct {
		Result struct {
			Value any `json:"value"`
		} `json:"result"`
		ExceptionDetails *exception `json:"exceptionDetails"`
	}
	params := object{"expression": js, "awaitPromise": true, "returnByValue": true, "userGesture": false}
	if err := c.call(ctx, "Runtime.evaluate", params, &res); err != nil {
		return "", err
	}
	if res.ExceptionDetails != nil {
		return "", fmt.Errorf("%w: %s", ErrScript, res.ExceptionDetails)
	}
	text, ok := res.Result.Value.(string)
	if !ok {
		return "", fmt.Errorf("%w: it yields %v", ErrScript, res.Result.Value)
	}
	return text, nil
}

func (c *chromium) screenshot(ctx context.Context) ([]byte, error) {
	return c.bytes(ctx, "Page.captureScreenshot", object{"format": "png"})
}

func (c *chromium) pdf(ctx context.Context) ([]byte, error) {
	// With date, title and address at the edges, as browsers print them unless they are told not to.
	return c.bytes(ctx, "Page.printToPDF", object{"printBackground": true, "preferCSSPageSize": true, "displayHeaderFooter": true})
}

func (c *chromium) bytes(ctx context.Context, method string, params object) ([]byte, error) {
	var res struct {
		Data string `json:"data"`
	}
	if err := c.call(ctx, method, params, &res); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(res.Data)
}

func (c *chromium) resize(ctx context.Context, w, h int, zoom float64) error {
	return c.call(ctx, "Emulation.setDeviceMetricsOverride", object{
		"width": int(float64(w) / zoom), "height": int(float64(h) / zoom), "deviceScaleFactor": zoom, "mobile": false,
	}, nil)
}

func (c *chromium) close(ctx context.Context) error {
	done := make(chan error, 1)
	go func() {
		err := chromedp.Cancel(c.tab)
		c.cancel()
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		go c.cancel()
		return ctx.Err()
	}
}

// exception is Runtime.ExceptionDetails.
type exception struct {
	Text       string `json:"text"`
	URL        string `json:"url"`
	LineNumber int    `json:"lineNumber"`
	Exception  struct {
		Description string `json:"description"`
		Value       any    `json:"value"`
	} `json:"exception"`
}

func (e *exception) String() string {
	text := e.Text
	if e.Exception.Description != "" {
		text += " " + e.Exception.Description
	} else if e.Exception.Value != nil {
		text += fmt.Sprintf(" %v", e.Exception.Value)
	}
	if e.URL != "" {
		text += fmt.Sprintf(" (%s:%d)", e.URL, e.LineNumber+1)
	}
	return strings.TrimSpace(text)
}

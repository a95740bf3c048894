//go:build unix

package browsertest

import (
	"bytes"
	"errors"
	"image/png"
	"strings"
	"testing"
	"time"
)

// both runs a test in each browser, side by side.
func both(t *testing.T, opts Options, test func(t *testing.T, b Browser, site string)) {
	t.Helper()
	for _, kind := range Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			if opts.Wait == 0 { // else the time is short, and what the other does would count
				t.Parallel()
			}
			test(t, New(t, kind, opts), serve(t))
		})
	}
}

// ok ends the test on an error.
func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestStoryUnderAStrictPolicy(t *testing.T) {
	both(t, Options{}, func(t *testing.T, b Browser, site string) {
		ctx := t.Context()
		ok(t, b.Open(ctx, site+"page.html"))
		if title, err := b.Title(ctx); err != nil || title != "Garden notes" {
			t.Fatalf("title %q, %v", title, err)
		}
		ok(t, b.Click(ctx, ByLabel("Plant")))
		ok(t, b.Type(ctx, "Niñera's Árbol 7!"))
		ok(t, b.Click(ctx, ByRole("button", "Say it")))
		ok(t, b.WaitText(ctx, "You said Niñera's Árbol 7!"))
		ok(t, b.Fill(ctx, ByLabel("Plant"), "larkspur"))
		ok(t, b.Press(ctx, "Tab"))
		ok(t, b.Type(ctx, "by the\nfence"))
		if v, err := b.Value(ctx, ByLabel("Where it grows")); err != nil || v != "by the\nfence" {
			t.Errorf("text area holds %q, %v", v, err)
		}
		ok(t, b.Fill(ctx, ByLabel("Sown on"), "2031-05-04"))
		if v, err := b.Value(ctx, ByLabel("Sown on")); err != nil || v != "2031-05-04" {
			t.Errorf("date holds %q, %v", v, err)
		}
		ok(t, b.Click(ctx, ByRole("checkbox", "Needs shade")))
		if v, err := b.Value(ctx, ByRole("checkbox", "Needs shade")); err != nil || v != "true" {
			t.Errorf("checkbox holds %q, %v", v, err)
		}
		ok(t, b.Click(ctx, ByRole("button", "Say it").In(ByRole("region", "Tools"))))
		ok(t, b.WaitText(ctx, "You said larkspur"))
		ok(t, b.WaitGone(ctx, "Niñera"))
		ok(t, b.Click(ctx, ByRole("button", "Far below")))
		ok(t, b.WaitText(ctx, "From far below"))
		ok(t, b.Click(ctx, ByRole("button", "Bring later")))
		ok(t, b.WaitText(ctx, "It came"))
		if lines := b.Console(ctx); len(lines) > 0 {
			t.Errorf("console: %q", lines)
		}
	})
}

func TestKeysArriveAsAKeyboardSendsThem(t *testing.T) {
	both(t, Options{}, func(t *testing.T, b Browser, site string) {
		ctx := t.Context()
		ok(t, b.Open(ctx, site+"page.html"))
		ok(t, b.Focus(ctx, ByLabel("Plant")))
		ok(t, b.Press(ctx, "Shift", "Shift", "Shift", "ArrowDown", "Escape", "Shift+Tab", "Tab", "Control+a"))
		ok(t, b.WaitText(ctx, "Keys Shift Shift Shift ArrowDown Escape Shift S-Tab Tab Control C-a"))
		ok(t, b.Focus(ctx, ByLabel("Plant"))) // Tab may have led out of the page and back, as it does
		ok(t, b.Type(ctx, "old"))
		ok(t, b.Press(ctx, "Control+a"))
		ok(t, b.Type(ctx, "new"))
		if v, err := b.Value(ctx, ByLabel("Plant")); err != nil || v != "new" {
			t.Errorf("field holds %q, %v", v, err)
		}
		ok(t, b.Fill(ctx, ByLabel("Plant"), ""))
		if v, err := b.Value(ctx, ByLabel("Plant")); err != nil || v != "" {
			t.Errorf("field holds %q, %v", v, err)
		}
		if err := b.Press(ctx, "Hyperspace"); err == nil {
			t.Error("a key that does not exist was pressed")
		}
	})
}

func TestReplaceLeavesNothingToGoBackTo(t *testing.T) {
	both(t, Options{}, func(t *testing.T, b Browser, site string) {
		ctx := t.Context()
		ok(t, b.Open(ctx, site+"other.html"))
		ok(t, b.Open(ctx, site+"page.html"))
		ok(t, b.Back(ctx))
		ok(t, b.WaitText(ctx, "Rain later."))
		ok(t, b.Forward(ctx))
		ok(t, b.WaitText(ctx, "Garden notes"))
		ok(t, b.Reload(ctx))
		ok(t, b.Click(ctx, ByRole("button", "Go elsewhere")))
		ok(t, b.WaitText(ctx, "Rain later."))
		if err := b.Forward(ctx); !errors.Is(err, ErrNoHistory) {
			t.Errorf("forward from the last page: %v", err)
		}
		ok(t, b.Back(ctx))
		ok(t, b.WaitText(ctx, "Rain later."))
		if url, err := b.URL(ctx); err != nil || !strings.HasSuffix(url, "/other.html") {
			t.Errorf("address %q, %v", url, err)
		}
	})
}

func TestFailuresSayWhatWasThere(t *testing.T) {
	both(t, Options{Wait: 2 * time.Second, Dump: t.TempDir()}, func(t *testing.T, b Browser, site string) {
		ctx := t.Context()
		// Loading may take longer than this test lets things take.
		if err := b.Open(ctx, site+"page.html"); err != nil {
			ok(t, b.Open(ctx, site+"page.html"))
		}
		for name, c := range map[string]struct {
			err  error
			want []string
		}{
			"absent":   {b.Click(ctx, ByRole("button", "Nowhere")), []string{`button "Nowhere"`, "Say it", "Garden notes", "dump in"}},
			"hidden":   {b.Click(ctx, ByRole("button", "Unseen")), []string{"none there"}},
			"disabled": {b.Click(ctx, ByRole("button", "Later")), []string{"switched off"}},
			"covered":  {b.Click(ctx, ByRole("button", "Under")), []string{"cannot be reached: div"}},
			"several":  {b.Click(ctx, ByRole("button", "Twin")), []string{"2 match"}},
			"text":     {b.WaitText(ctx, "never said"), []string{"never said"}},
			"staying":  {b.WaitGone(ctx, "Garden notes"), []string{"to go"}},
		} {
			if !errors.Is(c.err, ErrWait) {
				t.Errorf("%s: %v", name, c.err)
				continue
			}
			for _, want := range c.want {
				if !strings.Contains(c.err.Error(), want) {
					t.Errorf("%s: %q is not in %v", name, want, c.err)
				}
			}
		}
		ok(t, b.WaitFor(ctx, ByRole("button", "Twin").At(2)))
		ok(t, b.WaitFor(ctx, ByRole("button", "twi").Part().In(ByRole("region", "More"))))
		if n, err := b.Count(ctx, ByRole("button", "Twin")); err != nil || n != 2 {
			t.Errorf("%d twins, %v", n, err)
		}
	})
}

func TestEvalUnderAStrictPolicy(t *testing.T) {
	both(t, Options{}, func(t *testing.T, b Browser, site string) {
		ctx := t.Context()
		ok(t, b.Open(ctx, site+"faults.html"))
		// Otherwise the rest shows nothing.
		if title, err := b.Title(ctx); err != nil || title != "eval is banned" {
			t.Fatalf("title %q, %v", title, err)
		}
		var got struct {
			Sum  int
			Name string
		}
		ok(t, b.Eval(ctx, `Promise.resolve({Sum: 40 + 2, Name: document.title})`, &got))
		if got.Sum != 42 || got.Name != "eval is banned" {
			t.Errorf("got %+v", got)
		}
		ok(t, b.Eval(ctx, `void 0`, nil))
		if err := b.Eval(ctx, `(() => { throw new Error("on purpose") })()`, nil); !errors.Is(err, ErrScript) ||
			!strings.Contains(err.Error(), "on purpose") {
			t.Errorf("a script that throws: %v", err)
		}
	})
}

func TestFaultsReachTheConsole(t *testing.T) {
	both(t, Options{}, func(t *testing.T, b Browser, site string) {
		ctx := t.Context()
		ok(t, b.Open(ctx, site+"faults.html"))
		wants := []string{"spoken fault 42", "uncaught fault", "rejected fault", "script-src", "style-src", "larkspur-2"}
		switch b.Name() {
		case "chromium":
			wants = append(wants, "TrustedHTML")
		case "firefox":
			wants = append(wants, "require-trusted-types-for")
		}
		for _, want := range wants {
			found := false
			for end := time.Now().Add(30 * time.Second); !found && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
				found = strings.Contains(strings.Join(b.Console(ctx), "\n"), want)
			}
			if !found {
				t.Errorf("%q is not in the console: %s", want, strings.Join(b.Console(ctx), "\n"))
			}
		}
		if strings.Contains(strings.Join(b.Console(ctx), "\n"), "no fault") {
			t.Error("console.log counts as a fault")
		}
	})
}

func TestPictureAndPaper(t *testing.T) {
	both(t, Options{}, func(t *testing.T, b Browser, site string) {
		ctx := t.Context()
		ok(t, b.Open(ctx, site+"page.html"))
		ok(t, b.Resize(ctx, 1280, 1024, 4))
		var size [3]float64
		ok(t, b.Eval(ctx, `[innerWidth, innerHeight, devicePixelRatio]`, &size))
		if size != [3]float64{320, 256, 4} {
			t.Errorf("viewport %v", size)
		}
		raw, err := b.Screenshot(ctx)
		ok(t, err)
		pic, err := png.Decode(bytes.NewReader(raw))
		ok(t, err)
		colours := map[[4]uint32]bool{}
		for y := range pic.Bounds().Dy() {
			for x := range pic.Bounds().Dx() {
				r, g, b, a := pic.At(x, y).RGBA()
				colours[[4]uint32{r, g, b, a}] = true
			}
		}
		if len(colours) < 10 {
			t.Errorf("the picture has %d colours", len(colours))
		}
		pdf, err := b.Print(ctx)
		ok(t, err)
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 2000 {
			t.Errorf("paper of %d bytes that begins %q", len(pdf), pdf[:min(8, len(pdf))])
		}
		ok(t, b.Click(ctx, ByRole("button", "Far below")))
		ok(t, b.WaitText(ctx, "From far below"))
	})
}

func TestSettings(t *testing.T) {
	both(t, Options{Lang: "es-MX", Dark: true, NoWASM: true}, func(t *testing.T, b Browser, site string) {
		ok(t, b.Open(t.Context(), site+"page.html"))
		ok(t, b.WaitText(t.Context(), "wasm false, lang es-MX, dark true"))
	})
	both(t, Options{}, func(t *testing.T, b Browser, site string) {
		ok(t, b.Open(t.Context(), site+"page.html"))
		ok(t, b.WaitText(t.Context(), "wasm true, lang en-US, dark false"))
	})
}

func TestNoScripts(t *testing.T) {
	both(t, Options{NoJS: true}, func(t *testing.T, b Browser, site string) {
		ctx := t.Context()
		ok(t, b.Open(ctx, site+"page.html"))
		ok(t, b.WaitText(ctx, "There is no script here."))
		ok(t, b.Fill(ctx, ByLabel("Plant"), "still typed"))
		if v, err := b.Value(ctx, ByLabel("Plant")); err != nil || v != "still typed" {
			t.Errorf("field holds %q, %v", v, err)
		}
	})
}

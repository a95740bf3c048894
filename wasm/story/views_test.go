//go:build unix

package story

import (
	"crypto/rand"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/browsertest"
)

// Every screen of an open plan, in English by daylight and in Spanish in the dark, on a phone of 320 pixels: axe finds nothing,
// nothing runs out at the side, and help is two presses away.
func TestEveryScreenCanBeUsedByAnybody(t *testing.T) {
	t.Parallel()
	server := onFiles(t).server
	for _, c := range []struct {
		lang string
		dark bool
	}{{"en", false}, {"es", true}} {
		t.Run(c.lang, func(t *testing.T) {
			t.Parallel()
			k := keep(t, server.URL, c.lang, oneOfEach)
			k.quarrel(t)
			full := map[string]string{"en": "en-US", "es": "es-MX"}[c.lang]
			b := browsertest.New(t, browsertest.Chromium, browsertest.Options{Lang: full, Dark: c.dark, Width: 320, Height: 740})
			s := &someone{t: t, b: b, w: catalog.Load(c.lang)}
			s.reaches(server.URL, k)
			v := newVisitor(s)
			v.everywhere()
			v.notebook(server.URL)
			t.Logf("%d views:\n%s", len(v.screens), strings.Join(v.screens, "\n"))
			if least := 120; len(v.screens) < least { // there were near 200 when this was written
				t.Errorf("the visitor saw %d views, fewer than %d: some way is not found any more", len(v.screens), least)
			}
			s.quiet()
		})
	}
}

// notebook visits a plan that opens as a notebook.
func (v *visitor) notebook(url string) {
	v.t.Helper()
	k := keep(v.t, url, v.w.Lang(), func(p *plan.Plan) error {
		id, err := p.AddSection(rand.Reader, plan.Own, "Garden")
		if err != nil {
			return err
		}
		for _, title := range []string{"Tomatoes", "Beans"} {
			note, err := p.AddItem(rand.Reader, id, "note")
			if err != nil {
				return err
			}
			if err := p.SetField(note, "title", plan.Text(title)); err != nil {
				return err
			}
		}
		return p.SetSetting(plan.SettingLook, plan.Text(plan.LookNotebook))
	})
	plain, keep, pressed := v.w, v.keep, v.pressed
	defer func() { v.w, v.keep, v.pressed = plain, keep, pressed }()
	v.w, v.keep, v.pressed = plain.Notebook(), nil, map[string]bool{}
	v.reaches(url, k)
	v.everywhere()
}

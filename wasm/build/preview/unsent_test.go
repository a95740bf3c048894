//go:build unix

package preview

import (
	"slices"
	"testing"

	"larkspur/wasm/browsertest"
)

// asked fails the test unless the browser asked so often on leaving.
func (p person) asked(times int) {
	p.t.Helper()
	want := slices.Repeat([]string{"beforeunload"}, times)
	if got := p.Asked(); !slices.Equal(got, want) {
		p.t.Errorf("the browser asked %q, want %q", got, want)
	}
}

// Who closes or reloads a page is asked while something on it is unsent, and at no other time.
func TestClosingIsAskedWhileSomethingIsUnsent(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	each(t, browsertest.Options{}, func(p person) {
		opened(p, url)
		p.fill("Area", "typed") // browsers ask only where somebody did something
		p.do(p.Reload(p.t.Context()))
		p.sees("30 recipes")
		p.asked(0)
		for _, sent := range []bool{false, true} {
			opened(p, url)
			p.fill("Area", "typed")
			p.click("button", "Unsent")
			if sent {
				p.click("button", "Sent")
				p.is("document.getElementById('heard').textContent.includes(' sent click')", "true")
			}
			p.sees("unsent click")
			p.do(p.Reload(p.t.Context()))
			p.sees("30 recipes")
			p.asked(1)
		}
		p.quiet()
	})
}

// Nothing stands in the way of the exit, and what was left unsent is of no page that comes after.
func TestTheExitIsNeverAsked(t *testing.T) {
	t.Parallel()
	url, _ := site(t)
	ways := []func(p person){
		func(p person) { p.click("button", "Leave") },
		func(p person) { p.press("Shift", "Shift", "Shift") },
		func(p person) {
			p.click("button", "Close")
			p.sees("30 recipes")
			p.do(p.Reload(p.t.Context()))
		},
	}
	each(t, browsertest.Options{}, func(p person) {
		for _, leave := range ways {
			opened(p, url)
			p.fill("Area", "typed")
			p.click("button", "Unsent")
			p.sees("unsent click")
			leave(p)
			p.sees("30 recipes")
			p.do(p.WaitGone(p.t.Context(), "Opened"))
		}
		p.asked(0)
		p.quiet()
	})
}

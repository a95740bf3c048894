//go:build unix

package game

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"larkspur/client/live/call"
	"larkspur/wasm/browsertest"
)

// Game h in a real browser: the host is a page with a plan open. In some windows of time somebody types there, scrolls and
// opens screens, in the others nobody does. The view is as in the other game h, for the page at a tap before the server. The guest
// is native, and hears what is typed.

// somebody is a script of the page itself: a timer at the pace of who types quickly. It types, scrolls and goes to the note by
// the page's own buttons while it is told to, and does nothing at the same times else. So nobody speaks with the browser from
// outside while frames are looked at: that goes over the threads that are looked at.
const somebody = `((busy, home, section, note) => {
	const s = (globalThis.somebody ??= { done: 0 });
	s.busy = busy;
	if (s.timer) return;
	const press = (name) => {
		const b = [...document.querySelectorAll(".root button")].find((b) => b.textContent.trim().startsWith(name));
		b?.click();
		return b !== undefined;
	};
	const step = () => {
		s.timer = setTimeout(step, 60 + 90 * Math.random());
		if (!s.busy) return;
		const box = document.querySelector(".root textarea");
		if (!box) return press(note) || press(section) || press(home);
		if (document.activeElement !== box) return box.focus();
		s.done++;
		if (s.done % 80 === 0) return press(home);
		if (s.done % 13 === 0) return scrollBy(0, s.done % 2 ? 400 : -400);
		if (s.done % 50 === 0) document.execCommand("selectAll");
		document.execCommand("insertText", false, "my letter to them "[s.done % 18]);
	};
	step();
})`

// told has somebody do something from now on, or nothing.
func (p *linkPage) told(busy bool) error {
	args, err := json.Marshal([]any{busy, p.w.Text("ui.nav.home"), p.w.Text(p.section), noteTitle})
	if err != nil {
		return err
	}
	return p.b.Eval(p.t.Context(), somebody+"(..."+string(args)+")", nil)
}

// window is one stretch of time in which somebody types, or nobody does.
func (p *linkPage) window(busy bool) (v linkTimes, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if busy {
		p.tap.late.Store(int64(p.late))
		defer p.tap.late.Store(0)
	}
	if err = p.told(busy); err != nil {
		return v, err
	}
	time.Sleep(700 * time.Millisecond) // what the window before left to do
	begin := time.Now()
	p.tap.from(begin)
	p.line.from(begin)
	end := begin.Add(p.hear)
	time.Sleep(time.Until(end))
	v = linkTimes{p.tap.until(end), p.line.until(end)}
	if p.zero.IsZero() {
		p.zero = begin.Add(middleOf(v.host.sent))
	}
	v.host.zero, v.guest.zero = p.zero.Sub(begin), p.line.zero(begin)
	late, err := p.lateness(begin, v.host.sent)
	p.overdue[busy] = append(p.overdue[busy], late...)
	return v, err
}

// looked is a window of a browser that answers.
func (p *linkPage) looked(busy bool) linkTimes {
	p.t.Helper()
	v, err := p.window(busy)
	p.do(err)
	return v
}

// all are windows for bits. A course is long: one in which the browser does not answer is looked at again.
func (p *linkPage) all(_ *draw, bits []bool) (out []linkTimes, err error) {
	for _, busy := range bits {
		var v linkTimes
		for range 3 {
			if v, err = p.window(busy); err == nil {
				break
			}
		}
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// listens has a page note what the worker that sends says about when it is going to, which no watcher hears.
const listens = `(() => {
	const say = Worker.prototype.postMessage;
	globalThis.paces = [];
	globalThis.dues = [];
	Worker.prototype.postMessage = function (message, more) {
		if (message.k === "pace") {
			paces.push(this);
			this.addEventListener("message", ({ data }) => dues.push(data.due));
		}
		return say.call(this, message, more);
	};
})()`

// lateness is how late frames are against what was drawn.
func (p *linkPage) lateness(begin time.Time, at []time.Duration) (out []time.Duration, err error) {
	var dues []float64
	if err = p.b.Eval(p.t.Context(), "dues.slice(-99)", &dues); err != nil {
		return nil, err
	}
	for _, x := range at {
		late := time.Duration(math.MaxInt64)
		for _, due := range dues {
			d := begin.Add(x).Sub(time.UnixMicro(int64(due * 1000)))
			if d > -10*time.Millisecond { // clocks of a page may differ a little
				late = min(late, d)
			}
		}
		if late < math.MaxInt64 {
			out = append(out, late)
		}
	}
	slices.Sort(out)
	return out, nil
}

// middle is half way up.
func middle(sorted []time.Duration) time.Duration {
	if len(sorted) == 0 {
		return math.MaxInt64
	}
	return sorted[len(sorted)/2]
}

// TestGameHInABrowser sees the frames of a page leave when they are due, while somebody types and while nobody does, goes on when the
// worker that sends them is gone, and sees them end with the page. The long course plays the game as the other one is played, and 60
// rounds with a page that is late with its frames when somebody types, by 40 ms at the most. It takes two hours and a half in each
// browser, and with fewer -rounds less.
func TestGameHInABrowser(t *testing.T) {
	for _, kind := range browsertest.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			hear := 3 * time.Second
			if *long {
				hear = 4 * time.Second
			}
			p := openLinkPage(t, kind, hear)
			if *long {
				p.plays()
			} else {
				p.looks()
				p.outlives()
			}
			if p.tap.sent.wrong() || p.tap.heard.wrong() {
				t.Error("messages of another size")
			}
			for _, line := range p.b.Console(t.Context()) {
				t.Error(line)
			}
			p.named("Leave")
			for begun := time.Now(); p.tap.links.Load() != 0; time.Sleep(10 * time.Millisecond) {
				if time.Since(begun) > 30*time.Second {
					t.Fatal("the link goes on without its page")
				}
			}
		})
	}
}

// plays is the long course.
func (p *linkPage) plays() {
	g := game[linkTimes]{name: "h, in " + p.b.Name(), world: p.all, together: 5, players: linkPlayers()}
	for _, o := range g.play(p.t, atLeast(0, 1500)) {
		if o.advantage() > 0.1+3/math.Sqrt(float64(o.rounds())) {
			p.t.Errorf("%s: it can be told", o)
		}
	}
	p.tells()
	if *rounds != 0 {
		return
	}
	p.late = tooLate
	g.name, g.players = g.name+", with frames that are late", linkPlayers()
	found(p.t, 0.5, "lateness", g.play(p.t, course{60, 60}))
}

// tooLate is a lateness that has to be noticed.
const tooLate = 40 * time.Millisecond

// looks sees that the frames of a few windows are those that there have to be, near to when they are due. A machine that was busy
// with something else is looked at again.
func (p *linkPage) looks() {
	p.t.Helper()
	var wrong []string
	for range 8 {
		wrong, p.overdue = nil, map[bool][]time.Duration{}
		for i := range 4 {
			busy, want := i%2 == 1, int(p.hear/call.Tick)
			if v := p.looked(busy); len(v.host.sent) < want-1 || len(v.host.sent) > want+1 {
				wrong = append(wrong, fmt.Sprintf("busy %t: %d frames in %v: %v", busy, len(v.host.sent), p.hear, v.host.sent))
			}
		}
		p.tells()
		for busy, late := range p.overdue {
			if slices.Sort(late); middle(late) > call.Tick/8 {
				wrong = append(wrong, fmt.Sprintf("busy %t: frames are late by %v", busy, middle(late)))
			}
		}
		if len(wrong) == 0 {
			break
		}
	}
	if len(wrong) != 0 {
		p.t.Error(wrong)
	}
	p.late, p.overdue = tooLate, map[bool][]time.Duration{}
	p.looked(true)
	if late := middle(p.overdue[true]); late < tooLate/10 {
		p.t.Errorf("frames that are late are late by %v only", late)
	}
}

// tells writes down how late frames were.
func (p *linkPage) tells() {
	for _, busy := range []bool{false, true} {
		late := slices.Sorted(slices.Values(p.overdue[busy]))
		var sum time.Duration
		for _, d := range late {
			sum += d
		}
		if n := len(late); n > 0 {
			p.t.Logf("%s, busy %t: %d frames late by %v on the average; half by %v, of ten one by %v, of a hundred one by %v", p.b.Name(), busy, n,
				(sum / time.Duration(n)).Round(10*time.Microsecond), late[n/2].Round(10*time.Microsecond), late[n*9/10].Round(10*time.Microsecond), late[n*99/100].Round(10*time.Microsecond))
		}
	}
	var typed int
	if p.do(p.b.Eval(p.t.Context(), "somebody.done", &typed)); typed < 10 {
		p.t.Errorf("%d letters were typed", typed)
	}
}

// outlives sees the link go on without the worker that sends: one that fails, which the page hears of, and one that is gone, of
// which nobody does.
func (p *linkPage) outlives() {
	p.t.Helper()
	for _, end := range []string{"dispatchEvent(new ErrorEvent('error', { cancelable: true }))", "terminate()"} {
		made := p.tap.made.Load()
		last := made
		p.do(p.b.Eval(p.t.Context(), "paces.at(-1)."+end, nil))
		ctx, stop := context.WithTimeout(p.t.Context(), time.Minute)
		if err := until(ctx, func() bool {
			if now := p.tap.made.Load(); now != last {
				last = now
				p.tap.from(time.Now())
			}
			return last != made && len(p.tap.until(time.Now()).sent) > 3
		}); err != nil {
			p.t.Errorf("no link after %s", end)
		}
		stop()
	}
}

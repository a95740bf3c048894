package app

import (
	"strings"
	"testing"
	"time"

	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// However a plan is closed, the link ends with it, and the guest's page is emptied: it is told so, and does not find out by two minutes of silence
// (that it takes less than a second is shown where time stands still meanwhile, by TestACallFromCodeToEnd of package call).
func TestClosingEndsTheLink(t *testing.T) {
	for name, way := range map[string]func(x *two){
		"lock":  func(x *two) { x.host.tell(EventLock) },
		"close": func(x *two) { x.host.click(x.host.word("ui.nav.close")) },
		"notebook": func(x *two) {
			x.k.elsewhere(func(p *plan.Plan) error { return p.SetSetting(plan.SettingLook, plan.Text(plan.LookNotebook)) })
			x.host.tell(EventVisible)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := sitDown(t, "en", "es")
			x.opens()
			way(x)
			x.guest.sees(x.guest.word("ui.live.guest.over.what")) // within patience
			if name != "notebook" {
				x.host.until("the cover", func() bool { return x.host.covered })
				x.guest.click(x.guest.word("ui.close"))
				x.guest.until("the cover of the guest", func() bool { return x.guest.covered })
			} else {
				x.host.sees(x.host.catalog.Notebook().Text("ui.home.title"))
				if text := x.host.reads(); strings.Contains(text, "Rosa") {
					t.Errorf("the notebook says %s", text)
				}
			}
			if n := len(x.atRest().Items("rel")); n != 0 {
				t.Errorf("%d releases were kept, and nobody asked for one", n)
			}
			late := time.Now().Add(patience)
			for connections := 1; connections > 0; time.Sleep(50 * time.Millisecond) {
				if connections, _ = x.k.server.Links(); time.Now().After(late) {
					t.Fatalf("the relay has %d connections", connections)
				}
			}
		})
	}
}

// However a link ends, the program of the guest's page, which has in its memory what was shared, ends with it: at once, and not when the
// page locks.
func TestTheEndEndsTheProgramOfAGuest(t *testing.T) {
	for name, way := range map[string]func(x *two){
		"host": func(x *two) { x.host.press("ui.live.end") },
		"guest": func(x *two) {
			x.guest.press("ui.live.guest.leave")
			x.host.seesKey("ui.live.ended.title")
		},
		"no line": func(x *two) {
			x.guest.cut(true)
			x.guest.press("ui.live.guest.leave")
		},
		"in a suggestion": func(x *two) {
			x.guest.does("shared-open " + x.note(1))
			x.guest.fills(x.guest.label("note", "text"), "half a word")
			x.host.press("ui.live.end")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := sharing(t, "en", "es")
			g := x.guest
			way(x)
			g.until("the end of the program", func() bool { return g.ended })
			g.seesKey("ui.live.guest.over.what")
			g.guarded(false)
			g.click(g.word("ui.close"))
			g.until("the cover", func() bool { return g.covered })
		})
	}
}

// Who leaves in a hurry takes the program with them, and nobody says anything to the guest any more: what was shared is hidden
// after some seconds of silence, and long before the two minutes after which a guest gives up by itself.
func TestLeavingInAHurryHidesWhatWasShared(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "es")
	x.opens()
	x.host.stop()
	x.guest.seesKey("ui.live.guest.lost") // within patience
	x.guest.seesNot(x.guest.word("ui.live.guest.shared"))
}

// A guest that goes is gone, and the host is told.
func TestAGuestThatGoes(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "es", "en")
	x.opens()
	x.host.press("ui.nav.week")
	x.guest.press("ui.live.guest.leave")
	x.guest.seesKey("ui.live.guest.over.what")
	x.host.seesKey("ui.live.bar.ended", "Rosa Núñez")
	x.host.press("ui.live.bar.what")
	x.host.press("ui.live.ended.keep.no")
	x.host.seesKey("ui.home.title")
	x.unchanged()
}

// When nothing comes any more, what was shared is not shown; when the line is back, it is.
func TestWhatIsSharedIsNotShownWithoutALine(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "en")
	x.opens()
	x.host.cut(true)
	x.host.seesKey("ui.live.here.off")
	x.guest.seesKey("ui.live.guest.lost")
	x.guest.seesNot(x.guest.word("ui.live.guest.shared"))
	x.host.cut(false)
	x.guest.seesKey("ui.live.guest.shared")
	x.host.seesNot(x.host.word("ui.live.here.off"))
	x.guest.cut(true)
	x.guest.seesKey("ui.live.guest.lost")
	x.host.seesKey("ui.live.here.quiet", "Rosa Núñez")
	x.guest.cut(false)
	x.guest.seesKey("ui.live.guest.shared")
	x.host.seesNot(x.host.word("ui.live.here.quiet", "Rosa Núñez"))
}

// A question rests everything else on the screen, but not the end of a link.
func TestAQuestionDoesNotStandInTheWayOfTheEnd(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "es")
	x.opens()
	x.host.does("part " + x.section(4) + " 1")
	x.host.sees(x.host.word("ui.live.here.ask"))
	var end *view.Node
	question := x.host.find("the question", func(n *view.Node) bool { return attrOf(n, "aria-modal") == "true" })
	walk(question, func(n *view.Node) {
		if handlerOf(n, "click") == "link-end" {
			end = n
		}
	})
	if end == nil {
		t.Fatal("the question has no end")
	}
	x.host.act(end, "click", "")
	x.guest.seesKey("ui.live.guest.over.what")
	x.host.seesKey("ui.live.ended.keep")
	x.host.seesNot(x.host.word("ui.live.here.ask"))
}

// Erasing a plan ends the link into it before anything is erased.
func TestErasingEndsTheLink(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "es")
	x.opens()
	x.host.press("ui.nav.settings")
	x.host.press("ui.erase.open")
	x.host.press("ui.erase.yes")
	x.host.act(x.host.find("the yes of the question", isYes), "click", "")
	x.guest.seesKey("ui.live.guest.over.what")
	x.host.seesKey("ui.erase.done")
}

// The code waits while a person is elsewhere, and is taken back from anywhere.
func TestACodeWaitsOnEveryScreen(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "es")
	code := x.invites()
	x.host.press("ui.nav.settings")
	x.host.seesKey("ui.live.bar.code")
	x.comes(code, "no")
	x.host.seesKey("ui.live.bar.door")
	x.host.press("ui.live.bar.go")
	x.host.seesKey("ui.live.door.says")
	x.host.press("ui.nav.week")
	x.host.press("ui.live.end")
	x.host.seesNot(x.host.word("ui.live.bar.door"))
	x.host.press("ui.nav.home")
	x.host.press("ui.live.open") // what it means was read a moment ago
	x.host.seesKey("ui.live.code.ways")
	x.unchanged()
}

package app

import (
	"bytes"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// another has one more guest come, with the same host.
func (x *two) another(lang string) *two {
	return &two{k: x.k, host: x.host, before: x.before, guest: &walker{person: newPerson(x.k.t, x.k.server, lang), catalog: catalog.Load(lang)}}
}

// Two are let in, each to something else; each is narrowed, and ends, by itself; and the end of the bar ends both.
func TestTwoAreLetIn(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "es")
	x.opens()
	y := x.another("en")
	h := x.host

	h.press("ui.live.who.else")
	code := y.says()
	h.sees("Rosa Núñez is here until") // the bar, while another code is said
	y.guest.enterIn("en", code)
	y.guest.seesKey("ui.live.me.title")
	h.seesKey("ui.live.door.wait")
	y.guest.fills(y.guest.word("ui.live.me.name"), "Luis")
	y.guest.does("role advocate")
	y.guest.does("report no")
	y.guest.submits()
	y.guest.seesKey("ui.live.wait.what")
	h.seesKey("ui.live.door.says")
	h.sees("Luis")
	h.press("ui.live.door.go")
	h.pressNamed(strings.Join(y.guest.shownWords(), " "))
	h.seesKey("ui.live.share.what")
	h.does("part " + x.section(6) + " 1")
	h.press("ui.live.share.go", "Luis")
	y.guest.sees("blue suitcase")
	y.guest.locksAfter(visitIdle, visitHidden)
	x.guest.seesNot("blue suitcase")
	h.sees(h.word("ui.live.bar.several", "Rosa Núñez and Luis"))
	h.look()

	// Whom the screen is about: Luis, and then Rosa.
	h.does("part " + x.section(6) + " 0")
	y.guest.seesNot("blue suitcase")
	first := h.person.find("a choice of people", func(n *view.Node) bool { return strings.HasPrefix(handlerOf(n, "click"), "who ") })
	h.act(first, "click", "")
	h.sees(h.word("ui.live.who.end", "Rosa Núñez"))
	h.does("part " + x.section(0) + " 0")
	x.guest.sees(x.guest.catalog.Count("ui.live.guest.edit", 1))
	x.guest.seesNot(x.guest.catalog.Count("ui.live.guest.view", 1))

	// One goes, the other stays.
	h.press("ui.live.who.end", "Rosa Núñez")
	x.guest.seesKey("ui.live.guest.over.what")
	h.seesKey("ui.live.ended.what")
	h.sees("Luis is here until")
	h.press("ui.live.ended.keep.yes")
	h.seesKey("ui.live.ended.kept")
	h.press("ui.ok")
	h.sees("Luis is here until")
	y.guest.seesNot(y.guest.word("ui.live.guest.over.what"))

	// The end of every screen ends who is left.
	h.press("ui.nav.settings")
	h.press("ui.live.end")
	y.guest.seesKey("ui.live.guest.over.what")
	h.press("ui.live.bar.what")
	h.press("ui.live.ended.keep.no")
	h.settles()
	p := x.atRest()
	all := p.Items("rel")
	if len(all) != 1 || all[0].Text("who") != "Rosa Núñez" || len(plan.AsTexts(all[0].Value("parts"))) != 3 {
		t.Fatalf("there are %d releases, the first of %s", len(all), all[0].Text("who"))
	}
	if err := p.RemoveItem(all[0].ID()); err != nil || !bytes.Equal(plan.Encode(p), x.before) {
		t.Error("the links left more than the release that was kept", err)
	}
}

// Whoever waits at the door is said wherever she is, also while somebody is here.
func TestAThirdKnocksWhileSomebodyIsHere(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "en")
	x.opens()
	y := x.another("es")
	x.host.press("ui.live.who.else")
	code := y.says()
	x.host.press("ui.nav.week")
	y.comes(code, "no")
	x.host.seesKey("ui.live.bar.door")
	x.host.press("ui.live.bar.go")
	x.host.seesKey("ui.live.door.says") // the one who waits, and not the one who is here
	x.host.press("ui.live.door.no")
	x.host.press("ui.ok")
	x.host.seesKey("ui.live.here.change")
	x.guest.seesKey("ui.live.guest.title")
}

// Her own other device has all of it, and what it writes is in the plan.
func TestHerOtherDeviceHasAllOfIt(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "es")
	x.meets(x.invites())
	x.host.press("ui.live.share.me")
	x.host.sees(x.host.word("ui.live.share.me.ask"))
	x.host.press("ui.cancel")
	x.host.seesKey("ui.live.share.what")
	x.host.press("ui.live.share.me")
	x.host.press("ui.live.share.me.yes")
	x.host.sees(x.host.word("ui.live.here.sees.all"))
	x.host.seesNot(x.host.word("ui.live.here.change"))
	x.guest.does("section " + x.section(6))
	x.guest.sees("blue suitcase")
	x.guest.locksAfter(homeIdle, homeHidden)
	x.host.press("ui.live.end")
	x.guest.seesKey("ui.live.guest.over.what")
	x.guest.locksAfter(1, 1)
	x.host.sees(x.host.word("ui.live.share.all"))
	x.host.press("ui.live.ended.keep.yes")
	x.host.seesKey("ui.live.ended.kept")
	x.host.settles()
	it := x.atRest().Items("rel")[0]
	if parts := plan.AsTexts(it.Value("parts")); len(parts) != 1 || parts[0] != x.host.word("ui.live.share.all") || it.Text("rights") != "edit" {
		t.Errorf("shared was %q, to %s", parts, it.Text("rights"))
	}
}

// locksAfter waits until the page was told after how many minutes it locks.
func (w *walker) locksAfter(idle, hidden int) {
	w.t.Helper()
	w.until("the minutes of a lock", func() bool { return w.idle == [2]int{idle, hidden} })
}

//go:build unix

package story

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"larkspur/client/catalog/directory"
	"larkspur/wasm/browsertest/axe"
)

// visitor goes through every screen that buttons lead to, and looks at each: with the rules of axe, for what runs out at the
// side, and for the way to help. It knows no screen by name, so that a new one is visited as soon as a button leads there.
type visitor struct {
	*someone
	keep    []string // names that are not pressed: ways out
	pressed map[string]bool
	seen    map[string]bool // shapes that were looked at
	faults  map[string]bool // told already
	screens []string
	way     []string
	shots   string // folder for pictures; "" takes none
	closed  bool   // no vault is open: there is no way to help to look for
}

func newVisitor(s *someone) *visitor {
	return &visitor{someone: s, pressed: map[string]bool{}, seen: map[string]bool{}, faults: map[string]bool{}, shots: os.Getenv("LARKSPUR_SHOTS")}
}

// pressable are the names of what can be pressed now, in order. A choice among several is not walked through: it changes
// what is written, and no screen. Of many ideas of one kind two are enough.
const pressable = `[...document.querySelectorAll(".root button:not([role=radio], :disabled)")]
	.filter((el) => !el.closest("[inert]") && el.getClientRects().length && !el.matches(".card > .row > :nth-child(n + 3)"))
	.map((el) => (el.getAttribute("aria-label") || el.textContent).trim())`

// settled waits until nothing was drawn for a while.
const settled = `new Promise((done) => {
	let timer, end = setTimeout(() => stop(), 4000);
	const look = new MutationObserver(() => wait());
	const stop = () => { clearTimeout(timer); clearTimeout(end); look.disconnect(); done(); };
	const wait = () => { clearTimeout(timer); timer = setTimeout(stop, 120); };
	look.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
	wait();
})`

func (v *visitor) strings(js string) []string {
	v.t.Helper()
	var out []string
	v.do(v.b.Eval(v.t.Context(), js, &out))
	return out
}

func (v *visitor) string(js string) string {
	v.t.Helper()
	var out string
	v.do(v.b.Eval(v.t.Context(), js, &out))
	return out
}

// click presses the first button of a name by script, which is quick, and waits until the page is at rest.
func (v *visitor) click(name string) {
	v.t.Helper()
	v.do(v.b.Eval(v.t.Context(), `(async () => {
		const el = [...document.querySelectorAll(".root button")].find((el) => !el.closest("[inert]") && (el.getAttribute("aria-label") || el.textContent).trim() === `+
		strconv.Quote(name)+`);
		if (!el) return;
		dispatchEvent(new Event("pointermove")); // or the page locks, as nobody touches it
		el.focus();
		el.click();
		await `+settled+`;
	})()`, nil))
}

// where is the place of the visitor: the heading, and the question that is open.
func (v *visitor) where() string {
	return v.string(`(document.querySelector("[aria-modal=true] h2") || document.querySelector(".root h1") || {textContent: ""}).textContent`)
}

// shape is what of a screen axe could find fault with: everything but texts, which differ from entry to entry.
const shape = `(() => {
	const of = (el) => el.tagName + "." + el.className + ":" + [...el.attributes].filter((a) => /^(role|aria|type)/.test(a.name)).
		map((a) => /^aria-(label|labelledby|describedby)$/.test(a.name) ? a.name : a.name + a.value).join();
	const lines = new Set();
	for (const el of document.querySelectorAll(".root *")) lines.add(of(el.parentElement) + ">" + of(el));
	return document.querySelector(".root h1").textContent + [...lines].sort().join("\n");
})()`

// look looks at what is shown, once for a shape.
func (v *visitor) look() {
	v.t.Helper()
	now := v.string(shape)
	if v.seen[now] {
		return
	}
	v.seen[now] = true
	where := strings.Join(v.way, " > ")
	if at := v.where(); at != v.way[len(v.way)-1] {
		where += " > " + at
	}
	v.screens = append(v.screens, where)
	v.fits(where)
	v.helpIsNear(where)
	faults, err := axe.Look(v.t.Context(), v.b)
	v.do(err)
	for _, f := range faults {
		if told := f.Rule + f.Target; !v.faults[told] && len(v.faults) < 60 {
			v.faults[told] = true
			v.t.Errorf("%s: %s", where, f)
		}
	}
	if v.shots != "" {
		png, err := v.b.Screenshot(v.t.Context())
		v.do(err)
		name := v.t.Name() + "-" + strconv.Itoa(len(v.screens)) + "-" + v.where()
		name = strings.Map(func(r rune) rune {
			if strings.ContainsRune(`/\: “”?`, r) {
				return '-'
			}
			return r
		}, name)
		v.do(os.WriteFile(filepath.Join(v.shots, name+".png"), png, 0o644))
	}
}

// fits sees that nothing of the page lies beside the screen.
func (v *visitor) fits(where string) {
	v.t.Helper()
	wide := v.strings(`(() => {
		const width = document.documentElement.clientWidth;
		if (document.scrollingElement.scrollWidth <= width) return [];
		return ["is " + document.scrollingElement.scrollWidth + " wide on a screen of " + width].concat([...document.querySelectorAll(".root *")].filter((el) =>
			el.getBoundingClientRect().right > width + 1 && !el.matches(".sr")).slice(-3).map((el) => el.outerHTML.slice(0, 200)));
	})()`)
	if len(wide) > 0 {
		v.t.Errorf("%s: the page runs out at the side: %s", where, strings.Join(wide, "\n\t"))
	}
}

// helpIsNear sees that two presses lead from every screen of an open plan to the overdose card and to the lines: what is
// not on the screen itself is on the first one of the plan, to which a button leads from everywhere.
func (v *visitor) helpIsNear(where string) {
	v.t.Helper()
	if v.closed || v.string(`document.querySelector(".v-shell").className`) == "v-shell book" { // a notebook says nothing of help
		return
	}
	names := v.strings(pressable)
	card, lines := v.w.Text("ui.card.open"), v.w.Text("ui.lines.title")
	switch {
	case slices.Contains(names, v.w.Text("ui.cancel")): // a question: its no is one press more
	case slices.Contains(names, card) && slices.Contains(names, lines):
	case !slices.Contains(names, v.w.Text("ui.nav.home")):
		v.t.Errorf("%s: no way leads to the overdose card and the lines within two presses", where)
	case v.where() == v.w.Text("ui.home.title"):
		v.t.Errorf("%s: the first screen leads neither to the card nor to the lines: %q", where, names)
	}
}

// visit looks at the screen that is shown, and goes to every one that its buttons lead to. It returns on the same one.
func (v *visitor) visit() {
	v.t.Helper()
	here := v.where()
	v.way = append(v.way, here)
	defer func() { v.way = v.way[:len(v.way)-1] }()
	v.look()
	for {
		next := v.next()
		if next == "" {
			return
		}
		v.pressed[next] = true
		v.click(next)
		if v.where() == "" {
			v.t.Fatalf("%s: %q leads out of the plan", strings.Join(v.way, " > "), next)
		}
		for range 100 { // something that takes a moment
			if v.string(`(document.querySelector(".root main [role=status]") || {}).textContent || ""`) == "" {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		switch now := v.where(); {
		case v.string(`(document.querySelector("[aria-modal=true] h2") || {textContent: ""}).textContent`) != "":
			v.look()
			v.click(v.w.Text("ui.cancel"))
		case now == here:
			v.look()
		case !slices.Contains(v.way, now):
			v.visit()
			v.click(v.w.Text("ui.back"))
		}
		if v.where() != here && !v.returns(here) {
			return
		}
	}
}

// next is something that was not pressed yet.
func (v *visitor) next() string {
	for _, name := range v.strings(pressable) {
		if name != "" && !v.pressed[name] && !slices.Contains(v.keep, name) {
			return name
		}
	}
	return ""
}

// returns goes to a screen of the way by whatever leads there: back, as often as it goes.
func (v *visitor) returns(here string) bool {
	for range 6 {
		if v.where() == here {
			return true
		}
		if !slices.Contains(v.strings(pressable), v.w.Text("ui.back")) {
			return false
		}
		v.click(v.w.Text("ui.back"))
	}
	return v.where() == here
}

// everywhere visits what the places of the navigation lead to.
func (v *visitor) everywhere() {
	v.t.Helper()
	v.do(v.b.Eval(v.t.Context(), "void (window.print = () => {})", nil)) // nobody is there to close the window of the browser's own
	for _, out := range []string{"ui.back", "ui.nav.close", "ui.settings.lang.en", "ui.settings.lang.es", "ui.look.go", "ui.settings.close"} {
		v.keep = append(v.keep, v.w.Text(out))
	}
	for _, e := range directory.Bundled()[1:] { // one of them shows what that leads to
		name, _ := e.Text("name", v.w.Lang())
		v.keep = append(v.keep, v.w.Text("dir.put.of", name))
	}
	places := v.strings(`[...document.querySelectorAll(".root nav button")].map((el) => el.textContent.trim())`)
	v.keep = append(v.keep, places...)
	for range 2 { // a second time for what a way led away from
		for _, place := range places {
			if place != v.w.Text("ui.nav.close") {
				v.click(place)
				v.visit()
			}
		}
	}
}

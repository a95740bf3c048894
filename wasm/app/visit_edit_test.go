package app

import (
	"crypto/rand"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// sharedTexts are the notes of what notes lays down, one in each of the first four sections; the last is not shared.
var sharedTexts = []string{"to look at", "to suggest in", "to edit", "the marker sentence"}

func notes(p *plan.Plan) error {
	for i, text := range sharedTexts {
		id, err := p.AddItem(rand.Reader, p.Sections()[i].ID(), "note")
		if err == nil {
			err = p.SetField(id, "text", plan.Text(text))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sharing has a guest let in with something to look at, something to suggest in and something to edit.
func sharing(t *testing.T, lang, other string) *two {
	t.Helper()
	k := keptPlan(t, notes)
	x := &two{k: k, before: plan.Encode(k.reads())}
	x.host = &walker{person: k.opens(lang), catalog: catalog.Load(lang)}
	x.guest = &walker{person: newPerson(t, k.server, other), catalog: catalog.Load(other)}
	x.opens()
	x.guest.sees("to edit")
	return x
}

// note is the id of the note in a section.
func (x *two) note(n int) string { return x.k.reads().Sections()[n].Items()[0].ID().String() }

// rests waits until the note of a section says something in the plan at rest.
func (x *two) rests(n int, want string) {
	x.k.t.Helper()
	late := time.Now().Add(patience)
	got := ""
	for time.Now().Before(late) {
		if items := x.k.reads().Sections()[n].Items(); len(items) > 0 {
			if got = items[0].Text("text"); got == want {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	x.k.t.Fatalf("the plan says %q, and not %q", got, want)
}

// Host and guest type in one note at once, letter by letter and without a pause for the other: every letter of both stays.
func TestHostAndGuestTypeInTheSameNote(t *testing.T) {
	t.Parallel()
	x := sharing(t, "en", "es")
	id := x.note(2)
	x.host.press("ui.nav.home")
	x.host.does("go " + x.section(2))
	x.host.does("go " + id)
	x.guest.does("go " + id)
	const letters = 12
	types := func(w *walker, put func(text string, i int) string) {
		label := w.label("note", "text")
		for i := range letters {
			n := w.control(label)
			w.act(n, "input", put(n.Value, i))
			time.Sleep(time.Duration(30+i*11%90) * time.Millisecond)
		}
	}
	var both sync.WaitGroup
	both.Go(func() { types(x.host, func(text string, i int) string { return string(rune('A'+i)) + text }) })
	both.Go(func() { types(x.guest, func(text string, i int) string { return text + string(rune('a'+i)) }) })
	both.Wait()
	x.rests(2, "LKJIHGFEDCBAto editabcdefghijkl")
	for _, w := range []*walker{x.host, x.guest} {
		w.holds(w.label("note", "text"), "LKJIHGFEDCBAto editabcdefghijkl")
	}
	x.guest.seesKey("ui.live.far.saved")
	said := func() string { return strings.Join(x.guest.announced, "\n") }
	x.guest.until("it is said aloud", func() bool { return strings.Contains(said(), x.guest.word("ui.live.far.saved")) })
	time.Sleep(2 * beat) // and not once more
	x.guest.mu.Lock()
	defer x.guest.mu.Unlock()
	if n := strings.Count(said(), x.guest.word("ui.live.far.saved")); n != 1 || strings.Contains(said(), x.guest.word("ui.live.far.here")) {
		t.Errorf("aloud was said %q", said())
	}
}

// A guest that may edit adds, fills in, moves and removes things, with the editor of the survivor's own page.
func TestAGuestAddsAnItem(t *testing.T) {
	for _, lang := range catalog.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			x := sharing(t, map[string]string{"en": "es", "es": "en"}[lang], lang)
			g := x.guest
			g.does("section " + x.section(2))
			g.does("add place")
			g.fills(g.label("place", "name"), "The library")
			g.look()
			for _, n := range g.buttons("open ") {
				g.act(n, "click", "")
				g.look()
			}
			g.press("ui.back")
			g.sees("The library")
			g.does("arrange")
			g.press("ui.item.up.of", "The library")
			x.until("the place in the plan", func(p *plan.Plan) bool {
				items := p.Sections()[2].Items()
				return len(items) == 2 && items[0].Kind() == "place" && items[0].Text("name") == "The library"
			})
			g.does("arrange")
			g.does("go " + x.note(2))
			g.press("ui.item.remove")
			g.act(g.find("a yes", isYes), "click", "")
			x.until("a plan without it", func(p *plan.Plan) bool { return len(p.Sections()[2].Items()) == 1 })
			g.seesNot("The library")
			if text := x.guest.reads(); strings.Contains(text, "marker") {
				t.Errorf("the guest reads %s", text)
			}
		})
	}
}

// until waits until the plan at rest is so.
func (x *two) until(what string, is func(p *plan.Plan) bool) {
	x.k.t.Helper()
	for late := time.Now().Add(patience); !is(x.k.reads()); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(late) {
			x.k.t.Fatal("waited in vain for " + what)
		}
	}
}

// Narrowed in the middle of a word: what was shared is gone at once, what was typed in that moment is held, and of the text
// that it stood in nothing; with the right back, it can be put back.
func TestNarrowedMidWordHoldsWhatWasTyped(t *testing.T) {
	for _, lang := range catalog.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			x := sharing(t, map[string]string{"en": "es", "es": "en"}[lang], lang)
			g := x.guest
			g.does("go " + x.note(2))
			box := g.control(g.label("note", "text"))
			x.host.does("part " + x.section(2) + " 0")
			g.seesNot("to edit")
			g.look()
			g.act(box, "input", "to edit the letter") // the page had not told it yet
			g.seesKey("ui.live.held.title")
			if text := g.reads(); !strings.Contains(text, "the letter") || strings.Contains(text, "to edit") {
				t.Errorf("the guest reads %s", text)
			}
			if len(g.buttons("held-put")) != 0 {
				t.Error("it can be put back where nothing is shared")
			}
			x.host.does("part " + x.section(2) + " 3")
			x.host.press("ui.live.here.ask.yes")
			g.sees("to edit")
			g.act(g.buttons("held-put ")[0], "click", "")
			x.rests(2, "to edit\nthe letter")
			g.seesNot(g.word("ui.live.held.title"))
		})
	}
}

// What is typed without a line is only here, and arrives when there is one; what has no place by then is held.
func TestWhatIsTypedWithoutALineArrivesLater(t *testing.T) {
	t.Parallel()
	x := sharing(t, "en", "es")
	g := x.guest
	label := g.label("note", "text")
	g.does("go " + x.note(2))
	box := g.control(label)
	g.cut(true)
	g.seesKey("ui.live.guest.lost")
	g.act(box, "input", "to edit in the dark")
	g.seesKey("ui.live.far.here")
	if text := g.reads(); strings.Contains(text, "to edit") {
		t.Errorf("without a line the guest reads %s", text)
	}
	g.guarded(true)
	g.press("ui.live.guest.leave") // is asked, as it would be lost
	g.seesKey("ui.live.leave.ask")
	g.press("ui.cancel")
	g.cut(false)
	g.holds(label, "to edit in the dark")
	g.seesKey("ui.live.far.saved")
	g.guarded(false)
	x.rests(2, "to edit in the dark")

	box = g.control(label)
	g.press("ui.item.remove")
	g.sees("to edit in the dark") // the question says what it is called
	g.cut(true)
	g.seesKey("ui.live.guest.lost")
	if text := g.reads(); strings.Contains(text, "in the dark") {
		t.Errorf("without a line the guest reads %s", text)
	}
	g.act(box, "input", "to edit in the dark, and too late")
	x.host.does("part " + x.section(2) + " 0")
	g.cut(false)
	g.seesKey("ui.live.held.title")
	if text := g.reads(); !strings.Contains(text, ", and too late") || strings.Contains(text, "in the dark") {
		t.Errorf("the guest reads %s", text)
	}
	g.guarded(true)
	g.act(g.buttons("held-drop ")[0], "click", "")
	g.seesNot(", and too late")
	g.guarded(false)
	if x.host.guards > 0 {
		t.Error("the browser was to ask her, on her own page")
	}
	x.rests(2, "to edit in the dark")
}

// A line that breaks and is back soon takes nothing off the screen: whoever types there goes on.
func TestALineThatIsBackSoonTakesNoLetterAway(t *testing.T) {
	t.Parallel()
	x := sharing(t, "en", "es")
	g := x.guest
	label := g.label("note", "text")
	g.does("go " + x.note(2))
	cut := time.Now()
	g.cut(true)
	g.act(g.control(label), "input", "to edit meanwhile")
	g.seesKey("ui.live.far.here")
	text := g.reads()
	if took := time.Since(cut); took < quietAfter && strings.Contains(text, g.word("ui.live.guest.lost")) {
		t.Errorf("after %v the guest reads %s", took, text)
	}
	g.cut(false)
	g.seesKey("ui.live.far.saved")
	g.holds(label, "to edit meanwhile")
	x.rests(2, "to edit meanwhile")
}

// A guest is where the right leads, and no action that is made up leads further: nothing of it is in the plan, or waits for a yes.
func TestActionsThatAreMadeUpChangeNothing(t *testing.T) {
	t.Parallel()
	x := sharing(t, "en", "en")
	g := x.guest
	var made []string
	for n := range 4 {
		section, item := x.section(n), x.note(n)
		for _, verb := range []string{"go", "section", "open", "hours", "sheet", "stagger", "edit"} {
			made = append(made, verb+" "+section, verb+" "+item)
		}
		made = append(made, "add note", "set 0 text 0 - -", "set 1 text 0 - -", "rename 1 "+section, "hide "+section, "remove "+section,
			"move-to "+section, "pick 1 - text 0 - -", "up "+item, "down "+item, "idea x", "ref 1 place where 0 - -", "clear 1 text")
		if n != 1 {
			made = append(made, "shared-open "+item, "shared-new "+section+" note", "shared-out "+item)
		}
	}
	made = append(made, "shared-send", "shared-type text", "held-put 1", "held-drop 1", "take "+x.note(0), "unsay "+x.note(0), "home", "week",
		"settings", "gone", "admission", "retry", "link", "link-end", "paper", "remove", "card-go", "keep 1 - x this", "print", "look-go")
	post := func(action string) {
		g.act(&view.Node{On: []view.Handler{{Event: "click", Action: action}}}, "click", "made up")
		g.mu.Lock()
		defer g.mu.Unlock()
		if strings.Contains(textOf(g.tree), "marker") {
			t.Fatalf("%s shows what is not shared", action)
		}
	}
	// From the first screen; what may be edited opens, and is left again.
	for _, action := range made {
		if action == "go "+x.note(2) || action == "section "+x.section(2) {
			continue
		}
		post(action)
	}
	// As if the editor of what may only be looked at, or suggested in, were open: no number of a drawing leads into it.
	for n := range 2 {
		post("go " + x.note(n))
		for gen := range 80 {
			post("set " + strconv.Itoa(gen) + " text 0 - -")
		}
		post("back")
	}
	g.seesKey("ui.live.guest.title")
	time.Sleep(2 * time.Second)
	x.host.settles()
	x.same()
	x.host.seesNot(x.host.word("ui.live.suggest.title"))
	// From the editor of what may be edited: only that is touched.
	for _, action := range made {
		if strings.HasPrefix(action, "clear ") || action == "remove" {
			continue
		}
		post("back")
		post("go " + x.note(2))
		post(action)
	}
	x.host.settles()
	time.Sleep(2 * time.Second)
	x.host.settles()
	for n, want := range sharedTexts {
		items := x.k.reads().Sections()[n].Items()
		if n != 2 && (len(items) != 1 || items[0].Text("text") != want) {
			t.Errorf("section %d has %d items", n, len(items))
		}
	}
	x.host.seesNot(x.host.word("ui.live.suggest.title"))
	post("back")
	g.seesKey("ui.live.guest.title")
}

// same sees that the plan at rest is as it was.
func (x *two) same() {
	x.k.t.Helper()
	if string(plan.Encode(x.k.reads())) != string(x.before) {
		x.k.t.Error("the plan is another one")
	}
}

package app

import (
	"bytes"
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/wasm/view"
)

// two are a host at an open plan and a guest at the cover of the same deployment, each in a language of their own.
type two struct {
	k           *kept
	host, guest *walker
	before      []byte // the plan at rest
}

// sitDown has the host open a plan. The languages differ, so that nothing depends on their being the same.
func sitDown(t *testing.T, lang, other string) *two {
	t.Helper()
	k := keptPlan(t, func(p *plan.Plan) error {
		id, err := p.AddItem(rand.Reader, p.Sections()[6].ID(), "note")
		if err != nil {
			return err
		}
		return p.SetField(id, "title", plan.Text("blue suitcase"))
	})
	x := &two{k: k, before: plan.Encode(k.reads())}
	x.host = &walker{person: k.opens(lang), catalog: catalog.Load(lang)}
	x.guest = &walker{person: newPerson(t, k.server, other), catalog: catalog.Load(other)}
	return x
}

// section is the id of a section of the plan.
func (x *two) section(n int) string { return x.k.reads().Sections()[n].ID().String() }

// does presses what has an action.
func (w *walker) does(action string) {
	w.t.Helper()
	n := w.find("something that does "+action, func(n *view.Node) bool { return handlerOf(n, "click") == action })
	w.act(n, "click", "")
	w.look()
}

// seesKey waits until a text of the catalogue is on the page, and looks.
func (w *walker) seesKey(key string, args ...string) {
	w.t.Helper()
	w.sees(w.word(key, args...))
	w.look()
}

// code reads the code from the screen.
func (w *walker) code() (number string, words []string) {
	w.t.Helper()
	n := w.find("a number to say", func(n *view.Node) bool { return attrOf(n, "class") == "code" })
	return n.Text, w.shownWords()
}

// invites goes from the plan to a code, and waits until it is good.
func (x *two) invites() string {
	x.host.t.Helper()
	x.host.press("ui.live.open")
	x.host.seesKey("ui.live.mean.seen")
	x.host.press("ui.live.mean.go")
	return x.says()
}

// says reads the code aloud, once there is a connection.
func (x *two) says() string {
	x.host.t.Helper()
	x.host.seesKey("ui.live.code.ways")
	x.host.seesNot(x.host.word("ui.live.code.off"))
	number, words := x.host.code()
	return number + ", " + strings.Join(words, " ")
}

// comes types a code at the cover and says who they are.
func (x *two) comes(code, reporter string) {
	x.guest.t.Helper()
	x.guest.enterIn(x.guest.catalog.Lang(), code)
	x.guest.seesKey("ui.live.me.title")
	x.host.until("the word that somebody used the code", func() bool {
		return slices.Contains(x.host.announced, x.host.word("ui.live.door.wait"))
	})
	x.host.look()
	x.guest.fills(x.guest.word("ui.live.me.name"), "Rosa Núñez")
	x.guest.submits() // half a card
	x.guest.seesKey("ui.live.me.bad")
	x.guest.fills(x.guest.word("ui.live.me.org"), "Family Justice Center")
	x.guest.fills(x.guest.word("ui.live.me.with"), "Lena, who interprets")
	x.guest.does("role advocate")
	x.guest.does("report " + reporter)
	x.guest.submits()
	x.guest.seesKey("ui.live.wait.what")
}

// meets has both come as far as the check words being the same.
func (x *two) meets(code string) {
	x.host.t.Helper()
	x.comes(code, "yes")
	x.host.seesKey("ui.live.door.report.yes")
	x.host.seesKey("ui.live.door.says")
	x.host.sees("Rosa Núñez")
	x.host.sees("Lena, who interprets")
	x.host.press("ui.live.door.go")
	x.host.pressNamed(strings.Join(x.guest.shownWords(), " "))
	x.host.seesKey("ui.live.share.what")
}

// lets lets the guest in with three sections: the first to look at, the second to suggest in, the third to edit.
func (x *two) lets() {
	x.host.t.Helper()
	x.host.press("ui.live.share.go", "Rosa Núñez")
	x.host.seesKey("ui.live.share.empty") // nothing is chosen at first
	for i, right := range []string{"1", "2", "3"} {
		x.host.does("part " + x.section(i) + " " + right)
	}
	x.host.fills(x.host.word("ui.live.share.why"), "the letter")
	x.host.press("ui.live.share.go", "Rosa Núñez")
	x.host.seesKey("ui.live.here.change")
	x.guest.seesKey("ui.live.guest.title")
}

func (x *two) opens() {
	x.host.t.Helper()
	x.meets(x.invites())
	x.lets()
}

// atRest is the plan as the server has it now.
func (x *two) atRest() *plan.Plan { return x.k.reads() }

// unchanged sees that there is no trace of a link in the plan.
func (x *two) unchanged() {
	x.k.t.Helper()
	x.host.settles()
	if !bytes.Equal(plan.Encode(x.atRest()), x.before) {
		x.k.t.Error("the plan at rest is another one")
	}
}

func TestALinkFromTheCodeToTheRelease(t *testing.T) {
	for _, lang := range catalog.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			other := map[string]string{"en": "es", "es": "en"}[lang]
			x := sitDown(t, lang, other)
			x.opens()
			h, g := x.host, x.guest
			for _, key := range []string{"view", "suggest", "edit"} {
				g.sees(g.catalog.Count("ui.live.guest."+key, 1))
			}
			g.sees(g.word("ui.live.here.why", "the letter"))
			g.seesKey("ui.live.guest.empty")
			if strings.Contains(g.reads(), "suitcase") {
				t.Error("the guest reads what was not shared")
			}
			// The bar is on every screen.
			for _, place := range []string{"ui.nav.week", "ui.nav.settings", "ui.nav.home"} {
				h.press(place)
				h.sees("Rosa Núñez")
				h.sees(h.catalog.Count("ui.live.count", 3))
			}
			// Narrowing takes effect at once, widening is asked.
			h.press("ui.live.bar.go")
			h.does("part " + x.section(0) + " 0")
			g.sees(g.catalog.Count("ui.live.guest.edit", 1))
			g.seesNot(g.catalog.Count("ui.live.guest.view", 1))
			h.does("part " + x.section(0) + " 3")
			h.sees(h.word("ui.live.here.ask"))
			h.press("ui.cancel")
			g.sees(g.catalog.Count("ui.live.guest.edit", 1))
			h.does("part " + x.section(0) + " 3")
			h.press("ui.live.here.ask.yes")
			g.sees(g.catalog.Count("ui.live.guest.edit", 2))
			h.press("ui.live.here.pause")
			h.seesKey("ui.live.here.sees.none")
			g.seesKey("ui.live.guest.paused")
			g.seesNot(g.word("ui.live.guest.shared"))
			h.press("ui.live.here.on")
			g.seesKey("ui.live.guest.shared")
			h.does("more 60")
			h.look()
			// The end, from another screen, at one press.
			h.press("ui.nav.settings")
			h.press("ui.live.end")
			ended := time.Now()
			g.seesKey("ui.live.guest.over.what")
			t.Logf("the guest's page was emptied after %v", time.Since(ended)) // package live shows that four frames are enough
			if text := g.reads(); strings.Contains(text, "letter") {
				t.Errorf("after the end the guest reads %s", text)
			}
			h.seesKey("ui.settings.idle.hint") // where she is, she stays
			h.press("ui.live.bar.what")
			h.seesKey("ui.live.ended.keep")
			h.sees("Family Justice Center")
			x.unchanged()
			h.press("ui.live.ended.print")
			h.press("paper.go")
			h.until("the print dialog", func() bool { return h.printed == 1 })
			if paper := h.paper(); !strings.Contains(paper, "Rosa Núñez") || !strings.Contains(paper, "the letter") {
				t.Errorf("on paper stands %q", paper)
			}
			h.press("ui.back")
			h.press("ui.live.ended.keep.yes")
			h.seesKey("ui.live.ended.kept")
			h.settles()
			x.released(t)
		})
	}
}

// released sees that the plan at rest has the release, and is else as it was.
func (x *two) released(t *testing.T) {
	t.Helper()
	p := x.atRest()
	all := p.Items("rel")
	if len(all) != 1 {
		t.Fatalf("there are %d releases", len(all))
	}
	it := all[0]
	for key, want := range map[string]string{"who": "Rosa Núñez", "org": "Family Justice Center", "with": "Lena, who interprets", "role": "advocate", "report": "yes", "why": "the letter", "rights": "edit", "zone": "UTC"} {
		if got := it.Text(key); got != want {
			t.Errorf("%s is %q", key, got)
		}
	}
	parts := plan.AsTexts(it.Value("parts"))
	want := []string{}
	for i, right := range []string{"edit", "suggest", "edit"} {
		want = append(want, view.SectionTitle(x.host.catalog, p.Sections()[i])+" · "+x.host.word("kind.rel.field.rights."+right))
	}
	if !slices.Equal(parts, want) {
		t.Errorf("shared was %q", parts)
	}
	for _, key := range []string{"start", "until", "ended"} {
		if it.Text(key) == "" {
			t.Errorf("%s is missing", key)
		}
	}
	if err := p.RemoveItem(it.ID()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(plan.Encode(p), x.before) {
		t.Error("the link left more than the release")
	}
}

// Somebody tries another code: it is seen, and a new code is there before anybody asks for one.
func TestAWrongCodeIsSeenAndANewOneIsReady(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "es")
	code := x.invites()
	stranger := newPerson(t, x.k.server, "en")
	fields := strings.Fields(code)
	for right := fields[len(fields)-1]; fields[len(fields)-1] == right; {
		other, err := phrase.Generate(phrase.English, 4, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		fields[len(fields)-1] = strings.Fields(other.Expose())[0]
	}
	stranger.enter(strings.Join(fields, " "))
	x.host.seesKey("ui.live.code.spent")
	next := x.says()
	if next == code {
		t.Error("the code is the same")
	}
	stranger.mu.Lock()
	if stranger.tree != nil {
		t.Error("who tried a wrong code sees something:", textOf(stranger.tree))
	}
	stranger.mu.Unlock()
	x.host.mu.Lock()
	said := strings.Join(x.host.announced, "\n")
	x.host.mu.Unlock()
	if !strings.Contains(said, x.host.word("ui.live.code.spent")) {
		t.Errorf("what was said aloud is %q", said)
	}
	x.meets(next)
	x.unchanged()
}

// The words are not the same: the link is over, and nothing was shared.
func TestNoneOfTheseWordsEndsIt(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "es", "en")
	x.comes(x.invites(), "unsure")
	x.host.seesKey("ui.live.door.report.unsure")
	x.host.press("ui.live.door.go")
	x.host.press("ui.live.check.none")
	x.host.seesKey("ui.live.none.words")
	x.host.press("ui.live.code.new")
	x.says()
	x.unchanged()
}

// Who is not let in is told nothing; it looks as it does while somebody makes up their mind.
func TestARefusalLooksLikeNobody(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "en")
	x.comes(x.invites(), "no")
	x.host.seesKey("ui.live.door.report.no")
	before := x.guest.reads()
	x.host.press("ui.live.door.no")
	x.host.seesKey("ui.live.none.what")
	time.Sleep(2 * time.Second)
	if after := x.guest.reads(); after != before {
		t.Errorf("the guest reads\n%s\nand before\n%s", after, before)
	}
	x.host.press("ui.ok")
	x.host.seesKey("ui.home.title")
	x.unchanged()
}

// A code that can be typed is no code that is good: nothing shows for one, and a phrase opens after it as ever.
func TestTheFormOfACodeShowsNothing(t *testing.T) {
	t.Parallel()
	x := sitDown(t, "en", "en")
	code := x.invites()
	x.host.press("ui.live.code.back")
	x.host.seesKey("ui.home.title")
	x.guest.enter(code)
	time.Sleep(4 * time.Second) // longer than a host takes
	x.guest.mu.Lock()
	if x.guest.tree != nil || len(x.guest.announced) > 0 {
		t.Error("something shows:", textOf(x.guest.tree))
	}
	x.guest.mu.Unlock()
	x.guest.enter(x.k.phrase)
	x.guest.seesKey("ui.home.title")
	x.unchanged()
}

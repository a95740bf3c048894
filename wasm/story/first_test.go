//go:build unix

package story

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/client/plan"
	"larkspur/server/servertest"
	"larkspur/wasm/browsertest"
)

// These are the first times of a survivor: alone, with an advocate in the room, and back in a hurry. The tests work as she
// would, and count screens, keys and words. Their bounds are a little above what was reached when they were written: a way that
// grows longer, or wordier, is seen.

// each runs a story in Chromium in English and in Firefox in Spanish.
func each(t *testing.T, story func(t *testing.T, w *way)) {
	for _, c := range []struct {
		kind browsertest.Kind
		lang string
	}{{browsertest.Chromium, "en"}, {browsertest.Firefox, "es"}} {
		t.Run(c.lang, func(t *testing.T) {
			t.Parallel()
			story(t, setOut(t, c.kind, c.lang))
		})
	}
}

// larkspur builds the command line, once for all stories, beside the server (see servertest.Binary), and returns its path.
func larkspur(t *testing.T) string {
	t.Helper()
	program := filepath.Join(filepath.Dir(servertest.Binary(t)), "larkspur")
	commandLine.Do(func() {
		out, err := exec.Command("go", "build", "-o", program, "larkspur/cmd/larkspur").CombinedOutput()
		if err != nil {
			commandLine.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if commandLine.err != nil {
		t.Fatal(commandLine.err)
	}
	return program
}

var commandLine struct {
	sync.Once
	err error
}

// atACenter is a server that wants a starter phrase before it keeps anything new, and a way to make one.
func atACenter(t *testing.T) (url string, slip func(lang string) string) {
	t.Helper()
	keys := filepath.Join(t.TempDir(), "keys")
	server := servertest.StartProcess(t, servertest.ProcessOptions{Client: made(), Ready: buildWait, Args: []string{
		"--admission", "starter", "--starter-keys", keys, "--grid", "1ms",
	}})
	program := larkspur(t)
	return server.URL, func(lang string) string {
		t.Helper()
		cmd := exec.Command(program, "starter", "--server", server.URL, "--keys", keys, "--lang", lang)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("starter: %v", err)
		}
		return strings.TrimSpace(string(out))
	}
}

// At a library computer, with an address and a starter phrase on a slip of paper, by keyboard.
func TestTheFirstTimeAlone(t *testing.T) {
	t.Parallel()
	url, slip := atACenter(t)
	each(t, func(t *testing.T, w *way) {
		starter := slip(w.w.Lang())
		w.open(url)
		w.says(starter)
		w.title("ui.warn.title")
		w.comes("the warning", 220)
		w.key("ui.warn.go")
		w.title("ui.make.title")
		w.comes("the phrase", 125)
		for _, told := range []string{"ui.make.lost", "ui.make.who", "ui.make.paper", "ui.make.recovery"} {
			w.sees(w.w.Text(told))
		}
		words := w.writesDown()
		w.comes("typing it back", 45)
		w.onTheScreen("what to type", w.w.Text("ui.make.back.hint"))
		w.typesBack(words)
		w.title("ui.home.title")
		w.sees(w.w.Text("ui.home.first.title"))
		w.comes("one first thing", 70)
		if n := len(w.texts("main input, main textarea")); n != 0 {
			t.Errorf("the first screen of a new plan has %d boxes to fill in", n)
		}
		w.key("ui.home.first.person")
		w.sees(w.w.Text("ui.home.first.person.help"))
		w.comes("someone she trusts", 60)
		if boxes := w.texts("main > div:not([hidden]) :is(input, textarea)"); len(boxes) > 2 {
			t.Errorf("the first thing asks %d things", len(boxes))
		}
		k, _ := plan.KindOf("person")
		name := newMarker()
		w.at(w.w.Text(k.FieldLabel("name")))
		w.types(string(name))
		w.do(w.b.Press(t.Context(), "Tab"))
		w.saved()
		w.within(5, 40, 0)
		w.quiet()
		w.runs()
		leftNothing(w.someone, []marker{name}, strings.Join(words, " ")+" "+starter)
	})
}

// writesDown reads the phrase that is shown, and says that it is on paper.
func (w *way) writesDown() []string {
	w.t.Helper()
	w.do(w.b.WaitFor(w.t.Context(), browsertest.BySelector("ol.words")))
	words := w.texts("ol.words li")
	w.key("ui.make.wrote")
	w.title("ui.make.back.title")
	w.do(w.b.WaitFor(w.t.Context(), browsertest.BySelector("#word1:focus")))
	return words
}

// typesBack types the phrase from the paper.
func (w *way) typesBack(words []string) {
	w.t.Helper()
	for i, word := range words {
		if i > 0 {
			w.do(w.b.Press(w.t.Context(), "Tab"))
		}
		w.do(w.b.Type(w.t.Context(), word))
	}
	w.do(w.b.Press(w.t.Context(), "Enter"))
}

// With an advocate in the room, on the advocate's device: she can say no and nothing is made; she says yes, writes, closes the
// plan; and on the device is nothing of hers, whoever looks.
func TestTheFirstTimeWithAnAdvocateInTheRoom(t *testing.T) {
	t.Parallel()
	url, slip := atACenter(t)
	each(t, func(t *testing.T, w *way) {
		starter := slip(w.w.Lang())
		w.open(url)
		w.says(starter)
		w.title("ui.warn.title")
		w.key("ui.warn.stop") // not now
		w.do(w.b.WaitFor(t.Context(), browsertest.BySelector("#q")))

		w.says(starter)
		w.title("ui.warn.title")
		w.comes("the warning", 220)
		w.key("ui.warn.go")
		w.title("ui.make.title")
		words := w.writesDown()
		w.typesBack(words)
		w.sees(w.w.Text("ui.home.first.title"))
		w.key("ui.home.first.room")
		w.comes("a way out", 80)
		k, _ := plan.KindOf("room")
		way := newMarker()
		w.at(w.w.Text(k.FieldLabel("name")))
		w.types(string(way))
		w.do(w.b.Press(t.Context(), "Tab"))
		w.saved()
		w.do(w.b.Focus(t.Context(), browsertest.BySelector("h1")))
		w.key("ui.nav.close")
		w.do(w.b.WaitFor(t.Context(), browsertest.BySelector("#q")))
		w.within(2, 58, 0)

		// Her phrase opens nothing more than the cover shows, until it is typed: not by going back, not by coming again.
		nothing := func(what string) {
			t.Helper()
			if text := w.reads(); strings.Contains(text, string(way)) || strings.Contains(text, words[0]+" ") || strings.Contains(text, w.w.Text("ui.home.title")) {
				t.Errorf("%s shows %s", what, text)
			}
		}
		nothing("the page that was closed")
		if err := w.b.Back(t.Context()); err != nil && !errors.Is(err, browsertest.ErrNoHistory) {
			t.Error(err)
		}
		nothing("going back")
		w.open(url)
		nothing("coming again")
		if typed, err := w.b.Value(t.Context(), browsertest.BySelector("#q")); err != nil || typed != "" {
			t.Errorf("the box of the page in front holds %q, %v", typed, err)
		}
		var kept string
		w.do(w.b.Eval(t.Context(), keeps, &kept))
		for _, m := range append(markersOf(strings.Join(words, " ")), way) {
			if m.in([]byte(kept)) {
				t.Errorf("the page keeps %s", kept)
			}
		}
		w.quiet()
		leftNothing(w.someone, []marker{way}, strings.Join(words, " ")+" "+starter)
	})
}

// aPlanInUse is the plan of somebody who comes back: a card, people, and two visits of today.
func aPlanInUse(card, visit marker) func(*plan.Plan) error {
	return func(p *plan.Plan) error {
		var errs []error
		add := func(section, kind string, fields plan.Record) {
			for _, s := range p.Sections() {
				if s.Kind() != section {
					continue
				}
				id, err := p.AddItem(rand.Reader, s.ID(), kind)
				errs = append(errs, err)
				for key, v := range fields {
					errs = append(errs, p.SetField(id, key, v))
				}
			}
		}
		today := time.Now().UTC().Format(plan.DateLayout)
		add("stay", "card", plan.Record{"kit": plan.Text(string(card)), "near": plan.Text("Next door, number 4"),
			"call": plan.Records(plan.Record{"name": plan.Text("Next door"), "phone": plan.Text("555 0100")})})
		add("sched", "appt", plan.Record{"title": plan.Text(string(visit)), "start": plan.Text(today + "T10:30"), "len": plan.Number(45)})
		add("sched", "appt", plan.Record{"title": plan.Text("Pharmacy"), "start": plan.Text(today + "T16:00")})
		for _, name := range []string{"Ana", "Bea", "Cleo"} {
			add("people", "person", plan.Record{"name": plan.Text(name), "phone": plan.Text("555 0101")})
		}
		return errors.Join(errs...)
	}
}

// misremembered changes one letter of the third word.
func misremembered(words string) string {
	list := strings.Fields(words)
	w := []byte(list[2])
	last := len(w) - 1
	w[last] = map[bool]byte{true: 'z', false: 'w'}[w[last] != 'z']
	list[2] = string(w)
	return strings.Join(list, " ")
}

// Back on a borrowed phone, in a hurry, with one letter of one word wrong: what is on today is on the first screen, the
// overdose card one touch further, and one touch is enough to be gone.
func TestBackInAHurry(t *testing.T) {
	t.Parallel()
	server := onFiles(t).server
	each(t, func(t *testing.T, w *way) {
		card, visit := newMarker(), newMarker()
		k := keep(t, server.URL, w.w.Lang(), aPlanInUse(card, visit))
		w.open(server.URL)
		begin := time.Now()
		w.do(w.b.Click(t.Context(), browsertest.BySelector("#q")))
		w.do(w.b.Type(t.Context(), misremembered(k.phrase.Expose())))
		w.do(w.b.Press(t.Context(), "Enter"))
		w.title("ui.home.title")
		t.Logf("from the first letter to the first screen: %v", time.Since(begin).Round(100*time.Millisecond))
		w.sees(string(visit))
		w.sees(w.w.Text("ui.week.today"))
		w.onTheScreen("what is on today", string(visit))
		w.comes("what is on today", 110)
		w.onTheScreen("the way to the card", w.w.Text("ui.card.open"))
		w.press("ui.card.open")
		w.title("ui.card.title")
		w.onTheScreen("where the naloxone is", string(card))
		w.comes("the overdose card", 175)
		w.within(2, 1, 2)
		w.leave()
		if n := w.counted.touches; n != 3 {
			t.Errorf("it took %d touches to be gone", n-2)
		}
		w.quiet()
		leftNothing(w.someone, []marker{card, visit}, k.phrase.Expose())
	})
}

// onTheScreen sees that a text can be read without scrolling.
func (w *way) onTheScreen(what, text string) {
	w.t.Helper()
	var bottom float64
	w.do(w.b.Eval(w.t.Context(), `(() => {
		const found = [...document.querySelectorAll(".root *")].filter((el) => el.textContent.includes(`+quote(text)+`)).pop();
		return found ? found.getBoundingClientRect().bottom - innerHeight : 1e6;
	})()`, &bottom))
	if bottom > 0 {
		w.t.Errorf("%s lies %.0f pixels below the screen", what, bottom)
	}
}

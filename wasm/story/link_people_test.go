//go:build unix

package story

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/wasm/browsertest"
	"larkspur/wasm/view"
)

// parts are the sections of the plan that links are about, each with a note in it: one for each right, and one that is not
// shared.
var parts = []struct{ section, right, note string }{
	{"where", "view", "The rooms"}, {"people", "suggest", "The ride"}, {"work", "edit", "The letter"}, {"home", "", "The door"},
}

// aPlanToShare has a marker in each of these notes, in the order of parts.
func aPlanToShare(texts []marker) func(*plan.Plan) error {
	return func(p *plan.Plan) error {
		var errs []error
		for i, part := range parts {
			for _, s := range p.Sections() {
				if s.Kind() == part.section {
					id, err := p.AddItem(rand.Reader, s.ID(), "note")
					errs = append(errs, err, p.SetField(id, "title", plan.Text(part.note)), p.SetField(id, "text", plan.Text(string(texts[i]))))
				}
			}
		}
		return errors.Join(errs...)
	}
}

// note is a note of the plan that is called so.
func (k *kept) note(t *testing.T, title string) plan.Item {
	t.Helper()
	for _, it := range k.opens(t).Plan().Items("note") {
		if it.Text("title") == title {
			return it
		}
	}
	t.Fatalf("there is no note %q", title)
	return plan.Item{}
}

// survivor is at the page with her plan open.
type survivor struct{ linked }

// invites makes a code and reads it; more: somebody is here already.
func (s survivor) invites(more bool) (code string) {
	s.t.Helper()
	if more {
		s.press("ui.live.who.else")
	} else {
		s.press("ui.nav.home")
		s.title("ui.home.title")
		s.press("ui.live.open")
	}
	s.do(s.b.WaitFor(s.t.Context(), browsertest.BySelector(".root h1")))
	s.do(s.b.Eval(s.t.Context(), settled, nil))
	if n, err := s.b.Count(s.t.Context(), browsertest.ByRole("button", s.w.Text("ui.live.mean.go"))); err == nil && n == 1 {
		s.press("ui.live.mean.go") // the first time
	}
	s.do(s.b.WaitFor(s.t.Context(), browsertest.BySelector(".code")))
	s.do(s.b.WaitGone(s.t.Context(), s.w.Text("ui.live.code.off")))
	return strings.Join(append(s.texts(".code"), s.texts("ol.words li")...), " ")
}

// letsIn takes who knocks for the one whose words are heard, and shares the parts, as their rights are.
func (s survivor) letsIn(name, words, purpose string) {
	s.t.Helper()
	s.title("ui.live.door.title")
	s.press("ui.live.door.go")
	s.title("ui.live.check.title")
	s.pressNamed(words)
	s.title("ui.live.share.title")
	for _, p := range parts {
		if p.right != "" {
			s.gives(p.section, p.right)
		}
	}
	s.fill(s.w.Text("ui.live.share.why"), purpose)
	s.press("ui.live.share.go", name)
	s.title("ui.live.here.title")
}

// about turns the screen of links to one of the guests.
func (s survivor) about(name string) {
	s.t.Helper()
	s.do(s.b.Click(s.t.Context(), browsertest.ByRole("radio", name+" · ").Part().In(browsertest.ByRole("radiogroup", s.w.Text("ui.live.who")))))
	s.sees(s.w.Text("ui.live.who.end", name))
}

// gives chooses a right in a section.
func (s survivor) gives(section, right string) {
	s.t.Helper()
	label := s.w.Text("ui.live.share.none")
	if right != "" {
		k, _ := plan.KindOf(view.ReleaseKind)
		label = s.w.Text(k.OptionLabel(right, "rights"))
	}
	s.do(s.b.Click(s.t.Context(), browsertest.ByRole("radio", label).In(browsertest.ByRole("radiogroup", s.w.Text(plan.SectionLabel(section))))))
}

// goesTo opens a note of a section.
func (s survivor) goesTo(section, note string) {
	s.t.Helper()
	s.press("ui.nav.home")
	s.title("ui.home.title")
	s.pressNamed(s.w.Text(plan.SectionLabel(section)))
	s.pressNamed(note)
	s.do(s.b.WaitFor(s.t.Context(), browsertest.ByLabel(noteText(s.w))))
}

// noteText is what the text of a note is called.
func noteText(w *catalog.Words) string {
	k, _ := plan.KindOf("note")
	return w.Text(k.FieldLabel("text"))
}

// puts puts the caret into the text of the note that is open.
func (l linked) puts(key string) {
	l.t.Helper()
	l.do(l.b.Focus(l.t.Context(), browsertest.ByLabel(noteText(l.w))))
	l.do(l.b.Press(l.t.Context(), key))
}

// writes types at the end of the text of the note that is open.
func (l linked) writes(text string) {
	l.t.Helper()
	l.puts("Control+End")
	l.do(l.b.Type(l.t.Context(), text))
}

// written waits until a text stands in the note that is open.
func (l linked) written(text string) {
	l.t.Helper()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		got, err := l.b.Value(l.t.Context(), browsertest.ByLabel(noteText(l.w)))
		l.do(err)
		if strings.Contains(got, text) {
			return
		}
		if time.Since(begun) > time.Minute {
			l.t.Fatalf("%s: %q does not come; there is %q", l.b.Name(), text, got)
		}
	}
}

// zooms looks at the screen at four times its size: the end of the link is in reach, and its bar hides no more than the half of it.
func (s survivor) zooms() {
	s.t.Helper()
	if s.skip {
		return
	}
	s.do(s.b.Resize(s.t.Context(), 1280, 1024, 4))
	clear(s.seen) // it is another look at the same screen
	s.passes()
	var bar struct{ Covers, Below float64 }
	s.do(s.b.Eval(s.t.Context(), `(() => {
		const bar = document.querySelector(".live").getBoundingClientRect(), end = document.querySelector(".live .risk").getBoundingClientRect();
		return {Covers: bar.height / innerHeight, Below: end.bottom - innerHeight};
	})()`, &bar))
	if bar.Covers > 0.5 || bar.Below > 0 {
		s.t.Errorf("at 400 %% the bar covers %.0f %% of the screen, and its end lies %.0f pixels below it", bar.Covers*100, bar.Below)
	}
	s.do(s.b.Resize(s.t.Context(), 320, 740, 1))
}

// takes takes the only suggestion that waits.
func (s survivor) takes() {
	s.t.Helper()
	s.do(s.b.Click(s.t.Context(), browsertest.ByRole("button", s.w.Text("ui.live.suggest.yes")+": ").Part()))
}

// ends ends all links at one press, and waits until the page of the guest is empty. One letter takes so long to that page.
func (s survivor) ends(guest advocate, letter time.Duration) {
	s.t.Helper()
	s.press("ui.nav.home")
	s.title("ui.home.title")
	s.do(s.b.Focus(s.t.Context(), browsertest.ByRole("button", s.w.Text("ui.live.end"))))
	pressed := time.Now()
	s.do(s.b.Press(s.t.Context(), "Enter"))
	guest.sees(guest.w.Text("ui.live.guest.over.what"))
	within(s.t, "from the press until the guest's page was empty", time.Since(pressed), emptyWithin, letter)
	s.press("ui.live.bar.what")
}

// keeps says whether what is left of a link goes into the plan.
func (s survivor) keeps(it bool) {
	s.t.Helper()
	s.title("ui.live.ended.title")
	if it {
		s.press("ui.live.ended.keep.yes")
		s.sees(s.w.Text("ui.live.ended.kept"))
		return
	}
	s.press("ui.live.ended.keep.no")
	s.title("ui.home.title")
}

// joins starts a guest on a terminal.
func joins(t *testing.T, m *meeting, name string) *terminal {
	t.Helper()
	return runs(t, m.program, "live", "join", "--server", m.guests.url, "--code-file", "-", "--name", name, "--reporter", "no", "--lang", "en")
}

// atRest opens the plan beside the page: it holds a release of each who is named, and is else what it was before, with other texts
// in its notes and perhaps more of them.
func atRest(t *testing.T, k *kept, before *plan.Plan, released ...string) *plan.Plan {
	t.Helper()
	s := k.opens(t)
	defer s.Close()
	p := s.Plan().Clone()
	var who []string
	for _, r := range p.Items(view.ReleaseKind) {
		if who = append(who, r.Text("who")); p.RemoveItem(r.ID()) != nil {
			t.Error("a release cannot be removed")
		}
	}
	slices.Sort(who)
	if !slices.Equal(who, slices.Sorted(slices.Values(released))) {
		t.Errorf("the releases in the plan are of %q", who)
	}
	// What is left is the plan of before, changed in one go.
	rest, want := p.Clone(), before.Clone()
	for _, it := range rest.Items("note") {
		_, there := want.Item(it.ID())
		if !there && rest.RemoveItem(it.ID()) != nil {
			t.Error("a note cannot be removed")
		}
		for _, field := range []string{"title", "text"} {
			if there && want.SetField(it.ID(), field, it.Value(field)) != nil {
				t.Error("a note cannot be changed")
			}
		}
	}
	if !plan.Equal(rest, want) || p.Conflicts() != 0 {
		t.Errorf("the link left something else in the plan, or one of %d conflicts", p.Conflicts())
	}
	return s.Plan().Clone()
}

// advocate is a guest at a page.
type advocate struct{ linked }

// knocks types the code and says who they are, by the first answers that there are, and reads the words.
func (a advocate) knocks(code, name string) (words string) {
	a.t.Helper()
	a.enter(code)
	a.title("ui.live.me.title")
	a.passes()
	a.fill(a.w.Text("ui.live.me.name"), name)
	a.fill(a.w.Text("ui.live.me.org"), name)
	k, _ := plan.KindOf(view.ReleaseKind)
	for field, group := range map[string]string{"role": "ui.live.me.role", "report": "ui.live.me.report"} {
		f, _ := k.Field(field)
		a.do(a.b.Click(a.t.Context(), browsertest.ByRole("radio", a.w.Text(k.OptionLabel(f.Options[0], field))).In(browsertest.ByRole("radiogroup", a.w.Text(group)))))
	}
	a.press("ui.live.me.go")
	a.do(a.b.WaitFor(a.t.Context(), browsertest.BySelector("ol.words")))
	a.passes()
	return strings.Join(a.texts("ol.words li"), " ")
}

// opens opens a note, to change it or to suggest how.
func (a advocate) opens(verb, note string) {
	a.t.Helper()
	a.pressNamed(a.w.Text(verb) + ": " + note)
	a.do(a.b.WaitFor(a.t.Context(), browsertest.ByLabel(noteText(a.w))))
}

// sends sends what is suggested.
func (a advocate) sends() {
	a.t.Helper()
	a.press("ui.live.shared.send")
	a.sees(a.w.Text("ui.live.shared.sent"))
}

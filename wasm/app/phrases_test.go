package app

import (
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/server/servertest"
)

// writesSomething puts a note into the plan and waits until it is saved.
func (p *person) writesSomething(text string) {
	p.t.Helper()
	w := catalog.Load("en")
	p.click(w.Text("ui.nav.home"))
	if strings.Contains(p.reads(), w.Text("ui.home.first.skip")) {
		p.click(w.Text("ui.home.first.skip"))
	}
	p.click(w.Text("section.home"))
	p.click(w.Text("ui.section.add", w.Text("kind.note")))
	p.fills(w.Text("kind.note.field.title"), text)
	p.sees(w.Text("ui.saved"))
	p.click(w.Text("ui.nav.home"))
}

func TestAChangedPhraseOpensAndTheOldOneDoesNot(t *testing.T) {
	w := catalog.Load("en")
	s := servertest.Start(t, servertest.Options{})
	p := newPerson(t, s, "en")
	old := p.makes("en")
	p.writesSomething("the blue suitcase")
	p.click(w.Text("ui.nav.settings"))
	p.click(w.Text("ui.phrase.title"))
	p.sees(w.Text("ui.phrase.copy"))
	p.click(w.Text("ui.phrase.go"))
	words := p.shownWords()
	p.typesBack(w, words)
	p.sees(w.Text("ui.phrase.done"))
	newPerson(t, s, "en").opensNothing(old)
	other := newPerson(t, s, "en")
	other.opens(strings.Join(words, " "))
	other.click(w.Text("section.home"))
	other.clickPart("blue suitcase")
	other.holds(w.Text("kind.note.field.title"), "the blue suitcase")
}

func TestRecoveryPhrasesAreMadeUsedAndWithdrawn(t *testing.T) {
	w := catalog.Load("en")
	s := servertest.Start(t, servertest.Options{})
	p := newPerson(t, s, "en")
	p.makes("en")
	p.click(w.Text("ui.nav.settings"))
	p.click(w.Text("ui.recovery.title"))
	p.sees(w.Text("ui.recovery.power"))
	p.submits()
	p.sees(w.Text("ui.recovery.name.bad"))
	p.fills(w.Text("ui.recovery.name"), "my sister")
	p.submits()
	words := p.shownWords()
	p.typesBack(w, words)
	p.sees(w.Text("ui.recovery.made"))
	p.sees("my sister")

	sister := newPerson(t, s, "en")
	sister.opens(strings.Join(words, " "))
	sister.click(w.Text("ui.nav.settings"))
	sister.sees(w.Text("ui.recovery.notfirst"))

	p.click(w.Text("ui.recovery.withdraw.of", "my sister"))
	p.sees(w.Text("ui.recovery.withdraw.text", "my sister"))
	p.click(w.Text("ui.cancel"))
	p.sees("my sister")
	p.click(w.Text("ui.recovery.withdraw.of", "my sister"))
	p.click(w.Text("ui.recovery.withdraw.yes"))
	p.sees(w.Text("ui.recovery.withdrawn"))
	newPerson(t, s, "en").opensNothing(strings.Join(words, " "))
}

func TestWhoLostTheFirstPhraseTakesOver(t *testing.T) {
	w := catalog.Load("en")
	s := servertest.Start(t, servertest.Options{})
	p := newPerson(t, s, "en")
	lost := p.makes("en")
	p.click(w.Text("ui.nav.settings"))
	p.click(w.Text("ui.recovery.title"))
	p.fills(w.Text("ui.recovery.name"), "drawer")
	p.submits()
	drawer := p.shownWords()
	p.typesBack(w, drawer)
	p.sees(w.Text("ui.recovery.made"))

	again := newPerson(t, s, "en")
	again.opens(strings.Join(drawer, " "))
	again.click(w.Text("ui.nav.settings"))
	again.click(w.Text("ui.recovery.takeover"))
	again.ticks(w.Text("ui.recovery.takeover.keep"), true)
	again.submits()
	again.sees(w.Text("ui.recovery.name.bad"))
	again.fills(w.Text("ui.recovery.name"), "drawer")
	again.submits()
	next := again.shownWords()
	again.typesBack(w, next)
	again.sees(w.Text("ui.recovery.takeover.done"))
	newPerson(t, s, "en").opensNothing(lost)
	newPerson(t, s, "en").opens(strings.Join(drawer, " "))
	newPerson(t, s, "en").opens(strings.Join(next, " "))
}

func TestErasingIsAskedAndQuiet(t *testing.T) {
	w := catalog.Load("en")
	s := servertest.Start(t, servertest.Options{})
	p := newPerson(t, s, "en")
	words := p.makes("en")
	p.writesSomething("the blue suitcase")
	p.click(w.Text("ui.nav.settings"))
	p.click(w.Text("ui.erase.open"))
	p.sees(w.Text("ui.erase.law"))
	p.click(w.Text("ui.erase.yes"))
	p.click(w.Text("ui.cancel"))
	newPerson(t, s, "en").opens(words)
	p.click(w.Text("ui.erase.yes"))
	p.act(p.find("the yes of the question", isYes), "click", "")
	p.sees(w.Text("ui.erase.done"))
	newPerson(t, s, "en").opensNothing(words)
	p.click(w.Text("ui.close"))
	p.until("the cover", func() bool { return p.covered })
}

// A tab that was left open while the plan was erased elsewhere brings nothing back, and loses nothing that is typed into it.
func TestWhatIsTypedOutlivesThePlan(t *testing.T) {
	w := catalog.Load("en")
	s := servertest.Start(t, servertest.Options{})
	p := newPerson(t, s, "en")
	words := p.makes("en")
	p.writesSomething("before")
	other := newPerson(t, s, "en")
	other.opens(words)
	other.click(w.Text("ui.nav.settings"))
	other.click(w.Text("ui.erase.open"))
	other.click(w.Text("ui.erase.yes"))
	other.act(other.find("the yes of the question", isYes), "click", "")
	other.sees(w.Text("ui.erase.done"))

	p.click(w.Text("section.home"))
	p.click(w.Text("ui.section.add", w.Text("kind.note")))
	p.fills(w.Text("kind.note.field.title"), "typed too late")
	p.sees(w.Text("ui.trouble.gone"))
	newPerson(t, s, "en").opensNothing(words)
	p.click(w.Text("ui.more"))
	p.click(w.Text("ui.trouble.gone.copy"))
	p.sees("typed too late")
	p.sees("before")
	p.click(w.Text("ui.trouble.gone.new"))
	next := p.shownWords()
	p.typesBack(w, next)
	p.sees(w.Text("ui.home.title"))
	p.sees(w.Text("ui.saved"))
	newPerson(t, s, "en").opensNothing(words)
	again := newPerson(t, s, "en")
	again.opens(strings.Join(next, " "))
	again.click(w.Text("section.home"))
	again.sees("typed too late")
	again.sees("before")
}

func TestLockingSavesFirst(t *testing.T) {
	w := catalog.Load("en")
	s := servertest.Start(t, servertest.Options{})
	p := newPerson(t, s, "en")
	words := p.makes("en")
	p.click(w.Text("ui.home.first.skip"))
	p.click(w.Text("section.home"))
	p.click(w.Text("ui.section.add", w.Text("kind.note")))
	p.fills(w.Text("kind.note.field.title"), "just typed")
	p.tell(EventLock)
	p.until("the cover", func() bool { return p.covered })
	again := newPerson(t, s, "en")
	again.opens(words)
	again.click(w.Text("section.home"))
	again.sees("just typed")
}

func TestTheLanguageIsKeptWithThePlan(t *testing.T) {
	es := catalog.Load("es")
	s := servertest.Start(t, servertest.Options{})
	p := newPerson(t, s, "en")
	words := p.makes("en")
	p.click(catalog.Load("en").Text("ui.nav.settings"))
	p.click(es.Text("ui.settings.lang.es"))
	p.sees(es.Text("ui.settings.title"))
	p.sees(es.Text("ui.saved"))
	again := newPerson(t, s, "en")
	again.enter(words)
	again.sees(es.Text("ui.home.title"))
}

// A recovery phrase erases as a first one does, and leaves nothing that opens.
func TestErasingByARecoveryPhrase(t *testing.T) {
	w := catalog.Load("es")
	s := servertest.Start(t, servertest.Options{})
	p := newPerson(t, s, "es")
	first := p.makes("es")
	recovery := func(name string) string {
		p.click(w.Text("ui.nav.settings"))
		p.click(w.Text("ui.recovery.title"))
		p.fills(w.Text("ui.recovery.name"), name)
		p.submits()
		words := p.shownWords()
		p.typesBack(w, words)
		p.sees(w.Text("ui.recovery.made"))
		return strings.Join(words, " ")
	}
	one, other := recovery("cajón"), recovery("hermana")
	q := newPerson(t, s, "es")
	q.enterIn("es", one)
	q.click(w.Text("ui.nav.settings"))
	q.click(w.Text("ui.erase.open"))
	q.sees(w.Text("ui.erase.law"))
	q.click(w.Text("ui.erase.yes"))
	q.act(q.find("the yes of the question", isYes), "click", "")
	q.sees(w.Text("ui.erase.done"))
	for _, words := range []string{first, one, other} {
		newPerson(t, s, "en").opensNothing(words)
	}
}

// A name that cannot be seen in the list is none.
func TestARecoveryPhraseHasANameThatIsSeen(t *testing.T) {
	w := catalog.Load("en")
	p := newPerson(t, servertest.Start(t, servertest.Options{}), "en")
	p.makes("en")
	p.click(w.Text("ui.nav.settings"))
	p.click(w.Text("ui.recovery.title"))
	p.sees(w.Text("ui.recovery.power.take"))
	p.fills(w.Text("ui.recovery.name"), "  ")
	p.submits()
	p.sees(w.Text("ui.recovery.name.bad"))
}

//go:build unix

package story

import (
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/httppage/pagetest"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/servertest"
	"larkspur/wasm/browsertest"
	"larkspur/wasm/view"
)

// secrets are what the plan says and the plain card does not, unless it is ticked.
var secrets = []string{"Rosewood", "Methadone", "Metadona", "umbrella means", "Marisol"}

// fillForPaper writes a plan with everything that can be printed, in the words of a language.
func fillForPaper(w *catalog.Words) func(p *plan.Plan) error {
	return func(p *plan.Plan) error {
		var errs []error
		add := func(section, kind string, fields plan.Record) plan.ID {
			for _, s := range p.Sections() {
				if s.Kind() == section {
					id, err := p.AddItem(rand.Reader, s.ID(), kind)
					errs = append(errs, err)
					for key, v := range fields {
						errs = append(errs, p.SetField(id, key, v))
					}
					return id
				}
			}
			panic("no section " + section)
		}
		text := plan.Text
		errs = append(errs, p.SetSetting("lang", text(w.Lang())))
		add("people", "person", plan.Record{"name": text("Ana Núñez"), "phone": text("555-0101"), "reach": text("Text first.\nNever after six."), "helps": text("A ride, a bed.")})
		add("people", "person", plan.Record{"name": text("Marisol"), "phone": text("555-0102")})
		add("where", "place", plan.Record{"name": text("Rosewood clinic"), "phone": text("555-0103"), "worries": text("The lot is seen from the street."), "only": plan.Flag(true)})
		add("words", "word", plan.Record{"word": text("Where is my blue umbrella?"), "means": text("umbrella means come and get me"), "who": plan.Texts("Ana", "Marisol")})
		add("sched", "appt", plan.Record{"title": text("Methadone"), "cover": text("Dentist"), "start": text("2027-03-02T09:15"), "len": plan.Number(30)})
		add("sched", "appt", plan.Record{"title": text("Group"), "cover": text("Choir"), "start": text("2027-03-04T18:00"), "repeat": text("FREQ=WEEKLY;BYDAY=TH")})
		add("stay", "card", plan.Record{
			"title": text(""), "kit": text("In the blue bag by the door, and in the car."), "near": text("Ana, next door."),
			"call":  plan.Records(plan.Record{"name": text("Ana"), "phone": text("555-0101")}, plan.Record{"name": text("Rosewood clinic"), "phone": text("555-0103"), "note": text("day and night")}),
			"taken": text("What I took, how much, and when. That I take medication every day."), "missed": text("Call the clinic before noon."), "forced": text("Go to Ana. Call the clinic."),
		})
		for _, about := range letterTypes {
			add("comm", "letter", plan.Record{"type": text(about), "to": text("The manager of " + about), "body": text(view.LetterWords(w, about)), "note": text("A private note.")})
		}
		for i := range 40 {
			add("home", "note", plan.Record{"title": text("Note number " + strconv.Itoa(i)), "text": text(strings.Repeat("Out by the back door, over the yard and to the bus. ", 1+i%7) + "\nThen call.")})
		}
		return errors.Join(errs...)
	}
}

var letterTypes = []string{"flex", "transfer", "apart", "askme", "privacy"}

// vaultForPaper makes a vault of such a plan, and returns its phrase.
func vaultForPaper(t *testing.T, url string, lang phrase.Language) string {
	t.Helper()
	_, words := pagetest.Keep(t, url, lang, fillForPaper(catalog.Load(string(lang))))
	return words.Expose()
}

// printer prints what is on the screen, and measures it.
type printer struct {
	*someone
	dir string
}

// prints prints the paper that is shown. With further texts, each is on it.
func (p printer) prints(name string, size [2]float64, own bool, holds ...string) string {
	p.t.Helper()
	var text string
	p.do(p.b.Eval(p.t.Context(), `[...document.querySelectorAll(".paper")].map((el) => el.innerText).join("\n")`, &text))
	pdf, err := p.b.Print(p.t.Context())
	p.do(err)
	file := filepath.Join(p.dir, p.w.Lang()+"-"+name+".pdf")
	p.do(os.WriteFile(file, pdf, 0o600))
	for _, fault := range (sheet{file, size[0], size[1], text, own}).faults(p.t) {
		p.t.Errorf("%s %s: %s", p.w.Lang(), name, fault)
	}
	for _, want := range holds {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(want), " ")) {
			p.t.Errorf("%s %s: it does not say %q", p.w.Lang(), name, want)
		}
	}
	return text
}

// both prints a paper on the small card and on the whole page.
func (p printer) both(name string, own bool, holds ...string) {
	p.t.Helper()
	p.pick("paper.size.slip")
	p.prints(name+"-5x7", slipSize, own, holds...)
	p.pick("paper.size.letter")
	p.prints(name+"-8.5x11", letterSize, own, holds...)
}

// pick chooses one of several, and waits until it is chosen.
func (p printer) pick(key string) {
	p.t.Helper()
	p.pickNamed(p.w.Text(key))
}

func (p printer) pickNamed(name string) {
	p.t.Helper()
	p.do(p.b.Click(p.t.Context(), browsertest.ByRole("radio", name)))
	p.do(p.b.WaitFor(p.t.Context(), browsertest.BySelector(`[role=radio][aria-checked=true][data-rove]:focus`)))
}

func (p printer) tick(label string) {
	p.t.Helper()
	p.do(p.b.Click(p.t.Context(), browsertest.ByRole("checkbox", label)))
}

// choose goes from wherever to a paper.
func (p printer) choose(what string, args ...string) {
	p.t.Helper()
	p.press("ui.nav.home")
	p.heading(p.w.Text("ui.home.title"))
	p.do(p.b.Eval(p.t.Context(), settled, nil)) // on a slow machine what is drawn after the beginning moves what is to be pressed
	p.press("paper.open")
	p.press("paper."+what, args...)
	p.sees(p.w.Text("paper.before"))
}

// What is printed from the page, in both languages: sizes, words, and nothing that says where the survivor's own cards come
// from. With -artifacts the files are kept.
func TestWhatIsPrintedIsWholeAndNamesNothing(t *testing.T) {
	t.Parallel()
	server := servertest.StartProcess(t, servertest.ProcessOptions{Client: made(), Ready: buildWait})
	for _, lang := range catalog.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			words := vaultForPaper(t, server.URL, phrase.Language(lang))
			p := printer{sitDown(t, browsertest.Chromium, lang), t.ArtifactDir()}
			p.open(server.URL)
			p.enter(words)
			p.heading(p.w.Text("ui.home.title"))
			p.handedOut()
			p.ownCard()
			p.fromThePlan()
			p.phraseInAList()
			p.quiet()
			fromTheCommandLine(t, p, server.URL, words)
		})
	}
}

// handedOut prints what holds nothing of a plan, in both languages whatever that of the screen is.
func (p printer) handedOut() {
	p.t.Helper()
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		p.choose("info")
		p.pickNamed(w.Text("ui.settings.lang." + lang))
		p.both("info-"+lang, false, w.Text("paper.info.2.h"), w.Text("ui.lines.hotline"), w.Text("paper.legal"))
		p.choose("handout")
		p.pickNamed(w.Text("ui.settings.lang." + lang))
		p.prints("handout-"+lang, letterSize, false, w.Text("paper.handout.5.d"), w.Text("paper.legal"))
	}
}

// ownCard prints the plain card: as it is first, with some things on it, and with more than fits on a page.
func (p printer) ownCard() {
	p.t.Helper()
	p.choose("own")
	p.both("own-empty", true)
	p.fill(p.w.Text("paper.own.head"), "Garden")
	for _, c := range view.OwnChoices(p.w, planForPaper(p.t, p.w)) {
		if c.Line == "555-0102" || strings.Contains(c.Line, "Marisol") {
			continue
		}
		p.tick(c.Label)
		p.do(p.b.WaitFor(p.t.Context(), browsertest.ByLabel(p.w.Text("paper.own.line", c.Label))))
	}
	p.fill(p.w.Text("paper.own.more"), "Eggs, milk")
	p.sees("Eggs, milk")
	p.both("own", true, "Garden", "Ana Núñez: 555-0101", "Where is my blue umbrella?", "Dentist", "Choir", "1-800-799-7233", "Eggs, milk")
	text := p.prints("own", letterSize, true)
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			p.t.Errorf("the card says %q", secret)
		}
	}
	var long []string
	for i := range 60 {
		long = append(long, "line "+strconv.Itoa(i)+" of what there is to remember, which is long enough to need a second row")
	}
	p.do(p.b.Eval(p.t.Context(), `(() => { const el = document.querySelector("#box-more"); el.value = `+strconv.Quote(strings.Join(long, "\n"))+`;
		el.dispatchEvent(new Event("input", { bubbles: true })); })()`, nil))
	p.sees(long[59])
	p.both("own-long", true, long...)
	wide := strings.Repeat("wide", 60)
	p.fill(p.w.Text("paper.own.more"), wide)
	p.sees(wide)
	p.both("own-wide", true, wide)
}

// planForPaper is the plan without a server.
func planForPaper(t *testing.T, w *catalog.Words) *plan.Plan {
	t.Helper()
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := fillForPaper(w)(p); err != nil {
		t.Fatal(err)
	}
	return p
}

// fromThePlan prints the overdose card, the letters, some sections and the whole plan.
func (p printer) fromThePlan() {
	p.t.Helper()
	p.press("ui.nav.home")
	p.press("ui.card.open")
	p.press("ui.card.print")
	p.sees(p.w.Text("paper.before"))
	p.both("overdose", true, p.w.Text("ui.card.title"), p.w.Text("ui.card.911"), p.w.Text("ui.card.signs"), "In the blue bag by the door, and in the car.", "day and night")
	p.tick(p.w.Text("paper.overdose.lines"))
	p.sees(p.w.Text("paper.help"))
	p.both("overdose-lines", true, p.w.Text("ui.lines.hotline"))
	for _, about := range letterTypes {
		p.choose("letter", "The manager of "+about)
		text := p.prints("letter-"+about, letterSize, true, "The manager of "+about, view.LetterWords(p.w, about))
		if strings.Contains(text, "A private note.") {
			p.t.Error("the note is on the letter")
		}
	}
	p.choose("plan")
	p.tick(p.w.Text("section.people"))
	p.sees("Never after six.")
	if text := p.prints("section", letterSize, true, "Ana Núñez", "A ride, a bed."); strings.Contains(text, "Rosewood") {
		p.t.Error("a section that was not ticked is on paper")
	}
	p.press("paper.pick.all")
	p.sees("Note number 39")
	p.prints("plan", letterSize, true, "Rosewood clinic", "Note number 39", "umbrella means come and get me")
}

// phraseInAList prints a phrase that is hidden in a list, of both kinds.
func (p printer) phraseInAList() {
	p.t.Helper()
	for _, key := range []string{"ui.nav.settings", "ui.another.open", "ui.phrase.go", "ui.words.open"} {
		p.press(key)
	}
	for _, kind := range []string{"cook", "shop"} {
		p.pick("ui.words.kind." + kind)
		p.prints("list-"+kind, slipSize, true)
	}
}

// fromTheCommandLine prints the same things from what larkspur print writes.
func fromTheCommandLine(t *testing.T, page printer, url, words string) {
	t.Helper()
	program := larkspur(t)
	p := printer{sitDown(t, browsertest.Chromium, page.w.Lang()), page.dir}
	html := filepath.Join(t.TempDir(), "page.html")
	write := func(args ...string) {
		cmd := exec.Command(program, append([]string{"print"}, args...)...)
		cmd.Stdin = strings.NewReader(words + "\n")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("larkspur print %v: %v", args, err)
		}
		p.do(os.WriteFile(html, out, 0o600))
		p.do(p.b.Open(t.Context(), "file://"+html))
	}
	lang := p.w.Lang()
	of := func(what string, args ...string) []string {
		return slices.Concat([]string{what, "--server", url, "--phrase-file", "-"}, args)
	}
	for _, size := range []string{"5x7", "8.5x11"} {
		points := map[string][2]float64{"5x7": slipSize, "8.5x11": letterSize}[size]
		write("info", "--lang", lang, "--size", size)
		p.prints("cli-info-"+size, points, false, p.w.Text("paper.info.2.h"))
		write(of("card", "--size", size, "--heading", "Garden <b>", "--only", "1,2,4")...)
		p.prints("cli-card-"+size, points, true, "Garden <b>", "Where is my blue umbrella?", "Dentist", "555-0103")
		write(of("overdose", "--size", size)...)
		p.prints("cli-overdose-"+size, points, true, p.w.Text("ui.card.title"), "day and night")
	}
	write("handout", "--lang", lang)
	p.prints("cli-handout", letterSize, false, p.w.Text("paper.handout.5.d"))
	write(of("letter")...)
	p.prints("cli-letters", letterSize, true, view.LetterWords(p.w, "privacy"), view.LetterWords(p.w, "flex"))
	write(of("plan")...)
	p.prints("cli-plan", letterSize, true, "Note number 39", "umbrella means come and get me")
	p.quiet()
}

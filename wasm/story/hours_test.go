//go:build unix

package story

import (
	"crypto/rand"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/server/servertest"
	"larkspur/wasm/browsertest"
)

// focusOn waits until what has the focus is called so.
func (s *someone) focusOn(name string) {
	s.t.Helper()
	var now string
	for range 100 {
		s.do(s.b.Eval(s.t.Context(), `new Promise((done) => setTimeout(() => done(`+focused+`), 50))`, &now))
		if now == name {
			return
		}
	}
	s.t.Fatalf("the focus is on %q, not on %q", now, name)
}

func (s *someone) keys(keys ...string) { s.t.Helper(); s.do(s.b.Press(s.t.Context(), keys...)) }

// Hours are marked, and an answer is given in a list, with the keyboard alone: Tab leads to each group once, arrows move in it,
// Home and End go to its ends, and the focus stays on what was pressed.
func TestHoursAndAnswersAreGivenByKeys(t *testing.T) {
	t.Parallel()
	server := servertest.StartProcess(t, servertest.ProcessOptions{Client: made(), Ready: buildWait})
	for _, kind := range []browsertest.Kind{browsertest.Chromium, browsertest.Firefox} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			k := keep(t, server.URL, "en", func(p *plan.Plan) error {
				id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "chan")
				if err != nil {
					return err
				}
				return p.SetField(id, "type", plan.Text("voicemail"))
			})
			s := sitDown(t, kind, "en")
			s.open(server.URL)
			s.says(k.phrase.Expose())
			s.title("ui.home.title")
			s.key("ui.nav.week")
			s.key("ui.hours.open")
			s.title("ui.week.windows")
			s.at("Marking: Safer. Press for the next one.")
			for range 10 {
				s.keys("ArrowDown")
			}
			s.focusOn("9 am")
			s.keys("ArrowRight")
			s.focusOn("Monday 9 am: Blank")
			s.keys("Enter")
			s.focusOn("Monday 9 am: Safer")
			s.keys("Home", "Enter")
			s.focusOn("Marking: Less safe. Press for the next one.")
			s.keys("End", "Space")
			s.focusOn("Sunday 11 pm: Less safe")
			s.saved()
			s.runs()

			s.says(k.phrase.Expose())
			s.title("ui.home.title")
			s.key("section.comm")
			s.title("section.comm")
			s.at("Safe")
			s.keys("ArrowRight", "Enter")
			s.do(s.b.WaitFor(t.Context(), browsertest.BySelector(".chip[aria-pressed=true]:focus")))
			s.saved()
			s.runs()

			opened, err := k.client.Open(t.Context(), k.phrase)
			if err != nil {
				t.Fatal(err)
			}
			defer opened.Session.Close()
			p := opened.Session.Plan()
			var want schedule.Grid
			want[0][9], want[6][23] = "safer", "less"
			if got, _ := schedule.ReadGrid(p, plan.ID{}); got != want {
				t.Errorf("the hours are %v", got)
			}
			if it := p.Items("chan")[0]; it.Text("state") != "unsafe" {
				t.Errorf("the answer is %q", it.Text("state"))
			}
			s.quiet()
		})
	}
}

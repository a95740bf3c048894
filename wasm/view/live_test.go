package view

import (
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/live"
	"larkspur/client/plan"
)

// What is shared is drawn while it may be seen, and neither in a pause nor when nothing comes from the host.
func TestWhatIsSharedIsDrawnOnlyWhileItMayBeSeen(t *testing.T) {
	for _, lang := range catalog.Languages() {
		for _, c := range []struct{ paused, lost, seen bool }{{seen: true}, {paused: true}, {lost: true}, {paused: true, lost: true}} {
			tree := GuestIn(&GuestModel{
				Words: catalog.Load(lang), Until: "3:00", Lost: c.lost, Shared: Leaf("p", "blue suitcase"),
				Terms: live.Terms{Paused: c.paused, Parts: []live.Part{{Section: plan.ID{1}, Right: live.View}}},
			})
			if seen := strings.Contains(string(AppendJSON(nil, tree)), "blue suitcase"); seen != c.seen {
				t.Errorf("%s, paused %t, lost %t: seen %t", lang, c.paused, c.lost, seen)
			}
		}
	}
}

// A code is read digit by digit, and no translator of a browser gets it, nor the check words on either side.
func TestNoTranslatorGetsACode(t *testing.T) {
	w := catalog.Load("es")
	for name, tree := range map[string]*Node{
		"code":  Invite(InviteModel{Words: w, Number: "40712", List: []string{"tortuga", "lima", "nube", "pared"}, Lang: "es", Left: 9, Connected: true}),
		"check": Check(CheckModel{Words: w, Lang: "es", Choices: [][]string{{"tortuga", "lima", "nube"}}}),
		"guest": GuestWords(w, "es", []string{"tortuga", "lima", "nube"}),
	} {
		found := 0
		var look func(n *Node, closed bool)
		look = func(n *Node, closed bool) {
			for _, a := range n.Attrs {
				closed = closed || a.Name == "translate" && a.Value == "no"
			}
			if strings.Contains(n.Text, "tortuga") || n.Text == "4 0 7 1 2" {
				if found++; !closed {
					t.Errorf("%s: %q can be translated", name, n.Text)
				}
			}
			for _, c := range n.Children {
				if c != nil {
					look(c, closed)
				}
			}
		}
		look(tree, false)
		if want := map[string]int{"code": 2, "check": 1, "guest": 1}[name]; found != want {
			t.Errorf("%s: %d were found", name, found)
		}
	}
}

// Whoever has to report by law, or may have to, is said to before anything can be shared, and what that means.
func TestWhatAReporterMeansIsSaidAtTheDoor(t *testing.T) {
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		for _, answer := range []string{"yes", "no", "unsure"} {
			tree := string(AppendJSON(nil, Knock(w, live.Card{Name: "Rosa", Role: "peer", Reporter: answer})))
			if !strings.Contains(tree, w.Text("ui.live.door.report."+answer)) || !strings.Contains(tree, w.Text("ui.live.door.org.none")) {
				t.Errorf("%s, %s: %s", lang, answer, tree)
			}
		}
	}
}

package view

import (
	"crypto/rand"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/live"
	"larkspur/client/live/joint"
	"larkspur/client/plan"
)

// sharedPlan has a note in each of three sections.
func sharedPlan(t *testing.T) (p *plan.Plan, sections, notes []plan.ID) {
	t.Helper()
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"comm", "where", "people"} {
		section, err := p.AddSection(rand.Reader, kind, "")
		if err != nil {
			t.Fatal(err)
		}
		note, err := p.AddItem(rand.Reader, section, "note")
		if err == nil {
			err = p.SetField(note, "text", plan.Text("blue suitcase"))
		}
		if err != nil {
			t.Fatal(err)
		}
		sections, notes = append(sections, section), append(notes, note)
	}
	return p, sections, notes
}

// actionsOf are all actions of a tree.
func actionsOf(n *Node) (out []string) {
	if n == nil {
		return nil
	}
	for _, h := range n.On {
		out = append(out, h.Action)
	}
	for _, c := range n.Children {
		out = append(out, actionsOf(c)...)
	}
	return out
}

func has(actions []string, begins string) bool {
	for _, a := range actions {
		if strings.HasPrefix(a, begins) {
			return true
		}
	}
	return false
}

// What is offered in a section is what the right there allows.
func TestAGuestIsOfferedWhatTheRightAllows(t *testing.T) {
	p, sections, notes := sharedPlan(t)
	terms := live.Terms{Parts: []live.Part{{Section: sections[0], Right: live.View}, {Section: sections[1], Right: live.Suggest}, {Section: sections[2], Right: live.Edit}}}
	m := &SharedModel{Words: catalog.Load("en"), Plan: p, Terms: terms}
	got := actionsOf(Shared(m))
	for i, want := range [][5]bool{{}, {false, false, true, true, true}, {true, true, false, false, false}} {
		item, section := notes[i].String(), sections[i].String()
		for j, action := range []string{"go " + item, "section " + section, "shared-open " + item, "shared-out " + item, "shared-new " + section} {
			if has(got, action) != want[j] {
				t.Errorf("right %d: %s is offered: %v", i+1, action, !want[j])
			}
		}
	}
	// A form stands only where there is the right to suggest.
	for i, is := range []bool{false, true, false} {
		m.Item = notes[i]
		if got := has(actionsOf(Shared(m)), "shared-send"); got != is {
			t.Errorf("right %d: a form: %v", i+1, got)
		}
	}
	m.Item, m.Section, m.Kind = plan.ID{}, sections[2], "note"
	if has(actionsOf(Shared(m)), "shared-send") {
		t.Error("something new is suggested where it can be added")
	}
}

// No guest is offered to write a record of links, of which no guest sees any.
func TestNoGuestIsOfferedARecord(t *testing.T) {
	p, sections, _ := sharedPlan(t)
	w := catalog.Load("en")
	for right, want := range map[live.Right]string{live.Suggest: "shared-new " + sections[0].String(), live.Edit: "add"} {
		m := &SharedModel{Words: w, Plan: p, Terms: live.Terms{Parts: []live.Part{{Section: sections[0], Right: right}}}}
		got := actionsOf(Shared(m))
		if right == live.Edit {
			got = actionsOf(El("div", Section(SectionModel{Words: w, Plan: p, ID: sections[0], Guest: true})...))
		}
		if !has(got, want+" chan") || has(got, want+" "+ReleaseKind) {
			t.Errorf("right %d: %v", right, got)
		}
	}
	if !has(actionsOf(El("div", Section(SectionModel{Words: w, Plan: p, ID: sections[0]})...)), "add "+ReleaseKind) {
		t.Error("nor is she")
	}
}

// The screens of items and sections have nothing for a guest that only the survivor has, and no way to where the guest may not write.
func TestTheEditorOfAGuestLeavesOutWhatIsHers(t *testing.T) {
	p, sections, _ := sharedPlan(t)
	may := func(id plan.ID) bool { return id == sections[0] || id == sections[1] }
	for _, kind := range plan.Kinds() {
		id, err := p.AddItem(rand.Reader, sections[0], kind.Key)
		if err != nil {
			t.Fatal(err)
		}
		draw := func(may func(plan.ID) bool) []string {
			return actionsOf(El("div", Item(ItemModel{Words: catalog.Load("es"), Plan: p, ID: id, Open: map[string]bool{"move": true}, May: may})...))
		}
		guest := draw(may)
		for _, action := range []string{"hours", "sheet", "stagger", "paper", "move-to " + sections[2].String()} {
			if has(guest, action) {
				t.Errorf("%s: a guest is offered %s", kind.Key, action)
			}
		}
		if !has(guest, "move-to "+sections[1].String()) || !has(guest, "remove") || !has(draw(nil), "move-to "+sections[2].String()) {
			t.Errorf("%s: there is no way to move it", kind.Key)
		}
		for _, action := range guest {
			f := strings.Fields(action)
			if f[0] != "ref" {
				continue
			}
			offered := false
			for _, key := range []string{"comm", "where"} {
				k, _ := plan.SectionKindOf(key)
				for _, x := range k.Kinds {
					offered = offered || x == f[2]
				}
			}
			if !offered {
				t.Errorf("%s: a guest is offered a new %s, which has no place", kind.Key, f[2])
			}
		}
	}
	s := SectionModel{Words: catalog.Load("en"), Plan: p, ID: sections[0], Guest: true, All: true, About: true}
	got := actionsOf(El("div", Section(s)...))
	for _, action := range []string{"rename", "hide", "remove", "all", "about"} {
		if has(got, action) {
			t.Errorf("a guest is offered %s", action)
		}
	}
	if !has(got, "add ") || !has(got, "arrange") {
		t.Error("a guest cannot add or arrange")
	}
}

// A text that is held can be read and copied, and put back only where there is a place for it.
func TestWhatIsHeldCanBeReadAndPutBackWhereItFits(t *testing.T) {
	for _, lang := range catalog.Languages() {
		for _, fits := range []bool{true, false} {
			tree := Held(catalog.Load(lang), []HeldText{{N: "7", Kind: "note", Field: "text", Text: "half a word", Fits: fits}})
			got := actionsOf(tree)
			if has(got, "held-put 7") != fits || !has(got, "held-drop 7") {
				t.Errorf("%s: %q", lang, got)
			}
			if out := string(AppendJSON(nil, tree)); !strings.Contains(out, `"readonly":""`) || !strings.Contains(out, `"v":"half a word"`) {
				t.Errorf("%s: %s", lang, out)
			}
		}
	}
	if Held(catalog.Load("en"), nil) != nil {
		t.Error("nothing is held, and it is said")
	}
}

// Who is where is said of the section that is shown and of no other, the host before others; and how far what was written has come
// is no region that a reader reads at every letter.
func TestWhoIsWhereIsSaidOfTheSectionShown(t *testing.T) {
	w := catalog.Load("en")
	a, b := plan.ID{1}, plan.ID{2}
	present := []joint.Presence{{Peer: 3, At: a}, {Peer: joint.HostPeer, At: a}, {Peer: 2, At: b}}
	for at, want := range map[plan.ID]string{a: "ui.live.with.host", b: "ui.live.with.other", {3}: ""} {
		got := string(AppendJSON(nil, VisitBar(w, "ui.live.guest.leave", present, at)))
		for _, key := range []string{"ui.live.with.host", "ui.live.with.other"} {
			if strings.Contains(got, w.Text(key)) != (key == want) {
				t.Errorf("%v: %s", at, got)
			}
		}
		if !strings.Contains(got, `"leave"`) {
			t.Error("there is no way out")
		}
	}
	f := Frame{Words: w, Title: "x", Status: Status{Kind: Busy, Text: "moving", Still: true}}
	if got := string(AppendJSON(nil, f.Node())); !strings.Contains(got, "moving") || strings.Contains(got, `"status"`+`,"x"`) || strings.Contains(got, `"role":"status"`) {
		t.Error(got)
	}
}

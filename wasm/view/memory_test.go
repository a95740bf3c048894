package view_test

import (
	"crypto/rand"
	"reflect"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/schedule"
	"larkspur/wasm/view"
)

// Whatever is shown in whatever order, of whatever state of a plan: with a memory the same is told as without one.
func TestAMemoryTellsTheSame(t *testing.T) {
	words := []*catalog.Words{catalog.Load("en"), catalog.Load("es")}
	zones := []schedule.Zones{{}, {Here: time.UTC}, {Here: time.FixedZone("x", 3600)}}
	asked := 0
	rapid.Check(t, func(t *rapid.T) {
		p := planOf(t)
		var memory view.Memory
		for range 25 {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				next := p.Clone()
				id := next.Items()[rapid.IntRange(0, len(next.Items())-1).Draw(t, "item")].ID()
				at := "2026-03-0" + strconv.Itoa(rapid.IntRange(1, 9).Draw(t, "day")) + "T09:00"
				if err := next.SetField(id, "start", plan.Text(at)); err != nil {
					t.Fatal(err)
				}
				p = next
			case 1:
				memory.Forget()
			default:
				day := time.Date(2026, 3, rapid.IntRange(1, 9).Draw(t, "from"), 0, 0, 0, 0, time.UTC)
				s := view.Stretch{
					From: day.Format(plan.DateLayout), To: day.AddDate(0, 0, rapid.IntRange(-1, 7).Draw(t, "days")).Format(plan.DateLayout),
					Zones: rapid.SampledFrom(zones).Draw(t, "zones"), Cover: rapid.Bool().Draw(t, "cover"),
					Most: view.Same(rapid.IntRange(0, 2).Draw(t, "most")),
				}
				w := rapid.SampledFrom(words).Draw(t, "words")
				want := view.Tell(w, p, s)
				s.Memory = &memory
				if got := view.Tell(w, p, s); !reflect.DeepEqual(got, want) {
					t.Fatalf("with a memory %v, without %v", got, want)
				}
				asked++
			}
		}
	})
	if asked < 100 {
		t.Errorf("only %d stretches were told", asked)
	}
}

// The control: a memory does keep something, and what it keeps is not looked at again.
func TestAMemoryIsUsed(t *testing.T) {
	w := catalog.Load("en")
	var p *plan.Plan
	rapid.Check(t, func(t *rapid.T) { p = planOf(t) })
	var memory view.Memory
	s := view.Stretch{From: "2026-03-01", To: "2026-03-09", Memory: &memory}
	before := view.Tell(w, p, s)
	for _, it := range p.Items() {
		if err := p.SetField(it.ID(), "start", plan.Text("2026-03-05T20:00")); err != nil { // behind its back
			t.Fatal(err)
		}
	}
	if after := view.Tell(w, p, s); !reflect.DeepEqual(after, before) {
		t.Error("it was worked out again")
	}
	memory.Forget()
	if after := view.Tell(w, p, s); reflect.DeepEqual(after, before) {
		t.Error("it was not forgotten")
	}
}

func planOf(t *rapid.T) *plan.Plan {
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	section, err := p.AddSection(rand.Reader, "sched", "")
	for i := range 4 {
		var id plan.ID
		if err == nil {
			id, err = p.AddItem(rand.Reader, section, "appt")
		}
		fields := plan.Record{"title": plan.Text("Visit " + strconv.Itoa(i)), "len": plan.Number(60), "start": plan.Text("2026-03-0" + strconv.Itoa(i+1) + "T09:30")}
		if rule := rapid.SampledFrom([]string{"", "FREQ=DAILY", "FREQ=DAILY;INTERVAL=2"}).Draw(t, "rule"); rule != "" {
			fields["repeat"] = plan.Text(rule)
		}
		for key, v := range fields {
			if err == nil {
				err = p.SetField(id, key, v)
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

package app

import (
	"crypto/rand"
	"strconv"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// A hundred rows take a slow phone long to draw. The rest of them is one press away, and nothing new is among it.
func TestALongSectionShowsItsBeginningFirst(t *testing.T) {
	k := keptPlan(t, func(p *plan.Plan) error {
		for i := range view.FirstItems + 5 {
			id, err := p.AddItem(rand.Reader, p.Sections()[8].ID(), "person")
			if err == nil {
				err = p.SetField(id, "name", plan.Text("Person "+strconv.Itoa(i+1)+"."))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	last, next := "Person "+strconv.Itoa(view.FirstItems+5)+".", "Person "+strconv.Itoa(view.FirstItems+1)+"."
	p := k.opens("en")
	p.click("People you trust")
	p.sees("Person " + strconv.Itoa(view.FirstItems) + ".")
	p.seesNot(next)
	// Before any of the others those were drawn that a window holds.
	p.mu.Lock()
	first := textOf(p.begun[len(p.begun)-1])
	p.mu.Unlock()
	if !strings.Contains(first, "Person 1.") || !strings.Contains(first, "Person "+strconv.Itoa(view.BeginItems)+".") ||
		strings.Contains(first, "Person "+strconv.Itoa(view.BeginItems+1)+".") {
		t.Errorf("the screen begins with %q", first)
	}
	p.click("Show all " + strconv.Itoa(view.FirstItems+5))
	p.sees(last)
	p.until("the focus to go to the first that was not there", func() bool {
		found := false
		walk(p.tree, func(n *view.Node) { found = found || n.Focus && n.Tag == "button" && nameOf(n) == next })
		return found
	})
	p.seesNot("Show all")

	again := k.opens("es")
	again.click("Personas de confianza")
	again.seesNot(last)
	again.click("Agregar: Persona de confianza")
	again.click("Atrás")
	again.sees(last)
}

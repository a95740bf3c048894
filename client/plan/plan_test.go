package plan_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// newPlan returns a new plan or ends the test.
func newPlan(t testing.TB) *plan.Plan {
	t.Helper()
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// addItem adds an item to the first section of the kind, or to the first section.
func addItem(t testing.TB, p *plan.Plan, kind string, fields plan.Record) plan.ID {
	t.Helper()
	in := p.Sections()[0]
	for _, s := range p.Sections() {
		if k, ok := plan.SectionKindOf(s.Kind()); ok && contains(k.Kinds, kind) {
			in = s
			break
		}
	}
	id, err := p.AddItem(rand.Reader, in.ID(), kind)
	must(t, err)
	for k, v := range fields {
		if err := p.SetField(id, k, v); err != nil {
			t.Fatalf("%s.%s: %v", kind, k, err)
		}
	}
	return id
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

func TestANewPlanIsNotAnEmptyForm(t *testing.T) {
	p := newPlan(t)
	if n := len(p.Sections()); n < 12 {
		t.Errorf("%d sections", n)
	}
	back, err := plan.Decode(plan.Encode(p))
	must(t, err)
	if !plan.Equal(p, back) {
		t.Error("a new plan does not survive a round trip")
	}
}

func TestAPlanDoesNotPrint(t *testing.T) {
	p := newPlan(t)
	id := addItem(t, p, "note", plan.Record{"text": plan.Text("MARKER")})
	it, _ := p.Item(id)
	holder := struct{ p *plan.Plan }{p}
	for _, v := range []any{p, *p, holder, it, p.Sections()[0], struct{ i plan.Item }{it}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			got := fmt.Sprintf(verb, v)
			if strings.Contains(got, "MARKER") || strings.Contains(strings.ToLower(got), fmt.Sprintf("%x", "MARKER")) {
				t.Errorf("%s of %T printed what it holds", verb, v)
			}
		}
	}
}

func TestAWipedPlanIsNeverSaved(t *testing.T) {
	p := newPlan(t)
	p.Wipe()
	defer func() {
		if recover() == nil {
			t.Error("a wiped plan was encoded")
		}
	}()
	plan.Encode(p)
}

func TestAHigherFormatIsRefusedAsNewer(t *testing.T) {
	b := cbor.Encode(cbor.Map{{Key: cbor.Text("f"), Value: cbor.Int(2)}})
	if _, err := plan.Decode(b); !errors.Is(err, plan.ErrNewer) {
		t.Errorf("got %v", err)
	}
}

func TestEditsAreSeen(t *testing.T) {
	p := newPlan(t)
	id := addItem(t, p, "chan", plan.Record{"state": plan.Text("unsafe"), "note": plan.Text("a\r\nb\rc")})
	it, _ := p.Item(id)
	if got := it.Text("note"); got != "a\nb\nc" {
		t.Errorf("line ends: %q", got)
	}
	if err := p.SetField(id, "state", plan.Text("perhaps")); !errors.Is(err, plan.ErrValue) {
		t.Errorf("an option that is none: %v", err)
	}
	before := p.Clone()
	must(t, p.SetField(id, "note", plan.Text("later")))
	if plan.Equal(before, p) {
		t.Error("an edit of a plan reached its clone")
	}
	must(t, p.RemoveItem(id))
	if _, ok := p.Item(id); ok {
		t.Error("a removed item is still there")
	}
}

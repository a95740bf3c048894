package plan

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// What room keeps is never less than what it would measure.
func TestRoomIsNeverReckonedTooLarge(t *testing.T) {
	ids, draw := rand.NewChaCha8([32]byte{1}), rand.New(rand.NewPCG(1, 2))
	p, err := New(ids)
	if err != nil {
		t.Fatal(err)
	}
	measured := 0
	for i := range 5000 {
		switch items := p.Items(); {
		case len(items) < 3 || draw.IntN(4) == 0:
			sections := p.Sections()
			_, err = p.AddItem(ids, sections[draw.IntN(len(sections))].ID(), "note")
		case draw.IntN(20) == 0:
			err = p.RemoveItem(items[draw.IntN(len(items))].ID())
		case draw.IntN(50) == 0:
			_, err = p.AddSection(ids, Own, "more")
		default:
			field := []string{"title", "text", "odd"}[draw.IntN(3)]
			err = p.SetField(items[draw.IntN(len(items))].ID(), field, Text(strings.Repeat("x", draw.IntN(9000))))
		}
		if err == ErrTooLarge {
			measured++
			_ = p.RemoveItem(p.Items()[0].ID())
		} else if err != nil {
			t.Fatal(err)
		}
		if d := p.doc(); d.most != 0 && d.most < d.bound() {
			t.Fatalf("edit %d: %d is less than %d", i, d.most, d.bound())
		}
		if p.Check() != nil {
			t.Fatal("too much was admitted")
		}
	}
	if measured == 0 {
		t.Error("the plan was never full")
	}
}

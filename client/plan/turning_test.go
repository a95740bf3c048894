package plan_test

import (
	"testing"
	"unicode"

	"larkspur/client/plan"
)

func TestWhatTurnsIsWhatUnicodeSays(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if got, want := plan.Turning(r), unicode.Is(unicode.Bidi_Control, r); got != want {
			t.Errorf("%U turns: %v", r, got)
		}
	}
}

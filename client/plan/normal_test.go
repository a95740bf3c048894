package plan

import "testing"

// What is ticked in a row is kept in the order of the options, as it is elsewhere: the order of ticking would be a history.
func TestTicksInARowHaveOneOrder(t *testing.T) {
	k, _ := KindOf("appt")
	f, _ := k.Field("allow")
	row := func(days ...string) Value { return Records(Record{"days": Texts(days...), "from": Text("09:00")}) }
	typed := row("fr", "mo", "we", "mo")
	if got, want := f.normal(typed), row("mo", "we", "fr"); !SameValue(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
	if !SameValue(typed, row("fr", "mo", "we", "mo")) {
		t.Error("the value that was given has changed")
	}
}

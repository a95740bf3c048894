package plan

import "testing"

// A rule that parses is written in one way, and that way is read back as itself. Ten minutes:
// go test ./client/plan -run '^$' -fuzz FuzzParseRule -fuzztime 10m
func FuzzParseRule(f *testing.F) {
	for _, s := range []string{"", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20260131", "FREQ=MONTHLY;COUNT=3;WKST=MO",
		"FREQ=WEEKLY;BYDAY=MO,MO", "FREQ=DAILY;UNTIL=20260131T120000Z", "FREQ=YEARLY", "COUNT=1", "FREQ=DAILY;COUNT=99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRule(s)
		if err != nil {
			return
		}
		once := r.String()
		again, err := ParseRule(once)
		if err != nil || again.String() != once {
			t.Fatalf("%q is written as %q, and that as %q: %v", s, once, again.String(), err)
		}
	})
}

package plan

import (
	"strconv"
	"testing"
)

// What plans hold since their first version: FREQ daily, weekly or monthly, with INTERVAL, BYDAY, UNTIL as a date, and COUNT.
func TestRulesOfOlderPlansStayAsTheyAre(t *testing.T) {
	f := Field{Type: Repeat}
	for _, freq := range []string{"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY"} {
		for _, every := range []int{1, 2, 9999} {
			for _, days := range []string{"", ";BYDAY=SU", ";BYDAY=MO,TU,WE,TH,FR,SA,SU"} {
				for _, end := range []string{"", ";UNTIL=20260131", ";COUNT=1", ";COUNT=9999"} {
					s := freq
					if every > 1 {
						s += ";INTERVAL=" + strconv.Itoa(every)
					}
					if freq == "FREQ=WEEKLY" {
						s += days
					}
					s += end
					if !f.Accepts(Text(s)) || AsText(f.normal(Text(s))) != s {
						t.Errorf("%s becomes %s", s, AsText(f.normal(Text(s))))
					}
				}
			}
		}
	}
	const other = "FREQ=DAILY;PHASE=FULL"
	if f.Accepts(Text(other)) || AsText(f.normal(Text(other))) != other {
		t.Error("a rule of a newer version does not stay as it is")
	}
}

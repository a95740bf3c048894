package disclose

import (
	"strings"
	"testing"
	"time"
)

// The dates that the program sets tell nothing, and those that the system sets are shown for what they are.
func TestTheDatesOfTheStorageAreShown(t *testing.T) {
	began := time.Now().Add(-2 * time.Second)
	d := newDeployment(t)
	r := d.build(nil)
	const constant = "2000-01-01 00:00:00 UTC"
	for _, id := range []string{"written-first", "written-last", "accessed-first", "accessed-last"} {
		if v := fact(t, r, "dates", id); v != constant {
			t.Errorf("%s is %v", id, v)
		}
	}
	objects := fact(t, r, "store", "objects").(int64)
	for _, id := range []string{"changed", "born"} {
		first, err := time.Parse("2006-01-02 15:04:05 UTC", fact(t, r, "dates", id+"-first").(string))
		if err != nil || first.Before(began) || first.After(time.Now()) {
			t.Errorf("%s: %v, %v", id, first, err)
		}
		n := int64(0)
		for _, row := range r.Table("dates", id).Rows {
			n += row[1].(int64)
		}
		if n != objects {
			t.Errorf("by %s there are %d of %d objects", id, n, objects)
		}
	}
	if !strings.Contains(one(asText(t, r)), "The operating system sets it and the program cannot.") {
		t.Error("the report does not say which dates the program cannot set")
	}
}

func TestDatesAreSpreadOverHoursDaysOrMonths(t *testing.T) {
	at := time.Date(2031, 5, 6, 7, 30, 0, 0, time.UTC)
	for want, further := range map[string][]time.Duration{
		"[[2031-05-06 07:00 UTC 1]]": nil,
		"[[2031-05-06 07:00 UTC 2] [2031-05-06 09:00 UTC 1] [2031-05-08 07:00 UTC 1]]": {time.Minute, 2 * time.Hour, 48 * time.Hour},
		"[[2031-05-06 2] [2031-05-07 1] [2031-06-05 1]]":                               {time.Hour, 24 * time.Hour, 30 * 24 * time.Hour},
		"[[2031-05 3] [2041-05 1]]":                                                    {time.Hour, 24 * time.Hour, 3653 * 24 * time.Hour},
	} {
		var s spread
		s.add(at)
		for _, d := range further {
			s.add(at.Add(d))
		}
		if got := sprint(s.rows()); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

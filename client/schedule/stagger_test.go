package schedule_test

import (
	"bytes"
	"runtime"
	"slices"
	"testing"
	"time"

	"larkspur/client/plan"
	"larkspur/client/schedule"
	"pgregory.net/rapid"
)

// No offer breaks a rule. Ten thousand plans: go test ./client/schedule -run TestOffersKeepTheRules -rapid.checks=10000
func TestOffersKeepTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t, false)
		c.check(t, schedule.Stagger(c.p, c.id, c.today, c.zones))
	})
}

func (c *caseOf) check(t *rapid.T, got schedule.Proposal) {
	if !sameVisits(got.Now.Visits, c.now) || got.Now.Foreseen != c.foreseen(c.now) {
		t.Fatalf("now: %s, of which %d can be named; want %s and %d", starts(got.Now.Visits), got.Now.Foreseen, starts(c.now), c.foreseen(c.now))
	}
	if (len(got.Offers) == 0) != (got.NoRoom != "") || len(got.Offers) > 4 {
		t.Fatalf("%d offers and the reason %q", len(got.Offers), got.NoRoom)
	}
	free := c.free(true, true)
	before, after := c.outside()
	for i, o := range got.Offers {
		last, back := before, time.Time{}
		seen := map[int]int{}
		for _, v := range o.Visits {
			if !slices.ContainsFunc(free, func(s start) bool {
				return s.day == c.day(v) && s.minute == v.Start.Hour()*60+v.Start.Minute() && s.place == v.Place && s.how == v.How &&
					s.leave.Equal(v.Leave) && s.back.Equal(v.Back) && v.End.Sub(v.Start) == s.length
			}) {
				t.Fatalf("%s is no time that is free", v.Start)
			}
			if !c.gapFits(last, c.day(v)) || v.Leave.Before(back) {
				t.Fatalf("%s comes too soon or too late", v.Start)
			}
			last, back = c.day(v), v.Back
		}
		if !c.gapFits(last, after) {
			t.Fatalf("%s is too near to what follows, or too far from it", o.Visits[len(o.Visits)-1].Start)
		}
		fits := false
		for fewer := 0; ; fewer++ {
			stretch, need, partly := c.counts(fewer)
			clear(seen)
			for _, v := range o.Visits {
				seen[stretch[c.day(v)]]++
			}
			same := true
			for s, n := range need {
				same = same && seen[s] == n
			}
			if fits = fits || same; !partly {
				break
			}
		}
		if !fits {
			t.Fatalf("%s are not as many as there are to be", starts(o.Visits))
		}
		if n := c.foreseen(o.Visits); o.Foreseen != n || i > 0 && n < got.Offers[i-1].Foreseen {
			t.Fatalf("%d can be named, not %d", n, o.Foreseen)
		}
		c.applied(t, o)
	}
}

func sameVisits(a, b []schedule.Visit) bool {
	return slices.EqualFunc(a, b, func(a, b schedule.Visit) bool {
		return a.Item == b.Item && a.Start.Equal(b.Start) && a.End.Equal(b.End) && a.Leave.Equal(b.Leave) && a.Place == b.Place && a.How == b.How
	})
}

// applied looks at a plan with an offer in it.
func (c *caseOf) applied(t *rapid.T, o schedule.Offer) {
	p := c.p.Clone()
	if err := o.Apply(p, c.id, c.today); err != nil {
		t.Fatal(err)
	}
	var now, others []schedule.Visit
	from, to := c.first.AddDate(0, 0, -60).Format(plan.DateLayout), c.first.AddDate(0, 0, 90).Format(plan.DateLayout)
	for _, v := range schedule.Between(p, from, to, c.zones) {
		if d := c.day(v); v.Item == c.id && d >= 0 && d < 28 {
			now = append(now, v)
		} else {
			others = append(others, v)
		}
	}
	if !sameVisits(now, o.Visits) || !sameVisits(others, c.others) {
		t.Fatalf("after picking:\n%s\nand elsewhere\n%s\nwant\n%s\nand elsewhere\n%s", starts(now), starts(others), starts(o.Visits), starts(c.others))
	}
	once := plan.Encode(p)
	if err := o.Apply(p, c.id, c.today); err != nil || !bytes.Equal(once, plan.Encode(p)) {
		t.Fatalf("picked twice it is another plan: %v", err)
	}
	for _, key := range c.item().Fields() {
		it, _ := p.Item(c.id)
		if key != "skip" && key != "also" && !plan.SameValue(it.Value(key), c.item().Value(key)) {
			t.Fatalf("%s has changed", key)
		}
	}
}

// The first offer has as few visits that can be named as any choice of times has, and there is one whenever there is such a
// choice. All choices are tried. Three thousand plans: go test ./client/schedule -run TestNoChoice -rapid.checks=3000
func TestNoChoiceIsHarderToForesee(t *testing.T) {
	tried := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t, true)
		enough := 100_000
		if runtime.GOARCH == "wasm" {
			enough = 10_000 // many times slower
		}
		best, sure := c.best(true, true, enough)
		if !sure {
			tried["too many choices"]++
			return
		}
		got := schedule.Stagger(c.p, c.id, c.today, c.zones)
		c.check(t, got)
		want := schedule.Reason("")
		_, need, _ := c.counts(0)
		visits := 0
		for _, n := range need {
			visits += n
		}
		it := c.item()
		spare := false
		for _, row := range plan.AsRecords(it.Value("alts")) {
			spare = spare || row["place"] != nil || row["how"] != nil || row["start"] != nil
		}
		gaveUp := false
		relaxed := func(less, busy bool) bool {
			n, sure := c.best(less, busy, enough)
			gaveUp = gaveUp || n < 0 && !sure
			return n >= 0
		}
		switch {
		case visits == 0:
			want = schedule.NoVisits
		case it.Flag("public"):
			want = schedule.NoPublic
		case it.Value("allow") == nil && !spare:
			want = schedule.NoHours
		case best >= 0 && (best < got.Now.Foreseen || c.runs()):
			if len(got.Offers) == 0 || got.Offers[0].Foreseen != best {
				t.Fatalf("of the best choice %d can be named; there are %d offers (%s), the first with %d", best, len(got.Offers), got.NoRoom,
					append(got.Offers, schedule.Offer{})[0].Foreseen)
			}
		case best >= 0 && got.Now.Foreseen == 0:
			want = schedule.NoNeed
		case best >= 0:
			want = schedule.NoOther
		case relaxed(false, true):
			want = schedule.NoWindows
		case relaxed(true, false):
			want = schedule.NoBusy
		case relaxed(false, false):
			want = schedule.NoWindows
		default:
			want = schedule.NoRules
		}
		if gaveUp {
			tried["too many choices without a limit"]++
			return
		}
		tried["the reason "+string(want)]++
		if got.NoRoom != want {
			t.Fatalf("the reason is %q, not %q", got.NoRoom, want)
		}
	})
	t.Log(tried)
}

func (c *caseOf) runs() bool {
	for i, v := range c.now {
		if c.hits(v.Leave, v.Back, v.Place, true, true) {
			return true
		}
		for _, w := range c.now[i+1:] {
			if v.Leave.Before(w.Back) && w.Leave.Before(v.Back) {
				return true
			}
		}
	}
	return false
}

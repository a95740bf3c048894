package server

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
)

var (
	here  = netip.Addr{}
	aHome = netip.MustParseAddr("198.51.100.7")
)

// try enters and leaves at once.
func (b *budgets) try(from netip.Addr) verdict {
	v, c := b.enter(from)
	b.leave(c)
	return v
}

// allow counts how many of n calls are allowed.
func (b *budgets) allow(from netip.Addr, n int) (allowedCalls int) {
	for range n {
		if b.try(from) == allowed {
			allowedCalls++
		}
	}
	return allowedCalls
}

func TestTheCommonBudgetRefills(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudgets(systemClock{}, 10, true)
		if got := b.allow(here, 1000); got != 10*burstSeconds {
			t.Errorf("%d calls at once", got)
		}
		time.Sleep(time.Second)
		if got := b.allow(here, 1000); got != 10 {
			t.Errorf("%d calls a second later", got)
		}
	})
}

func TestOneSourceDoesNotUseUpWhatAllHave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudgets(systemClock{}, DefaultRate, true)
		if got := b.allow(aHome, 100_000); got != sourceBurst {
			t.Errorf("one source had %d calls at once", got)
		}
		free := 0
		for i := range 100 {
			if b.try(netip.AddrFrom4([4]byte{203, 0, 113, byte(i)})) == allowed {
				free++
			}
		}
		if free < 98 { // one or two may meet the first in its cell
			t.Errorf("%d of 100 other sources were let in", free)
		}
	})
}

func TestNobodyIsLockedOutForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudgets(systemClock{}, DefaultRate, true)
		for range 5 {
			b.allow(aHome, 10_000)
			time.Sleep(100 * time.Millisecond)
			if b.try(aHome) != allowed {
				t.Fatal("a tenth of a second did not help")
			}
		}
	})
}

func TestASaltForgetsWhatEverySourceUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSources(systemClock{})
		first, salt := s.of(aHome), s.salt
		time.Sleep(sourceLife - 1)
		if s.of(aHome) != first || s.salt != salt {
			t.Error("the salt changed early")
		}
		time.Sleep(time.Nanosecond)
		if s.of(aHome) == first || s.salt == salt {
			t.Error("the bucket outlived its salt")
		}
	})
}

// The budget keeps nothing that names a source: cells hold counters only, and no address is in them.
func TestNothingOfASourceIsKept(t *testing.T) {
	s := newSources(systemClock{})
	c := s.of(aHome)
	if size := unsafe.Sizeof(*c); size > 40 { // two counts, and three pointers to what counts over time
		t.Errorf("a cell has %d bytes: what is in it?", size)
	}
	if got := fmt.Sprintf("%+v %+v %+v %+v", c.calls, c.makes, c.joins, s.salt); strings.Contains(got, aHome.String()) {
		t.Errorf("a cell holds the address: %s", got)
	}
	other := newSources(systemClock{})
	same := 0
	for i := range 64 {
		a := netip.AddrFrom4([4]byte{198, 51, 100, byte(i)})
		s.of(a)
		other.of(a)
		if s.index(a) == other.index(a) {
			same++
		}
	}
	if same > 8 {
		t.Errorf("%d of 64 addresses lead to the same cell under two salts", same)
	}
}

func TestASourceIsAnAddressOrAHousehold(t *testing.T) {
	same := func(a, b string) bool {
		return string(network(netip.MustParseAddr(a))) == string(network(netip.MustParseAddr(b)))
	}
	for pair, want := range map[[2]string]bool{
		{"192.0.2.1", "192.0.2.1"}:                     true,
		{"192.0.2.1", "192.0.2.2"}:                     false,
		{"192.0.2.1", "::ffff:192.0.2.1"}:              true,
		{"2001:db8::1", "2001:db8::ffff:1:2:3"}:        true,
		{"2001:db8:0:1::1", "2001:db8:0:2::1"}:         false,
		{"fe80::1%eth0", "fe80::1%eth1"}:               true,
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2:9::"}:   true,
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2a:9::1"}: false,
	} {
		if same(pair[0], pair[1]) != want {
			t.Errorf("%v: same source is %v", pair, !want)
		}
	}
}

func TestWhoACallCountsAgainst(t *testing.T) {
	for _, c := range []struct {
		peer, forwarded string
		trust           bool
		want            string
	}{
		{"198.51.100.7:1234", "", false, "198.51.100.7"},
		{"198.51.100.7:1234", "10.0.0.1", false, "198.51.100.7"}, // made up by the caller
		{"198.51.100.7:1234", "10.0.0.1", true, "198.51.100.7"},  // and no proxy of ours
		{"127.0.0.1:1234", "", false, "invalid IP"},
		{"[::1]:1234", "192.0.2.9", false, "invalid IP"},
		{"127.0.0.1:1234", "192.0.2.9", true, "192.0.2.9"},
		{"10.1.2.3:1234", "192.0.2.9", true, "192.0.2.9"},
		{"10.1.2.3:1234", "made-up, 192.0.2.9", true, "192.0.2.9"},
		{"10.1.2.3:1234", "192.0.2.1,  2001:db8::1 ", true, "2001:db8::1"},
		{"10.1.2.3:1234", "192.0.2.1, 192.0.2.9:77", true, "192.0.2.9"},
		{"10.1.2.3:1234", "192.0.2.1, unknown", true, "invalid IP"},
		{"10.1.2.3:1234", "", true, "invalid IP"},
		{"@", "", true, "invalid IP"},
	} {
		r := httptest.NewRequest("POST", "/v1/page", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header = http.Header{"X-Forwarded-For": {"203.0.113.1", c.forwarded}}
		}
		if got := source(r, c.trust).String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestCallsAtOnceAreBounded(t *testing.T) {
	b := newBudgets(systemClock{}, 1e9, true)
	verdicts := map[verdict]int{}
	for range 3 * maxCalls {
		v, _ := b.enter(here)
		verdicts[v]++
	}
	if verdicts[allowed] != maxCalls || verdicts[busy] != maxCalls || verdicts[dropped] != maxCalls {
		t.Errorf("verdicts %v", verdicts)
	}
	for range 3 * maxCalls {
		b.leave(nil)
	}
	if b.try(here) != allowed {
		t.Error("calls that left still count")
	}
	var cells []*cell
	for range sourceAtOnce {
		v, c := b.enter(aHome)
		if v != allowed {
			t.Fatal("a source was turned away early")
		}
		cells = append(cells, c)
	}
	if b.try(aHome) != busy {
		t.Error("one source may have any number of calls at once")
	}
	for _, c := range cells {
		b.leave(c)
	}
	if b.try(aHome) != allowed {
		t.Error("calls that left still count against their source")
	}
}

func TestMakesAreBoundedWithASoftEdge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMakes(systemClock{}, makesPerHour, time.Hour)
		soft := int(makesPerHour * makesSoft)
		for i := range soft {
			if !m.take() {
				t.Fatalf("make %d was turned away below the edge", i)
			}
		}
		made := soft
		for range 1_000_000 {
			if m.take() {
				made++
			}
		}
		if made > makesPerHour || made < makesPerHour*9/10 {
			t.Errorf("%d makes in a moment", made)
		}
		time.Sleep(time.Hour)
		if !m.take() {
			t.Error("an hour did not empty the bucket")
		}
	})
}

// The claim of the soft edge: one make of somebody else moves what a watcher sees by about a thousandth. Shown at the
// level where it moves most, by the probabilities themselves.
func TestOneMakeMoreIsNotSeen(t *testing.T) {
	m := newMakes(systemClock{}, makesPerHour, time.Hour)
	worst := 0.0
	for before := m.refusal(); m.level < m.size; before = m.refusal() {
		m.level++
		worst = math.Max(worst, m.refusal()-before)
	}
	if worst > 0.0011 {
		t.Errorf("one make moves the probability by %.4f", worst)
	}
}

func TestAStarterKeyNeedsNoBudgetForMakes(t *testing.T) {
	b := newBudgets(systemClock{}, 1e9, false)
	for range 3 * makesPerHour {
		if !b.mayMake(nil) {
			t.Fatal("turned away")
		}
	}
}

func TestTheSystemClockWakesEarlyWhenTheContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if err := (systemClock{}).Sleep(ctx, time.Hour); err == nil || time.Since(start) != time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

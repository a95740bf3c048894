package shelf

import (
	"testing"
	"time"

	"larkspur/server/wire"
)

// keeping is a bench whose clock the test moves, and where pages are kept for six months after their last use.
func keeping(t *testing.T) (b *bench, later func(months int)) {
	now := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	b = newBench(t)
	b.conf.Keep, b.conf.Now = 6, func() time.Time { return now }
	b.restart()
	return b, func(months int) { now = now.AddDate(0, months, 0) }
}

func (b *bench) monthIn(l wire.Locator) uint32 {
	b.t.Helper()
	o, err := b.shelf.keys.now.open(l, b.object(l))
	if err != nil {
		b.t.Fatal(err)
	}
	return o.month
}

func TestPagesThatNobodyUsesGoAfterTheirTimeAndOthersStay(t *testing.T) {
	b, later := keeping(t)
	unused, readNow, written := randomLocator(), randomLocator(), randomLocator()
	for _, l := range []wire.Locator{unused, readNow, written} {
		b.write(l, randomPage())
	}
	b.rotate()
	if m := b.monthIn(unused); m != 2026*12 {
		t.Errorf("month %d", m)
	}
	for i := range 7 {
		later(1)
		b.read(readNow)
		b.write(written, randomPage())
		b.rotate()
		if n := len(b.store.Objects()); i < 6 && n != 1+3+minChaff {
			t.Fatalf("after %d months: %d objects", i+1, n)
		}
		b.restart() // what is written at a rotation outlives the process
	}
	if n := len(b.store.Objects()); n != 1+2+minChaff {
		t.Errorf("%d objects: the unused one stayed, or another went", n)
	}
	v, _ := b.read(unused)
	if noise, _ := b.shelf.keys.now.noiseOf(unused); v != noise {
		t.Error("a page out of its time is not answered as a miss")
	}
}

// A save is written at once, and what was read by the trickle: a page that is used is not dropped because the process ended
// before the rotation, or because another server made it.
func TestUsesCountAlthoughTheRotationIsAnothers(t *testing.T) {
	b, later := keeping(t)
	saved, readOnly := randomLocator(), randomLocator()
	b.write(saved, randomPage())
	b.write(readOnly, randomPage())
	b.rotate()
	for range 12 {
		later(1)
		b.rotate() // by the month of its key, as once a day
		other, err := Open(ctx(), b.conf, b.store)
		if err != nil {
			t.Fatal(err)
		}
		v, _, err := other.Read(ctx(), saved)
		if err == nil {
			_, err = other.Write(ctx(), saved, v, randomPage(), func() bool { return false })
		}
		if err == nil {
			_, _, err = other.Read(ctx(), readOnly)
		}
		if err != nil {
			t.Fatal(err)
		}
		if other.LastUse(readOnly) == 0 {
			t.Fatal("the use is not known")
		}
		if err := other.reseal(ctx(), other.keys.now.nameOf(readOnly)); err != nil {
			t.Fatal(err)
		}
		if other.LastUse(readOnly) != 0 {
			t.Fatal("what is written is in memory still")
		}
		_ = other.Close()
	}
	b.rotate()
	if n := len(b.store.Objects()); n != 1+2+minChaff {
		t.Errorf("%d objects: a page that was used went", n)
	}
}

// A clock that is wrong for a while, back or ahead, drops nothing.
func TestAWrongClockDropsNothing(t *testing.T) {
	for name, wrong := range map[string]time.Time{
		"an empty battery": time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
		"years back":       time.Date(2020, 3, 1, 0, 0, 0, 0, time.UTC),
		"years ahead":      time.Date(2106, 2, 7, 0, 0, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			right := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
			now := right
			b := newBench(t)
			b.conf.Keep, b.conf.Now = 6, func() time.Time { return now }
			b.restart()
			l, page := randomLocator(), randomPage()
			b.write(l, page)
			b.rotate()
			now = wrong
			b.rotate()
			b.rotate()
			now = right.AddDate(0, 0, 2)
			for range 3 {
				b.rotate()
			}
			if _, got := b.read(l); *got != *page {
				t.Error("a page that was used this week is gone")
			}
		})
	}
}

// With no time set, no use is known: not in memory, not in an object, and what was known is forgotten.
func TestWithoutATimeNoUseIsKept(t *testing.T) {
	b, later := keeping(t)
	l := randomLocator()
	b.write(l, randomPage())
	b.rotate()
	if b.monthIn(l) == 0 {
		t.Fatal("the control: no month")
	}
	b.conf.Keep = 0
	b.restart()
	later(100)
	b.read(l)
	b.write(l, randomPage())
	if b.shelf.usage.used != nil || b.shelf.LastUse(l) != 0 {
		t.Error("uses are gathered")
	}
	b.rotate()
	if m := b.monthIn(l); m != 0 || b.shelf.keys.now.month != 0 {
		t.Errorf("month %d is kept", m)
	}
	// When a time is set again, it begins anew for all.
	b.conf.Keep = 6
	b.restart()
	b.rotate()
	if m := b.monthIn(l); m != 2034*12+4 {
		t.Errorf("month %d", m)
	}
}

// What was used before a rotation that is cut off counts in the one that goes on with it.
func TestUsesOutliveARotationThatWasCutOff(t *testing.T) {
	b, later := keeping(t)
	var all []wire.Locator
	for range 20 {
		l := randomLocator()
		b.write(l, randomPage())
		all = append(all, l)
	}
	b.rotate()
	later(7) // nobody uses anything for a while
	for _, l := range all {
		b.read(l)
	}
	b.halfWay(8)
	b.rotate()
	for _, l := range all {
		if m := b.monthIn(l); m != 2026*12+1 {
			t.Fatalf("month %d", m)
		}
	}
}

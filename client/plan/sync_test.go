package plan_test

import (
	"testing"

	"larkspur/client/plan"
	"pgregory.net/rapid"
)

// register is a store of one plan with compare-and-swap, as the server is.
type register struct {
	bytes   []byte
	version int
}

func (r *register) swap(expected int, b []byte) bool {
	if r.version != expected {
		return false
	}
	r.bytes, r.version = b, r.version+1
	return true
}

// replica is a device that saves into the register: what it last knew to be there, what it shows, and the version to write
// against.
type replica struct {
	*device
	base    *plan.Plan
	version int
	fresh   bool // has read since its last write
}

func (r *replica) read(t rapid.TB, reg *register) {
	theirs, err := plan.Decode(reg.bytes)
	ok(t, err)
	before := [2]*plan.Plan{r.p, theirs}
	r.p = plan.Merge(r.base, r.p, theirs)
	kept(t, r.words, r.p, before[:]...)
	wellFormed(t, r.p)
	r.base, r.version, r.fresh = theirs, reg.version, true
}

// write saves what is shown. When the answer is lost the replica does not learn that it was saved.
func (r *replica) write(reg *register, answerLost bool) {
	if !r.fresh {
		return
	}
	r.fresh = false
	if reg.swap(r.version, plan.Encode(r.p)) && !answerLost {
		r.base, r.version = r.p.Clone(), reg.version
	}
}

func TestThreeDevicesConverge(t *testing.T) {
	conflicts := 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWords()
		start := small(t, w).p
		reg := &register{bytes: plan.Encode(start)}
		var all []*replica
		for i := range 3 {
			all = append(all, &replica{device: newDevice(start.Clone(), uint64(10+i), w), base: start.Clone()})
		}
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			r := all[rapid.IntRange(0, 2).Draw(t, "device")]
			switch rapid.IntRange(0, 6).Draw(t, "step") {
			case 0:
				r.read(t, reg)
			case 1:
				r.write(reg, false)
			case 2:
				r.write(reg, true)
			default:
				r.edit(t)
			}
		}
		for range 2 {
			for _, r := range all {
				r.read(t, reg)
				r.write(reg, false)
			}
		}
		end := all[0].p
		now := typed(end)
		for word := range w.seen {
			if !now[word] && !w.removed[word] {
				t.Fatalf("%s was typed and is nowhere", word)
			}
		}
		for _, r := range all[1:] {
			if !plan.Equal(end, r.p) {
				t.Fatal("two devices show different plans")
			}
		}
		conflicts += end.Conflicts()
	})
	if conflicts == 0 {
		t.Error("no run met a conflict: the test tests nothing")
	}
}

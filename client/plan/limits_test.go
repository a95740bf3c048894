package plan_test

import (
	"bytes"
	"compress/flate"
	"crypto/rand"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

func TestLimitsRefuseAndChangeNothing(t *testing.T) {
	p := newPlan(t)
	id := addItem(t, p, "note", nil)
	before := p.Clone()
	deep := plan.Texts("x")
	for range 9 {
		deep = cbor.Array{deep}
	}
	for name, c := range map[string]struct {
		err  error
		want error
	}{
		"a field that is too long":  {p.SetField(id, "text", plan.Text(strings.Repeat("x", plan.MaxField))), plan.ErrTooLarge},
		"a key that is too long":    {p.SetField(id, strings.Repeat("k", plan.MaxKey+1), plan.Text("x")), plan.ErrValue},
		"an empty key":              {p.SetField(id, "", plan.Text("x")), plan.ErrValue},
		"too many levels":           {p.SetField(id, "odd", deep), plan.ErrValue},
		"bytes that are no id":      {p.SetField(id, "odd", cbor.Bytes("short")), plan.ErrValue},
		"a key of bytes":            {p.SetField(id, "odd", cbor.Map{{Key: cbor.Bytes("a"), Value: cbor.Int(1)}}), plan.ErrValue},
		"nothing in a list":         {p.SetField(id, "odd", cbor.Array{nil}), nil},
		"a key twice":               {p.SetField(id, "odd", cbor.Map{{Key: cbor.Text("a"), Value: cbor.Int(1)}, {Key: cbor.Text("a"), Value: cbor.Int(2)}}), plan.ErrValue},
		"a number as text":          {p.SetField(id, "title", plan.Number(1)), plan.ErrValue},
		"an item that is not there": {p.SetField(plan.ID{}, "title", plan.Text("x")), plan.ErrNotFound},
		"no conflict":               {p.ResolveConflict(id, "title", plan.Text("x")), plan.ErrNotFound},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	if !plan.Equal(p, before) {
		t.Error("a refused edit changed the plan")
	}
	for range plan.MaxSections {
		if _, err := p.AddSection(rand.Reader, plan.Own, ""); errors.Is(err, plan.ErrTooLarge) {
			return
		}
	}
	t.Error("sections without end")
}

func TestItemsAreLimited(t *testing.T) {
	p := newPlan(t)
	s := p.Sections()[0].ID()
	for i := range plan.MaxItems {
		if _, err := p.AddItem(rand.Reader, s, "note"); err != nil {
			t.Fatalf("item %d: %v", i, err)
		}
	}
	if _, err := p.AddItem(rand.Reader, s, "note"); !errors.Is(err, plan.ErrTooLarge) {
		t.Errorf("one more: %v", err)
	}
}

// A plan filled with what does not deflate must still fit on 64 pages of 32,691 bytes, less the 64 roots and some framing.
func TestTheLargestPlanFitsOnSixtyFourPages(t *testing.T) {
	p := newPlan(t)
	s := p.Sections()[0].ID()
	rng := mrand.New(mrand.NewPCG(1, 2))
	var err error
	for err == nil {
		var id plan.ID
		if id, err = p.AddItem(rand.Reader, s, "note"); err == nil {
			err = p.SetField(id, "text", plan.Text(noise(rng, 15_000)))
		}
	}
	if !errors.Is(err, plan.ErrTooLarge) {
		t.Fatal(err)
	}
	must(t, p.Check())
	b := plan.Encode(p)
	if _, err := plan.Decode(b); err != nil || len(b) < plan.MaxDocument-100_000 {
		t.Errorf("%d bytes: %v", len(b), err)
	}
	if n, room := len(deflate(t, b)), 64*(32_691-40); n > room {
		t.Errorf("deflates to %d bytes, and there is room for %d", n, room)
	}
	for _, it := range p.Items()[:3] { // what is full can still be made smaller
		must(t, p.SetField(it.ID(), "text", plan.Text("short")))
		must(t, p.RemoveItem(it.ID()))
	}
	big := plan.Merge(nil, p, full(t, rng))
	if err := big.Check(); !errors.Is(err, plan.ErrTooLarge) {
		t.Errorf("a merge of two full plans: %v", err)
	}
}

func full(t *testing.T, rng *mrand.Rand) *plan.Plan {
	p := newPlan(t)
	for range 120 {
		addItem(t, p, "note", plan.Record{"text": plan.Text(noise(rng, 15_000))})
	}
	return p
}

// noise is text that hardly deflates: runes of three bytes, at random.
func noise(rng *mrand.Rand, runes int) string {
	var b strings.Builder
	for range runes / 3 {
		b.WriteRune(rune(0x1000 + rng.IntN(0xC000)))
	}
	return b.String()
}

func deflate(t testing.TB, b []byte) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	must(t, err)
	_, err = w.Write(b)
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

// common are words as people write them down, the frequent ones first, so that text made of them deflates as text does.
var common = strings.Fields(`the to and I at a my call is on in it for when with she of he or not if her after before we
	bus car home door work phone time ride school from bag says keys back before room mother can ask only text night two
	out then behind there Friday Tuesday half past card office clinic nurse desk front sister neighbor letter copy keep
	drawer lawyer hearing court pharmacy refill morning evening wait leave sign house street corner store park gate
	password screen turn off account statement insurance video quiet kitchen window lock spare shoes charger cash
	bottle blanket bear medicine glasses birth certificate order judge officer number message voice mail safe unsure
	instead maybe between lunch practice pick drop minutes across town north river stop number line transfer desk again
	weather garden laundry basket library computer teacher grandmother cousin church supper soup grocery dentist shift
	manager break schedule warehouse uniform supervisor landlord deposit lease mailbox key envelope wallet battery`)

// sentence writes about n words, frequent ones more often.
func sentence(rng *mrand.Rand, n int) string {
	var out []string
	for range n {
		r := rng.Float64()
		out = append(out, common[int(r*r*float64(len(common)))])
	}
	return strings.Join(out, " ") + "."
}

// lifelike is a plan of so many items and appointments as one may grow over a year.
func lifelike(t testing.TB, items, visits int) *plan.Plan {
	rng := mrand.New(mrand.NewPCG(3, 4))
	p := newPlan(t)
	var places []plan.ID
	for range 8 {
		places = append(places, addItem(t, p, "place", plan.Record{"name": plan.Text(sentence(rng, 3)), "addr": plan.Text(sentence(rng, 5)),
			"helps": plan.Text(sentence(rng, 12)), "worries": plan.Text(sentence(rng, 14)), "zone": plan.Text("America/New_York")}))
	}
	kinds := []string{"chan", "person", "doc", "thing", "note", "gap", "med", "act", "child", "order"}
	for i := range items - len(places) {
		kind, _ := plan.KindOf(kinds[i%len(kinds)])
		fields := plan.Record{}
		for _, f := range kind.Fields {
			switch {
			case rng.IntN(3) == 0:
			case f.Type == plan.Line:
				fields[f.Key] = plan.Text(sentence(rng, 3))
			case f.Type == plan.LongText:
				fields[f.Key] = plan.Text(sentence(rng, 4+rng.IntN(16)))
			case f.Type == plan.Choice:
				fields[f.Key] = plan.Text(f.Options[rng.IntN(len(f.Options))])
			case f.Type == plan.Phone:
				fields[f.Key] = plan.Text(fmt.Sprintf("555-%07d", rng.IntN(10_000_000)))
			}
		}
		addItem(t, p, kind.Key, fields)
	}
	for i := range visits {
		addItem(t, p, "appt", plan.Record{"title": plan.Text(sentence(rng, 3)), "cover": plan.Text(sentence(rng, 2)),
			"service": plan.Text("counsel"), "how": plan.Text("person"), "place": plan.Ref(places[i%len(places)]),
			"start": plan.Text(fmt.Sprintf("2026-%02d-%02dT%02d:%02d", 1+rng.IntN(12), 1+rng.IntN(28), 8+rng.IntN(10), 15*rng.IntN(4))),
			"zone":  plan.Text("America/New_York"), "len": plan.Number(50), "travel": plan.Number(int64(5 * rng.IntN(12))),
			"repeat": plan.Text("FREQ=WEEKLY;BYDAY=TU"), "miss": plan.Text(sentence(rng, 10)), "note": plan.Text(sentence(rng, 12))})
	}
	return p
}

func TestSizeOfALifelikePlan(t *testing.T) {
	b := plan.Encode(lifelike(t, 200, 60))
	n := len(deflate(t, b))
	t.Logf("200 items and 60 appointments: %d bytes, deflated %d", len(b), n)
	if n > 32_000 {
		t.Errorf("does not fit on one page: %d", n)
	}
}

func BenchmarkEncode(b *testing.B) {
	p := lifelike(b, 200, 60)
	for b.Loop() {
		plan.Encode(p)
	}
}

func BenchmarkDecode(b *testing.B) {
	c := plan.Encode(lifelike(b, 200, 60))
	for b.Loop() {
		if _, err := plan.Decode(c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMerge(b *testing.B) {
	base := lifelike(b, 200, 60)
	x, y := base.Clone(), base.Clone()
	for i, it := range base.Items() {
		side := []*plan.Plan{x, y}[i%2]
		must(b, side.SetField(it.ID(), "note", plan.Text(it.Text("note")+" and one more thing")))
	}
	for b.Loop() {
		plan.Merge(base, x, y)
	}
}

func BenchmarkMergeOfTenKilobytesOfText(b *testing.B) {
	rng := mrand.New(mrand.NewPCG(5, 6))
	base := newPlan(b)
	text := sentence(rng, 2_000)
	id := addItem(b, base, "note", plan.Record{"text": plan.Text(text)})
	x, y := base.Clone(), base.Clone()
	must(b, x.SetField(id, "text", plan.Text(strings.ReplaceAll(text, "clinic", "center"))))
	must(b, y.SetField(id, "text", plan.Text(strings.ReplaceAll(text, "bus", "train"))))
	for b.Loop() {
		plan.Merge(base, x, y)
	}
}

func BenchmarkMergeOfTenKilobytesAllDifferent(b *testing.B) {
	rng := mrand.New(mrand.NewPCG(5, 6))
	base := newPlan(b)
	id := addItem(b, base, "note", plan.Record{"text": plan.Text(sentence(rng, 2_000))})
	x, y := base.Clone(), base.Clone()
	must(b, x.SetField(id, "text", plan.Text(sentence(rng, 2_000))))
	must(b, y.SetField(id, "text", plan.Text(sentence(rng, 2_000))))
	for b.Loop() {
		plan.Merge(base, x, y)
	}
}

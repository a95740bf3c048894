package plan_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
	"pgregory.net/rapid"
)

// device edits a plan at random and keeps account of what was typed into it and what was taken out again on purpose.
type device struct {
	p     *plan.Plan
	ids   *rand.ChaCha8
	words *words
}

// words is shared by the devices of a test, so that every word typed is another one.
type words struct {
	n       int
	seen    map[string]bool // that stood in a plan after an edit
	removed map[string]bool
}

func newDevice(p *plan.Plan, seed uint64, w *words) *device {
	var s [32]byte
	s[0], s[1] = byte(seed), byte(seed>>8)
	return &device{p: p, ids: rand.NewChaCha8(s), words: w}
}

func newWords() *words { return &words{seen: map[string]bool{}, removed: map[string]bool{}} }

func (w *words) next() string {
	w.n++
	return fmt.Sprintf("w%dw", w.n)
}

// typed returns every word of the test that stands anywhere in the encoding of p.
func typed(p *plan.Plan) map[string]bool {
	v, err := cbor.Decode(plan.Encode(p))
	if err != nil {
		panic(err)
	}
	out := map[string]bool{}
	collectWords(v, out)
	return out
}

func collectWords(v cbor.Value, into map[string]bool) {
	switch v := v.(type) {
	case cbor.Text:
		for _, f := range strings.Fields(string(v)) {
			if strings.HasPrefix(f, "w") && strings.HasSuffix(f, "w") && len(f) > 2 {
				into[f] = true
			}
		}
	case cbor.Array:
		for _, e := range v {
			collectWords(e, into)
		}
	case cbor.Map:
		for _, e := range v {
			collectWords(e.Key, into)
			collectWords(e.Value, into)
		}
	}
}

// edit makes one random edit. Words that were there before it and are not after it were removed on purpose.
func (d *device) edit(t *rapid.T) {
	before := typed(d.p)
	edits := []func(*rapid.T){d.addSection, d.rename, d.hide, d.moveSection, d.removeSection, d.addItem, d.addItem, d.addItem,
		d.setText, d.setText, d.setText, d.setText, d.setOther, d.setOther, d.moveItem, d.moveItem, d.removeItem, d.resolve, d.setSetting}
	edits[rapid.IntRange(0, len(edits)-1).Draw(t, "edit")](t)
	after := typed(d.p)
	for w := range before {
		if !after[w] {
			d.words.removed[w] = true
		}
	}
	maps.Copy(d.words.seen, after)
}

func (d *device) section(t *rapid.T) (plan.Section, bool) {
	all := d.p.Sections()
	if len(all) == 0 {
		return plan.Section{}, false
	}
	return all[rapid.IntRange(0, len(all)-1).Draw(t, "section")], true
}

func (d *device) item(t *rapid.T) (plan.Item, bool) {
	all := d.p.Items()
	if len(all) == 0 {
		return plan.Item{}, false
	}
	return all[rapid.IntRange(0, len(all)-1).Draw(t, "item")], true
}

func (d *device) addSection(t *rapid.T) {
	if len(d.p.Sections()) < 6 {
		_, err := d.p.AddSection(d.ids, plan.Own, d.words.next())
		ok(t, err)
	}
}

func (d *device) rename(t *rapid.T) {
	if s, found := d.section(t); found {
		ok(t, d.p.RenameSection(s.ID(), d.words.next()))
	}
}

func (d *device) hide(t *rapid.T) {
	if s, found := d.section(t); found {
		ok(t, d.p.HideSection(s.ID(), !s.Hidden()))
	}
}

func (d *device) moveSection(t *rapid.T) {
	if s, found := d.section(t); found {
		ok(t, d.p.MoveSection(s.ID(), rapid.IntRange(-1, 7).Draw(t, "to")))
	}
}

func (d *device) removeSection(t *rapid.T) {
	if s, found := d.section(t); found && len(d.p.Sections()) > 2 {
		ok(t, d.p.RemoveSection(s.ID()))
	}
}

func (d *device) addItem(t *rapid.T) {
	if s, found := d.section(t); found {
		kind := rapid.SampledFrom([]string{"note", "chan", "appt", "trade", "person", "place", "fromnewer"}).Draw(t, "kind")
		_, err := d.p.AddItem(d.ids, s.ID(), kind)
		ok(t, err)
	}
}

// setText types, inserts, replaces or takes away words in a text field.
func (d *device) setText(t *rapid.T) {
	it, found := d.item(t)
	if !found {
		return
	}
	field := rapid.SampledFrom([]string{"note", "text", "title", "name", "addr"}).Draw(t, "field")
	parts := strings.Split(it.Text(field), " ")
	for range rapid.IntRange(1, 3).Draw(t, "changes") {
		i := rapid.IntRange(0, len(parts)-1).Draw(t, "at")
		switch rapid.IntRange(0, 4).Draw(t, "how") {
		case 0:
			parts[i] = d.words.next()
		case 1:
			parts = slices.Delete(parts, i, i+1)
			if len(parts) == 0 {
				parts = []string{""}
			}
		case 2:
			parts = slices.Insert(parts, i, "\n")
		default:
			parts = slices.Insert(parts, i, d.words.next(), "and")
		}
	}
	ok(t, d.p.SetField(it.ID(), field, plan.Text(strings.Join(parts, " "))))
}

// setOther sets a field of another type than text, references included.
func (d *device) setOther(t *rapid.T) {
	it, found := d.item(t)
	if !found {
		return
	}
	switch it.Kind() {
	case "chan":
		ok(t, d.p.SetField(it.ID(), "state", plan.Text(rapid.SampledFrom([]string{"", "safe", "unsafe", "unsure"}).Draw(t, "state"))))
	case "appt":
		ok(t, d.p.SetField(it.ID(), "public", plan.Flag(rapid.Bool().Draw(t, "public"))))
		ok(t, d.p.SetField(it.ID(), "travel", plan.Number(int64(rapid.IntRange(0, 90).Draw(t, "travel")))))
		if places := d.p.Items("place"); len(places) > 0 {
			ok(t, d.p.SetField(it.ID(), "place", plan.Ref(rapid.SampledFrom(places).Draw(t, "place").ID())))
		}
	case "trade":
		rows := plan.AsRecords(it.Value("rows"))
		if len(rows) > 0 && rapid.Bool().Draw(t, "change") {
			row := maps.Clone(rapid.SampledFrom(rows).Draw(t, "row"))
			rows = append(slices.DeleteFunc(rows, func(r plan.Record) bool { return maps.EqualFunc(r, row, plan.SameValue) }), row)
			row["work"] = plan.Text(d.words.next())
		} else {
			rows = append(rows, plan.Record{"name": plan.Text(d.words.next())})
		}
		ok(t, d.p.SetField(it.ID(), "rows", plan.Records(rows...)))
	case "fromnewer":
		ok(t, d.p.SetField(it.ID(), "odd", cbor.Map{{Key: cbor.Int(1), Value: cbor.Text(d.words.next())}}))
	}
}

func (d *device) moveItem(t *rapid.T) {
	it, found := d.item(t)
	s, foundToo := d.section(t)
	if found && foundToo {
		ok(t, d.p.MoveItem(it.ID(), s.ID(), rapid.IntRange(-1, 5).Draw(t, "to")))
	}
}

func (d *device) removeItem(t *rapid.T) {
	if it, found := d.item(t); found {
		ok(t, d.p.RemoveItem(it.ID()))
	}
}

func (d *device) setSetting(t *rapid.T) {
	key := rapid.SampledFrom([]string{"lang", "zone"}).Draw(t, "key")
	ok(t, d.p.SetSetting(key, plan.Text(d.words.next())))
}

// resolve ends one conflict, in one of the four ways.
func (d *device) resolve(t *rapid.T) {
	for _, it := range d.p.Items() {
		for _, c := range it.Conflicts() {
			choices := append([]plan.Value{it.Value(c.Field), nil}, c.Others...)
			ok(t, d.p.ResolveConflict(it.ID(), c.Field, choices[rapid.IntRange(0, len(choices)-1).Draw(t, "keep")]))
			return
		}
	}
}

// resolveAll ends every conflict in favour of what stands in the field.
func resolveAll(t *rapid.T, p *plan.Plan) {
	for _, s := range p.Sections() {
		for _, c := range s.Conflicts() {
			ok(t, p.ResolveConflict(s.ID(), c.Field, plan.Text(s.Title())))
		}
	}
	for _, it := range p.Items() {
		for _, c := range it.Conflicts() {
			ok(t, p.ResolveConflict(it.ID(), c.Field, it.Value(c.Field)))
		}
	}
	for _, c := range p.SettingConflicts() {
		ok(t, p.ResolveSetting(c.Field, p.Setting(c.Field)))
	}
}

func ok(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// small returns a plan of two sections with a few random edits behind it.
func small(t *rapid.T, w *words) *device {
	p, err := plan.New(rand.NewChaCha8([32]byte{1}))
	ok(t, err)
	for _, s := range p.Sections()[2:] {
		ok(t, p.RemoveSection(s.ID()))
	}
	d := newDevice(p, 2, w)
	for range rapid.IntRange(0, 15).Draw(t, "base edits") {
		d.edit(t)
	}
	return d
}

// fork returns a device that goes on from p, after a few edits of its own.
func fork(t *rapid.T, p *plan.Plan, seed uint64, w *words) *device {
	d := newDevice(p.Clone(), seed, w)
	for range rapid.IntRange(0, 8).Draw(t, "edits") {
		d.edit(t)
	}
	return d
}

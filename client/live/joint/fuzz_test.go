package joint

import (
	"bytes"
	"testing"

	"larkspur/client/plan"
)

func seeds() [][]byte {
	ops := []op{
		{kind: opSection, section: numbered(3), name: "own", title: "t", right: Edit, hidden: true},
		{kind: opAdd, item: numbered(11), section: numbered(3), name: "note"},
		{kind: opSet, item: numbered(11), name: "text", value: plan.Text("what")},
		{kind: opText, item: numbered(11), name: "text", segs: []seg{{text: text{{n: 4}, {put: "é"}}}}},
		{kind: opSuggest, item: numbered(50), body: &op{kind: opSet, item: numbered(11), name: "x", value: plan.Flag(true)}},
	}
	guest := said{turn: 1, have: 4, batch: 1, ops: ops}
	host := update{from: 1, to: 5, more: true, saved: 2, done: 1, taken: 3, ops: append(ops, op{kind: opAll, right: 1}, op{kind: opPresent, peer: 3})}
	return [][]byte{guest.encode(), host.encode()}
}

// What parses is written the same.
func FuzzSaid(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := decodeSaid(b); err == nil && !bytes.Equal(m.encode(), b) {
			t.Errorf("%x became %x", b, m.encode())
		}
	})
}

// What parses is written the same, and can be tried on a sight.
func FuzzUpdate(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		u, err := decodeUpdate(b)
		if err != nil {
			return
		}
		if !bytes.Equal(u.encode(), b) {
			t.Errorf("%x became %x", b, u.encode())
		}
		if s, err := apply(&sight{}, u.ops); err == nil {
			_, _ = s.plan()
		}
	})
}

package joint

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"larkspur/client/live/vectortest"
	"larkspur/client/plan"
)

// jointVector has one message of each side in which every operation stands, piece by piece, and what is no message. It is put
// together byte by byte below, as the tables of SPEC §14 say, and not with this package.
type jointVector struct {
	Guest   []piece           `json:"guest"`
	Host    []piece           `json:"host"`
	Refused map[string]string `json:"refused"` // of a guest
}

type piece struct {
	What string `json:"what"`
	Hex  string `json:"hex"`
}

func whole(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Hex)
	}
	return b.String()
}

// ids of the vectors: one letter sixteen times.
func lettered(b byte) (id plan.ID) { copy(id[:], bytes.Repeat([]byte{b}, len(id))); return id }

func makeVector() (v jointVector) {
	id := func(b string) string { return strings.Repeat(b, 16) }
	text := hex.EncodeToString([]byte("text"))
	v.Guest = []piece{
		{"a message of a guest", "01"},
		{"turn 5, has 3, has seen 2", "050302"},
		{"an update was missed", "01"},
		{"where it is: section a1", id("a1")},
		{"batch 2, of 12 operations", "020c"},
		{"1 on item b1: text", "01" + id("b1") + "04" + text},
		{"one change, not one's own, of 3 parts: keep 4, put é, drop 2", "0100" + "03" + "10" + "0ac3a9" + "09"},
		{"2 on the same item: helps is taken away", "82" + "05" + "68656c7073" + "00"},
		{"2 on item b2: name is set to x", "02" + id("b2") + "04" + "6e616d65" + "02" + "6178"},
		{"3 of item b3: in section a1, behind b2, a note, without fields", "03" + id("b3") + id("a1") + id("b2") + "04" + "6e6f7465" + "00"},
		{"4 of item b4: in the same section, behind the one before", "64" + id("b4")},
		{"5 of the same item", "85"},
		{"6: section a2, own, behind a1, titled T, to edit and hidden", "06" + id("a2") + "03" + "6f776e" + id("a1") + "01" + "54" + "07"},
		{"7: section a2", "07" + id("a2")},
		{"8: lang is taken away", "08" + "04" + "6c616e67" + "00"},
		{"9: suggestion c1, by whoever says it", "09" + id("c1") + "00"},
		{"which is 3 of item b6: in the same section, at its beginning, a note, with one field: text hi", "43" + id("b6") + id("00") + "04" + "6e6f7465" + "01" + "04" + text + "03" + "626869"},
		{"10 of the same suggestion: withdrawn", "8a" + "01"},
		{"13", "0d"},
	}
	v.Host = []piece{
		{"a message of a host", "02"},
		{"from 3 to 5, part 0, saved up to 4", "03020004"},
		{"batch 2 is answered, and of it the first and the third operation were taken", "0205"},
		{"no parts follow", "00"},
		{"5 operations", "05"},
		{"12: all is seen from now on", "0c01"},
		{"1 on item b1: text", "01" + id("b1") + "04" + text},
		{"3 changes, the second one's own: keep 130; put a, keep 130; drop 131", "03" + "00" + "01" + "8804" + "01" + "02" + "0661" + "8804" + "00" + "01" + "8d04"},
		{"9: suggestion c1, by guest 2", "09" + id("c1") + "02"},
		{"which is 5 of the item before the suggestion", "85"},
		{"10 of suggestion c2: declined", "0a" + id("c2") + "03"},
		{"11: guest 2 is in section a1", "0b02" + id("a1")},
	}
	good := whole(v.Guest)
	other := func(from, to string) string {
		if strings.Count(good, from) != 1 {
			panic("not once: " + from)
		}
		return strings.Replace(good, from, to, 1)
	}
	head := "01" + "010000" + "00" + id("00")
	v.Refused = map[string]string{
		"nothing":                                 "",
		"cut short":                               good[:len(good)-2],
		"a byte behind it":                        good + "00",
		"a message of the host":                   whole(v.Host),
		"turn 0":                                  "01" + "000000" + "00" + id("00") + "00",
		"more seen than is there":                 "01" + "010001" + "00" + id("00") + "00",
		"a flag that is 2":                        "01" + "010000" + "02" + id("00") + "00",
		"a number in a longer form":               "01" + "8100" + "0000" + "00" + id("00") + "00",
		"a batch of nothing":                      head + "01" + "00",
		"more operations than 64":                 head + "01" + "41" + strings.Repeat("0d", 65),
		"an id where a flag would do":             other("82"+"05"+"68656c7073", "02"+id("b1")+"05"+"68656c7073"),
		"a flag that has no use":                  head + "01" + "01" + "4d",
		"an operation there is not":               head + "01" + "01" + "0e",
		"that somebody is somewhere":              head + "01" + "01" + "0b01" + id("a1"),
		"that all is seen":                        head + "01" + "01" + "0c01",
		"a change marked as one's own":            other("0100"+"03"+"10", "0101"+"03"+"10"),
		"two parts that keep":                     other("03"+"10"+"0ac3a9"+"09", "03"+"10"+"10"+"09"),
		"text that is no UTF-8":                   other("0ac3a9", "0ac328"),
		"a carriage return":                       other("0ac3a9", "0ac30d"),
		"fields of an item that is no suggestion": head + "01" + "01" + "03" + id("b3") + id("a1") + id("b2") + "04" + "6e6f7465" + "01" + "04" + text + "03" + "626869",
		"a suggestion of a suggestion":            head + "01" + "01" + "09" + id("c1") + "00" + "09" + id("c2") + "00" + "05" + id("b1"),
		"a value with bytes behind it":            other("02"+"6178", "03"+"617800"),
	}
	return v
}

func readVector(t *testing.T) jointVector { return vectortest.Read(t, "joint.json", makeVector) }

func TestVectorOfWhatAGuestWrites(t *testing.T) {
	v := readVector(t)
	want := &said{turn: 5, have: 3, seen: 2, again: true, at: lettered(0xa1), batch: 2, ops: []op{
		{kind: opText, item: lettered(0xb1), name: "text", segs: []seg{{text: text{{n: 4}, {put: "é"}, {n: 2, drop: true}}}}},
		{kind: opSet, item: lettered(0xb1), name: "helps"},
		{kind: opSet, item: lettered(0xb2), name: "name", value: plan.Text("x")},
		{kind: opAdd, item: lettered(0xb3), section: lettered(0xa1), after: lettered(0xb2), name: "note"},
		{kind: opMove, item: lettered(0xb4), section: lettered(0xa1), after: lettered(0xb3)},
		{kind: opRemove, item: lettered(0xb4)},
		{kind: opSection, section: lettered(0xa2), name: "own", after: lettered(0xa1), title: "T", right: Edit, hidden: true},
		{kind: opDrop, section: lettered(0xa2)},
		{kind: opSetting, name: "lang"},
		{kind: opSuggest, item: lettered(0xc1), body: &op{kind: opAdd, item: lettered(0xb6), section: lettered(0xa1), name: "note", fields: []field{{"text", plan.Text("hi")}}}},
		{kind: opSettle, item: lettered(0xc1), outcome: Withdrawn},
		{kind: opNothing},
	}}
	b := vectortest.Bytes(t, whole(v.Guest))
	if got := want.encode(); !bytes.Equal(got, b) {
		t.Errorf("encoded\n%x, and not\n%x", got, b)
	}
	got, err := decodeSaid(b)
	if err != nil {
		t.Fatal(err)
	}
	if got.turn != 5 || got.have != 3 || got.seen != 2 || !got.again || got.at != want.at || got.batch != 2 || !sameOps(got.ops, want.ops) {
		t.Error("read as something else")
	}
	if len(v.Refused) < 20 {
		t.Error(len(v.Refused), "are refused")
	}
	for name, s := range v.Refused {
		if _, err := decodeSaid(vectortest.Bytes(t, s)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVectorOfWhatAHostWrites(t *testing.T) {
	v := readVector(t)
	want := &update{from: 3, to: 5, saved: 4, done: 2, taken: 0b101, ops: []op{
		{kind: opAll, right: 1},
		{kind: opText, item: lettered(0xb1), name: "text", segs: []seg{
			{text: text{{n: 130}}}, {own: true, text: text{{put: "a"}, {n: 130}}}, {text: text{{n: 131, drop: true}}}}},
		{kind: opSuggest, item: lettered(0xc1), peer: 2, body: &op{kind: opRemove, item: lettered(0xb1)}},
		{kind: opSettle, item: lettered(0xc2), outcome: Declined},
		{kind: opPresent, peer: 2, section: lettered(0xa1)},
	}}
	b := vectortest.Bytes(t, whole(v.Host))
	if got := want.encode(); !bytes.Equal(got, b) {
		t.Errorf("encoded\n%x, and not\n%x", got, b)
	}
	got, err := decodeUpdate(b)
	if err != nil {
		t.Fatal(err)
	}
	if got.from != 3 || got.to != 5 || got.part != 0 || got.more || got.saved != 4 || got.done != 2 || got.taken != 5 || !sameOps(got.ops, want.ops) {
		t.Error("read as something else")
	}
}

func sameOps(a, b []op) bool {
	return slices.EqualFunc(a, b, func(a, b op) bool { return a.same(&b) })
}

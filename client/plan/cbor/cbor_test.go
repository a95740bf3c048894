package cbor_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"larkspur/client/plan/cbor"

	other "github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"
)

func text(s string) cbor.Value { return cbor.Text(s) }

// The encodings are those of RFC 8949 appendix A, as far as they lie in the subset.
func TestEncodingsOfTheStandard(t *testing.T) {
	for _, c := range []struct {
		v   cbor.Value
		hex string
	}{
		{cbor.Int(0), "00"}, {cbor.Int(23), "17"}, {cbor.Int(24), "1818"}, {cbor.Int(100), "1864"}, {cbor.Int(1000), "1903e8"},
		{cbor.Int(1000000), "1a000f4240"}, {cbor.Int(1000000000000), "1b000000e8d4a51000"}, {cbor.Int(-1), "20"},
		{cbor.Int(-100), "3863"}, {cbor.Int(-1000), "3903e7"}, {cbor.Bool(false), "f4"}, {cbor.Bool(true), "f5"}, {cbor.Null{}, "f6"},
		{cbor.Bytes{}, "40"}, {cbor.Bytes{1, 2, 3, 4}, "4401020304"}, {text(""), "60"}, {text("IETF"), "6449455446"},
		{text("\u6c34"), "63e6b0b4"}, {cbor.Array{}, "80"}, {cbor.Array{cbor.Int(1), cbor.Int(2), cbor.Int(3)}, "83010203"},
		{cbor.Map{}, "a0"}, {cbor.Map{{Key: cbor.Int(3), Value: cbor.Int(4)}, {Key: cbor.Int(1), Value: cbor.Int(2)}}, "a201020304"},
		{cbor.Map{{Key: text("b"), Value: cbor.Array{cbor.Int(2)}}, {Key: text("a"), Value: cbor.Int(1)}}, "a26161016162" + "8102"},
		{cbor.Map{{Key: text("aa"), Value: cbor.Int(1)}, {Key: text("b"), Value: cbor.Int(2)}, {Key: cbor.Int(9), Value: cbor.Int(3)}}, "a309036162026261" + "6101"},
		{cbor.Int(math.MaxInt64), "1b7fffffffffffffff"}, {cbor.Int(math.MinInt64), "3b7fffffffffffffff"},
	} {
		got := cbor.Encode(c.v)
		if hex.EncodeToString(got) != c.hex {
			t.Errorf("%v: %x, want %s", c.v, got, c.hex)
		}
		if cbor.Size(c.v) != len(got) {
			t.Errorf("%v: Size %d, encoded %d", c.v, cbor.Size(c.v), len(got))
		}
		if back, err := cbor.Decode(got); err != nil || !bytes.Equal(cbor.Encode(back), got) {
			t.Errorf("%v: %v, %v", c.v, back, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, h := range map[string]string{
		"nothing":                         "",
		"a byte that follows":             "0000",
		"a long integer, one byte":        "1817",
		"a long integer, two bytes":       "1900ff",
		"a long integer, four bytes":      "1a0000ffff",
		"a long integer, eight bytes":     "1b00000000ffffffff",
		"a long length":                   "780161",
		"a long count":                    "980100",
		"an integer beyond 63 bits":       "1b8000000000000000",
		"a negative one beyond 63 bits":   "3b8000000000000000",
		"an indefinite text":              "7f6161ff",
		"an indefinite array":             "9f00ff",
		"an indefinite map":               "bf6161" + "00ff",
		"a break":                         "ff",
		"a reserved length":               "1c",
		"a tag":                           "c000",
		"a half float":                    "f93c00",
		"a float":                         "fa47c35000",
		"a double":                        "fb3ff199999999999a",
		"undefined":                       "f7",
		"a simple value":                  "f0",
		"a long simple value":             "f8ff",
		"false in two bytes":              "f814",
		"text that is not UTF-8":          "61ff",
		"text with a surrogate":           "63eda080",
		"keys out of order":               "a2616200616100",
		"keys by length, not by bytes":    "a2616100" + "0900",
		"a doubled key":                   "a2616100616100",
		"a negative key":                  "a12000",
		"a byte string as key":            "a1416100",
		"an array as key":                 "a1800 0",
		"a map with half an entry":        "a16161",
		"a text that is too short":        "6261",
		"an array that is too short":      "820000"[:4],
		"a count beyond the input":        "9affffffff",
		"a map count beyond the input":    "bbffffffffffffffff",
		"a length beyond the input":       "5bffffffffffffffff",
		"seventeen levels":                strings.Repeat("81", 17) + "00",
		"lists that claim more and more ": strings.Repeat("99ffff", 8) + strings.Repeat("00", 70000),
	} {
		b, err := hex.DecodeString(strings.ReplaceAll(h, " ", ""))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v, err := cbor.Decode(b); !errors.Is(err, cbor.ErrMalformed) {
			t.Errorf("%s: decoded as %v, %v", name, v, err)
		}
	}
	if _, err := cbor.Decode(make([]byte, cbor.MaxSize+1)); !errors.Is(err, cbor.ErrMalformed) {
		t.Errorf("too long: %v", err)
	}
	if b, _ := hex.DecodeString(strings.Repeat("81", 16) + "00"); true {
		if _, err := cbor.Decode(b); err != nil {
			t.Errorf("sixteen levels: %v", err)
		}
	}
}

func TestEncodeRefusesWhatDecodeWould(t *testing.T) {
	deep := cbor.Value(cbor.Int(0))
	for range cbor.MaxDepth + 1 {
		deep = cbor.Array{deep}
	}
	for name, v := range map[string]cbor.Value{
		"nothing": nil, "nothing inside": cbor.Array{nil}, "not UTF-8": text("\xff"), "levels": deep,
		"a doubled key":  cbor.Map{{Key: text("a"), Value: cbor.Int(1)}, {Key: text("a"), Value: cbor.Int(1)}},
		"a key of bytes": cbor.Map{{Key: cbor.Bytes("a"), Value: cbor.Int(1)}},
	} {
		if cbor.Valid(v) {
			t.Errorf("%s is said to be valid", name)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was encoded", name)
				}
			}()
			cbor.Encode(v)
		}()
	}
}

func TestGet(t *testing.T) {
	m := cbor.Map{{Key: cbor.Int(1), Value: text("one")}, {Key: text("a"), Value: text("A")}}
	if m.Get("a") != text("A") || m.GetInt(1) != text("one") || m.Get("1") != nil || m.GetInt(2) != nil {
		t.Error("Get finds the wrong thing")
	}
}

// value draws a random value. In the one of the other implementation, maps are Go maps.
func value(depth int) *rapid.Generator[cbor.Value] {
	leaf := rapid.OneOf(
		rapid.Map(rapid.Int64(), func(n int64) cbor.Value { return cbor.Int(n) }),
		rapid.Map(rapid.Int64Range(-300, 300), func(n int64) cbor.Value { return cbor.Int(n) }),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 40), func(b []byte) cbor.Value { return cbor.Bytes(b) }),
		rapid.Map(rapid.String(), func(s string) cbor.Value { return text(strings.ToValidUTF8(s, "")) }),
		rapid.Map(rapid.Bool(), func(b bool) cbor.Value { return cbor.Bool(b) }),
		rapid.Just[cbor.Value](cbor.Null{}),
	)
	if depth == 0 {
		return leaf
	}
	key := rapid.OneOf(
		rapid.Map(rapid.Int64Min(0), func(n int64) cbor.Value { return cbor.Int(n) }),
		rapid.Map(rapid.StringN(0, 30, -1), func(s string) cbor.Value { return text(strings.ToValidUTF8(s, "")) }),
	)
	return rapid.OneOf(leaf,
		rapid.Map(rapid.SliceOfN(value(depth-1), 0, 30), func(a []cbor.Value) cbor.Value { return cbor.Array(a) }),
		rapid.Map(rapid.MapOfN(key, value(depth-1), 0, 30), func(m map[cbor.Value]cbor.Value) cbor.Value {
			out := cbor.Map{}
			for k, v := range m {
				out = append(out, cbor.Entry{Key: k, Value: v})
			}
			return out
		}),
	)
}

// foreign turns v into what the other implementation encodes.
func foreign(v cbor.Value) any {
	switch v := v.(type) {
	case cbor.Int:
		return int64(v)
	case cbor.Bytes:
		return []byte(v)
	case cbor.Text:
		return string(v)
	case cbor.Bool:
		return bool(v)
	case cbor.Array:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = foreign(e)
		}
		return out
	case cbor.Map:
		out := make(map[any]any, len(v))
		for _, e := range v {
			out[foreign(e.Key)] = foreign(e.Value)
		}
		return out
	}
	return nil
}

func TestAnIndependentImplementationAgrees(t *testing.T) {
	enc, err := other.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	dec, err := other.DecOptions{DupMapKey: other.DupMapKeyEnforcedAPF, IntDec: other.IntDecConvertSignedOrFail, MaxNestedLevels: cbor.MaxDepth}.DecMode()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		v := value(3).Draw(t, "value")
		if !cbor.Valid(v) {
			t.Fatal("said to be invalid")
		}
		ours := cbor.Encode(v)
		theirs, err := enc.Marshal(foreign(v))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(ours, theirs) {
			t.Fatalf("we write %x, they write %x", ours, theirs)
		}
		if cbor.Size(v) != len(ours) {
			t.Fatalf("Size %d of %d", cbor.Size(v), len(ours))
		}
		back, err := cbor.Decode(theirs)
		if err != nil {
			t.Fatalf("what they write we refuse: %v", err)
		}
		var read any
		if err := dec.Unmarshal(ours, &read); err != nil {
			t.Fatalf("what we write they refuse: %v", err)
		}
		if !reflect.DeepEqual(read, foreign(back)) {
			t.Fatalf("they read %v, we read %v", read, foreign(back))
		}
	})
}

// FuzzDecode: what parses re-encodes identically, and an independent implementation reads it too. Ten minutes of it:
//
//	go test ./client/plan/cbor -run '^$' -fuzz FuzzDecode -fuzztime 10m
func FuzzDecode(f *testing.F) {
	for _, h := range []string{"00", "a26161016162820203", "8301f5f6", "a1007818" + strings.Repeat("61", 24), "3903e7", "9f00ff", "f93c00", "a2616100616100"} {
		b, err := hex.DecodeString(h)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := cbor.Decode(b)
		if err != nil {
			if !errors.Is(err, cbor.ErrMalformed) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if !bytes.Equal(cbor.Encode(v), b) {
			t.Fatalf("%x re-encodes as %x", b, cbor.Encode(v))
		}
		if cbor.Size(v) != len(b) {
			t.Fatalf("%x: Size %d", b, cbor.Size(v))
		}
		if err := other.Wellformed(b); err != nil {
			t.Fatalf("%x: another implementation says %v", b, err)
		}
	})
}

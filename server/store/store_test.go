package store_test

import (
	"strings"
	"testing"

	"larkspur/server/store"
)

func TestNamesAreWrittenInOneWay(t *testing.T) {
	n := store.Name{0xab, 31: 0x01}
	text := n.String()
	if len(text) != 64 || text != strings.ToLower(text) {
		t.Fatalf("%q", text)
	}
	if again, err := store.ParseName(text); err != nil || again != n {
		t.Fatalf("%v, %v", again, err)
	}
	for _, bad := range []string{"", text[:63], text + "0", text[:62], strings.ToUpper(text), "g" + text[1:], " " + text[1:], text[:60] + "é00"} {
		if _, err := store.ParseName(bad); err == nil {
			t.Errorf("%q is taken for a name", bad)
		}
	}
}

func FuzzParseName(f *testing.F) {
	f.Add(store.Name{}.String())
	f.Add("AB")
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := store.ParseName(s); err == nil && n.String() != s {
			t.Fatalf("%q is read and written as %q", s, n)
		}
	})
}

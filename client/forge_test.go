package client_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"larkspur/client"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

func hashOf(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

// forge does what the package never does: it writes the plan of s over noise, as a stranger would who kept its root.
func (d *device) forge(tb testing.TB, s *client.Session) error {
	tb.Helper()
	return client.WriteOverNoise(context.Background(), s)
}

// living counts the pages that this device wrote and that the server still holds: those whose locator is answered with a
// page that was written there.
func (d *deployment) living(tb testing.TB, dev *device) int {
	tb.Helper()
	n := 0
	for locator, pages := range dev.line.written {
		r := &wire.Request{Op: wire.OpRead, Locator: locator}
		raw, err := d.call(r.AppendTo(nil))
		if err != nil {
			tb.Fatal(err)
		}
		a, err := wire.ParseAnswer(raw)
		if err != nil {
			tb.Fatal(err)
		}
		if pages[sha256.Sum256(a.Page[:])] {
			n++
		}
	}
	return n
}

func checkUnprintable(t *testing.T, v any, marker string) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		got := fmt.Sprintf(verb, v)
		if strings.Contains(got, marker) || strings.Contains(got, fmt.Sprintf("%x", marker)) {
			t.Errorf("%s of %T prints what is typed", verb, v)
		}
	}
	if _, err := json.Marshal(v); !errors.Is(err, secret.ErrMarshal) {
		t.Errorf("json of %T: %v", v, err)
	}
}

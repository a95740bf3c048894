package secret_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"larkspur/crypto/secret"
)

type key struct{ secret.Key }

// holder is somebody else's struct: fmt reads its field without calling the field's methods.
type holder struct{ k key }

const marker = "AAAAAAAA"

func newKey() key {
	return key{secret.NewKey([]byte(strings.Repeat(marker, 4)))}
}

func TestEveryVerbPrintsRedacted(t *testing.T) {
	for _, v := range []any{newKey(), new(newKey()), []key{newKey()}, map[string]key{"k": newKey()}, struct{ K key }{newKey()}, holder{newKey()}, &holder{newKey()}} {
		for _, verb := range strings.Split("v +v #v s q x X d T c U b o e f g p w", " ") {
			got := fmt.Sprintf("%"+verb, v)
			if strings.Contains(got, marker) || strings.Contains(got, "65 65") || strings.Contains(strings.ToLower(got), "4141") {
				t.Errorf("%%%s of %T printed the secret: %.60s", verb, v, got)
			}
		}
	}
	if got := fmt.Sprint(newKey()); got != secret.Redacted {
		t.Errorf("Sprint gave %q", got)
	}
}

func TestEveryMarshallerIsRefused(t *testing.T) {
	if _, err := json.Marshal(newKey()); !errors.Is(err, secret.ErrMarshal) {
		t.Errorf("json: %v", err)
	}
	if err := gob.NewEncoder(&bytes.Buffer{}).Encode(newKey()); !errors.Is(err, secret.ErrMarshal) {
		t.Errorf("gob: %v", err)
	}
	if _, err := newKey().MarshalText(); !errors.Is(err, secret.ErrMarshal) {
		t.Errorf("text: %v", err)
	}
}

func TestStructuredLogsHoldNoSecret(t *testing.T) {
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("m", "k", newKey(), "g", slog.AnyValue(newKey()))
	slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "k", newKey())
	if strings.Contains(out.String(), marker) || strings.Contains(out.String(), "QUFB") {
		t.Errorf("a log line holds the secret: %s", out.String())
	}
}

func TestWipeReachesEveryCopy(t *testing.T) {
	a := newKey()
	b := a
	a.Wipe()
	if bytes.Contains(b.Expose(), []byte(marker)) {
		t.Error("a copy survived the wipe")
	}
}

func TestGuardedTypesDoNotCompare(t *testing.T) {
	if reflect.TypeFor[key]().Comparable() {
		t.Error("a guarded type compares with ==")
	}
}

package pake_test

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

	"larkspur/crypto/pake"
	"larkspur/crypto/secret"
)

func TestSecretsOfAnExchangeDoNotPrint(t *testing.T) {
	_, peer := start(t, 2, "p", "c", "s")
	s, _ := start(t, 0x0b, "passwordpassword", "c", "s")
	done, _ := start(t, 0x0b, "p", "c", "s")
	k, err := done.Finish(pake.Initiator, peer, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	forms := func(b []byte) (all []string) {
		part := b[8:14]
		for _, verb := range []string{"%s", "%x", "%X", "%d", "%v", "% x", "%#v", "%q"} {
			all = append(all, strings.Trim(fmt.Sprintf(verb, part), `[]"`))
		}
		return all
	}
	secrets := append(append(forms(s.Scalar()), forms(k.Expose())...), "passwordpa", "112 97 115 115")
	type outer struct {
		s *pake.State
		k pake.ISK
	}
	values := []any{s, k, &k, outer{s, k}, &outer{s, k}, []pake.ISK{k}, map[string]any{"s": s, "k": k}}
	clean := func(what, out string) {
		for _, form := range secrets {
			if strings.Contains(out, form) {
				t.Errorf("%s printed a secret: %.80q", what, out)
			}
		}
	}
	for _, v := range values {
		for _, verb := range strings.Split("v +v #v s q x X d T c U b o e f g p w", " ") {
			clean(fmt.Sprintf("%%%s of %T", verb, v), fmt.Sprintf("%"+verb, v))
		}
	}
	var out bytes.Buffer
	for _, v := range []any{s, k} {
		if got := fmt.Sprint(v); got != secret.Redacted {
			t.Errorf("Sprint of %T gave %q", v, got)
		}
		if _, err := json.Marshal(v); !errors.Is(err, secret.ErrMarshal) {
			t.Errorf("json of %T: %v", v, err)
		}
		if err := gob.NewEncoder(&bytes.Buffer{}).Encode(v); !errors.Is(err, secret.ErrMarshal) {
			t.Errorf("gob of %T: %v", v, err)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", v)
	}
	clean("a log", out.String())
	if reflect.TypeFor[pake.State]().Comparable() || reflect.TypeFor[pake.ISK]().Comparable() {
		t.Error("a secret compares with ==")
	}
}

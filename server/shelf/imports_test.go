package shelf_test

import (
	"os/exec"
	"strings"
	"testing"
)

// The shelf cannot open a page by construction: what it is built from derives no key from a phrase and opens no page.
func TestNothingThatDerivesAPageKeyIsImported(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "larkspur/server/shelf").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	ours := map[string]bool{
		"larkspur/server/shelf":  true,
		"larkspur/server/store":  true, // keeps sealed objects
		"larkspur/server/wire":   true, // the types that it answers with
		"larkspur/crypto/secret": true, // keys that do not print
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		switch dep := strings.TrimSpace(line); {
		case ours[dep]:
			seen++
		case strings.HasPrefix(dep, "larkspur/"), strings.Contains(dep, "argon2"):
			t.Errorf("%s is imported", dep)
		}
	}
	if seen != len(ours) {
		t.Errorf("%d of %d packages were looked at", seen, len(ours))
	}
}

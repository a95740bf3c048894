package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ours is all of this module that is in the server.
var ours = map[string]string{
	"larkspur/cmd/larkspurd":              "the program",
	"larkspur/client/catalog/directory":   "reads the operator's list of places to say what is wrong in it: lines of text, and nothing of plans",
	"larkspur/crypto/secret":              "types that do not print; derives and opens nothing",
	"larkspur/server":                     "the handler",
	"larkspur/server/control":             "the socket for the operator's other commands",
	"larkspur/server/disclose":            "writes down what lies in the store, as it lies there; for a named locator it opens the server's own seal, no page",
	"larkspur/server/disclose/randomness": "counts bits and bytes",
	"larkspur/server/relay":               "carries frames that are sealed between the ends; draws random elements of a group, and knows no key",
	"larkspur/server/relay/natsbus":       "carries those frames between servers; its key hides names of rooms, and opens nothing",
	"larkspur/server/rotator":             "decides when the shelf rotates",
	"larkspur/server/shelf":               "seals objects that are sealed already, under a key that no phrase leads to",
	"larkspur/server/store":               "the contract of stores",
	"larkspur/server/store/filestore":     "files",
	"larkspur/server/store/s3store":       "a bucket",
	"larkspur/server/wire":                "bytes of requests and answers",
	"larkspur/wasm/built":                 "finds the client's files; links none of the client",
}

// keyDerivations turn something that a person can remember into a key. importers are those who may import one all the
// same, and none of its code may be in the program.
var keyDerivations = []struct{ path, importer, why string }{
	{"golang.org/x/crypto/argon2", "github.com/minio/minio-go/v7/pkg/encrypt", "the client of MinIO can encrypt under a password, which s3store never asks of it"},
	{"golang.org/x/crypto/scrypt", "", ""},
	{"golang.org/x/crypto/bcrypt", "github.com/nats-io/nats-server/v2/server", "NATS compares passwords of its users with it, of which there are none; it tells whether one fits, and makes no key of pages, which are made with Argon2id"},
	{"golang.org/x/crypto/pbkdf2", "", ""},
	{"crypto/pbkdf2", "", ""},
}

// TestTheServerCannotDecrypt: what derives the key of a page from a phrase, and what opens a page, is not in the program.
// Whoever runs it, or orders its operator to, has to bring both.
func TestTheServerCannotDecrypt(t *testing.T) {
	found := map[string]bool{}
	for _, p := range dependencies(t, "larkspur/cmd/larkspurd") {
		if strings.HasPrefix(p.ImportPath, "larkspur/") {
			found[p.ImportPath] = true
			if ours[p.ImportPath] == "" {
				t.Errorf("%s is in the server; if it neither derives a key nor opens a page, say so in the list of this test", p.ImportPath)
			}
		}
		for _, d := range keyDerivations {
			if slices.Contains(p.Imports, d.path) && p.ImportPath != d.importer {
				t.Errorf("%s imports %s, which makes keys of phrases", p.ImportPath, d.path)
			}
		}
	}
	for path := range ours {
		if !found[path] {
			t.Errorf("%s is on the list and not in the server", path)
		}
	}
	if linked := derivations(t, "larkspur/cmd/larkspurd"); len(linked) != 0 {
		t.Errorf("the program holds %v", linked)
	}
	// The same look at the client finds both, so it would have found them here.
	opens := slices.ContainsFunc(dependencies(t, "larkspur/cmd/larkspur"), func(p dependency) bool {
		return p.ImportPath == "larkspur/crypto/page"
	})
	if !opens || len(derivations(t, "larkspur/cmd/larkspur")) == 0 {
		t.Error("the look at the client finds neither what opens a page nor what derives a key: it finds nothing at all")
	}
}

type dependency struct {
	ImportPath string
	Imports    []string
}

// dependencies are path and all that is compiled with it.
func dependencies(t *testing.T, path string) []dependency {
	t.Helper()
	return listed(t, nil, "-deps", path)
}

// listed asks the go command for packages and what they import, with settings of its own.
func listed(t *testing.T, settings []string, args ...string) []dependency {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports"}, args...)...)
	cmd.Env = append(os.Environ(), settings...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []dependency
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var d dependency
		if err := decoder.Decode(&d); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, d)
	}
}

// derivations returns the functions of keyDerivations that the linker kept. What runs when a program starts is not one:
// argon2 asks then what the processor can do. Nor is what NATS compares a password with: nothing of bcrypt that makes one may be there.
func derivations(t *testing.T, path string) []string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), filepath.Base(path))
	if out, err := exec.Command("go", "build", "-o", binary, path).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	out, err := exec.Command("go", "tool", "nm", binary).Output()
	if err != nil {
		t.Fatalf("go tool nm: %v", err)
	}
	var linked []string
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || !strings.EqualFold(fields[1], "T") {
			continue
		}
		for _, d := range keyDerivations {
			name, found := strings.CutPrefix(fields[2], d.path+".")
			compares := d.path == "golang.org/x/crypto/bcrypt" && path == "larkspur/cmd/larkspurd" && !strings.HasPrefix(name, "Generate")
			if found && !strings.HasPrefix(name, "init") && !compares {
				linked = append(linked, fields[2])
			}
		}
	}
	return linked
}

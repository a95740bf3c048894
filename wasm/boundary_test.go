//go:build !js

package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// absent is what the page does not carry, each for its weight or for what it would let in.
var absent = map[string]string{
	"net/http":                       "more than doubles the weight; fetch is the browser's",
	"net":                            "there are no sockets in a page",
	"html/template":                  "the page is made of nodes and text, never of markup",
	"text/template":                  "weight, and it keeps all methods of all types",
	"time/tzdata":                    "weight; zones are the browser's",
	"golang.org/x/text/message":      "weight; words are in the catalogue",
	"golang.org/x/text/unicode/norm": "weight; crypto/phrase has a table of its own",
	"encoding/json":                  "weight; nothing that comes or goes is JSON",
	"regexp":                         "weight",
	"log":                            "nothing is to be written to a console",
	"log/slog":                       "nothing is to be written to a console",
	"flag":                           "there is no command line",
	"os/exec":                        "there are no processes",
	"github.com/teambition/rrule-go": "weight; the tests hold client/rrule against it",
	"larkspur/client/httppage":       "is for programs outside a browser",
	"larkspur/client/httplive":       "is for programs outside a browser",
	"larkspur/client/live/call/pace": "is for programs outside a browser",
	"larkspur/client/planjson":       "is for the command line",
	"larkspur/client/planscript":     "is for the command line",
	"larkspur/client/plantext":       "is for the command line; the page copies in words of its screens",
	"larkspur/server":                "the page is no server",
	"larkspur/server/shelf":          "the page is no server",
	"larkspur/wasm/view/markup":      "is for the command line; the page draws nodes and writes no markup",
	"larkspur/wasm/web":              "is for the command line; the page has its style already",
	"larkspur/wasm/build/bundle":     "builds the page, and is not in it",
	"larkspur/wasm/build/preview":    "shows the page, and is not in it",
}

// TestThePageCarriesNothingItDoesNotNeed looks at all that is compiled into the core of the page.
func TestThePageCarriesNothingItDoesNotNeed(t *testing.T) {
	in := compiled(t, "GOOS=js", "GOARCH=wasm")
	for path, why := range absent {
		if slices.Contains(in, path) {
			t.Errorf("%s is in the page: %s", path, why)
		}
	}
	// The page opens plans, so a list that were empty or another's would show here.
	for _, path := range []string{"larkspur/client", "larkspur/crypto/page", "syscall/js"} {
		if !slices.Contains(in, path) {
			t.Errorf("%s is not in the page: the look at it finds nothing", path)
		}
	}
}

// TestRawAccessToTheBrowserIsInOnePackage: what calls into the page can be read in one sitting.
func TestRawAccessToTheBrowserIsInOnePackage(t *testing.T) {
	cmd := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "larkspur/...")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var users []string
	for line := range strings.Lines(string(out)) {
		if fields := strings.Fields(line); slices.Contains(fields[1:], "syscall/js") {
			users = append(users, fields[0])
		}
	}
	// The first belongs to tests, and asks node how long it has worked.
	if !slices.Equal(users, []string{"larkspur/server/servertest/cputime", "larkspur/wasm"}) {
		t.Errorf("syscall/js is imported by %v", users)
	}
}

func compiled(t *testing.T, settings ...string) []string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "larkspur/wasm")
	cmd.Env = append(os.Environ(), settings...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.Fields(string(out))
}

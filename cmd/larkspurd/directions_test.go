package main

import (
	"slices"
	"strings"
	"testing"
)

// A direction says what the packages below a folder may import. The first that fits a package is the one that counts.
type direction struct {
	of   string   // a package, or a folder when it ends in /
	ours []string // what of this module it may import, in the same way
	not  []string // what of the standard library and of others it may not
	why  string
}

// A program that is made for a browser has none of these.
var outside = []string{"os", "os/exec", "os/signal", "path/filepath", "net", "net/http", "syscall", "syscall/js", "log", "log/slog", "testing"}

var directions = []direction{
	{"larkspur/crypto/", []string{"larkspur/crypto/"}, append([]string{"time", "math/rand", "math/rand/v2"}, outside...),
		"the cryptosystem is pure functions: no files, no clock, nobody else's types"},
	{"larkspur/server/wire", nil, append([]string{"time"}, outside...),
		"both sides speak it, so it drags neither into the other"},
	{"larkspur/server/servertest", []string{"larkspur/server", "larkspur/server/", "larkspur/crypto/secret"}, nil,
		"whole servers for tests"},
	{"larkspur/server/store/storetest", []string{"larkspur/server/store"}, nil, "for tests of stores"},
	{"larkspur/server/store/miniotest", nil, nil, "for tests of stores"},
	{"larkspur/server/store/", []string{"larkspur/server/store", "larkspur/crypto/secret"}, []string{"testing"},
		"a store holds bytes, whatever they are"},
	{"larkspur/server/store", nil, []string{"testing"}, "a store holds bytes, whatever they are"},
	{"larkspur/server/shelf", []string{"larkspur/server/store", "larkspur/server/wire", "larkspur/crypto/secret"}, []string{"testing", "net", "net/http", "log"},
		"the shelf knows no callers"},
	{"larkspur/server/rotator", []string{"larkspur/server/shelf"}, []string{"testing", "os", "net", "net/http", "log"},
		"when to rotate depends on time alone"},
	{"larkspur/server/control", nil, []string{"testing", "log", "log/slog", "net/http"},
		"a socket carries what it is given, whatever it means"},
	{"larkspur/server/disclose/randomness", nil, append([]string{"time"}, outside...), "statistics know no store"},
	{"larkspur/server/disclose", []string{"larkspur/server/disclose/randomness", "larkspur/server/shelf", "larkspur/server/store", "larkspur/server/wire"},
		[]string{"testing", "net", "net/http", "log", "log/slog"}, "a report looks at a store from outside, and opens what is named through the shelf"},
	{"larkspur/server/relay/bustest", []string{"larkspur/server/relay", "larkspur/server/wire"}, nil, "for tests of buses"},
	{"larkspur/server/relay/load", []string{"larkspur/server/wire"}, []string{"testing", "log", "log/slog"}, "a generator of load knows what is sent, and no server"},
	{"larkspur/server/relay/membus", []string{"larkspur/server/wire"}, []string{"testing", "net", "net/http", "log", "log/slog", "fmt"},
		"a bus carries bytes, whatever they are"},
	{"larkspur/server/relay/natsbus", []string{"larkspur/server/wire", "larkspur/crypto/secret"}, []string{"testing", "log", "log/slog", "os", "net/http"},
		"a bus carries bytes, whatever they are"},
	{"larkspur/server/relay", []string{"larkspur/server/wire"}, []string{"testing", "log", "log/slog", "fmt", "os", "expvar"},
		"the relay writes nothing down, and has nothing to write with"},
	{"larkspur/server", []string{"larkspur/server/shelf", "larkspur/server/wire", "larkspur/crypto/secret"}, []string{"testing", "log/slog"},
		"the handler knows no store but through the shelf"},
	{"larkspur/client/httppage/pagetest", []string{"larkspur/client", "larkspur/client/httppage", "larkspur/client/plan", "larkspur/crypto/phrase"}, nil, "for tests with a server"},
	{"larkspur/client/live/vectortest", nil, nil, "for tests of live links"},
	{"larkspur/client/httplive", []string{"larkspur/client/httppage", "larkspur/client/live/call", "larkspur/client/live/call/pace", "larkspur/client/live/link", "larkspur/server/wire"},
		[]string{"os", "syscall/js", "testing"}, "the way to the relay outside a browser"},
	{"larkspur/client/httppage", []string{"larkspur/client", "larkspur/server/wire"}, []string{"os", "syscall/js", "testing"},
		"the way to the server outside a browser"},
	{"larkspur/client", []string{"larkspur/client/", "larkspur/crypto/", "larkspur/server/wire"}, outside,
		"a session knows no page, no file and no browser"},
	{"larkspur/client/", []string{"larkspur/client", "larkspur/client/", "larkspur/crypto/", "larkspur/server/wire"}, outside,
		"what a plan says does not depend on where it is shown"},
	{"larkspur/wasm/view", []string{"larkspur/client/", "larkspur/wasm/view/"}, append([]string{"context"}, outside...),
		"a state becomes a tree of nodes, and that is tested without a browser"},
	{"larkspur/wasm/app", []string{"larkspur/client", "larkspur/client/", "larkspur/crypto/", "larkspur/server/wire", "larkspur/wasm/view"}, outside,
		"what the page does is tested without a browser"},
	{"larkspur/wasm/built", nil, []string{"testing"}, "it is in the server, and so must hold nothing of the client"},
}

func fits(list []string, path string) bool {
	return slices.ContainsFunc(list, func(of string) bool {
		return of == path || strings.HasSuffix(of, "/") && strings.HasPrefix(path, of)
	})
}

func (d direction) allows(imported string) bool {
	if strings.HasPrefix(imported, "larkspur/") {
		return fits(d.ours, imported)
	}
	return !fits(d.not, imported)
}

// TestPackagesImportInOneDirection holds the tree to its plan, in both worlds it is compiled for.
func TestPackagesImportInOneDirection(t *testing.T) {
	used := map[string]bool{}
	for _, world := range [][]string{nil, {"GOOS=js", "GOARCH=wasm"}} {
		for _, p := range listed(t, world, "-e", "larkspur/...") {
			at := slices.IndexFunc(directions, func(d direction) bool { return fits([]string{d.of}, p.ImportPath) })
			if at < 0 {
				continue
			}
			used[directions[at].of] = true
			for _, imported := range p.Imports {
				if !directions[at].allows(imported) {
					t.Errorf("%s imports %s; %s", p.ImportPath, imported, directions[at].why)
				}
			}
		}
	}
	for _, d := range directions {
		if !used[d.of] {
			t.Errorf("there is no package %s", d.of)
		}
	}
	if d := directions[1]; d.allows("larkspur/crypto/secret") || d.allows("net/http") || !d.allows("errors") {
		t.Error("a direction allows what it does not name, or nothing")
	}
}

// TestPackagesForTestsAreInNoProgram: what starts servers and browsers for tests stays out of what people run.
func TestPackagesForTestsAreInNoProgram(t *testing.T) {
	for _, program := range []string{"larkspur/cmd/larkspur", "larkspur/cmd/larkspurd", "larkspur/wasm/build"} {
		for _, p := range dependencies(t, program) {
			if p.ImportPath == "testing" || strings.HasPrefix(p.ImportPath, "larkspur/") && strings.HasSuffix(p.ImportPath, "test") {
				t.Errorf("%s is in %s", p.ImportPath, program)
			}
		}
	}
}

package bundle

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"
)

// emptyCore is the smallest WebAssembly module.
var emptyCore = []byte("\x00asm\x01\x00\x00\x00")

// built is the client with the real core. It takes long, so all tests look at one.
var built struct {
	sync.Once
	out    string
	report *Report
	err    error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.out != "" {
		_ = os.RemoveAll(filepath.Dir(built.out))
	}
	os.Exit(code)
}

// real is the client as it is served. Nobody is to write to it.
func real(t *testing.T) (string, *Report) {
	t.Helper()
	built.Do(func() {
		dir, err := os.MkdirTemp("", "bundle")
		if err != nil {
			built.err = err
			return
		}
		built.out = filepath.Join(dir, "out")
		built.report, built.err = Build(context.Background(), Config{Out: built.out})
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.out, built.report
}

// build makes the client in a folder of the test, around a core that is no program.
func build(t *testing.T, core []byte) (string, *Report) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	report, err := Build(t.Context(), Config{Out: out, Core: core})
	if err != nil {
		t.Fatal(err)
	}
	return out, report
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheClientIsLightEnough(t *testing.T) {
	_, report := real(t)
	if err := report.Err(); err != nil {
		t.Error(err)
	}
	if report.Core < 100_000 || len(report.Covers) != len(Covers)*len(Langs) {
		t.Errorf("something is not weighed:\n%s", report)
	}
	for _, c := range report.Covers {
		if c.Small < 5_000 {
			t.Errorf("%s: something is not weighed:\n%s", c.Name, report)
		}
	}
	t.Logf("\n%s", report)
}

func TestTooHeavyIsRefused(t *testing.T) {
	if (&Report{Core: CoreLimit, Covers: []Weight{{"x", 1, CoverLimit}}}).Err() != nil {
		t.Error("refused at the limit")
	}
	if (&Report{Core: CoreLimit + 1}).Err() == nil || (&Report{Covers: []Weight{{"x", 1, CoverLimit + 1}}}).Err() == nil {
		t.Error("accepted above a limit")
	}
}

// The core and its reproducibility: go run ./wasm/build -check, which compiles everything anew.
func TestThePageIsMadeAlikeTwice(t *testing.T) {
	one, _ := build(t, emptyCore)
	two, _ := build(t, emptyCore)
	if err := Compare(one, two); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(two, WorkerFile)
	if err := os.WriteFile(name, []byte(read(t, name)+" "), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Compare(one, two); !errors.Is(err, ErrDiffer) {
		t.Errorf("one byte more: %v", err)
	}
}

// What a passer-by can read in the page before anything opens is about cooking. The name of the policy is the one
// exception: it is a flower's.
func TestWhatIsServedNamesNothing(t *testing.T) {
	out, _ := build(t, emptyCore)
	telling := regexp.MustCompile(`(?i)vault|safe(ty|r)\b|phrase|survivor|secret|password|partner|abus|violen|decoy|encrypt|` +
		`derivation|advocate|shelter|larkspur`)
	if !telling.MatchString("her safety plan") || telling.MatchString("a pinch of salt") {
		t.Fatal("the search itself is wrong")
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == CoreFile || strings.HasSuffix(e.Name(), ".br") {
			continue
		}
		text := read(t, out, e.Name())
		if e.Name() == ShellFile {
			const policy = `createPolicy("larkspur",`
			if strings.Count(text, policy) != 1 {
				t.Errorf("%s: the policy is not made once", e.Name())
			}
			text = strings.ReplaceAll(text, policy, "")
		}
		if found := telling.FindString(text); found != "" {
			t.Errorf("%s says %q", e.Name(), found)
		}
		for _, never := range []string{"//#", "/*", "<!--", "://"} {
			if strings.Contains(strings.ReplaceAll(text, "http://www.w3.org/", ""), never) {
				t.Errorf("%s contains %q", e.Name(), never)
			}
		}
	}
}

// Names of things that parse markup, keep something, or leave the page. Trusted Types and the policy stop the first kind
// in Chromium; a browser without them has this test.
func TestThePageDoesNotReachForWhatItMustNot(t *testing.T) {
	out, _ := build(t, emptyCore)
	for _, name := range []string{ShellFile, WorkerFile} {
		text := read(t, out, name)
		for _, never := range []string{
			"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "createContextualFragment", "eval(",
			"new Function", "setTimeout(\"", "localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.", "serviceWorker",
			"pushState", "replaceState", "Notification", "sendBeacon", "instantiateStreaming", "compileStreaming", "importScripts",
			"window.name", "document.title",
		} {
			if strings.Contains(text, never) {
				t.Errorf("%s uses %s", name, never)
			}
		}
	}
}

func TestPagesLoadWhatTheyHashed(t *testing.T) {
	out, _ := build(t, emptyCore)
	page := read(t, out, Covers[0]+".html")
	for _, name := range []string{ShellFile, StyleFile} {
		sum, err := integrity(out, name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page, `="/`+name+`" integrity="`+sum+`"`) {
			t.Errorf("the page does not hold the hash of %s", name)
		}
	}
	shell := read(t, out, ShellFile)
	for _, name := range []string{CoreFile, "en.json", "es.json"} {
		sum, err := integrity(out, name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(shell, sum) {
			t.Errorf("the script does not hold the hash of %s", name)
		}
	}
}

func TestEveryFileHasItsTwin(t *testing.T) {
	out, _ := build(t, emptyCore)
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".br") {
			continue
		}
		plain := read(t, out, e.Name())
		got, err := io.ReadAll(brotli.NewReader(bytes.NewReader([]byte(read(t, out, e.Name()+".br")))))
		if err != nil || string(got) != plain {
			t.Errorf("%s.br is not %s: %v", e.Name(), e.Name(), err)
		}
	}
}

func TestAFolderOfSomebodyElseIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(mine, []byte("dear"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Build(t.Context(), Config{Out: dir, Core: emptyCore}); err == nil {
		t.Error("built into it")
	}
	if read(t, mine) != "dear" {
		t.Error("the letter is gone")
	}
}

// What the packages weigh is told by the tables that are blanked afterwards: together it is nearly all of the code.
func TestEveryPackageIsWeighed(t *testing.T) {
	out, report := real(t)
	code, _, err := section([]byte(read(t, out, CoreFile)), codeSection)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	found := map[string]bool{}
	for _, p := range report.Packages {
		sum += p.Plain
		found[p.Name] = true
		if p.Small <= 0 || p.Small > p.Plain+64 {
			t.Errorf("%s: %d bytes become %d", p.Name, p.Plain, p.Small)
		}
	}
	if sum > len(code) || sum < len(code)*9/10 {
		t.Errorf("%d bytes of %d are weighed", sum, len(code))
	}
	for _, name := range []string{"runtime", "larkspur/client", "larkspur/client/plan", "larkspur/wasm/app", "larkspur/wasm/view", "golang.org/x/crypto/argon2"} {
		if !found[name] {
			t.Errorf("%s is not weighed", name)
		}
	}
}

// Neither is needed for anything but what their own tables make at the start.
func TestTheCorePrintsAndReflectsNothing(t *testing.T) {
	_, report := real(t)
	for _, p := range report.Packages {
		if (p.Name == "fmt" || p.Name == "reflect") && p.Plain > lightest {
			t.Errorf("%s is in the core, %d bytes of code", p.Name, p.Plain)
		}
	}
}

func TestAnotherLibraryIsNotGuessedAt(t *testing.T) {
	real, err := goTool(t.Context(), Config{}, "env", "GOROOT")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := overlay(real, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(real, "src", lighterFile))
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]string{
		"another message": strings.Replace(string(text), "want value in range", "want a value in", 1),
		"one more":        string(text) + "\nvar _ = fmt.Sprint\n",
		"twice":           string(text) + string(text),
		"empty":           "",
	} {
		root := t.TempDir()
		file := filepath.Join(root, "src", lighterFile)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(other), 0o644)); err != nil {
			t.Fatal(err)
		}
		if _, err := overlay(root, t.TempDir()); !errors.Is(err, ErrCore) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPackagesAreToldByNamesOfFunctions(t *testing.T) {
	for name, want := range map[string]string{
		"larkspur/client/plan.(*Plan).Merge": "larkspur/client/plan", "main.main": "main", "slices.SortFunc[go.shape.struct { a/b.C }]": "slices",
		"type:.eq.larkspur/client.Site": "(type)", "golang.org/x/crypto/blake2b.New": "golang.org/x/crypto/blake2b", "memchr": "(other)", "": "(other)",
	} {
		if got := packageOf(name); got != want {
			t.Errorf("%q is of %s, not %s", name, got, want)
		}
	}
}

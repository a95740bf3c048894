//go:build ignore

// Verdict reads what `go test -json` writes and says whether all that had to run did run, and passed.
//
//	verdict follow FILE
//	    copies standard input to FILE and prints a line per package, and all that a failed one wrote
//	verdict check [-steps FILE] [-must FILE] [-skips FILE] [-slow N] NAME=FILE...
//	    judges the streams by their names and prints "N passed, N failed, N skipped" as its last line; before that, the N
//	    tests that took longest
//	verdict selftest
//	    makes real streams with planted faults and fails unless check notices each
//
// A line of the list -must is "STREAM PACKAGE TEST...": each test ran in that stream and passed; a subtest is named
// Test/Sub. A line that begins with white space goes on with the stream and package above it. A line of -skips is the same: these may be skipped, and none else. A # begins a comment. A line of
// -steps names a step of .ci/test that failed; where a file NAME.json has the name of the step, the failures in it count instead.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "verdict:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "follow":
		return follow(os.Stdin, args[1], os.Stdout)
	case len(args) > 1 && args[0] == "check":
		return check(args[1:], os.Stdout)
	case len(args) == 1 && args[0] == "selftest":
		return selftest()
	}
	return fmt.Errorf("see the comment at the top of .ci/verdict.go")
}

// event is one line of `go test -json`; see `go doc test2json`.
type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

func (e event) ends() bool { return e.Action == "pass" || e.Action == "fail" || e.Action == "skip" }

// follow keeps the output of a package until it ends, and drops that of tests which passed.
func follow(in io.Reader, path string, out io.Writer) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	said := map[string]map[string]*strings.Builder{} // package, test
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line == "" && err == io.EOF {
			return file.Close()
		}
		if err != nil && err != io.EOF {
			return err
		}
		if _, err := file.WriteString(line); err != nil {
			return err
		}
		var e event
		if json.Unmarshal([]byte(line), &e) != nil || e.Action == "build-output" {
			if e.Output == "" {
				e.Output = line
			}
			fmt.Fprint(out, e.Output)
			continue
		}
		if said[e.Package] == nil {
			said[e.Package] = map[string]*strings.Builder{}
		}
		of := said[e.Package]
		switch {
		case e.Action == "output":
			if of[e.Test] == nil {
				of[e.Test] = new(strings.Builder)
			}
			of[e.Test].WriteString(e.Output)
		case e.Test != "" && (e.Action == "pass" || e.Action == "skip"):
			delete(of, e.Test)
		case e.Test == "" && e.ends():
			if e.Action == "fail" {
				tests := make([]string, 0, len(of))
				for test := range of {
					tests = append(tests, test)
				}
				slices.Sort(tests)
				for _, test := range append(slices.DeleteFunc(tests, func(test string) bool { return test == "" }), "") {
					if of[test] != nil { // what the package itself says comes last
						fmt.Fprint(out, of[test])
					}
				}
			} else if e.Action == "pass" {
				fmt.Fprintf(out, "ok  \t%s\t%.1fs\n", e.Package, e.Elapsed)
			}
			delete(said, e.Package)
		}
	}
}

// A judgement is what the streams came to. Results are keyed by "STREAM PACKAGE TEST".
type judgement struct {
	results                 map[string]string
	failedIn                map[string]bool // steps of .ci/test, named as their files are
	passed, failed, skipped int
	faults                  []string
	took                    []took
}

// took is how long a test took, its subtests included but those that ran side by side.
type took struct {
	key     string
	seconds float64
}

func (j *judgement) fault(format string, args ...any) {
	j.faults = append(j.faults, fmt.Sprintf(format, args...))
}

func check(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	steps := flags.String("steps", "", "")
	must := flags.String("must", "", "")
	skips := flags.String("skips", "", "")
	slow := flags.Int("slow", 0, "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	j := &judgement{results: map[string]string{}, failedIn: map[string]bool{}}
	for _, arg := range flags.Args() {
		name, path, found := strings.Cut(arg, "=")
		if !found {
			return fmt.Errorf("NAME=FILE is needed, not %q", arg)
		}
		if err := j.read(name, strings.TrimSuffix(filepath.Base(path), ".json"), path); err != nil {
			return err
		}
	}
	allowed, err := list(*skips)
	if err != nil {
		return err
	}
	if *skips != "" {
		j.noOthersSkipped(allowed)
	}
	required, err := list(*must)
	if err != nil {
		return err
	}
	j.allRan(required)
	if len(j.results) == 0 {
		j.fault("no test ran at all")
	}
	failedSteps, err := content(*steps)
	if err != nil {
		return err
	}
	for step := range strings.Lines(failedSteps) {
		if step = strings.TrimSpace(step); j.failedIn[step] {
			continue // the stream of that name told already
		}
		j.failed++
		j.fault("step failed: %s", step)
	}
	slices.SortStableFunc(j.took, func(a, b took) int { return cmp.Compare(b.seconds, a.seconds) })
	for _, t := range j.took[:min(*slow, len(j.took))] {
		fmt.Fprintf(out, "%6.1f s  %s\n", t.seconds, t.key)
	}
	for _, f := range j.faults {
		fmt.Fprintln(out, f)
	}
	failed := max(j.failed, len(j.faults))
	fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", j.passed, failed, j.skipped)
	if failed > 0 {
		return fmt.Errorf("not all is well")
	}
	return nil
}

// read counts tests, and not their subtests; a package that failed without a failed test counts as one.
func (j *judgement) read(stream, step, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	open := map[string]bool{}     // started and not ended
	failedIn := map[string]bool{} // packages with a failed test
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadString('\n')
		if line == "" && err == io.EOF {
			break
		}
		var e event
		if json.Unmarshal([]byte(line), &e) != nil || e.Package == "" {
			continue // what the go command says beside
		}
		key := stream + " " + e.Package + " " + e.Test
		if e.Action == "start" || e.Action == "run" {
			open[key] = true
		}
		if !e.ends() {
			continue
		}
		delete(open, key)
		switch {
		case e.Test == "" && e.Action == "fail" && !failedIn[e.Package]:
			j.failed++
			j.failedIn[step] = true
			j.fault("failed: %s %s (the package, outside its tests)", stream, e.Package)
		case e.Test == "":
		default:
			if j.results[key] == "" || e.Action != "pass" { // of several runs the worst counts
				j.results[key] = e.Action
			}
			if e.Action == "fail" {
				failedIn[e.Package], j.failedIn[step] = true, true
			}
			j.took = append(j.took, took{key, e.Elapsed})
			if strings.Contains(e.Test, "/") {
				break
			}
			switch e.Action {
			case "pass":
				j.passed++
			case "skip":
				j.skipped++
			case "fail":
				j.failed++
				j.fault("failed: %s", key)
			}
		}
	}
	for key := range open {
		j.fault("did not end: %s", strings.TrimSpace(key))
	}
	return nil
}

func (j *judgement) allRan(required []string) {
	for _, key := range required {
		switch j.results[key] {
		case "pass", "fail": // a failure was counted already
		case "skip":
			j.fault("was skipped and is on the list: %s", key)
		default:
			j.fault("did not run and is on the list: %s", key)
		}
	}
}

func (j *judgement) noOthersSkipped(allowed []string) {
	var skipped []string
	for key, result := range j.results {
		if result == "skip" && !slices.Contains(allowed, key) {
			skipped = append(skipped, key)
		}
	}
	slices.Sort(skipped)
	for _, key := range skipped {
		j.fault("was skipped: %s", key)
	}
}

func content(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path)
	return string(b), err
}

// list returns a key for each test named.
func list(path string) ([]string, error) {
	text, err := content(path)
	if err != nil {
		return nil, err
	}
	var keys []string
	var head []string // stream and package
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		if line[0] != ' ' && line[0] != '\t' {
			if len(fields) < 2 {
				return nil, fmt.Errorf("%s:%d: STREAM PACKAGE TEST... is needed", path, number)
			}
			head, fields = fields[:2], fields[2:]
		}
		if head == nil {
			return nil, fmt.Errorf("%s:%d: a stream and a package come first", path, number)
		}
		for _, test := range fields {
			key := head[0] + " " + head[1] + " " + test
			if slices.Contains(keys, key) {
				return nil, fmt.Errorf("%s:%d: %s stands there twice", path, number, test)
			}
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// planted is a package with one test of each outcome, and one that ends the process.
const planted = `package planted

import ("os"; "testing")

func TestPasses(t *testing.T) { t.Run("sub", func(t *testing.T) {}) }
func TestSkips(t *testing.T)  { t.Skip("planted") }
func TestFails(t *testing.T)  { t.Fail() }
func TestEnds(t *testing.T)   { os.Exit(3) }
func TestSub(t *testing.T)    { t.Run("skips", func(t *testing.T) { t.Skip("planted") }) }

func beside(t *testing.T, name string, end func(*testing.T)) {
	t.Parallel()
	t.Run("passes", func(t *testing.T) { t.Parallel() })
	t.Run(name, func(t *testing.T) { t.Parallel(); end(t) })
}
func TestBeside(t *testing.T)      { beside(t, "passes too", func(*testing.T) {}) }
func TestBesideSkips(t *testing.T) { beside(t, "skips", func(t *testing.T) { t.Skip("planted") }) }
func TestBesideFails(t *testing.T) { beside(t, "fails", func(t *testing.T) { t.Fail() }) }
`

func selftest() error {
	dir, err := os.MkdirTemp("", "verdict-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			panic(err)
		}
		return path
	}
	write("go.mod", "module planted\n\ngo 1.26\n")
	write("planted_test.go", planted)
	none := write("none", "")
	controls := []struct {
		what, run, must, skips, steps string
		well                          bool
	}{
		{what: "a test that passes", run: "TestPasses", must: "s planted\n\tTestPasses\n\tTestPasses/sub", well: true},
		{what: "a skip that is allowed", run: "TestPasses|TestSkips", skips: "s planted TestSkips # why", well: true},
		{what: "a skip on the list", run: "TestPasses|TestSkips", must: "s planted TestSkips", skips: "s planted TestSkips"},
		{what: "a skip that is not allowed", run: "TestPasses|TestSkips"},
		{what: "a skipped subtest", run: "TestSub"},
		{what: "one on the list that did not run", run: "TestPasses", must: "s planted TestGone"},
		{what: "a subtest on the list that did not run", run: "TestPasses", must: "s planted TestPasses/gone"},
		{what: "one that ran in another stream", run: "TestPasses", must: "js planted TestPasses"},
		{what: "a test that fails", run: "TestPasses|TestFails"},
		{what: "a test that ends the process", run: "TestPasses|TestEnds"},
		{what: "tests side by side", run: "TestPasses|TestBeside", must: "s planted TestPasses TestBeside TestBeside/passes_too", well: true},
		{what: "a skip beside others", run: "TestBeside|TestBesideSkips"},
		{what: "a failure beside others", run: "TestBeside|TestBesideFails"},
		{what: "no test at all", run: "TestNone"},
		{what: "a step that failed", run: "TestPasses", steps: "vet\n"},
		{what: "a stream that failed and does not say why", run: "TestPasses", steps: "s\n"},
	}
	noticed := 0
	for _, c := range controls {
		cmd := exec.Command("go", "test", "-json", "-count=1", "-run", "^("+c.run+")$", ".")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "CGO_ENABLED=0")
		stream, err := cmd.Output()
		if _, exited := err.(*exec.ExitError); err != nil && !exited {
			return err
		}
		var said strings.Builder
		err = check([]string{
			"-must", write("must", c.must), "-skips", write("skips", c.skips), "-steps", write("steps", c.steps),
			"s=" + write("s.json", string(stream)),
		}, &said)
		if (err == nil) != c.well {
			return fmt.Errorf("selftest: %s: the verdict was %v\n%s\n%s", c.what, err, said.String(), stream)
		}
		if !c.well {
			noticed++
		}
	}
	if check([]string{"s=" + none}, io.Discard) == nil {
		return fmt.Errorf("selftest: an empty stream passed")
	}
	fmt.Printf("of %d planted faults all were noticed\n", noticed+1)
	return nil
}

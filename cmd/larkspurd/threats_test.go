package main

import (
	"bufio"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

var (
	namedTest    = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`)
	declaredTest = regexp.MustCompile(`^func ((?:Test|Fuzz)[A-Z]\w*)\(`)
)

// TestWhatTHREATSNamesIsTested: behind each "could not" of that page stands a test that exists and that has to run.
func TestWhatTHREATSNamesIsTested(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "server", "THREATS.md"))
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(filepath.Join(root, ".ci", "must-run"))
	if err != nil {
		t.Fatal(err)
	}
	declared := declaredTests(t)
	must := namedTest.FindAllString(string(list), -1)
	named := namedTest.FindAllString(string(page), -1)
	slices.Sort(named)
	named = slices.Compact(named)
	if len(named) < 30 {
		t.Fatalf("the page names only %d tests: %v", len(named), named)
	}
	for _, name := range named {
		if declared[name] == "" {
			t.Errorf("server/THREATS.md names %s, which does not exist", name)
		} else if !slices.Contains(must, name) {
			t.Errorf("server/THREATS.md names %s (%s), which is not on .ci/must-run", name, declared[name])
		}
	}
	if declared["TestWhatTHREATSNamesIsTested"] == "" || declared["TestNobodyWroteThis"] != "" {
		t.Error("the look at the tree finds nothing, or everything")
	}
}

// declaredTests are all tests of the tree, with their files.
func declaredTests(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if m := declaredTest.FindStringSubmatch(lines.Text()); m != nil {
				all[m[1]] = path
			}
		}
		return lines.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

package main

import (
	"bufio"
	"io/fs"
	"maps"
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

// TestEveryCouldNotNamesATest: each claim of that page about what somebody could not do has a test of its own, or says that
// nothing shows it yet.
func TestEveryCouldNotNamesATest(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "server", "THREATS.md"))
	if err != nil {
		t.Fatal(err)
	}
	claims := couldNot(string(page))
	if len(claims) < 60 {
		t.Fatalf("the page has only %d claims", len(claims))
	}
	for _, c := range claims {
		if !shown(c) {
			t.Errorf("server/THREATS.md: nothing shows this, and it does not say so: %s", c)
		}
	}
	planted := couldNot("*Could*\n\n- see it all\n\n*Could not*\n\n- see it\n  (`TestOne`)\n- do it\n\nA word more.\n\n*Could not*, who is far: hear it\nat all\n\n## Next\n\n- other\n")
	if len(planted) != 3 || !shown(planted[0]) || shown(planted[1]) || shown(planted[2]) {
		t.Errorf("claims that nothing shows are not found: %q", planted)
	}
}

func shown(claim string) bool {
	return namedTest.MatchString(claim) || strings.Contains(claim, "not shown yet")
}

// couldNot returns the entries of the lists that "*Could not*" stands above, and the paragraphs that begin with it and have no list.
func couldNot(page string) (claims []string) {
	head := "" // what begins with it, while no list has come
	within := false
	end := func() {
		if head != "" {
			claims = append(claims, head)
		}
		head = ""
	}
	for block := range strings.SplitSeq(page, "\n\n") {
		block = strings.TrimSpace(block)
		list := strings.HasPrefix(block, "- ")
		if !list || !within {
			end()
			within = strings.HasPrefix(block, "*Could not*")
		}
		switch {
		case within && list:
			head = ""
			for i, entry := range strings.Split("\n"+block, "\n- ") {
				if i > 0 {
					claims = append(claims, strings.Join(strings.Fields(entry), " "))
				}
			}
		case within:
			head = strings.Join(strings.Fields(block), " ")
		}
	}
	end()
	return claims
}

// TestWhatOtherPagesNameIsThere: a command to repeat something with, and a row that names its test, are of no use when it was renamed.
func TestWhatOtherPagesNameIsThere(t *testing.T) {
	declared := declaredTests(t)
	for page, least := range map[string]int{"README.md": 10, "crypto/SPEC.md": 0, "client/catalog/README.md": 30} {
		text, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		names := namedTest.FindAllString(string(text), -1)
		if len(names) < least {
			t.Errorf("%s names only %d tests", page, len(names))
		}
		for _, name := range names {
			// A command may name many tests by what they begin with.
			begins := func(other string) bool { return strings.HasPrefix(other, name) }
			if declared[name] == "" && !slices.ContainsFunc(slices.Collect(maps.Keys(declared)), begins) {
				t.Errorf("%s names %s, which does not exist", page, name)
			}
		}
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

package catalog

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"larkspur/client/plan"
)

// row is a row of a table of README.md.
type row struct {
	name, what           string
	kinds, views, checks []string
}

var tableRow = regexp.MustCompile(`(?m)^\| ([A-Za-z0-9]+) \|(.*)\|(.*)\|(.*)\|(.*)\|$`)

func rowsOf(text string) []row {
	var out []row
	for _, m := range tableRow.FindAllStringSubmatch(text, -1) {
		for i := range m {
			m[i] = strings.TrimSpace(m[i])
		}
		if m[1] != "row" && m[1] != "section" {
			out = append(out, row{m[1], m[2], strings.Split(m[3], ", "), strings.Split(m[4], ", "), strings.Split(m[5], ", ")})
		}
	}
	return out
}

// wanted are the names of all rows: the risks, the sections beside them, the schedule, the directory, paper.
func wanted() []string {
	var out []string
	for _, part := range []struct {
		letter string
		n      int
	}{{"A", 7}, {"B", 8}, {"C", 10}, {"D", 9}, {"E", 7}, {"F", 7}, {"P", 3}} {
		for i := range part.n {
			out = append(out, part.letter+strconv.Itoa(i+1))
		}
		if part.letter == "D" {
			for _, s := range plan.StandardSections()[4:] {
				out = append(out, s.Key)
			}
			out = append(out, plan.Own)
		}
	}
	return out
}

// tree is what of the module the tables may name.
type tree struct {
	tests, views map[string]bool
	folders      map[string]bool
}

var (
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	viewFunc = regexp.MustCompile(`(?m)^(?:func|type) ([A-Z]\w+)\b`)
)

func readTree(t *testing.T, root string) tree {
	t.Helper()
	out := tree{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		at, _ := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case d.IsDir():
			out.folders[filepath.ToSlash(at)] = true
			if strings.HasPrefix(d.Name(), ".") && at != "." {
				return fs.SkipDir
			}
			return nil
		case !strings.HasSuffix(path, ".go"):
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		into, find := out.views, viewFunc
		if strings.HasSuffix(path, "_test.go") {
			into, find = out.tests, testFunc
		} else if filepath.ToSlash(filepath.Dir(at)) != "wasm/view" {
			return nil
		}
		for _, m := range find.FindAllStringSubmatch(string(b), -1) {
			into[m[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// faultsOf lists what is wrong with the tables.
func faultsOf(rows []row, in tree) []string {
	var out []string
	var names []string
	for _, r := range rows {
		names = append(names, r.name)
		if r.what == "" {
			out = append(out, r.name+" says nothing")
		}
		for _, kind := range r.kinds {
			if _, ok := plan.KindOf(kind); !ok && !(strings.Contains(kind, "/") && in.folders[kind]) {
				out = append(out, r.name+": no kind "+kind)
			}
		}
		for _, view := range r.views {
			if !in.views[view] && !(strings.Contains(view, "/") && in.folders[view]) {
				out = append(out, r.name+": no view "+view)
			}
		}
		for _, test := range r.checks {
			if !in.tests[test] {
				out = append(out, r.name+": no test "+test)
			}
		}
	}
	if want := wanted(); !slices.Equal(names, want) {
		missing := map[string]bool{}
		for _, name := range want {
			missing[name] = !slices.Contains(names, name)
		}
		maps.DeleteFunc(missing, func(_ string, is bool) bool { return !is })
		out = append(out, "the rows are not those wanted, in their order; missing: "+strings.Join(slices.Sorted(maps.Keys(missing)), ", "))
	}
	return out
}

func TestEveryRowHasItsKindItsViewAndItsTest(t *testing.T) {
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	in := readTree(t, filepath.Join("..", ".."))
	for _, fault := range faultsOf(rowsOf(string(b)), in) {
		t.Error(fault)
	}
	for planted, want := range map[string]string{
		"| A1 | x | | Section | TestWindows |":               "A1: no kind ",
		"| A1 | x | hologram | Section | TestWindows |":      "A1: no kind hologram",
		"| A1 | x | chan, hologram | Section | TestTheRow |": "A1: no kind hologram",
		"| A1 | x | chan | Nowhere | TestWindows |":          "A1: no view Nowhere",
		"| A1 | x | chan | | TestWindows |":                  "A1: no view ",
		"| A1 | x | chan | Section | TestNothing |":          "A1: no test TestNothing",
		"| A1 | x | chan | Section | |":                      "A1: no test ",
		"| A1 | | chan | Section | TestWindows |":            "A1 says nothing",
		"| B1 | x | chan | Section | TestWindows |":          "the rows are not those wanted",
	} {
		if got := faultsOf(rowsOf(planted), in); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("%s: %q", planted, got)
		}
	}
}

// The ideas name rows of the tables and nothing else.
func TestIdeasNameRowsThatThereAre(t *testing.T) {
	_, rows := everyPrompt(t)
	for key, list := range rows {
		for _, name := range list {
			if name != "-" && !slices.Contains(wanted(), name) {
				t.Errorf("%s is for %s, which is no row", key, name)
			}
		}
	}
}

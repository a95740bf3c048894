package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"larkspur/server/servertest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"larkspur": main})
}

// The stories under testdata: each talks to a real server over loopback, with the program as a process of its own.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			tb := e.T().(testing.TB)
			keys := filepath.Join(e.WorkDir, "operators-keys")
			server := servertest.Start(tb, servertest.Options{})
			starter := servertest.StartProcess(tb, servertest.ProcessOptions{
				Args: []string{"--admission", "starter", "--starter-keys", keys, "--grid", "1ms"},
			})
			e.Setenv("LARKSPUR_SERVER", server.URL)
			e.Setenv("OPEN", server.URL)
			e.Setenv("STARTER", starter.URL)
			e.Setenv("STARTER_KEYS", keys)
			e.Setenv("NEARBY", servertest.Start(tb, servertest.Options{Directory: []byte(nearby)}).URL)
			e.Setenv("NOBODY", "http://127.0.0.1:1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": func(ts *testscript.TestScript, neg bool, args []string) { status(ts, args) },
		},
	})
}

// nearby is a list of places that an operator wrote.
const nearby = `name: Harbor Clinic
group: treatment
phone: 555-0100
offers: mar onsite
hours.es: lunes a viernes, de 9 a 5
tier: integrated
checked: 2026-11-26

name: Second Street
group: rco
phone: 555-0101
checked: 2026-11-26

name: Third Street
group: rco
phone: 555-0102
not: mar
checked: 2026-11-26
`

// status runs a command and checks its exit status, which testscript itself does not tell apart.
func status(ts *testscript.TestScript, args []string) {
	if len(args) < 2 {
		ts.Fatalf("status WANT COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		if _, after, ok := strings.Cut(err.Error(), "exit status "); ok {
			got = after
		} else {
			ts.Fatalf("%v", err)
		}
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}

func TestStatusesAreTheDocumentedOnes(t *testing.T) {
	for _, e := range explanations {
		if text, status := explain(e.err); status != e.status || text == "" {
			t.Errorf("%v: %q, %d", e.err, text, status)
		}
	}
}

func TestNothingOpensIsOneMessage(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range explanations {
		if e.status == statusNothing {
			text, _ := explain(e.err)
			seen[text] = true
		}
	}
	if len(seen) != 1 {
		t.Errorf("%d messages for status %d: %v", len(seen), statusNothing, seen)
	}
}

// A phrase given as an argument would stand in the list of processes and in the shell's history.
func TestAPhraseIsNoArgument(t *testing.T) {
	for _, args := range [][]string{{"open", "some words"}, {"show", "some words"}, {"export", "some words"}, {"new", "some words"}} {
		var out, errs bytes.Buffer
		in, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		code := run(context.Background(), append([]string{"larkspur", args[0], "--server", "http://127.0.0.1:1"}, args[1:]...), streams{in, &out, &errs})
		in.Close()
		if code != statusUsage && code != statusUnreachable {
			t.Errorf("%v: status %d", args, code)
		}
		if strings.Contains(out.String()+errs.String(), "some words") {
			t.Errorf("%v: the argument is printed again: %s", args, errs.String())
		}
	}
}

func TestAddKeyKeepsLinesApart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(file, []byte("# by hand\n"+strings.Repeat("11", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := addKey(file, "November", bytes.Repeat([]byte{0x22}, 32)); err != nil {
		t.Fatal(err)
	}
	if err := addKey(file, "two\nlines", nil); err == nil {
		t.Error("a comment of two lines was taken")
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := "# by hand\n" + strings.Repeat("11", 32) + "\n# November\n" + strings.Repeat("22", 32) + "\n"; string(b) != want {
		t.Errorf("the file is now\n%s", b)
	}
}

package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"larkspurd": main})
}

// The stories under testdata, each with the program as a process of its own. Their commands beside those of testscript:
//
//	status N COMMAND...    runs a command, which has to end with that status
//	start OPTION...        starts larkspurd on a free port, waits until it serves, and sets URL
//	stop [SIGNAL]          ends it (TERM) and wants status 0; what it wrote is then in stdout and stderr
//	get PATH               prints what the server answers
//	limits, arguments      print what the system says of the process
//	modes DIR              wants everything below DIR to be its owner's alone
//	modesof FILE           wants the file to be its owner's alone
//	without FILE SECRET... wants the contents of none of the others in the first
//	hides FILE...          wants no file's content in the arguments, the environment or the output of the process
//	minio [tls], liar      start a MinIO, and one whose conditions a proxy takes away; set ENDPOINT, write access, secret, ca
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Values[stageKey{}] = &stage{t: e.T().(testing.TB), work: e.WorkDir}
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "home", "data"))
			if err := os.MkdirAll(filepath.Join(e.WorkDir, "page"), 0o755); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(e.WorkDir, "page", "recipes.html"), []byte("<!doctype html><title>Recipes</title>\n"), 0o644)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "start": start, "stop": stop, "get": get, "limits": limits, "arguments": arguments,
			"modes": modes, "modesof": modesOf, "without": without, "hides": hides, "minio": startMinIO, "liar": startLiar,
		},
	})
}

// status checks the exit status, which testscript itself does not tell apart.
func status(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("status N COMMAND...")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		_, after, found := strings.Cut(err.Error(), "exit status ")
		if !found {
			ts.Fatalf("%v", err)
		}
		got = after
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}

func get(ts *testscript.TestScript, _ bool, args []string) {
	answer, err := http.Get(ts.Getenv("URL") + args[0])
	ts.Check(err)
	defer answer.Body.Close()
	fmt.Fprintln(ts.Stdout(), answer.Status)
	ts.Check(answer.Write(ts.Stdout()))
}

func modesOf(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if info.Mode().Perm() != 0o600 {
		ts.Fatalf("%s has the mode %v", args[0], info.Mode().Perm())
	}
}

func without(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	for _, name := range args[1:] {
		if secret := strings.TrimSpace(ts.ReadFile(name)); len(secret) < 8 || len(text) < 1000 || strings.Contains(text, secret) {
			ts.Fatalf("what %s holds is in %s", name, args[0])
		}
	}
}

func modes(ts *testscript.TestScript, _ bool, args []string) {
	seen := 0
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			return fmt.Errorf("%s has the mode %v, want %v", path, info.Mode().Perm(), want)
		}
		seen++
		return nil
	}))
	if seen < 10 {
		ts.Fatalf("only %d files and folders are there", seen)
	}
}

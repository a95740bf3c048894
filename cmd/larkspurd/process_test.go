package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// startWithin is what two busy cores may need, the making of a client included.
const startWithin = 10 * time.Minute

// A stage is what one story has running.
type stage struct {
	t       testing.TB
	work    string
	program *exec.Cmd
	out     *output
	errs    *output
	ended   chan error
}

type stageKey struct{}

func stageOf(ts *testscript.TestScript) *stage { return ts.Value(stageKey{}).(*stage) }

var servingOn = regexp.MustCompile(`(?m)^Serving on (https?://\S+)/$`)

func start(ts *testscript.TestScript, _ bool, args []string) {
	s := stageOf(ts)
	if s.program != nil {
		ts.Fatalf("it runs already")
	}
	ts.Check(careless())
	path := ""
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if _, err := os.Stat(filepath.Join(dir, "larkspurd")); err == nil && path == "" {
			path = filepath.Join(dir, "larkspurd")
		}
	}
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Env = ts.MkAbs("."), environment(ts)
	s.out, s.errs = new(output), new(output)
	cmd.Stdout, cmd.Stderr = s.out, s.errs
	ts.Check(cmd.Start())
	s.program, s.ended = cmd, make(chan error, 1)
	go func() { s.ended <- cmd.Wait() }()
	ts.Defer(func() {
		if s.program == cmd {
			_ = cmd.Process.Kill()
			<-s.ended
		}
	})
	for deadline := time.Now().Add(startWithin); ; time.Sleep(10 * time.Millisecond) {
		if m := servingOn.FindStringSubmatch(s.out.String()); m != nil {
			ts.Setenv("URL", m[1])
			fmt.Fprint(ts.Stdout(), s.out.String())
			return
		}
		select {
		case err := <-s.ended:
			s.program = nil
			ts.Fatalf("it ended (%v):\n%s%s", err, s.out.String(), s.errs.String())
		default:
		}
		if time.Now().After(deadline) {
			ts.Fatalf("it is not ready:\n%s%s", s.out.String(), s.errs.String())
		}
	}
}

// careless gives programs that the test starts the worst that they may be started with: whatever they create can be
// read by everybody, and a crash writes memory to disk (if the machine lets it). They have to see to it themselves.
var careless = sync.OnceValue(func() error {
	syscall.Umask(0)
	var core syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &core); err != nil {
		return err
	}
	core.Cur = core.Max
	return syscall.Setrlimit(syscall.RLIMIT_CORE, &core)
})

// environment has what an operator's would have, and the options that a story set with env; and for the making of the
// client what the go command has found already.
func environment(ts *testscript.TestScript) []string {
	var all []string
	for _, f := range serveFlags() {
		if name := env(f.Names()[0])[0]; ts.Getenv(name) != "" {
			all = append(all, name+"="+ts.Getenv(name))
		}
	}
	for _, name := range []string{"PATH", "HOME", "XDG_DATA_HOME"} {
		all = append(all, name+"="+ts.Getenv(name))
	}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPROXY"} {
		if value, err := exec.Command("go", "env", name).Output(); err == nil {
			all = append(all, name+"="+strings.TrimSpace(string(value)))
		}
	}
	return all
}

func stop(ts *testscript.TestScript, _ bool, args []string) {
	s := stageOf(ts)
	signal := syscall.SIGTERM
	if len(args) == 1 && args[0] == "INT" {
		signal = syscall.SIGINT
	}
	ts.Check(s.program.Process.Signal(signal))
	err := <-s.ended
	s.program = nil
	fmt.Fprint(ts.Stdout(), s.out.String())
	fmt.Fprint(ts.Stderr(), s.errs.String())
	if err != nil {
		ts.Fatalf("it ended with %v", err)
	}
}

func proc(ts *testscript.TestScript, name string) []byte {
	b, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(stageOf(ts).program.Process.Pid), name))
	ts.Check(err)
	return b
}

func limits(ts *testscript.TestScript, _ bool, _ []string) {
	_, _ = ts.Stdout().Write(proc(ts, "limits"))
}

func arguments(ts *testscript.TestScript, _ bool, _ []string) {
	_, _ = ts.Stdout().Write(bytes.ReplaceAll(proc(ts, "cmdline"), []byte{0}, []byte{' '}))
}

func hides(ts *testscript.TestScript, _ bool, args []string) {
	s := stageOf(ts)
	where := map[string]string{
		"arguments": string(proc(ts, "cmdline")), "environment": string(proc(ts, "environ")),
		"output": s.out.String() + s.errs.String(),
	}
	for place, text := range where {
		if text == "" {
			ts.Fatalf("there is nothing to look at in the %s", place)
		}
		for _, name := range args {
			if secret := strings.TrimSpace(ts.ReadFile(name)); secret == "" || strings.Contains(text, secret) {
				ts.Fatalf("what %s holds is in the %s", name, place)
			}
		}
	}
}

// An output takes writes from the process while the story reads.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

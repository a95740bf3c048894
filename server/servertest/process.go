package servertest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
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
)

// ProcessOptions say how to run the real binary.
type ProcessOptions struct {
	// Data is the data folder; empty is a new one that goes with the test.
	Data string

	// Args are further options of serve, after those that StartProcess gives. The last of two wins.
	Args []string

	// Env is added to the environment of the process, which has nothing of the test's own but PATH and HOME.
	Env []string

	// Client is the folder with the client's files. Empty serves a page of one line, because making the client takes
	// a minute; "built" leaves it to the binary.
	Client string

	// Ready is how long the start may take; 0 means a minute.
	Ready time.Duration
}

// A Process is larkspurd, running. It ends with its test.
type Process struct {
	// URL is where it answers, without a slash at the end. It stays the same over Restart.
	URL string

	// Realm is what it says its realm is.
	Realm string

	// Data is its data folder.
	Data string

	t       testing.TB
	options ProcessOptions
	listen  string
	output  syncBuffer
	cmd     *exec.Cmd
	ended   chan error
}

// StartProcess builds larkspurd, once for the test binary, starts it on a free port of 127.0.0.1 and waits until it
// answers. What cannot be started fails the test, with what the process wrote.
func StartProcess(t testing.TB, o ProcessOptions) *Process {
	t.Helper()
	if o.Data == "" {
		o.Data = t.TempDir()
	}
	if o.Client == "" {
		o.Client = t.TempDir()
		page := filepath.Join(o.Client, "recipes.html")
		if err := os.WriteFile(page, []byte("<!doctype html><title>Recipes</title>\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if o.Ready == 0 {
		o.Ready = time.Minute
	}
	p := &Process{t: t, options: o, Data: o.Data, listen: "127.0.0.1:0"}
	p.start()
	t.Cleanup(p.Kill)
	return p
}

// Kill ends the process at once, as kill -9 does. Killing what has ended is fine.
func (p *Process) Kill() {
	p.t.Helper()
	if p.cmd == nil {
		return
	}
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("servertest: kill: %v", err)
	}
	<-p.ended
	p.cmd = nil
}

// Stop asks the process to end, as an operator does, and returns its exit status.
func (p *Process) Stop() int {
	p.t.Helper()
	if p.cmd == nil {
		p.t.Fatal("servertest: stop: the process does not run")
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Errorf("servertest: stop: %v", err)
	}
	select {
	case <-p.ended:
	case <-time.After(stopGrace + p.options.Ready):
		p.t.Errorf("servertest: the process did not stop; it wrote\n%s", p.Output())
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
	status := p.cmd.ProcessState.ExitCode()
	p.cmd = nil
	return status
}

// Restart starts the process again, at the same address and over the same data, after killing it if it still runs.
func (p *Process) Restart() {
	p.t.Helper()
	p.Kill()
	p.start()
}

// Output is all that the process wrote so far, over all its lives.
func (p *Process) Output() string { return p.output.String() }

// PID is the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Arguments are those that the process was started with, as anybody on the machine can see them.
func (p *Process) Arguments() []string { return p.cmd.Args }

func (p *Process) start() {
	p.t.Helper()
	args := []string{"serve", "--listen", p.listen, "--data", p.options.Data, "--calls-per-second", "1000000"}
	if p.options.Client != "built" {
		args = append(args, "--client", p.options.Client)
	}
	cmd := exec.Command(Binary(p.t), append(args, p.options.Args...)...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, p.options.Env...)
	ready := &readiness{out: &p.output, url: make(chan string, 1)}
	cmd.Stdout, cmd.Stderr = ready, &p.output
	if err := cmd.Start(); err != nil {
		p.t.Fatalf("servertest: %v", err)
	}
	p.cmd, p.ended = cmd, make(chan error, 1)
	go func(ended chan error) { ended <- cmd.Wait(); close(ended) }(p.ended)
	select {
	case p.URL = <-ready.url:
	case <-p.ended:
		p.cmd = nil
		p.t.Fatalf("servertest: the process ended with status %d and wrote\n%s", cmd.ProcessState.ExitCode(), p.Output())
	case <-time.After(p.options.Ready):
		p.t.Fatalf("servertest: the process is not ready after %v; it wrote\n%s", p.options.Ready, p.Output())
	}
	p.listen = strings.TrimPrefix(strings.TrimPrefix(p.URL, "http://"), "https://")
	if strings.HasPrefix(p.URL, "http://") {
		p.Realm = p.realm()
	}
}

func (p *Process) realm() string {
	p.t.Helper()
	a, err := http.Get(p.URL + "/v1/site")
	if err != nil {
		p.t.Fatalf("servertest: %v", err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		p.t.Fatalf("servertest: %v", err)
	}
	for line := range strings.Lines(string(text)) {
		if realm, found := strings.CutPrefix(strings.TrimSpace(line), "realm="); found {
			return realm
		}
	}
	p.t.Fatalf("servertest: the site says %q", text)
	return ""
}

var servingOn = regexp.MustCompile(`(?m)^Serving on (https?://\S+?)/?$`)

// readiness passes standard output on and finds the line that says where the server answers.
type readiness struct {
	out  io.Writer
	url  chan string
	mu   sync.Mutex
	text []byte
	done bool
}

func (r *readiness) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.done {
		r.text = append(r.text, b...)
		if end := strings.LastIndexByte(string(r.text), '\n'); end >= 0 {
			if m := servingOn.FindSubmatch(r.text[:end]); m != nil {
				r.url <- string(m[1])
				r.done, r.text = true, nil
			}
		}
	}
	return r.out.Write(b)
}

// Binary builds larkspurd once for the test binary and returns its path.
func Binary(t testing.TB) string {
	t.Helper()
	path, err := builtBinary()
	if err != nil {
		t.Fatalf("servertest: %v", err)
	}
	return path
}

// builtBinary keeps the program in a folder named after this process, and removes those of processes that have ended: a test
// binary has no moment of its own at which it could clean up.
var builtBinary = sync.OnceValues(func() (string, error) {
	parent := filepath.Join(os.TempDir(), fmt.Sprintf("larkspurd-test-%d", os.Getuid()))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", err
	}
	old, err := os.ReadDir(parent)
	if err != nil {
		return "", err
	}
	for _, e := range old {
		pid, err := strconv.Atoi(e.Name())
		if err == nil && pid != os.Getpid() && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			_ = os.RemoveAll(filepath.Join(parent, e.Name()))
		}
	}
	path := filepath.Join(parent, strconv.Itoa(os.Getpid()), "larkspurd")
	// With the settings of the tests: anything else, -trimpath too, would compile once more all that the server is made of.
	build := exec.Command("go", "build", "-o", path, "larkspur/cmd/larkspurd")
	if text, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build larkspurd: %w\n%s", err, text)
	}
	return path, nil
})

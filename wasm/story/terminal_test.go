//go:build unix

package story

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"larkspur/cmd/larkspur/terminaltest"
)

// terminal is a run of the command line.
type terminal struct {
	*terminaltest.Terminal
	t     *testing.T
	ended chan error
}

// runs starts the program, until the test ends.
func runs(t *testing.T, program string, args ...string) *terminal {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = []string{"TZ=UTC"}
	typing, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{Terminal: terminaltest.New(t, "the terminal", typing), t: t, ended: make(chan error, 1)}
	cmd.Stdout, cmd.Stderr = x, x
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() { x.ended <- cmd.Wait(); close(gone) }()
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-gone })
	return x
}

// ends waits until it has ended in good order.
func (x *terminal) ends() {
	x.t.Helper()
	if err := terminaltest.Ends(x.Terminal, x.ended); err != nil {
		x.t.Errorf("the terminal ended with %v; it printed:\n%s", err, x.Text())
	}
}

// shows waits until the terminal is shown a text.
func (x *terminal) shows(text string) {
	x.t.Helper()
	for begun := time.Now(); time.Since(begun) < time.Minute; {
		x.Types("show") // of a plan that has not come, nothing is shown
		time.Sleep(300 * time.Millisecond)
		if strings.Contains(x.Text(), text) {
			return
		}
	}
	x.t.Fatalf("the terminal is not shown %q; it printed:\n%s", text, x.Text())
}

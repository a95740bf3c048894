// Package terminaltest is somebody at a terminal, who reads what the command line prints and types, for tests.
package terminaltest

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"sync"
	"testing"
	"time"
)

// patience is how long something is waited for. A busy machine takes long.
const patience = time.Minute

// Terminal gets what a program prints, as an io.Writer.
type Terminal struct {
	Typing io.WriteCloser // what the program reads

	t    *testing.T
	name string
	mu   sync.Mutex
	out  bytes.Buffer
	read int // of out: what was waited for already
}

// New returns a terminal that nothing was printed to. Name is for what a test says when it fails.
func New(t *testing.T, name string, typing io.WriteCloser) *Terminal {
	return &Terminal{t: t, name: name, Typing: typing}
}

func (x *Terminal) Write(b []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.out.Write(b)
}

// Text is all that was printed.
func (x *Terminal) Text() string { x.mu.Lock(); defer x.mu.Unlock(); return x.out.String() }

// Reads waits for what fits, after what was read before, and returns what stands in its groups.
func (x *Terminal) Reads(pattern string) []string {
	x.t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	for begun := time.Now(); time.Since(begun) < patience; time.Sleep(10 * time.Millisecond) {
		rest := x.Text()[x.read:]
		if at := re.FindStringSubmatchIndex(rest); at != nil {
			x.read += at[1]
			return re.FindStringSubmatch(rest)
		}
	}
	x.t.Fatalf("%s waits in vain for %q; it printed:\n%s", x.name, pattern, x.Text())
	return nil
}

// Types types a line.
func (x *Terminal) Types(format string, args ...any) {
	x.t.Helper()
	if _, err := fmt.Fprintf(x.Typing, format+"\n", args...); err != nil {
		x.t.Fatal(err)
	}
}

// Ends waits for the end of the program, which done tells.
func Ends[T any](x *Terminal, done <-chan T) (how T) {
	x.t.Helper()
	select {
	case how = <-done:
	case <-time.After(patience):
		x.t.Fatalf("%s goes on; it printed:\n%s", x.name, x.Text())
	}
	return how
}

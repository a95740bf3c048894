//go:build linux

package story

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// processes looks at the arguments and the environment of every process of this user again and again, as anybody on the
// machine can with ps, until the test ends.
type processes struct {
	mu   sync.Mutex
	seen map[string]bool
}

func watchProcesses(t *testing.T) *processes {
	p := &processes{seen: map[string]bool{}}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			p.look()
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-done })
	return p
}

func (p *processes) look() {
	for _, pattern := range []string{"/proc/[0-9]*/cmdline", "/proc/[0-9]*/environ"} {
		files, _ := filepath.Glob(pattern)
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err == nil && len(b) > 0 {
				p.mu.Lock()
				p.seen[string(b)] = true
				p.mu.Unlock()
			}
		}
	}
}

// holds reports whether a marker, or a text, was in what was seen.
func (p *processes) holds(text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for s := range p.seen {
		if strings.Contains(strings.ReplaceAll(s, "\x00", " "), text) {
			return true
		}
	}
	return false
}

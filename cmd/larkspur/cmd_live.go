package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/httplive"
	"larkspur/client/live/call"
	"larkspur/client/plantext"
)

func cmdLive(std streams) *cli.Command {
	return &cli.Command{
		Name:        "live",
		Usage:       "let somebody in to help with a plan, or help with one",
		Subcommands: []*cli.Command{cmdLiveHost(std), cmdLiveJoin(std)},
	}
}

// parting is how long the end is given to be said to the other side.
const parting = 5 * time.Second

// console is what both sides of a live link have: lines that come in, events that go out, whatever comes first.
type console struct {
	std   streams
	lines <-chan string // closed at the end of what is typed
	bell  chan struct{}
	mu    sync.Mutex
}

func newConsole(std streams) *console {
	lines := make(chan string)
	go func() {
		defer close(lines)
		in := bufio.NewReader(io.LimitReader(std.in, maxImport))
		for {
			line, err := in.ReadString('\n')
			if line = strings.TrimSpace(line); line != "" {
				lines <- line
			}
			if err != nil {
				return
			}
		}
	}()
	return &console{std: std, lines: lines, bell: make(chan struct{}, 1)}
}

// ring says that something changed. It does not block.
func (c *console) ring() {
	select {
	case c.bell <- struct{}{}:
	default:
	}
}

// say prints a line. It may quote what somebody wrote.
func (c *console) say(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintln(c.std.out, plantext.Visible(fmt.Sprintf(format, args...)))
}

// until waits for something to be so. It returns false when ctx or the call is over before.
func (c *console) until(ctx context.Context, over <-chan struct{}, is func() bool) bool {
	for {
		if is() {
			return true
		}
		select {
		case <-c.bell:
		case <-over:
			return is()
		case <-ctx.Done():
			return false
		}
	}
}

// lineTo is how calls reach a server.
func lineTo(c *cli.Context, site client.Site) (call.Config, error) {
	line, err := httplive.New(c.String("server"), nil)
	return call.Config{Line: line, Realm: site.Realm, Random: rand.Reader}, err
}

package main

import (
	"fmt"
	"io"
	"time"
)

// progressEvery keeps a log from filling with progress.
const progressEvery = 2 * time.Second

// progress says how far long work is, and nothing of short work.
type progress struct {
	out   io.Writer
	what  string
	start time.Time
	said  time.Time
	shown bool
}

// show is called often, from one goroutine. A total of 0 is one that is not known yet.
func (p *progress) show(done, total int) {
	now := time.Now()
	if p.start.IsZero() {
		p.start, p.said = now, now
	}
	if now.Sub(p.said) < progressEvery || done == 0 {
		return
	}
	p.said, p.shown = now, true
	if total == 0 {
		fmt.Fprintf(p.out, "larkspurd: %s: looked at %d\n", p.what, done)
		return
	}
	fmt.Fprintf(p.out, "larkspurd: %s: %d of %d\n", p.what, done, total)
}

// end closes what show began.
func (p *progress) end() {
	if p.shown {
		fmt.Fprintf(p.out, "larkspurd: %s: done after %v\n", p.what, time.Since(p.start).Round(time.Second))
	}
}

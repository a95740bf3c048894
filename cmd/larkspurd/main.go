// Command larkspurd is the server of a Larkspur deployment.
//
// Without arguments it serves on 127.0.0.1:8080, keeps its data in the user's data folder, and prints where to go and
// what to type there to begin. It holds sealed pages and cannot read them: nothing in this program derives a key from a
// phrase or opens a page, and a test of it says so. What it protects against is in server/THREATS.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once; but some who stop it send the first one twice.
	context.AfterFunc(ctx, func() { time.Sleep(time.Second); stop() })
	status := run(ctx, os.Args, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

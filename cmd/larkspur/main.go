// Command larkspur is the client on the command line.
//
// Every verb that opens a plan takes --server URL, and the phrase from the terminal, where it does not show, or from
// --phrase-file (- for standard input). The phrase is never an argument or an environment variable: those show in lists of
// processes.
//
// Exit status: 0 done; 1 something failed here; 2 usage; 3 the phrase opens nothing (wrong, never was, and erased are one);
// 4 done, with a conflict left to settle; 5 the server cannot be reached; 6 the server refused.
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args, streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

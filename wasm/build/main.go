// Command build makes the client that larkspurd serves.
//
//	go run ./wasm/build -out DIR     into a folder
//	go run ./wasm/build -embed       into wasm/built/dist, for a server built with -tags dist
//	go run ./wasm/build -serve ADDR  into -out, and serves it there with noise for every page
//	go run ./wasm/build -check       twice, in two places, and compares every byte
//
// It prints what the page weighs in brotli bytes and fails above the limits of package bundle. It also prints how hard its
// words are to read, which the tests of client/catalog hold to limits.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"time"

	"larkspur/wasm/build/bundle"
	"larkspur/wasm/build/preview"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("build", flag.ContinueOnError)
	out := flags.String("out", "", "folder to write to; made when it is not there")
	embed := flags.Bool("embed", false, "write to wasm/built/dist")
	check := flags.Bool("check", false, "build twice, in two places, and compare")
	serve := flags.String("serve", "", "address to serve the build on, for a look")
	debug := flags.Bool("debug", false, "keep the console of the browser (never serve this)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	cfg := bundle.Config{Out: *out, Debug: *debug, Progress: os.Stderr}
	switch {
	case *check:
		return bundle.Check(ctx, cfg)
	case *embed:
		cfg.Out = "wasm/built/dist"
	case *out == "":
		return fmt.Errorf("name a folder with -out, or say -embed or -check")
	}
	report, err := bundle.Build(ctx, cfg)
	if err != nil {
		return err
	}
	fmt.Print(report)
	if *serve != "" {
		return look(ctx, *serve, cfg.Out)
	}
	return report.Err()
}

// look serves a build until it is interrupted.
func look(ctx context.Context, addr, out string) error {
	handler := preview.Handler(os.DirFS(out), bundle.Covers[0], "realm=preview\nwords=7\nadmission=open\ncover=recipes\n")
	server := &http.Server{Addr: addr, Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	fmt.Fprintln(os.Stderr, "http://"+addr)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

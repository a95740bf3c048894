package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"time"

	"github.com/urfave/cli/v2"

	"larkspur/server"
	"larkspur/server/shelf"
	"larkspur/wasm/built"
)

// startersEvery is how often the file of starter keys is looked at.
const startersEvery = 2 * time.Second

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:         "serve",
		Usage:        "serve; the same as no command at all",
		Flags:        serveFlags(),
		Action:       serve,
		OnUsageError: onUsageError,
	}
}

// serve prepares everything, says where it serves, and ends with ctx.
func serve(c *cli.Context) (err error) {
	s, err := settingsOf(c, serveFlags())
	if err != nil {
		return err
	}
	if err := noCoreDumps(); err != nil {
		return fmt.Errorf("core dumps could not be turned off: %w", err)
	}
	ctx, out, notices := c.Context, c.App.Writer, c.App.ErrWriter
	ln, err := net.Listen("tcp", s.listen)
	if err != nil {
		return usage("--listen %s: %w; give another ADDRESS:PORT", s.listen, err)
	}
	defer ln.Close() // closed already when it was served on
	config, err := configOf(s, notices)
	if err != nil {
		return err
	}
	links, closeBus, err := openLinks(s.cluster, notices)
	if err != nil {
		return err
	}
	defer closeBus()
	defer links.Close()
	config.Live = links
	st, err := openStorage(ctx, s)
	if err != nil {
		return stopped(ctx, out, err)
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	handler, pages, err := prepare(ctx, s, config, st, notices)
	if err != nil {
		return stopped(ctx, out, err)
	}
	behind, err := startBehind(ctx, s, st, pages, notices)
	if err != nil {
		return err
	}
	defer behind.stop()
	if config.Starters != nil {
		go config.Starters.Watch(ctx, startersEvery, func(err error) { fmt.Fprintln(notices, "larkspurd:", err) })
	}
	if _, err := io.WriteString(out, greeting(s, config, st, ln.Addr())); err != nil {
		return fmt.Errorf("greeting: %w", err)
	}
	if err := handler.Serve(ctx, ln); err != nil {
		return err
	}
	fmt.Fprintln(out, "Stopped.")
	return nil
}

// stopped takes the error of a start that was asked to stop for what it is: no failure.
func stopped(ctx context.Context, out io.Writer, err error) error {
	if ctx.Err() == nil {
		return err
	}
	fmt.Fprintln(out, "Stopped before it was ready.")
	return nil
}

// prepare does what may take long. A realm comes first: without it no key is of use.
func prepare(ctx context.Context, s settings, config server.Config, st *storage, notices io.Writer) (*server.Server, *shelf.Shelf, error) {
	var err error
	if config.Realm, err = realmFor(st, s.realm); err != nil {
		return nil, nil, err
	}
	pages, err := openShelf(ctx, s, st, notices)
	if err != nil {
		return nil, nil, err
	}
	if config.Client, err = clientFiles(ctx, s.client, notices); err != nil {
		return nil, nil, err
	}
	handler, err := server.New(config, pages)
	if err != nil {
		return nil, nil, usage("%w", err)
	}
	return handler, pages, nil
}

func configOf(s settings, notices io.Writer) (server.Config, error) {
	config := server.Config{
		Words: s.words, Cover: s.cover, Grid: s.grid, CallsPerSecond: s.callsPerSecond, TrustProxy: s.trustProxy,
		Index: built.Page(s.cover), CertFile: s.tlsCert, KeyFile: s.tlsKey, Notices: notices,
	}
	if s.directory != "" {
		text, err := directoryOf(s.directory)
		if err != nil {
			return config, err
		}
		config.Directory = text
	}
	if s.admission == server.AdmissionStarter {
		starters, err := server.OpenStarters(s.starterKeys)
		if err != nil {
			return config, usage("--starter-keys: %w", err)
		}
		config.Starters = starters
	}
	return config, nil
}

func realmFor(st *storage, given string) (string, error) {
	has, err := st.hasKey()
	if err != nil {
		return "", err
	}
	return realmOf(st.dir, given, has)
}

func openShelf(ctx context.Context, s settings, st *storage, notices io.Writer) (*shelf.Shelf, error) {
	p := &progress{out: notices, what: "preparing the store"}
	defer p.end()
	pages, err := shelf.Open(ctx, shelf.Config{
		KeyFile: st.key, Random: rand.Reader, NewKey: s.newKey, Keep: s.keep, Late: s.late(), Progress: p.show,
		Notice: func(text string) { fmt.Fprintln(notices, "larkspurd:", text) },
	}, st)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	return pages, nil
}

func clientFiles(ctx context.Context, dir string, notices io.Writer) (fs.FS, error) {
	if dir != "" {
		if info, err := os.Stat(dir); err != nil {
			return nil, usage("--client: %w", err)
		} else if !info.IsDir() {
			return nil, usage("--client: %s is not a folder", dir)
		}
		return os.DirFS(dir), nil
	}
	files, err := built.Ensure(ctx, notices)
	if err != nil {
		return nil, fmt.Errorf("client files: %w", err)
	}
	return files, nil
}

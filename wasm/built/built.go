// Package built finds the client that a server serves: embedded, cached, or made on the spot.
//
// It links neither the client nor what builds it. A server built with -tags dist carries the files that
// `go run ./wasm/build -embed` wrote; any other runs wasm/build as a child process, once for a state of the sources.
package built

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// ErrSources says that nothing is embedded and the sources of the module are not at hand to make it from.
var ErrSources = errors.New("built: no client inside this program (built without -tags dist) and no sources to make it from; " +
	"start it in the folder of the sources, or build it with -tags dist after `go run ./wasm/build -embed`")

// Ensure returns the files of the client, as wasm/build wrote them (names in package bundle): those embedded; else those
// in the cache for the sources of the working folder's module; else it makes them there, which takes a minute the first
// time, and says so on progress. The cache lies in larkspur/client under the user's cache folder; it holds nothing but
// what is served to everybody.
func Ensure(ctx context.Context, progress io.Writer) (fs.FS, error) {
	if files, ok := Files(); ok {
		return files, nil
	}
	root, err := sources()
	if err != nil {
		return nil, err
	}
	key, err := digest(root)
	if err != nil {
		return nil, fmt.Errorf("built: %w", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, fmt.Errorf("built: %w", err)
	}
	dir := filepath.Join(cache, "larkspur", "client")
	return ensure(ctx, filepath.Join(dir, key), func(out string) error { return child(ctx, root, out, progress) })
}

// ensure makes the folder by way of another name, so that it is there whole or not at all, also when two do it at once.
func ensure(ctx context.Context, final string, makeIn func(out string) error) (fs.FS, error) {
	if _, err := os.Stat(final); err == nil {
		return os.DirFS(final), nil
	}
	parent := filepath.Dir(final)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, fmt.Errorf("built: %w", err)
	}
	work, err := os.MkdirTemp(parent, "making-")
	if err != nil {
		return nil, fmt.Errorf("built: %w", err)
	}
	defer os.RemoveAll(work)
	out := filepath.Join(work, "out")
	if err := makeIn(out); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("built: %w", err)
	}
	if err := os.Rename(out, final); err != nil {
		// Somebody else was first, which is as good.
		if _, there := os.Stat(final); there == nil {
			return os.DirFS(final), nil
		}
		return nil, fmt.Errorf("built: %w", err)
	}
	return os.DirFS(final), nil
}

func child(ctx context.Context, root, out string, progress io.Writer) error {
	if progress == nil {
		progress = io.Discard
	}
	fmt.Fprintln(progress, "making the client from its sources (once; about a minute)")
	cmd := exec.CommandContext(ctx, "go", "run", "./wasm/build", "-out", out)
	cmd.Dir = root
	// Settings of the caller's own build must not reach the tools of this one.
	cmd.Env = append(os.Environ(), "GOOS=", "GOARCH=", "GOFLAGS=-mod=readonly", "GOWORK=off")
	cmd.Stderr = progress
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("built: making the client: %w", err)
	}
	return nil
}

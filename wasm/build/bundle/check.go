package bundle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrDiffer says that two builds of the same sources are not the same.
var ErrDiffer = errors.New("bundle: two builds differ")

// Check builds twice and compares every byte: once where the sources are, once from a copy of them in another folder and
// with an empty build cache, so that nothing is taken over from the first. Config.Out is not used.
func Check(ctx context.Context, cfg Config) error {
	root, err := findRoot(cfg.Root)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "build-check")
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	defer os.RemoveAll(work)
	copied := filepath.Join(work, "a longer name for the sources")
	for _, part := range []string{"crypto", "client", "server/wire", "wasm", "go.mod", "go.sum"} {
		if err := copyPart(root, copied, part); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	one, two := cfg, cfg
	one.Root, one.Out = root, filepath.Join(work, "one")
	two.Root, two.Out = copied, filepath.Join(work, "another")
	two.GoEnv = append(two.GoEnv, "GOCACHE="+filepath.Join(work, "cache"))
	if _, err := Build(ctx, one); err != nil {
		return err
	}
	if _, err := Build(ctx, two); err != nil {
		return err
	}
	return Compare(one.Out, two.Out)
}

// Compare returns an error that wraps ErrDiffer when the two folders do not hold the same files with the same bytes.
func Compare(one, two string) error {
	a, err := os.ReadDir(one)
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	b, err := os.ReadDir(two)
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if len(a) != len(b) || len(a) == 0 {
		return fmt.Errorf("%w: %d files and %d", ErrDiffer, len(a), len(b))
	}
	for _, e := range a {
		x, err := os.ReadFile(filepath.Join(one, e.Name()))
		if err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		y, err := os.ReadFile(filepath.Join(two, e.Name()))
		if err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		if !bytes.Equal(x, y) {
			return fmt.Errorf("%w: %s", ErrDiffer, e.Name())
		}
	}
	return nil
}

// copyPart copies a file or folder of the module, if it is there.
func copyPart(root, to, part string) error {
	from := filepath.Join(root, part)
	info, err := os.Stat(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	target := filepath.Join(to, part)
	if info.IsDir() {
		return os.CopyFS(target, os.DirFS(from))
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(target, b, 0o644)
}

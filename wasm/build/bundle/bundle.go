// Package bundle makes the client: the WebAssembly core, the script and style of the page, and the pages themselves.
//
// It needs the go tool and nothing else: TypeScript goes through esbuild as a library, and the runtime glue of Go is
// taken from the Go that compiles. The same sources and the same Go give the same bytes in any folder (Check). Names of
// files are constant and say nothing; none of them carries a hash, because nothing may be kept by a browser.
package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Names of what is served. Pages are Pages; each other file has its brotli twin NAME.br beside it.
const (
	CoreFile   = "core.wasm" // the program
	ShellFile  = "a.js"      // the page's script
	WorkerFile = "b.js"      // the script of all workers
	StyleFile  = "a.css"     // style of covers and of what the core draws
)

// Config says what to build.
type Config struct {
	// Root is the folder of the module. Empty: the working folder or the nearest above it that holds the module.
	Root string
	// Out is the folder to write to; it is made when it is not there. What it held is removed.
	Out string
	// Debug keeps the browser's console and leaves names readable.
	Debug bool
	// Progress gets a line per step; nil for none.
	Progress io.Writer
	// Core is a ready core to take instead of compiling one: tests of the page alone bring an empty module.
	Core []byte
	// GoEnv is added to the environment of the go tool.
	GoEnv []string
}

// ErrRoot says that the module was not found.
var ErrRoot = errors.New("bundle: no go.mod of module larkspur here or above")

// Build makes the client and weighs it. Report.Err tells whether it is light enough.
func Build(ctx context.Context, cfg Config) (*Report, error) {
	if cfg.Progress == nil {
		cfg.Progress = io.Discard
	}
	root, err := findRoot(cfg.Root)
	if err != nil {
		return nil, err
	}
	cfg.Root = root
	if err := prepare(cfg.Out); err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	parts, err := compile(ctx, cfg)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(cfg.Progress, "bundling the page")
	if err := page(ctx, cfg); err != nil {
		return nil, err
	}
	fmt.Fprintln(cfg.Progress, "compressing")
	if err := compress(ctx, cfg.Out); err != nil {
		return nil, err
	}
	report, err := weigh(cfg.Out)
	if err != nil {
		return nil, err
	}
	report.Packages = parts
	if report.Readings, err = readWords(root); err != nil {
		return nil, err
	}
	return report, nil
}

// prepare empties the folder, so that nothing of an older build is served. It refuses to empty what it did not make.
func prepare(out string) error {
	entries, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(out, ShellFile)); err != nil {
			return fmt.Errorf("%s holds files that are no earlier build; name an empty folder", out)
		}
		if err := os.RemoveAll(out); err != nil {
			return err
		}
	}
	return os.MkdirAll(out, 0o755)
}

// compile puts the core in its place, and says what its packages weigh.
func compile(ctx context.Context, cfg Config) ([]Weight, error) {
	out, err := filepath.Abs(filepath.Join(cfg.Out, CoreFile))
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	if cfg.Core != nil {
		if err := os.WriteFile(out, cfg.Core, 0o644); err != nil {
			return nil, fmt.Errorf("bundle: %w", err)
		}
		return nil, nil
	}
	fmt.Fprintln(cfg.Progress, "compiling the core")
	// Without inlining (-l) the core weighs an eighth less, as screens are long chains of small calls. The key derivation is
	// the one place where the time counts, and keeps it. The last pattern that fits counts.
	dir, err := os.MkdirTemp("", "bundle-lighter")
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	defer os.RemoveAll(dir)
	goroot, err := goTool(ctx, cfg, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	lighter, err := overlay(goroot, dir)
	if err != nil {
		return nil, err
	}
	_, err = goTool(ctx, cfg, "build", "-overlay", lighter, "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-gcflags=all=-l",
		"-gcflags=golang.org/x/crypto/argon2=", "-gcflags=golang.org/x/crypto/blake2b=", "-o", out, "./wasm")
	if err != nil {
		return nil, err
	}
	core, err := os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	parts, err := packages(core)
	if err != nil || cfg.Debug {
		return parts, err // who looks for a fault reads traces
	}
	if _, err := forgetLines(core); err != nil {
		return nil, err
	}
	if _, err := forgetNames(core); err != nil {
		return nil, err
	}
	if err := os.WriteFile(out, core, 0o644); err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	return parts, nil
}

// goTool runs the go command for js/wasm in the module, with nothing of the caller's settings that would change bytes.
func goTool(ctx context.Context, cfg Config, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = cfg.Root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=-mod=readonly", "GOWASM=", "GOEXPERIMENT=",
		"GOWORK=off")
	cmd.Env = append(cmd.Env, cfg.GoEnv...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("bundle: go %s: %w\n%s", args[0], err, stderr.String())
	}
	return strings.TrimSpace(string(out)), nil
}

func findRoot(start string) (string, error) {
	dir, err := filepath.Abs(start)
	if err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	for {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(mod), "module larkspur\n") {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", ErrRoot
		}
		dir = up
	}
}

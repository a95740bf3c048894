package axe

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

const (
	// env names the variable that holds the path of axe.min.js.
	env = "LARKSPUR_AXE"
	// version is what is fetched, and sum the SHA-256 of the one file that is kept of it.
	version = "4.14.1"
	sum     = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
	inside  = "package/axe.min.js"
)

// Locate returns the path of axe-core's script. It fetches it with npm if need be, once for this user. The file is checked
// against its sum whenever it is located, so that no other script is ever run in a page.
func Locate() (string, error) {
	if path := os.Getenv(env); path != "" {
		return path, verify(path)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("axe: no cache folder: %w; set %s to the path of axe.min.js %s", err, env, version)
	}
	dir := filepath.Join(cache, "larkspur-test", "axe")
	path := filepath.Join(dir, "axe-"+version+".min.js")
	if _, err := os.Stat(path); err == nil {
		return path, verify(path)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("axe: %w", err)
	}
	if err := fetch(dir, path); err != nil {
		return "", fmt.Errorf("axe: fetching axe-core %s: %w; run .ci/setup, or set %s to the path of its axe.min.js", version, err, env)
	}
	return path, nil
}

// verify compares a file with the sum.
func verify(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("axe: %w", err)
	}
	if got := sha256.Sum256(b); hex.EncodeToString(got[:]) != sum {
		return fmt.Errorf("axe: %s is not axe.min.js of axe-core %s; remove it to have it fetched anew", path, version)
	}
	return nil
}

// fetch has npm bring the package, and puts its script in place whole, so that two may do it at once.
func fetch(dir, path string) error {
	work, err := os.MkdirTemp(dir, "fetching-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	// npm pack runs nothing of the package, and asks for nothing that it depends on.
	cmd := exec.Command("npm", "pack", "--silent", "axe-core@"+version)
	cmd.Dir = work
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm pack: %w\n%s", err, out)
	}
	script := filepath.Join(work, "axe.min.js")
	if err := unpack(filepath.Join(work, "axe-core-"+version+".tgz"), script); err != nil {
		return err
	}
	if err := verify(script); err != nil {
		return err
	}
	return os.Rename(script, path)
}

// unpack takes the one file out of a package.
func unpack(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s holds no %s", from, inside)
		}
		if err != nil {
			return err
		}
		if h.Name != inside {
			continue
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		return os.WriteFile(to, b, 0o644)
	}
}

package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// One error of compress/flate is the last thing in the core that prints by way of fmt, and that brings reflection along:
// 50 KB of brotli for a compression level that nobody asks for. The core is compiled with another text of that one line. The
// rest of the library is as it is, and everything outside of the core sees it untouched.
const (
	lighterFile = "compress/flate/deflate.go"
	heavyLine   = `return fmt.Errorf("flate: invalid compression level %d: want value in range [-2, 9]", level)`
	lightLine   = `return errors.New("flate: invalid compression level")`
	heavyImport = "\n\t\"fmt\""
)

// overlay writes what the go command is told to read in place of that file, and returns its path. It fails with ErrCore where
// the library is another one: then it is looked at anew.
func overlay(goroot, dir string) (string, error) {
	from := filepath.Join(goroot, "src", filepath.FromSlash(lighterFile))
	text, err := os.ReadFile(from)
	if err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	for _, change := range [][2]string{{heavyLine, lightLine}, {heavyImport, ""}} {
		if bytes.Count(text, []byte(change[0])) != 1 {
			return "", fmt.Errorf("%w: %s", ErrCore, lighterFile)
		}
		text = bytes.Replace(text, []byte(change[0]), []byte(change[1]), 1)
	}
	if bytes.Contains(text, []byte("fmt.")) || !bytes.Contains(text, []byte("\n\t\"errors\"")) {
		return "", fmt.Errorf("%w: %s", ErrCore, lighterFile)
	}
	to, list := filepath.Join(dir, "deflate.go"), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(to, text, 0o644); err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	replaced, err := json.Marshal(map[string]map[string]string{"Replace": {from: to}})
	if err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	if err := os.WriteFile(list, replaced, 0o644); err != nil {
		return "", fmt.Errorf("bundle: %w", err)
	}
	return list, nil
}

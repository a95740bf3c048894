package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"larkspur/server/wire"
)

// dataFolder is dataPath, which it makes for this user alone.
func dataFolder(given string) (string, error) {
	dir, err := dataPath(given)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	return dir, nil
}

// dataPath is DIR of --data, or the folder larkspur where the system keeps a user's data. It may not be there.
func dataPath(given string) (string, error) {
	dir := given
	if dir == "" {
		base, err := userData()
		if err != nil {
			return "", usage("no data folder is known for this user; give --data DIR (%w)", err)
		}
		dir = filepath.Join(base, "larkspur")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	return dir, nil
}

// userData is where each system wants data of programs: not os.UserConfigDir, which is copied between machines and
// kept in version control by many.
func userData() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	if runtime.GOOS == "windows" {
		if dir := os.Getenv("LocalAppData"); dir != "" {
			return dir, nil
		}
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support"), nil
	}
	return filepath.Join(home, ".local", "share"), nil
}

// realmOf returns the realm of the deployment: the one kept in the file realm of dir, else the one given, else one drawn
// now. What is used first is kept. hasKey says that a key was made before, so that the deployment is not new.
func realmOf(dir, given string, hasKey bool) (string, error) {
	if given != "" && !wire.ValidRealm(given) {
		return "", usage("--realm: 1 to %d printable ASCII characters without a space are needed", wire.MaxRealm)
	}
	path := filepath.Join(dir, "realm")
	kept, err := os.ReadFile(path)
	switch realm := strings.TrimSpace(string(kept)); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return "", fmt.Errorf("realm: %w", err)
	case !wire.ValidRealm(realm):
		return "", fmt.Errorf("realm: %s is damaged; put back what it held, or no phrase leads to its plan", path)
	case given != "" && given != realm:
		return "", usage("--realm %s: this deployment is %s (kept in %s), and every phrase made on it depends on that. "+
			"Under another realm no phrase would open anything. Leave --realm away, or use another --data", given, realm, path)
	default:
		return realm, nil
	}
	if hasKey && given == "" {
		return "", usage("realm: %s is missing, though this deployment has a key: a new realm would lock out every phrase made "+
			"so far. Put the file back, or name the old realm with --realm; it stands in the answer of /v1/site, and in "+
			"every copy of the file", path)
	}
	if given == "" {
		given = strings.ToLower(rand.Text())
	}
	return given, keep(path, given+"\n")
}

// keep writes a file that is there whole or not at all, and stays there.
func keep(path, content string) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".keep-")
	if err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	defer os.Remove(temporary.Name()) // gone already when all went well
	_, err = temporary.WriteString(content)
	err = errors.Join(err, temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("keep %s: %w", path, err)
	}
	return nil
}

func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be opened for this there
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

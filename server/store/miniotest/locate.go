package miniotest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sys/unix"
)

const (
	// env names the variable that holds the path of a MinIO server's binary.
	env = "LARKSPUR_MINIO"
	// source is what is built where there is none: the last state of MinIO's own repository.
	source = "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c"
)

// Locate returns the path of a MinIO server, building it first if need be. Several processes may call it at once.
func Locate() (string, error) {
	if path := os.Getenv(env); path != "" {
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("%s: %w; point it at a MinIO server, or unset it to have one built", env, err)
		}
		return path, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no cache folder for a MinIO server: %w; set %s to the path of one", err, env)
	}
	bin := filepath.Join(cache, "larkspur-test", "bin")
	path := filepath.Join(bin, "minio")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return "", err
	}
	if err := build(bin, path); err != nil {
		return "", fmt.Errorf("%w\nTo do it by hand: GOBIN=%s go install %s\nor set %s to the path of a MinIO server", err, bin, source, env)
	}
	return path, nil
}

// build has the go command install into bin, one process at a time. The command puts the binary in its place whole.
func build(bin, path string) error {
	lock, err := os.OpenFile(filepath.Join(bin, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX); err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return nil // another process built it meanwhile
	}
	cmd := exec.Command("go", "install", "-trimpath", "-ldflags=-s -w", source)
	cmd.Dir = bin // outside any module, so that this one's go.mod has no say
	cmd.Env = append(os.Environ(), "GOBIN="+bin, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build a MinIO server: %w\n%s", err, out)
	}
	return nil
}

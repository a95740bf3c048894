//go:build unix

package browsertest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// box is the folder that a browser lives in and the process group that it runs
// in. Home and temporary folders lie inside it, so that a search of the box is a
// search of everything the browser wrote.
type box struct {
	root string
	kept bool // given by the caller: not ours to remove
	pgid int  // 0 before the start
}

func newBox(root string) (*box, error) {
	b := &box{root: root, kept: root != ""}
	if root == "" {
		var err error
		if b.root, err = os.MkdirTemp("", "larkspur-browser-"); err != nil {
			return nil, fmt.Errorf("browsertest: a folder for the browser: %w", err)
		}
	}
	for _, sub := range []string{"profile", "home", "tmp", "run"} {
		if err := os.MkdirAll(filepath.Join(b.root, sub), 0o700); err != nil {
			return nil, fmt.Errorf("browsertest: a folder for the browser: %w", err)
		}
	}
	return b, nil
}

func (b *box) profile() string { return filepath.Join(b.root, "profile") }

// downloads is the folder for what pages save.
func (b *box) downloads() string { return filepath.Join(b.root, "home", "Downloads") }

// environ is all that the browser is told of this machine.
func (b *box) environ() []string {
	home := filepath.Join(b.root, "home")
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + home,
		"TMPDIR=" + filepath.Join(b.root, "tmp"),
		"XDG_RUNTIME_DIR=" + filepath.Join(b.root, "run"),
		"XDG_CONFIG_HOME=" + filepath.Join(home, ".config"),
		"XDG_CACHE_HOME=" + filepath.Join(home, ".cache"),
		"XDG_DATA_HOME=" + filepath.Join(home, ".local", "share"),
		"LANG=C.UTF-8",
		"DBUS_SESSION_BUS_ADDRESS=disabled:",
		"MOZ_CRASHREPORTER_DISABLE=1",
		"NO_AT_BRIDGE=1",
	}
}

// prepare gives the command a process group of its own and the box's environment.
func (b *box) prepare(cmd *exec.Cmd) {
	cmd.SysProcAttr = ownGroup()
	cmd.Env = b.environ()
}

// kill ends what runs in the box and waits until it is gone.
func (b *box) kill() error {
	const limit = time.Minute
	for end := time.Now().Add(limit); ; {
		left := b.members()
		if b.pgid > 0 {
			switch err := syscall.Kill(-b.pgid, syscall.SIGKILL); {
			case err == nil:
				left = append(left, b.pgid)
			case !errors.Is(err, syscall.ESRCH) && !errors.Is(err, syscall.EPERM):
				return fmt.Errorf("browsertest: ending the browser: %w", err)
			}
		}
		for _, pid := range left {
			if pid != b.pgid {
				// Gone already is as good.
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		if len(left) == 0 {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("browsertest: processes %v would not end", left)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// remove deletes the box. Files can still appear for a moment after a browser
// has ended, hence more than one try.
func (b *box) remove() error {
	if b.kept {
		return nil
	}
	var err error
	for range 200 {
		if err = os.RemoveAll(b.root); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("browsertest: removing the profile: %w", err)
}

// findProgram returns the first of names that is installed.
func findProgram(names ...string) (string, error) {
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err == nil {
			return path, nil
		}
		if !errors.Is(err, exec.ErrNotFound) && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("browsertest: %s: %w", name, err)
		}
	}
	return "", fmt.Errorf("%w (looked for %v)", ErrNoBrowser, names)
}

//go:build unix && !linux

package disclose

import (
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

const noAccessTime = 0

// timesOf has the one date that Go gives everywhere. A copy of the disk may hold more.
func timesOf(path string, _ *unix.Stat_t) []Time {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() == fs.ModeSymlink {
		return nil
	}
	return []Time{{Written, info.ModTime()}}
}

func fileSystem(*unix.Statfs_t) string { return "not looked at on this system" }

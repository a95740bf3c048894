//go:build unix && !linux

package filestore

import "os"

// Elsewhere reading leaves an access time; mount the folder with noatime.
const noAccessTime = 0

func datasync(f *os.File) error { return f.Sync() }

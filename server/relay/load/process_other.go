//go:build !linux

package load

import (
	"errors"
	"time"
)

// RSS fails: the memory of a process is only known on Linux.
func RSS(int) (int64, error) { return 0, errors.New("load: memory is measured on Linux only") }

// CPU is 0: not known.
func CPU(int) time.Duration { return 0 }

//go:build unix

package cputime

import (
	"syscall"
	"time"
)

// Used is what this process has had since it began.
func Used() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err) // only for another first argument
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

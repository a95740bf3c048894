//go:build unix

package main

import "syscall"

// noCoreDumps keeps a crash from writing memory, and with it keys of the store and pages in passing, to a disk.
func noCoreDumps() error { return syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }

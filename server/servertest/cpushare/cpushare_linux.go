// Package cpushare gives processes a share of one core, for tests that ask what is done with so much and not how fast a machine
// is. It is of Linux.
package cpushare

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// period is the time over which a share is counted.
const period = 20 * time.Millisecond

// Give limits processes together to a share of one core until the test ends, and says how: by the kernel's own limit (cgroup
// version 2 or 1) where root may set one and holds finds that it does, else by stopping and waking them in turn, which is
// coarser.
//
// The processes are kept to one core: the kernel hands out a share in slices, and what one of several cores took and does not
// use is lost to the others until it gives it back. That was up to half of a quarter.
func Give(t *testing.T, share float64, pids []int, holds func() bool) (how string) {
	t.Helper()
	KeepToOneCore(t, pids)
	micros := func(d time.Duration) string { return strconv.FormatInt(d.Microseconds(), 10) }
	quota := time.Duration(share * float64(period))
	for _, group := range []struct {
		how, in string
		limits  [][2]string
	}{
		{"cgroup 2", "/sys/fs/cgroup", [][2]string{{"cpu.max", micros(quota) + " " + micros(period)}}},
		{"cgroup 1", "/sys/fs/cgroup/cpu", [][2]string{{"cpu.cfs_period_us", micros(period)}, {"cpu.cfs_quota_us", micros(quota)}}},
	} {
		if remove := limit(group.in, group.limits, pids); remove != nil {
			if holds() {
				t.Cleanup(remove)
				return group.how
			}
			remove()
		}
	}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			for _, pid := range pids {
				_ = syscall.Kill(pid, syscall.SIGSTOP) // one that ended does not matter
			}
			time.Sleep(period - quota)
			for _, pid := range pids {
				_ = syscall.Kill(pid, syscall.SIGCONT)
			}
			select {
			case <-stop:
				return
			case <-time.After(quota):
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-done })
	return "signals"
}

// KeepToOneCore has all threads of processes, and those they start, run on the last core that this process may use.
func KeepToOneCore(t *testing.T, pids []int) {
	t.Helper()
	var may, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &may); err != nil {
		t.Fatal(err)
	}
	for cpu := range 64 * len(may) {
		if may.IsSet(cpu) {
			one.Zero()
			one.Set(cpu)
		}
	}
	for range 2 { // threads that were started meanwhile
		for _, pid := range pids {
			tasks, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/[0-9]*")
			for _, task := range tasks {
				if tid, err := strconv.Atoi(filepath.Base(task)); err == nil {
					if err := unix.SchedSetaffinity(tid, &one); err != nil && err != unix.ESRCH {
						t.Fatal(err)
					}
				}
			}
		}
	}
}

// limit puts processes into a new group with limits, and returns what takes them out again; nil where that cannot be done.
func limit(in string, limits [][2]string, pids []int) (remove func()) {
	dir, err := os.MkdirTemp(in, "larkspur-share-")
	if err != nil {
		return nil
	}
	give := func(group string) bool {
		for _, pid := range pids {
			if err := os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte(strconv.Itoa(pid)), 0o644); err != nil && syscall.Kill(pid, 0) == nil {
				return false
			}
		}
		return true
	}
	ok := true
	for _, l := range limits {
		if _, err := os.Stat(filepath.Join(dir, l[0])); err != nil {
			ok = false
			break
		}
		ok = ok && os.WriteFile(filepath.Join(dir, l[0]), []byte(l[1]), 0o644) == nil
	}
	ok = ok && give(dir)
	remove = func() {
		give(in)
		for range 50 {
			if os.Remove(dir) == nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	if !ok {
		remove()
		return nil
	}
	return remove
}

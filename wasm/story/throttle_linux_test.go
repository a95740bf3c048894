package story

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"larkspur/wasm/browsertest"
)

// period is the time over which a share of a core is counted.
const period = 20 * time.Millisecond

// throttle gives a browser, all its processes together, a share of one core until the test ends, and says how: by the
// kernel's own limit (cgroup version 2 or 1) where root may set one, else by stopping and waking its processes in turn, which
// is coarser. A browser's own throttling, which its protocol offers, does not reach workers.
func throttle(t *testing.T, b browsertest.Browser, share float64) (how string) {
	t.Helper()
	pids := processesOf(b)
	if len(pids) < 2 {
		t.Fatalf("the browser has the processes %v", pids)
	}
	micros := func(d time.Duration) string { return strconv.FormatInt(d.Microseconds(), 10) }
	quota := time.Duration(share * float64(period))
	for _, group := range []struct {
		how, in string
		limits  [][2]string
	}{
		{"cgroup 2", "/sys/fs/cgroup", [][2]string{{"cpu.max", micros(quota) + " " + micros(period)}}},
		{"cgroup 1", "/sys/fs/cgroup/cpu", [][2]string{{"cpu.cfs_period_us", micros(period)}, {"cpu.cfs_quota_us", micros(quota)}}},
	} {
		if limit(t, group.in, group.limits, pids) {
			return group.how
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

// limit puts processes into a new group with limits; false where that cannot be done.
func limit(t *testing.T, in string, limits [][2]string, pids []int) bool {
	dir := filepath.Join(in, "larkspur-story-"+strconv.Itoa(os.Getpid()))
	if os.Mkdir(dir, 0o755) != nil {
		return false
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
	remove := func() {
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
		return false
	}
	t.Cleanup(remove)
	return true
}

// processesOf are the living processes of a browser: those whose home is its own.
func processesOf(b browsertest.Browser) []int {
	mark := []byte("HOME=" + filepath.Join(b.Profile(), "home"))
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	var pids []int
	for _, file := range files {
		env, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		for entry := range bytes.SplitSeq(env, []byte{0}) {
			if bytes.Equal(entry, mark) {
				if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
					pids = append(pids, pid)
				}
				break
			}
		}
	}
	return pids
}

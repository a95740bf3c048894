package story

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"larkspur/wasm/browsertest"
)

// period is the time over which a share of a core is counted.
const period = 20 * time.Millisecond

// spin is the milliseconds that a page takes for the same work.
const spin = `(() => { const begin = performance.now(); let n = 0; for (let i = 0; i < 6e7; i++) n += i % 7; return n && performance.now() - begin; })()`

// throttle gives a browser, all its processes together, a share of one core until the test ends, and says how: by the
// kernel's own limit (cgroup version 2 or 1) where root may set one and it holds, else by stopping and waking its processes in
// turn, which is coarser. It also says how many times slower the browser is now. A browser's own throttling, which its protocol
// offers, does not reach workers.
//
// The processes are kept to one core, before and after: the kernel hands out a share in slices, and what one of several cores
// took and does not use is lost to the others until it gives it back. That was up to half of a quarter.
func throttle(t *testing.T, b browsertest.Browser, share float64) (how string, slower float64) {
	t.Helper()
	pids := processesOf(b)
	keepToOneCore(t, pids)
	work := func() (ms float64) {
		if err := b.Eval(t.Context(), spin, &ms); err != nil {
			t.Fatal(err)
		}
		return ms
	}
	before := min(work(), work(), work())
	t.Logf("the browser has %d processes", len(pids))
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
			if slower := work() / before; slower > 1/share/2 {
				return group.how, slower
			}
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
	return "signals", work() / before
}

// keepToOneCore has all threads of processes, and those they start, run on the last core that this process may use.
func keepToOneCore(t *testing.T, pids []int) {
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

// processesOf are the living processes of a browser: the process group of the one that was started with its profile. What
// they inherited does not tell, as some write their names over it.
func processesOf(b browsertest.Browser) []int {
	groups, of := map[string]bool{}, map[int]string{}
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range dirs {
		stat, err := os.ReadFile(filepath.Join(dir, "stat"))
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(stat), ") ") // state, parent, group
		fields := strings.Fields(rest)
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil || len(fields) < 3 {
			continue
		}
		of[pid] = fields[2]
		if args, _ := os.ReadFile(filepath.Join(dir, "cmdline")); bytes.Contains(args, []byte(filepath.Join(b.Profile(), "profile"))) {
			groups[fields[2]] = true
		}
	}
	var pids []int
	for pid, group := range of {
		if groups[group] {
			pids = append(pids, pid)
		}
	}
	return pids
}

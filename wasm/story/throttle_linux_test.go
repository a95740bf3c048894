package story

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"larkspur/server/servertest/cpushare"
	"larkspur/wasm/browsertest"
)

// spin is the milliseconds that a page takes for the same work.
const spin = `(() => { const begin = performance.now(); let n = 0; for (let i = 0; i < 6e7; i++) n += i % 7; return n && performance.now() - begin; })()`

// throttle gives a browser, all its processes together, a share of one core until the test ends, and says how, and how many times
// slower the browser is than on the whole of that core. A browser's own throttling, which its protocol offers, does not reach
// workers.
func throttle(t *testing.T, b browsertest.Browser, share float64) (how string, slower float64) {
	t.Helper()
	pids := processesOf(b)
	cpushare.KeepToOneCore(t, pids)
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
	how = cpushare.Give(t, share, pids, func() bool { return work()/before > 1/share/2 })
	return how, work() / before
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

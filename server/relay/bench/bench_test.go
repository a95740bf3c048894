package bench

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"larkspur/server/relay/load"
	"larkspur/server/servertest"
)

var (
	long   = flag.Bool("long", false, "run what takes long")
	rounds = flag.Int("rounds", 3, "how often each relay is measured, in turn")
)

// Versions of what is compared with.
const (
	wsVersion = "8.18.0"
	yVersion  = "2.0.4"
)

func freePort(t *testing.T) string {
	t.Helper()
	_, port, err := net.SplitHostPort(servertest.FreeAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// start runs a program until the test ends, and returns when its port answers.
func start(t *testing.T, port string, env []string, name string, args ...string) int {
	t.Helper()
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), env...)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for range 1200 { // a minute
		conn, err := net.DialTimeout("tcp", "127.0.0.1:"+port, time.Second)
		if err == nil {
			conn.Close()
			return c.Process.Pid
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s does not answer: %s", name, out.String())
	return 0
}

// node installs what is needed for the two relays on node, once.
func node(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "larkspur-bench", wsVersion+"-"+yVersion)
	if _, err := os.Stat(filepath.Join(dir, "done")); err == nil {
		return dir
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("npm", "install", "--prefix", dir, "--no-audit", "--no-fund", "ws@"+wsVersion, "y-websocket@"+yVersion, "yjs@13")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("npm: %v\n%s", err, out)
	}
	script, err := os.ReadFile("testdata/blind.mjs")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "blind.mjs"), script, 0o644)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "done"), nil, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func target(t *testing.T, name, port string, m load.Messages, pid int) load.Target {
	t.Helper()
	x, err := load.WebSocket(name, "ws://127.0.0.1:"+port, m, pid)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func inPath(room uint64) string { return "/room-" + strconv.FormatUint(room, 10) }

// awareness are the messages of y-websocket that it passes on as they come: what one says of itself (its protocol, "awareness").
// Others it takes apart, which would not be fair. They have 512 bytes, as ours.
func awareness() load.Messages {
	const key = `{"s":"`
	return load.Messages{
		Path: inPath,
		Frame: func(room, stamp uint64) []byte {
			state := []byte(key + fmt.Sprintf("%016x", stamp))
			state = append(append(state, bytes.Repeat([]byte("x"), 480-len(state))...), `"}`...)
			var u []byte
			for _, n := range []uint64{1, room & 0x7fffffff, stamp / 1000, uint64(len(state))} { // one client, its number, its clock
				u = binary.AppendUvarint(u, n)
			}
			u = append(u, state...)
			return append(binary.AppendUvarint([]byte{1}, uint64(len(u))), u...)
		},
		Stamp: func(b []byte) (uint64, bool) {
			_, rest, ok := bytes.Cut(b, []byte(key))
			if !ok || len(rest) < 16 || b[0] != 1 {
				return 0, false
			}
			n, err := strconv.ParseUint(string(rest[:16]), 16, 64)
			return n, err == nil
		},
	}
}

// level is so many frames a second from so many pairs. A relay is given more and more until it carries less than it is offered.
type level struct{ pairs, frames int }

// levels of the long course: the last is more than generator and relay together manage on two cores.
var levels = [...]level{{2000, 40_000}, {4000, 80_000}, {6000, 120_000}, {8000, 160_000}}

// full is what was measured of a relay at full load.
type full struct {
	most float64       // frames a second that were carried, of all levels and rounds
	cpu  time.Duration // for 1,000 frames, at the level and in the round where it was least
}

// relays starts ours and those it is compared with; in the short course those that need node are left out.
func relays(t *testing.T) []load.Target {
	t.Helper()
	server := servertest.StartProcess(t, servertest.ProcessOptions{Args: []string{"--calls-per-second", "1000000", "--live-connections", "20000"}})
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	chatPort := freePort(t)
	all := []load.Target{
		target(t, "larkspur", server.URL[len("http://127.0.0.1:"):], load.Larkspur(), server.PID()),
		target(t, "gorilla chat", chatPort, load.Blind(inPath), start(t, chatPort, []string{chatEnv + "=127.0.0.1:" + chatPort}, self)),
	}
	if !*long {
		return all
	}
	dir, blindPort, yPort := node(t), freePort(t), freePort(t)
	return append(all,
		target(t, "ws on node", blindPort, load.Blind(inPath), start(t, blindPort, []string{"PORT=" + blindPort}, "node", filepath.Join(dir, "blind.mjs"))),
		target(t, "y-websocket", yPort, awareness(), start(t, yPort, []string{"HOST=127.0.0.1", "PORT=" + yPort}, "node", filepath.Join(dir, "node_modules", "y-websocket", "bin", "server.cjs"))),
	)
}

// How many frames each relay carries, how long one takes, and what a connection costs that says nothing. The figures of the long
// course are logged, for somebody to read: they are of one machine at one time, and fail nothing. The others carry frames without
// a queue that is bounded in bytes, without limits for a flood, and know who is in a room by its path.
func TestAgainstOthers(t *testing.T) {
	all := relays(t)
	if !*long { // it runs, and the figures mean nothing
		for _, x := range all {
			faultStays(t, func() string {
				if got := carry(t, x, level{40, 1000}, time.Second); got.most < 200 {
					return fmt.Sprintf("%s carried %.0f of 1,000 frames a second", x.Name, got.most)
				}
				return ""
			})
			idle(t, x, 50)
		}
		return
	}
	for _, x := range all { // before any load: memory that a process had already is not given back
		idle(t, x, 2500)
	}
	none, end, err := load.Direct()
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	for _, x := range append([]load.Target{none}, all...) {
		r, err := load.Carry(t.Context(), x, x, 500, 5000, 8*time.Second)
		if err != nil {
			t.Fatal(x.Name, err)
		}
		t.Logf("%-13s at 5,000 frames a second: half within %v, 99 in 100 within %v, carried %.0f", x.Name, r.P50.Round(time.Microsecond), r.P99.Round(time.Microsecond), r.Carried)
	}
	best := make([]full, len(all))
	for range *rounds {
		for i, x := range all {
			for _, l := range levels {
				got := carry(t, x, l, 8*time.Second)
				best[i].most = max(best[i].most, got.most)
				if best[i].cpu == 0 || got.cpu < best[i].cpu {
					best[i].cpu = got.cpu
				}
				if got.most < 0.9*float64(l.frames) {
					break
				}
			}
		}
	}
	other := full{cpu: time.Hour}
	for _, x := range best[1:] {
		other.most, other.cpu = max(other.most, x.most), min(other.cpu, x.cpu)
	}
	t.Logf("frames a second: %.2f times the best of the others; time for a frame: the best of the others takes %.2f times ours", best[0].most/other.most, float64(other.cpu)/float64(best[0].cpu))
}

// faultStays looks for a fault several times, and fails when it is there each time. A second is short, and a machine that does
// something else in it, or nothing, carries little.
func faultStays(t *testing.T, fault func() string) {
	t.Helper()
	for tries := 1; ; tries++ {
		found := fault()
		if found == "" {
			return
		}
		if tries == 5 {
			t.Error(found)
			return
		}
		t.Log(found, "and again")
	}
}

// carry measures one relay at one level.
func carry(t *testing.T, x load.Target, l level, d time.Duration) full {
	t.Helper()
	got, err := tryCarry(t, x, l, d)
	if err != nil {
		t.Fatal(x.Name, err)
	}
	return got
}

func tryCarry(t *testing.T, x load.Target, l level, d time.Duration) (full, error) {
	t.Helper()
	r, err := load.Carry(t.Context(), x, x, l.pairs, l.frames, d)
	if err != nil {
		return full{}, err
	}
	t.Logf("%-13s %6d wanted: offered %6.0f, carried %6.0f frames a second, %6v of its time for 1,000", x.Name, l.frames, r.Offered, r.Carried, r.CPU.Round(10*time.Microsecond))
	return full{r.Carried, r.CPU}, nil
}

func idle(t *testing.T, x load.Target, pairs int) {
	t.Helper()
	bytes, err := load.Idle(t.Context(), x, pairs)
	if err != nil {
		t.Fatal(x.Name, err)
	}
	t.Logf("%-13s %6.1f KB for a connection that says nothing, of %d", x.Name, bytes/1024, 2*pairs)
}

// What is sent on one node and heard on another, over NATS with certificates on both sides. The rest of a second is as on one.
func TestAcrossNodes(t *testing.T) {
	pairs, frames, d := 40, 400, time.Second // short: it runs, and the figures mean nothing
	if *long {
		pairs, frames, d = 500, 5000, 8*time.Second
	}
	options := servertest.ProcessOptions{Args: []string{"--calls-per-second", "1000000"}}
	nodes := servertest.StartCluster(t, options, options).Nodes
	none, end, err := load.Direct()
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	var at [2]load.Target
	for i, n := range nodes {
		at[i] = target(t, "node", n.URL[len("http://127.0.0.1:"):], load.Larkspur(), n.PID())
	}
	for _, way := range []struct {
		name     string
		from, to load.Target
	}{{"no relay", none, none}, {"on one node", at[0], at[0]}, {"across two", at[0], at[1]}} {
		faultStays(t, func() string {
			r, err := load.Carry(t.Context(), way.from, way.to, pairs, frames, d)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%-12s at %d frames a second: half within %v, 99 in 100 within %v, carried %.0f", way.name, frames, r.P50.Round(time.Microsecond), r.P99.Round(time.Microsecond), r.Carried)
			if r.Carried < 0.9*r.Offered {
				return fmt.Sprintf("%s carried %.0f of %.0f frames a second", way.name, r.Carried, r.Offered)
			}
			return ""
		})
	}
}

// The generator finds what it is meant to find: a relay that loses frames carries fewer than were offered, and it sends
// nothing to another machine.
func TestTheGenerator(t *testing.T) {
	port := freePort(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	x := target(t, "gorilla chat", port, load.Blind(inPath), start(t, port, []string{chatEnv + "=127.0.0.1:" + port}, self))
	faultStays(t, func() string {
		r, err := load.Carry(t.Context(), x, x, 10, 200, 2*time.Second)
		if err != nil || r.Carried < 0.95*r.Offered || r.Offered < 150 || r.Offered > 250 || r.P50 <= 0 || r.P99 < r.P50 {
			return fmt.Sprintf("%+v %v", r, err)
		}
		return ""
	})
	lossy := load.Blind(inPath)
	var n atomic.Int64
	stamp := lossy.Stamp
	lossy.Stamp = func(b []byte) (uint64, bool) {
		s, ok := stamp(b)
		return s, ok && n.Add(1)%2 == 0
	}
	if r, err := load.Carry(t.Context(), target(t, "lossy", port, lossy, 0), target(t, "lossy", port, lossy, 0), 1, 100, 2*time.Second); err != nil || r.Carried > 0.6*r.Offered {
		t.Errorf("a lossy relay: %+v %v", r, err)
	}
	for _, address := range []string{"ws://198.51.100.7:80", "http://127.0.0.1:80", "ws://example.org:80"} {
		if _, err := load.WebSocket("", address, lossy, 0); err == nil {
			t.Errorf("%s would be measured", address)
		}
	}
}

package filestore

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"flag"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/server/store"
	"larkspur/server/store/storetest"
)

var rounds = flag.Int("rounds", 30, "how often the process is killed, and ten times that the power is cut")

// Variables of the environment that make the test binary a child: what to do, and in which folder.
const (
	childJob = "FILESTORE_TEST_JOB"
	childDir = "FILESTORE_TEST_DIR"
)

func TestMain(m *testing.M) {
	if job := os.Getenv(childJob); job != "" {
		if err := child(job, os.Getenv(childDir)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func childCommand(t testing.TB, dir, job string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childJob+"="+job, childDir+"="+dir)
	return cmd
}

// child opens the store, or opens it and writes until it is killed, telling its parent each step through a pipe.
func child(job, dir string) error {
	s, err := Open(Config{Dir: dir, Size: size})
	if err != nil {
		return err
	}
	if job == "open" {
		return s.Close()
	}
	var base [16]byte
	copy(base[:], job)
	var mu sync.Mutex
	tell := func(what string) func(store.Name, uint64) {
		return func(n store.Name, state uint64) {
			mu.Lock()
			defer mu.Unlock()
			_, _ = fmt.Fprintf(os.Stdout, "%s %s %d\n", what, n, state)
		}
	}
	return storetest.Load(context.Background(), s, size, base, tell("tried"), tell("done"))
}

// TestKillLosesNothingAcknowledged kills a writing process with SIGKILL, again and again, on one folder.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	ledger := storetest.NewLedger(size)
	job := make([]byte, 8)
	_, _ = rand.Read(job)
	swept := 0
	for round := range *rounds {
		killOnce(t, dir, hex.EncodeToString(job), ledger)
		entries, err := os.ReadDir(filepath.Join(dir, workFolder))
		if err != nil {
			t.Fatal(err)
		}
		swept += len(entries)
		s := open(t, dir)
		if err := ledger.Check(t.Context(), s); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if entries, err = os.ReadDir(filepath.Join(dir, workFolder)); err != nil || len(entries) != 0 {
			t.Fatalf("round %d: %d leftovers were not swept, %v", round, len(entries), err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d acknowledged writes, none lost; %d leftovers swept", *rounds, ledger.Count(), swept)
	if swept == 0 || ledger.Count() < *rounds {
		t.Fatal("no kill fell into a write, or too few writes: the test means nothing")
	}
}

func killOnce(t *testing.T, dir, job string, ledger *storetest.Ledger) {
	t.Helper()
	cmd := childCommand(t, dir, job)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var killing sync.Once
	for lines.Scan() {
		killing.Do(func() { // it is at work
			time.AfterFunc(time.Duration(mrand.IntN(60_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		})
		note(t, lines.Text(), ledger)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the child ended by itself: %v", cmd.ProcessState)
	}
}

func note(t *testing.T, line string, ledger *storetest.Ledger) {
	t.Helper()
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return // the last line, cut
	}
	n, err := store.ParseName(fields[1])
	if err != nil {
		t.Fatal(err)
	}
	state, err := strconv.ParseUint(fields[2], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	if fields[0] == "done" {
		ledger.Acknowledged(n, state)
	} else {
		ledger.Tried(n, state)
	}
}

package shelf

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

// A process that another goroutine starts holds all files of this one for a moment, the locked folder among them.
func TestALockIsGivenBackWhileAProcessIsStarted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	unlock, err := osDisk{}.lock(path)
	if err != nil {
		t.Fatal(err)
	}
	held := false
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range open {
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && to == filepath.Dir(path) {
			n, _ := strconv.Atoi(e.Name())
			twin, err := unix.Dup(n)
			if err != nil {
				t.Fatal(err)
			}
			defer unix.Close(twin)
			held = true
		}
	}
	if !held {
		t.Fatal("the locked folder is not among the open files")
	}
	if _, err := (osDisk{}).lock(path); err == nil {
		t.Fatal("it was locked twice")
	}
	unlock()
	again, err := osDisk{}.lock(path)
	if err != nil {
		t.Fatalf("after it was given back: %v", err)
	}
	again()
}

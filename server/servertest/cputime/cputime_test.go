package cputime_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"larkspur/server/servertest/cputime"
)

// Who waits uses nothing, and who works does.
func TestWorkCountsAndWaitingDoesNot(t *testing.T) {
	begun, begunAt := cputime.Used(), time.Now()
	time.Sleep(time.Second)
	if used, took := cputime.Used()-begun, time.Since(begunAt); used > took/2 {
		t.Errorf("waiting for %v used %v", took, used)
	}
	begun = cputime.Used()
	b := make([]byte, 1<<20)
	for begunAt = time.Now(); time.Since(begunAt) < time.Minute && cputime.Used()-begun < 100*time.Millisecond; {
		sum := sha256.Sum256(b)
		b[0] = sum[0]
	}
	if used := cputime.Used() - begun; used < 100*time.Millisecond {
		t.Errorf("a minute of work used %v", used)
	}
}

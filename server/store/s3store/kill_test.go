package s3store

import (
	"crypto/rand"
	"flag"
	mrand "math/rand/v2"
	"testing"
	"time"

	"larkspur/server/store/miniotest"
	"larkspur/server/store/storetest"
)

var rounds = flag.Int("rounds", 4, "how often the server is killed")

// TestKillOfMinIOLosesNothingAcknowledged kills the server with SIGKILL under load, again and again, and checks after
// each restart what it acknowledged; the history of a second load, over all kills, is checked for linearizability.
func TestKillOfMinIOLosesNothingAcknowledged(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	cfg := config(t, m)
	ledger := storetest.NewLedger(size)
	var base [16]byte
	_, _ = rand.Read(base[:])
	for round := range *rounds {
		s := open(t, cfg)
		was := ledger.Count()
		loaded := make(chan error, 1)
		go func() {
			loaded <- storetest.Load(t.Context(), s, size, base, ledger.Tried, ledger.Acknowledged)
		}()
		for end := time.Now().Add(time.Minute); ledger.Count() < was+20 && time.Now().Before(end); {
			time.Sleep(10 * time.Millisecond) // it is at work
		}
		time.Sleep(time.Duration(mrand.IntN(400)) * time.Millisecond)
		m.Kill()
		if err := <-loaded; err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		m.Restart(t)
		if err := ledger.Check(t.Context(), s); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	t.Logf("%d kills, %d acknowledged writes, none lost", *rounds, ledger.Count())
	if ledger.Count() < 20**rounds {
		t.Fatal("too few writes for the test to mean anything")
	}
}

// TestKillOfMinIOKeepsTheHistoryLinearizable records calls across a kill; those in flight have no known outcome.
func TestKillOfMinIOKeepsTheHistoryLinearizable(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	cfg := config(t, m)
	for range max(*rounds/2, 2) {
		s := open(t, cfg)
		r := storetest.NewRecorder(s)
		worked := make(chan error, 1)
		go func() { worked <- storetest.Work(t.Context(), r, size, 4, 60) }()
		time.Sleep(50*time.Millisecond + time.Duration(mrand.IntN(100))*time.Millisecond)
		m.Kill()
		m.Restart(t)
		if err := <-worked; err != nil {
			t.Fatal(err)
		}
		if err := r.Check(time.Minute); err != nil {
			t.Fatal(err)
		}
	}
}

package servertest_test

import (
	"errors"
	"io/fs"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"larkspur/server/servertest"
)

// The binary, killed at random moments of its first start over a real disk, comes up at last with one key and nothing in
// its store that is not its own, but for what a proof of the store left behind.
func TestTheBinaryKilledInItsFirstStartComesUpInTheEnd(t *testing.T) {
	cut := 0
	for round := 0; round < 3 || cut == 0 && round < 12; round++ {
		within := 140 * (round + 1)
		if round >= 3 {
			within = 40 // a machine on which a start is done before most kills
		}
		data := t.TempDir()
		client := t.TempDir()
		if err := os.WriteFile(filepath.Join(client, "recipes.html"), []byte("<!doctype html><title>Recipes</title>\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		kills := 0
		for range 4 { // each may leave two objects of its proof; more than eight would be refused
			cmd := exec.Command(servertest.Binary(t), "serve", "--listen", "127.0.0.1:0", "--data", data, "--client", client)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(5+mrand.IntN(within)) * time.Millisecond)
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			kills++
			if _, err := os.Stat(filepath.Join(data, "key")); err == nil {
				break
			} else if !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			cut++
		}
		p := servertest.StartProcess(t, servertest.ProcessOptions{Data: data, Client: client})
		for _, name := range []string{"key.temp", "key.next"} {
			if _, err := os.Stat(filepath.Join(data, name)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s is left: %v", name, err)
			}
		}
		p.Kill()
		p.Restart()
		if status := p.Stop(); status != 0 {
			t.Errorf("after %d kills: status %d", kills, status)
		}
	}
	if cut == 0 {
		t.Error("no kill hit a first start before it was done; the moments are badly chosen")
	}
	t.Logf("%d first starts were cut", cut)
}

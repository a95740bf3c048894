package trial

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"larkspur/client/plan"
)

// The negative control of the kill tests: when the folder is put back to what it was before the load, as by a store that
// acknowledges what it only means to write, every kind of worker that was acknowledged something finds out.
func TestKillChecksNoticeAStoreThatWentBack(t *testing.T) {
	s := onFiles(t, "--grid", quickGrid)
	l := newLedger()
	objects, copied := filepath.Join(s.Data, "store", "objects"), filepath.Join(t.TempDir(), "objects")
	kinds := map[string]worker{
		"a writer": newWriter(t, s, l), "an author": newAuthor(t, s, l, 100),
		"an author of several pages": newAuthor(t, s, l, 22_000), "a tenant": newTenant(t, s, l),
	}
	for name, w := range kinds {
		t.Run(name, func(t *testing.T) {
			if err := w.check(); name != "a tenant" && err != nil { // a tenant begins without a vault
				t.Fatal(err)
			}
			if err := os.RemoveAll(copied); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(copied, os.DirFS(objects)); err != nil {
				t.Fatal(err)
			}
			kill := func() {
				s.Kill()
				if err := os.RemoveAll(objects); err != nil {
					t.Fatal(err)
				}
				if err := os.Rename(copied, objects); err != nil {
					t.Fatal(err)
				}
				s.Restart()
			}
			for range 20 { // the last act may have been one that leaves nothing to lose
				if n, is := w.(*tenant); is { // between an acknowledged making and the erase
					if _, err := n.device.New(context.Background(), n.words, starter()); err != nil {
						t.Fatal(err)
					}
					n.live = true
					kill()
					err := n.check()
					if err == nil {
						t.Fatal("a vault that is gone was not missed")
					}
					return
				}
				err := onceUnderLoad([]worker{w}, l, kill)
				if err != nil {
					if !strings.Contains(err.Error(), "afterwards") {
						t.Fatalf("the load itself failed: %v", err)
					}
					return
				}
				if err := os.CopyFS(copied, os.DirFS(objects)); err != nil {
					t.Fatal(err)
				}
			}
			t.Fatal("a store that went back was taken for good twenty times")
		})
	}
}

// And a plan with notes of two saves is a mixture.
func TestKillChecksNoticeAMixture(t *testing.T) {
	s := onFiles(t, "--grid", "0s")
	a := newAuthor(t, s, newLedger(), 100)
	if _, _, err := a.open(); err != nil {
		t.Fatal(err)
	}
	err := a.session.Edit(func(p *plan.Plan) error {
		return p.SetField(p.Items("note")[1].ID(), "text", plan.Text(a.text(1)))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.session.Save(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := a.open(); err == nil || !strings.Contains(err.Error(), "a mixture") {
		t.Fatalf("not noticed: %v", err)
	}
}

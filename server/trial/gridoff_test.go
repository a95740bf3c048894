package trial

import (
	"context"
	"encoding/hex"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"larkspur/server"
	"larkspur/server/servertest"
	"larkspur/server/store"
	"larkspur/server/store/miniotest"
	"larkspur/server/store/s3store"
)

// planted is how much longer the store takes for one object.
const planted = 10 * time.Millisecond

// slow is a store that takes longer for one object. The name is learnt from the store itself: it is the first that is asked
// for when the locator is read while nothing else goes on.
type slow struct {
	store.Store
	mu    sync.Mutex
	learn bool
	name  *store.Name
}

func (s *slow) Get(ctx context.Context, n store.Name) ([]byte, store.Tag, error) {
	s.mu.Lock()
	if s.learn {
		s.name, s.learn = &n, false
	}
	late := s.name != nil && *s.name == n
	s.mu.Unlock()
	if late {
		time.Sleep(planted)
	}
	return s.Store.Get(ctx, n)
}

// slowSite is a whole server in this process, over a store of either kind that is slow for what one class holds.
func slowSite(t *testing.T, storage servertest.Storage, grid time.Duration) (site, []class) {
	t.Helper()
	var st *slow
	storage.Wrap = func(inner store.Store) store.Store { st = &slow{Store: inner}; return st }
	s := servertest.Start(t, servertest.Options{Storage: storage, Grid: grid, Starters: []string{hex.EncodeToString(starterKey)}})
	here := site{t, s.URL, s.Realm}
	classes := here.threeClasses()
	st.mu.Lock()
	st.learn = true
	st.mu.Unlock()
	if _, err := here.caller().ask(context.Background(), readOf(classes[0].locator)); err != nil {
		t.Fatal(err)
	}
	return here, []class{classes[0], classes[2]}
}

// The negative control of TestTiming. The shelf makes the work for all classes so alike that with the grid off, with these
// numbers of polls, the classifier finds nothing either. So a difference is planted: the store takes 10 ms longer for the
// page that is held. With the grid off the classifier finds it, over both kinds of store; on the grid it is gone. A machine that
// does much else hides so short a delay as a grid would, for a while: it is looked for again.
func TestWithTheGridOffAPlantedDelayIsFoundAndOnTheGridItIsNot(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	const n = 1_000
	pair := pairs[0]
	for name, storage := range map[string]servertest.Storage{
		"files": {Dir: filepath.Join(t.TempDir(), "store")},
		"MinIO": {S3: &s3store.Config{
			Endpoint: m.Endpoint, Bucket: m.Bucket(t),
			AccessKey: s3store.NewSecret(m.AccessKey), SecretKey: s3store.NewSecret(m.SecretKey),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s, classes := slowSite(t, storage, 0)
			for looks := 1; ; looks++ {
				got := s.advantages(classes, [][2]string{pair}, n, 4, 0)[pair]
				if got >= 2*allowed(n) {
					return
				}
				if looks == 4 {
					t.Errorf("with the grid off: an advantage of %.3f only; the classifier does not find %v", got, planted)
					return
				}
			}
		})
	}
	t.Run("on the grid", func(t *testing.T) {
		s, classes := slowSite(t, servertest.Storage{Dir: filepath.Join(t.TempDir(), "store")}, server.DefaultGrid)
		got := s.advantages(classes, [][2]string{pair}, n, pollers, server.DefaultGrid)[pair]
		if got > allowed(n) { // the rule of TestTiming
			if got = s.advantages(classes, [][2]string{pair}, 2*n, pollers, server.DefaultGrid)[pair]; got > allowed(2*n) {
				t.Errorf("on the grid: an advantage of %.3f", got)
			}
		}
	})
}

// Package shelf names and seals what a server stores, and answers for every locator.
//
// It promises that storage without the epoch key says nothing, even to one who has the phrase: names are HMACs, objects
// have one size and look random, and its own half of the key lies among them as one more. It promises that a locator
// that was never held and one whose page was erased are answered alike, with noise that is steady for the epoch, and that
// a recorded first save does not bring back what was erased. It refuses to know what a page says: nothing it imports
// derives a page's key or opens a page.
//
// The epoch key is the XOR of two halves: one in a file, one in the store. Losing either destroys all that was kept under
// it, which is how keys are destroyed and is no accident to be healed: where a half is missing, the shelf does not open.
// A key is made in an order in which a kill at any step leaves a making that the next start finishes.
//
// The bytes are those of crypto/SPEC.md §9; what is answered, of its §7. There is no rotation yet, but there is room for
// it in the format: a second key file, states of both halves, and a flag of objects.
//
// The fuzz targets, ten minutes each:
//
//	for f in FuzzParseObject FuzzParseKept FuzzParseKeyFile; do go test ./server/shelf -run '^$' -fuzz "^$f\$" -fuzztime 10m; done
//
// and the long course of what compares the shelf with the model and checks its histories:
//
//	go test ./server/servertest -run 'TestTheShelfDoesWhatTheModelDoes|TestHistories' -rapid.checks 5000 -rounds 200 -timeout 60m
package shelf

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"sync"

	"larkspur/crypto/secret"
	"larkspur/server/store"
)

// Config says how the shelf opens.
type Config struct {
	// KeyFile is the path of this machine's half of the key. Its folder has to be there and writable: while a key is
	// made its name with .temp and with .next is used as well, and with .unused when --new-key moves it aside. On another
	// medium than the store, and in no backup of it, it does the most.
	KeyFile string

	// Random has to be a cryptographic source and safe for concurrent use; nil is crypto/rand.Reader.
	Random io.Reader

	// NewKey makes a new key where one, or half of it, is gone or damaged. The objects of the old one stay in the store and open
	// under nothing. Where both halves fit, it is refused (ErrKeyFits): left behind in a service file it would empty
	// the deployment at every start.
	NewKey bool

	// Progress, if not nil, is called from one goroutine while objects are looked at or made.
	Progress func(done, total int)

	// Notice, if not nil, gets a sentence for the operator about what was found and is not as it was left. It is called
	// from many goroutines. No sentence holds a name, a locator or a time.
	Notice func(text string)

	// Chaff is the number of chaff objects that a first start makes, at least 16; 0 draws a number around 128. It is
	// for tests: a number that others know covers nothing.
	Chaff int
}

// A Shelf answers for every locator. It is safe for concurrent use. Several processes may share one store and one key.
type Shelf struct {
	secret.Guard
	store  store.Store
	random io.Reader
	notice func(text string)
	epoch  epoch
	chaff  uint32
	broken sync.Once // told of chaff that could not be read

	closing sync.RWMutex // held for reading by every call, for writing by Close
	closed  bool
}

// Open finds both halves of the key and opens the shelf over st, whose objects have ObjectSize bytes. Where neither half
// was ever made, it makes them, and its chaff; that takes some seconds on a slow disk, and may be killed and started again.
// Errors: those of errors.go, and those of the store and the file system.
func Open(ctx context.Context, c Config, st store.Store) (*Shelf, error) {
	return open(ctx, c, st, osDisk{})
}

func open(ctx context.Context, c Config, st store.Store, d disk) (*Shelf, error) {
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Progress == nil {
		c.Progress = func(int, int) {}
	}
	if c.Notice == nil {
		c.Notice = func(string) {}
	}
	o := &opening{config: c, store: st, disk: d}
	return o.run(ctx)
}

// Close waits for calls in flight, wipes the keys, and makes all later calls fail. The store stays open: it is the
// caller's.
func (s *Shelf) Close() error {
	s.closing.Lock()
	defer s.closing.Unlock()
	s.closed = true
	s.epoch.wipe()
	return nil
}

// enter keeps Close waiting until leave is called.
func (s *Shelf) enter() (leave func(), err error) {
	s.closing.RLock()
	if s.closed {
		s.closing.RUnlock()
		return nil, errClosed
	}
	return s.closing.RUnlock, nil
}

// put seals o and stores it if what is held is what ifTag stands for.
func (s *Shelf) put(ctx context.Context, o *object, ifTag store.Tag) (store.Tag, error) {
	sealed, err := s.epoch.seal(s.random, o)
	if err != nil {
		return "", err
	}
	tag, err := s.store.Put(ctx, s.epoch.nameOf(o.locator), sealed, ifTag)
	if err != nil {
		return "", fmt.Errorf("shelf: write: %w", err)
	}
	return tag, nil
}

// fill fills all of into from a random source.
func fill(random io.Reader, into ...[]byte) error {
	for _, b := range into {
		if _, err := io.ReadFull(random, b); err != nil {
			return fmt.Errorf("shelf: random source: %w", err)
		}
	}
	return nil
}

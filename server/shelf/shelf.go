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
// The bytes are those of crypto/SPEC.md §9; what is answered, of its §7.
//
// A rotation moves everything to a new epoch while the shelf serves, and destroys the old key when nothing is left of it:
// what was erased is then gone from every copy of the store, unless that key was copied too. See [Shelf.Rotate]. Its cost
// grows linearly with the number of objects: each is read twice, written twice and removed once, and takes 60 to 120 bytes of
// memory meanwhile. Measured: 100,331 objects on files, on two cores and one disk that were at work on other things too, while
// eight devices read and saved, 288 a second, which is 0.64 of what the store itself does with as many swaps, creations and
// removals; the median of reads was 1.0 times what it was before, that of saves 1.5 times. At that rate
//
//	pages          time        read and written     memory
//	  1,000,000    1 hour      67 GB each           120 MB
//	 10,000,000    10 hours    670 GB each          1.2 GB
//	100,000,000    4 days      6.7 TB each          12 GB
//
// so one disk takes some twenty millions a day; beyond, rotations are made further apart. What the own machine does, as the
// same ratios: go test ./server/trial -run '^TestRotationOfManyPages' -long -v -timeout 120m.
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
	"time"

	"larkspur/crypto/secret"
	"larkspur/server/store"
)

// Config says how the shelf opens.
type Config struct {
	// KeyFile is the path of this machine's half of the key. Its folder has to be there and writable: while a key is made, at the
	// first start and in rotations, its name with .temp, .new, .next and .old is used as well, and with .unused when --new-key
	// moves it aside. What goes for the file goes for those. On another medium than the store, and in no backup of it, it does
	// the most.
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

	// Chaff is the number of chaff objects that a first start makes, at least 16, and that rotations keep; 0 draws a number
	// around 256 and lets it walk. It is for tests: a number that others know covers nothing.
	Chaff int

	// Keep is how many months after its last use a page is dropped, at the next rotation. 0, the default, keeps pages for
	// ever and knows of no use: otherwise the month of last use is gathered in memory and written at each rotation. A page
	// is used by being read or written, so a recovery phrase that nobody used for so long opens nothing any more.
	Keep int

	// Late is how long a rotation waits after its beginning before it removes anything: longer than a call to the store that
	// was given up may take to come into effect all the same (SPEC §9.6). 0 is for stores where none can.
	Late time.Duration

	// Now is the clock, for the month of last use; nil is time.Now.
	Now func() time.Time
}

// A Shelf answers for every locator. It is safe for concurrent use. Several processes may share one store and one key, if
// they see the same key file: each notices when another one changed the key.
type Shelf struct {
	secret.Guard
	store   store.Store
	random  io.Reader
	notice  func(text string)
	opening *opening
	broken  sync.Once // told of chaff that could not be read
	usage   usage

	rotation sync.Mutex // one rotation at a time
	loading  sync.Mutex // one look for other keys at a time

	gate   sync.RWMutex // held for reading by every call, for writing by what changes the keys
	keys   epochs
	closed bool
}

// Open finds both halves of the key and opens the shelf over st, whose objects have ObjectSize bytes. Where neither half
// was ever made, it makes them, and its chaff; that takes some seconds on a slow disk, and may be killed and started again.
// A rotation that was cut off is not gone on with, but what it moved is found; see [Shelf.Rotating].
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
	if c.Now == nil {
		c.Now = time.Now
	}
	o := &opening{config: c, store: st, disk: d}
	return o.run(ctx)
}

// Close waits for calls in flight, wipes the keys, and makes all later calls fail. The store stays open: it is the
// caller's.
func (s *Shelf) Close() error {
	s.gate.Lock()
	defer s.gate.Unlock()
	s.closed = true
	s.keys.wipe()
	return nil
}

// put seals o for the epoch and stores it if what is held is what ifTag stands for.
func (s *Shelf) put(ctx context.Context, in *epoch, o *object, ifTag store.Tag) (store.Tag, error) {
	sealed, err := in.seal(s.random, o)
	if err != nil {
		return "", err
	}
	tag, err := s.store.Put(ctx, in.nameOf(o.locator), sealed, ifTag)
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

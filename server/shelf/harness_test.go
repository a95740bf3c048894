package shelf

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"io"
	"path/filepath"
	"sync"
	"testing"

	"golang.org/x/crypto/chacha20"

	"larkspur/server/store"
	"larkspur/server/store/memstore"
	"larkspur/server/wire"
)

// bench is a shelf over memory whose halves the test can lay hands on.
type bench struct {
	t     testing.TB
	store *memstore.Store
	conf  Config
	shelf *Shelf

	mu      sync.Mutex
	notices []string
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{t: t, store: memstore.New(memstore.Config{Size: ObjectSize})}
	b.conf = Config{KeyFile: filepath.Join(t.TempDir(), "key"), Chaff: minChaff, Notice: func(s string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.notices = append(b.notices, s)
	}}
	b.restart()
	return b
}

func (b *bench) restart() {
	b.t.Helper()
	s, err := Open(ctx(), b.conf, b.store)
	if err != nil {
		b.t.Fatal(err)
	}
	b.shelf = s
}

func (b *bench) told() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	told := b.notices
	b.notices = nil
	return told
}

func (b *bench) read(l wire.Locator) (wire.Version, *[wire.PageSize]byte) {
	b.t.Helper()
	v, p, err := b.shelf.Read(ctx(), l)
	if err != nil {
		b.t.Fatal(err)
	}
	return v, p
}

// write swaps against what is there now.
func (b *bench) write(l wire.Locator, p *[wire.PageSize]byte) wire.Version {
	b.t.Helper()
	expected, _ := b.read(l)
	v, err := b.shelf.Write(ctx(), l, expected, p, yes)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func (b *bench) erase(l wire.Locator) {
	b.t.Helper()
	v, _ := b.read(l)
	if err := b.shelf.Erase(ctx(), l, v); err != nil {
		b.t.Fatal(err)
	}
}

// name is where the object of l lies.
func (b *bench) name(l wire.Locator) store.Name { return b.shelf.keys.now.nameOf(l) }

// object is the bytes that lie under l; nil when none do.
func (b *bench) object(l wire.Locator) []byte { return b.store.Objects()[b.name(l)] }

func ctx() context.Context { return context.Background() }

func yes() bool { return true }

func randomPage() *[wire.PageSize]byte {
	p := new([wire.PageSize]byte)
	rand.Read(p[:])
	return p
}

func randomLocator() (l wire.Locator) {
	rand.Read(l[:])
	return l
}

// stream is the ChaCha20 keystream under a key of one repeated byte and nonce 0: a source of bytes that a vector can name.
type stream struct{ c *chacha20.Cipher }

func newStream(key byte) io.Reader {
	var k [32]byte
	for i := range k {
		k[i] = key
	}
	c, err := chacha20.NewUnauthenticatedCipher(k[:], make([]byte, chacha20.NonceSize))
	if err != nil {
		panic(err)
	}
	return stream{c}
}

func (s stream) Read(b []byte) (int, error) {
	clear(b)
	s.c.XORKeyStream(b, b)
	return len(b), nil
}

func u32(i uint32) []byte { return binary.BigEndian.AppendUint32(nil, i) }

package servertest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"slices"
	"sync"

	"larkspur/server"
	"larkspur/server/shelf"
	"larkspur/server/wire"
)

// remembered is how many hashes of first writes a page keeps (SPEC §7.3).
const remembered = 16

// A Model is the page service of SPEC §7 in a few lines of memory: no store, no sealing, no chaff. It is what the
// handler is tested over where the shelf is not the matter, and what the shelf can be compared with.
type Model struct {
	// Before, if not nil, runs before each operation and outside the lock; its error fails the operation with an
	// outcome that is not known. It is set before the model is used.
	Before func(ctx context.Context, op wire.Op) error

	mu    sync.Mutex
	key   [32]byte
	pages map[wire.Locator]*modelPage
}

type modelPage struct {
	living  bool
	version wire.Version
	page    [wire.PageSize]byte
	firsts  [][sha256.Size]byte
}

// NewModel returns a model that holds nothing.
func NewModel() *Model {
	m := &Model{pages: map[wire.Locator]*modelPage{}}
	rand.Read(m.key[:])
	return m
}

var _ server.Pages = (*Model)(nil)

// Read answers as SPEC §7.1 and §7.2 say.
func (m *Model) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	if err := m.before(ctx, wire.OpRead); err != nil {
		return wire.Version{}, nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.pages[l]; p != nil && p.living {
		page := p.page
		return p.version, &page, nil
	}
	version, page := m.noise(l)
	return version, page, nil
}

// Write answers as SPEC §7.3 says.
func (m *Model) Write(ctx context.Context, l wire.Locator, expected wire.Version, page *[wire.PageSize]byte, admit func() bool) (wire.Version, error) {
	if err := m.before(ctx, wire.OpWrite); err != nil {
		return wire.Version{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.pages[l]
	if p == nil {
		p = &modelPage{}
	}
	hash := sha256.Sum256(page[:])
	if !p.living {
		noise, _ := m.noise(l)
		if expected != noise || slices.Contains(p.firsts, hash) {
			return wire.Version{}, shelf.ErrLost
		}
		if !admit() {
			return wire.Version{}, shelf.ErrAdmission
		}
		p.firsts = append([][sha256.Size]byte{hash}, p.firsts...)
		p.firsts = p.firsts[:min(len(p.firsts), remembered)]
	} else if expected != p.version {
		return wire.Version{}, shelf.ErrLost
	}
	p.living, p.page = true, *page
	rand.Read(p.version[:])
	m.pages[l] = p
	return p.version, nil
}

// Erase answers as SPEC §7.3 says.
func (m *Model) Erase(ctx context.Context, l wire.Locator, expected wire.Version) error {
	if err := m.before(ctx, wire.OpErase); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.pages[l]
	if p == nil || !p.living {
		return nil
	}
	if expected != p.version {
		return shelf.ErrLost
	}
	p.living, p.version, p.page = false, wire.Version{}, [wire.PageSize]byte{}
	return nil
}

// Held reports how many pages live.
func (m *Model) Held() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, p := range m.pages {
		if p.living {
			n++
		}
	}
	return n
}

func (m *Model) before(ctx context.Context, op wire.Op) error {
	if m.Before == nil {
		return nil
	}
	return m.Before(ctx, op)
}

// noise is steady and differs by locator; how it is made is the shelf's matter.
func (m *Model) noise(l wire.Locator) (v wire.Version, page *[wire.PageSize]byte) {
	page = new([wire.PageSize]byte)
	block := sha256.Sum256(append(m.key[:], l[:]...))
	copy(v[:], block[:])
	for at := 0; at < len(page); at += len(block) {
		block = sha256.Sum256(block[:])
		copy(page[at:], block[:])
	}
	return v, page
}

package servertest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/anishathalye/porcupine"

	"larkspur/server"
	"larkspur/server/shelf"
	"larkspur/server/wire"
)

// A History is a page service that writes down every call that goes through it, so that the whole can be checked: is
// there an order of the calls, each at one moment between its start and its end, that a service which keeps SPEC §7 could
// have answered like this? Any number of goroutines may use it. Pages that are written are different from each other.
type History struct {
	start time.Time

	mu    sync.Mutex
	pages server.Pages
	calls []porcupine.Operation
	noise map[wire.Locator]seen
}

// seen is what a read answered.
type seen struct {
	version wire.Version
	page    [sha256.Size]byte
}

// opRotate stands for the begin of a new epoch, which happens to all locators. It is no operation of the wire.
const opRotate wire.Op = 0xff

type asked struct {
	op       wire.Op
	locator  wire.Locator
	expected wire.Version
	page     [sha256.Size]byte // that is written
	noise    seen
}

type answered struct {
	known, lost bool
	seen        seen
}

// NewHistory records the calls to p for locators that nothing lies under yet; it reads the noise of each.
func NewHistory(ctx context.Context, p server.Pages, locators ...wire.Locator) (*History, error) {
	h := &History{start: time.Now(), pages: p, noise: map[wire.Locator]seen{}}
	for _, l := range locators {
		v, page, err := p.Read(ctx, l)
		if err != nil {
			return nil, err
		}
		h.noise[l] = seen{v, sha256.Sum256(page[:])}
	}
	return h, nil
}

var _ server.Pages = (*History)(nil)

// Swap goes on with another service over the same storage, as after a restart. Calls in flight end on the old one.
func (h *History) Swap(p server.Pages) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pages = p
}

func (h *History) service() server.Pages {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.pages
}

// Read implements server.Pages.
func (h *History) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	began := time.Since(h.start)
	v, page, err := h.service().Read(ctx, l)
	if err == nil { // a read that failed says nothing
		h.note(began, asked{op: wire.OpRead, locator: l}, answered{known: true, seen: seen{v, sha256.Sum256(page[:])}})
	}
	return v, page, err
}

// Write implements server.Pages. What is not admitted is not recorded.
func (h *History) Write(ctx context.Context, l wire.Locator, expected wire.Version, page *[wire.PageSize]byte, admit func() bool) (wire.Version, error) {
	in := asked{op: wire.OpWrite, locator: l, expected: expected, page: sha256.Sum256(page[:])}
	began := time.Since(h.start)
	v, err := h.service().Write(ctx, l, expected, page, admit)
	if !errors.Is(err, shelf.ErrAdmission) {
		h.note(began, in, answered{known: err == nil || errors.Is(err, shelf.ErrLost), lost: err != nil, seen: seen{version: v}})
	}
	return v, err
}

// Erase implements server.Pages.
func (h *History) Erase(ctx context.Context, l wire.Locator, expected wire.Version) error {
	began := time.Since(h.start)
	err := h.service().Erase(ctx, l, expected)
	h.note(began, asked{op: wire.OpErase, locator: l, expected: expected},
		answered{known: err == nil || errors.Is(err, shelf.ErrLost), lost: err != nil})
	return err
}

// note writes a call down. What has no known outcome may still happen at any later time.
func (h *History) note(began time.Duration, in asked, out answered) {
	ended := int64(time.Since(h.start))
	if !out.known {
		ended = math.MaxInt64
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	in.noise = h.noise[in.locator]
	h.calls = append(h.calls, porcupine.Operation{Input: in, Output: out, Call: int64(began), Return: ended})
}

// Rotate rotates the shelf beneath the service and writes down, for each locator, that its noise changed meanwhile: once,
// and not at all when an earlier rotation is gone on with or none began.
func (h *History) Rotate(ctx context.Context, s *shelf.Shelf) error {
	began, going := time.Since(h.start), s.Rotating()
	err := s.Rotate(ctx, nil)
	if going || err != nil && !s.Rotating() {
		return err
	}
	h.mu.Lock()
	locators := slices.Collect(maps.Keys(h.noise))
	h.mu.Unlock()
	for _, l := range locators {
		h.note(began, asked{op: opRotate, locator: l}, answered{known: true})
	}
	return err
}

// Len is the number of calls recorded.
func (h *History) Len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.calls)
}

// Check says whether the history is one that SPEC §7 allows.
func (h *History) Check(timeout time.Duration) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.calls {
		if _, known := h.noise[c.Input.(asked).locator]; !known {
			return errors.New("servertest: a locator that the history was not told of")
		}
	}
	switch porcupine.CheckOperationsTimeout(pageModel, h.calls, timeout) {
	case porcupine.Ok:
		return nil
	case porcupine.Illegal:
		return fmt.Errorf("servertest: no order of these %d calls explains their answers", len(h.calls))
	default:
		return fmt.Errorf("servertest: a history of %d calls could not be checked in %v", len(h.calls), timeout)
	}
}

// state is what lies under one locator. The version is zero after a write whose answer was lost, until a read shows it.
type state struct {
	living  bool
	version wire.Version
	page    [sha256.Size]byte
	memory  string // the hashes of first writes, one behind the other, newest first
	epoch   int
	noise   seen // of this epoch, as far as something showed it; of the first one, all is known
}

// noiseNow is the noise of the epoch, and whether it is known.
func (s state) noiseNow(in asked) (seen, bool) {
	if s.epoch == 0 {
		return in.noise, true
	}
	return s.noise, s.noise != seen{}
}

// missed is the state after a miss was answered with that, if it can have been.
func (s state) missed(in asked, with seen) (state, bool) {
	noise, known := s.noiseNow(in)
	if !known {
		s.noise = with // whatever it is, it is steady from now on, and no epoch has that of the first
		return s, with != in.noise
	}
	if noise.page == ([sha256.Size]byte{}) && noise.version == with.version {
		s.noise = with
		return s, true
	}
	return s, noise == with
}

func (s state) remembers(page [sha256.Size]byte) bool {
	for at := 0; at < len(s.memory); at += len(page) {
		if strings.HasPrefix(s.memory[at:], string(page[:])) {
			return true
		}
	}
	return false
}

// written is the state after a write that was accepted.
func (s state) written(page [sha256.Size]byte, v wire.Version) state {
	if !s.living {
		s.memory = string(page[:]) + s.memory
		s.memory = s.memory[:min(len(s.memory), remembered*len(page))]
	}
	s.living, s.page, s.version = true, page, v
	return s
}

// accepts reports whether a write against expected is one that the state accepts. While the noise of the epoch is not
// known, both may be so.
func (s state) accepts(in asked) (yes, no bool) {
	if s.living {
		ok := in.expected == s.version && s.version != (wire.Version{})
		return ok, !ok
	}
	noise, known := s.noiseNow(in)
	if known {
		ok := in.expected == noise.version && !s.remembers(in.page)
		return ok, !ok
	}
	return in.expected != in.noise.version && !s.remembers(in.page), true
}

// pageModel is SPEC §7 for one locator at a time, over any number of epochs.
var pageModel = (&porcupine.NondeterministicModel{
	Partition: byLocator,
	Init:      func() []any { return []any{state{}} },
	Step: func(at, input, output any) []any {
		s, in, out := at.(state), input.(asked), output.(answered)
		switch in.op {
		case wire.OpRead:
			return s.read(in, out)
		case wire.OpWrite:
			return s.write(in, out)
		case wire.OpErase:
			return s.erase(in, out)
		default:
			s.epoch, s.noise, s.memory = s.epoch+1, seen{}, ""
			return []any{s}
		}
	},
	Equal: func(a, b any) bool { return a.(state) == b.(state) },
}).ToModel()

func (s state) write(in asked, out answered) (next []any) {
	yes, no := s.accepts(in)
	if yes && (!out.known || !out.lost) {
		after := s
		if !s.living && s.epoch != 0 && s.noise == (seen{}) {
			after.noise.version = in.expected // so that was it
		}
		next = append(next, after.written(in.page, out.seen.version))
	}
	if no && out.lost || !out.known {
		next = append(next, s)
	}
	return next
}

func (s state) erase(in asked, out answered) []any {
	accepted := !s.living || in.expected == s.version && s.version != (wire.Version{})
	next := s
	if accepted {
		next.living, next.version, next.page = false, wire.Version{}, [sha256.Size]byte{}
	}
	switch {
	case !out.known:
		return []any{s, next}
	case out.lost == accepted:
		return nil
	default:
		return []any{next}
	}
}

func (s state) read(in asked, out answered) []any {
	if !s.living {
		if next, ok := s.missed(in, out.seen); ok {
			return []any{next}
		}
		return nil
	}
	if out.seen.page != s.page || s.version != (wire.Version{}) && out.seen.version != s.version {
		return nil
	}
	s.version = out.seen.version
	return []any{s}
}

func byLocator(history []porcupine.Operation) [][]porcupine.Operation {
	parts := map[wire.Locator][]porcupine.Operation{}
	for _, op := range history {
		l := op.Input.(asked).locator
		parts[l] = append(parts[l], op)
	}
	var all [][]porcupine.Operation
	for _, part := range parts {
		all = append(all, part)
	}
	return all
}

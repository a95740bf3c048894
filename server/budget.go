package server

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// budgets keep load away from the store. They count calls, never outcomes: a call is counted before anything of it has
// been read, so a budget that is used up says nothing about any page.
type budgets struct {
	clock    Clock
	total    *rate.Limiter
	sources  *sources
	makes    *makes // nil: not bounded, because a starter key bounds it
	inFlight atomic.Int64
}

func newBudgets(clock Clock, perSecond float64, bounded bool) *budgets {
	b := &budgets{
		clock:   clock,
		total:   rate.NewLimiter(rate.Limit(perSecond), max(1, int(perSecond*burstSeconds))),
		sources: newSources(clock),
	}
	if bounded {
		b.makes = newMakes(clock, makesPerHour, time.Hour)
	}
	return b
}

// A verdict on a call, before anything of it has been read.
type verdict int

const (
	allowed verdict = iota
	busy            // read it, and answer busy on the grid
	dropped         // too many are being told busy already: close
)

// enter counts a call from source, which is the zero Addr where there is none to tell apart. leave has to be called in
// every case.
func (b *budgets) enter(source netip.Addr) (v verdict, c *cell) {
	n := b.inFlight.Add(1)
	now := b.clock.Now()
	if source.IsValid() {
		c = b.sources.of(source)
		if c.atOnce.Add(1) > sourceAtOnce || !c.calls.AllowN(now, 1) {
			v = busy // before the common budget, so that one source cannot use that up
		}
	}
	if v == allowed && !b.total.AllowN(now, 1) || n > maxCalls {
		v = busy
	}
	if n > 2*maxCalls {
		v = dropped
	}
	return v, c
}

func (b *budgets) leave(c *cell) {
	b.inFlight.Add(-1)
	if c != nil {
		c.atOnce.Add(-1)
	}
}

// mayMake asks for one page to be made.
func (b *budgets) mayMake(c *cell) bool {
	if b.makes == nil {
		return true
	}
	return (c == nil || c.makes.take()) && b.makes.take()
}

// sources are the budgets of single sources. An address is hashed with a salt that lives in memory for sourceLife and
// chooses a cell; neither the address nor the hash is kept.
type sources struct {
	clock Clock
	mu    sync.Mutex
	salt  [32]byte
	since time.Time
	cells []*cell
}

// A cell is one bucket. Sources that meet in it share it until the next salt.
type cell struct {
	calls  *rate.Limiter
	makes  *makes
	atOnce atomic.Int64
	joins  *rate.Limiter
	live   atomic.Int64 // connections of the live link
}

func newSources(clock Clock) *sources {
	return &sources{clock: clock, cells: make([]*cell, sourceCells)}
}

func (s *sources) of(source netip.Addr) *cell {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.clock.Now(); s.since.IsZero() || now.Sub(s.since) >= sourceLife {
		rand.Read(s.salt[:])
		clear(s.cells)
		s.since = now
	}
	at := s.index(source)
	if s.cells[at] == nil {
		s.cells[at] = &cell{
			calls: rate.NewLimiter(sourceRate, sourceBurst),
			makes: newMakes(s.clock, sourceMakes, sourceLife),
			joins: rate.NewLimiter(sourceJoinRate, sourceJoins),
		}
	}
	return s.cells[at]
}

func (s *sources) index(source netip.Addr) int {
	mac := hmac.New(sha256.New, s.salt[:])
	mac.Write(network(source))
	return int(binary.BigEndian.Uint64(mac.Sum(nil)) % uint64(len(s.cells)))
}

// network is what counts as one source: an IPv4 address, or the /64 that one IPv6 household has.
func network(a netip.Addr) []byte {
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.AsSlice()
	}
	b := a.As16()
	return b[:8]
}

// makes bounds how many pages are made. It is a bucket that leaks, with a soft edge: from makesSoft of its size on a
// make is turned away with a probability that rises to 1 at the rim.
//
// The edge is soft for a reason. Whoever fills a hard bucket to the rim and tries again sees every single make of
// somebody else as one refusal more, and so could tell making from opening, which look alike on the wire. Here one
// make moves a probability by a thousandth, which drowns in the draws. Below makesSoft nothing is seen at all.
type makes struct {
	clock Clock
	size  float64
	leak  float64 // per second

	mu    sync.Mutex
	level float64
	at    time.Time
}

func newMakes(clock Clock, size int, per time.Duration) *makes {
	return &makes{clock: clock, size: float64(size), leak: float64(size) / per.Seconds(), at: clock.Now()}
}

func (m *makes) take() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.clock.Now()
	m.level = max(0, m.level-m.leak*now.Sub(m.at).Seconds())
	m.at = now
	if uniform() < m.refusal() {
		return false
	}
	m.level++
	return true
}

// refusal is the probability with which the next make is turned away.
func (m *makes) refusal() float64 {
	return max(0, min(1, (m.level/m.size-makesSoft)/(1-makesSoft)))
}

// uniform draws from [0, 1) with the cryptographic generator: a predictable draw would give the edge away.
func uniform() float64 {
	var b [8]byte
	rand.Read(b[:])
	return float64(binary.BigEndian.Uint64(b[:])>>11) / (1 << 53)
}

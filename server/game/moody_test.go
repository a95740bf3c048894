package game

import (
	"context"

	"larkspur/server"
	"larkspur/server/wire"
)

// moody is a shelf whose noise is not steady: what was erased is answered with other noise than what never was there.
type moody struct {
	server.Pages
	erased map[wire.Locator]byte
}

func (m moody) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	v, p, err := m.Pages.Read(ctx, l)
	if n := m.erased[l]; err == nil && n != 0 {
		v[0] ^= n
		p[0] ^= n
	}
	return v, p, err
}

func (m moody) Erase(ctx context.Context, l wire.Locator, expected wire.Version) error {
	m.erased[l]++
	return m.Pages.Erase(ctx, l, expected)
}

// restless is a shelf that answers for what was erased with bytes drawn afresh.
type restless struct{ moody }

func (r restless) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	if r.erased[l] != 0 {
		r.erased[l]++
	}
	return r.moody.Read(ctx, l)
}

// slow is a shelf that asks the store once more for what was erased.
type slow struct{ moody }

func (s slow) Read(ctx context.Context, l wire.Locator) (wire.Version, *[wire.PageSize]byte, error) {
	if s.erased[l] != 0 {
		_, _, _ = s.Pages.Read(ctx, l)
	}
	return s.Pages.Read(ctx, l)
}

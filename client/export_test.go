package client

import "context"

// What the tests see of the package's inside.

// WriteOverNoise makes a page under the plan's root, which a session never does: it stands for a stranger who kept it.
func WriteOverNoise(ctx context.Context, s *Session) error {
	b, err := s.c.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end(ctx)
	_, _, err = b.makePlan(ctx, s.held.root, s.held.starter, s.mine)
	return err
}

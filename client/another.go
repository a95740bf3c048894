package client

import (
	"context"

	"larkspur/client/plan"
	"larkspur/crypto/phrase"
)

// MakeAnother makes a vault of its own under p that holds doc, with the starter key of this session: a decoy, or whatever
// its owner wants it for. It is NewWith in every byte and call, and nothing leads from one vault to the other: no door, no
// root, no listing. Neither this session nor its plan keeps that it was made, so it never can be found from here.
//
// Errors as of NewWith. After ErrAdmission, which says that the key of this vault was retired, NewWith takes a current one
// without this vault keeping it. ErrClosed.
func (s *Session) MakeAnother(ctx context.Context, p phrase.Phrase, doc *plan.Plan) error {
	s.mu.Lock()
	closed := s.closed
	starter := s.held.starter.clone()
	s.mu.Unlock()
	if closed {
		return ErrClosed
	}
	defer starter.Wipe()
	made, err := s.c.NewWith(ctx, p, starter, doc)
	if err != nil {
		return err
	}
	made.Close()
	return nil
}

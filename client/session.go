package client

import (
	"context"
	"errors"
	"sync"

	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// Session is one open plan. It holds what is on the server (as far as it knows) and what is typed here; Save brings them
// together. All methods may be called at any time from any goroutine; acts on the network wait for each other.
type Session struct {
	secret.Guard
	c *Client

	mu sync.Mutex // guards what is below; never held over a call
	// own is the root of the door that the phrase led to, door what stands in it.
	own  page.Root
	door door
	// held is the plan as last read from or written to the server.
	held heldPlan
	// mine is the plan with what was typed since.
	mine *plan.Plan
	// edits counts changes of mine; saved is the count that the server has acknowledged.
	edits, saved uint64
	// pending are pages sent whose outcome is not known: finding one of them on the server means that it was saved.
	pending []pendingSave
	// orphans are further pages that nothing names and that are still to be erased.
	orphans []page.Root
	// left is the plan that a move of this session copied, until the move is finished.
	left *plan.Plan
	// doubt: the outcome of the step of a move that counts is not known, so the own door is read before anything is saved.
	doubt  bool
	gone   bool
	closed bool
}

// heldPlan is a plan on the server.
type heldPlan struct {
	secret.Guard
	root    page.Root
	version wire.Version
	further []page.Root
	starter StarterKey
	doc     *plan.Plan
}

type pendingSave struct {
	sealed *[page.Size]byte
	held   heldPlan
}

// Opened is what a phrase led to: a Session, or a StarterKey with which vaults can be made.
type Opened struct {
	secret.Guard
	Session *Session
	Starter StarterKey
}

// Open derives the root of p and opens what lies there. Errors: ErrNothing, ErrUnreachable, ErrServer, ErrBusy, ErrDamaged.
func (c *Client) Open(ctx context.Context, p phrase.Phrase) (Opened, error) {
	own, err := c.derive(ctx, p)
	if err != nil {
		return Opened{}, err
	}
	b, err := c.begin(ctx)
	if err != nil {
		return Opened{}, err
	}
	defer b.end(ctx)
	keys := own.Keys()
	defer keys.Wipe()
	f, err := b.read(ctx, keys)
	if err != nil {
		return Opened{}, err
	}
	if f.opened && f.format == formatStarter {
		key, err := parseStarter(f.body)
		if err != nil {
			return Opened{}, ErrDamaged
		}
		return Opened{Starter: key}, nil
	}
	if !f.opened || f.format != formatDoor {
		return Opened{}, ErrNothing
	}
	d, err := parseDoor(f.body)
	if err != nil {
		return Opened{}, ErrDamaged
	}
	held, err := b.readPlan(ctx, d.plan)
	if errors.Is(err, errNoPlan) {
		return Opened{}, ErrNothing // a door that leads nowhere opens as nothing (SPEC §8.3)
	}
	if err != nil {
		return Opened{}, err
	}
	s := &Session{c: c, own: own, door: *d, held: held, mine: held.doc.Clone()}
	if d.unfinished != nil {
		// A failure here is no failure to open: the next save or opening goes on with it.
		_ = s.finishMove(ctx, b)
	}
	return Opened{Session: s}, nil
}

// New makes a vault under p: an empty plan and the first door. starter may be the zero key on a server that admits anyone.
// Errors: ErrTaken, ErrAdmission, ErrUnreachable, ErrServer, ErrBusy. After an error the phrase opens nothing, or (when
// the outcome was never known) the vault.
func (c *Client) New(ctx context.Context, p phrase.Phrase, starter StarterKey) (*Session, error) {
	doc, err := plan.New(c.cfg.Random)
	if err != nil {
		return nil, err
	}
	return c.NewWith(ctx, p, starter, doc)
}

// NewWith is New with a plan to begin with, in the same calls: what it holds at first shows nowhere. It keeps a copy of doc.
// Errors as of New, and ErrTooLarge.
func (c *Client) NewWith(ctx context.Context, p phrase.Phrase, starter StarterKey, doc *plan.Plan) (*Session, error) {
	starter, doc = starter.clone(), doc.Clone()
	own, err := c.derive(ctx, p)
	if err != nil {
		return nil, err
	}
	root, err := page.NewRoot(c.cfg.Random)
	if err != nil {
		return nil, err
	}
	b, err := c.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer b.end(ctx)
	// The order of SPEC §8.3: R D, R P, W P, W D. The door comes last, so that it never leads nowhere.
	ownKeys := own.Keys()
	defer ownKeys.Wipe()
	f, err := b.read(ctx, ownKeys)
	if err != nil {
		return nil, err
	}
	if f.opened {
		return nil, ErrTaken
	}
	d := door{plan: root, first: true}
	held, _, err := b.makePlan(ctx, root, starter, doc)
	if err != nil {
		return nil, err
	}
	sealed, err := ownKeys.Seal(c.cfg.Random, formatDoor, d.encode())
	if err != nil {
		return nil, err
	}
	if _, err := b.create(ctx, ownKeys, f, sealed, starter); err != nil {
		if !outcomeUnknown(err) {
			_ = b.erasePlan(ctx, held) // leave nothing behind that no one can find
		}
		return nil, err
	}
	return &Session{c: c, own: own, door: d, held: held, mine: doc}, nil
}

// MakeStarter makes the page that a starter phrase opens. The server must know key already (SPEC §5.3, §6.4).
func (c *Client) MakeStarter(ctx context.Context, p phrase.Phrase, key StarterKey) error {
	root, err := c.derive(ctx, p)
	if err != nil {
		return err
	}
	b, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end(ctx)
	return b.makePage(ctx, root, formatStarter, encodeStarter(key), key)
}

// derive runs the phrase through the configured derivation.
func (c *Client) derive(ctx context.Context, p phrase.Phrase) (page.Root, error) {
	canonical := p.Canonical()
	defer secret.Wipe(canonical)
	return c.cfg.Derive(ctx, canonical, c.cfg.Site.Realm)
}

// makePage makes a page under root: read, then write over the noise.
func (b *burst) makePage(ctx context.Context, root page.Root, format page.Format, body []byte, starter StarterKey) error {
	keys := root.Keys()
	defer keys.Wipe()
	f, err := b.read(ctx, keys)
	if err != nil {
		return err
	}
	if f.opened {
		return ErrTaken
	}
	sealed, err := keys.Seal(b.c.cfg.Random, format, body)
	if err != nil {
		return err
	}
	_, err = b.create(ctx, keys, f, sealed, starter)
	return err
}

// Edit runs change on the plan as it is typed here. What change returns is returned; on an error nothing is changed.
// It works after the plan is gone as well: what is typed is kept.
func (s *Session) Edit(change func(*plan.Plan) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return ErrClosed
	}
	next := s.mine.Clone()
	if err := change(next); err != nil {
		return err
	}
	s.mine = next
	s.edits++
	return nil
}

// Plan returns the plan as it is typed here. It is not to be changed: see Edit.
func (s *Session) Plan() *plan.Plan {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mine
}

// State is what a view shows of a session.
type State struct {
	Unsaved bool // something is typed that the server has not acknowledged
	Gone    bool // the plan is not there any more; nothing is saved from here
	First   bool // opened by a first phrase; false: by a recovery phrase
}

// State returns the state of the session.
func (s *Session) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return State{Unsaved: s.edits != s.saved, Gone: s.gone, First: s.door.first}
}

// StarterKey returns the key with which the vault was made, so that another can be made from home. It may be zero.
func (s *Session) StarterKey() StarterKey {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held.starter.clone()
}

// Close forgets the keys and the plan. It does not save. What goes out as filler goes on; see Client.Settle.
func (s *Session) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.closed = true
	s.own.Wipe()
	s.door.plan.Wipe()
	for _, d := range s.door.doors {
		d.root.Wipe()
	}
	s.held.root.Wipe()
	s.held.starter.Wipe()
	s.mine.Wipe()
	s.pending = nil
}

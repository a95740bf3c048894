package client

import (
	"context"

	"larkspur/client/plan"
	"larkspur/crypto/page"
)

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

// OwnRoot returns the root of the door that the session was opened by.
func OwnRoot(s *Session) page.Root { return s.own }

// DoorInside is what stands in the body of a door.
type DoorInside struct {
	Plan  page.Root
	First bool
	Doors []page.Root
	Names []string
	// Left and Erase are of an unfinished move; Left is the zero root when there is none.
	Left  page.Root
	Erase []page.Root
}

// OpenDoor parses the body of a door, and Inflate makes the bytes readable that stand in a body.
func OpenDoor(body []byte) (DoorInside, error) {
	d, err := parseDoor(body)
	if err != nil {
		return DoorInside{}, err
	}
	in := DoorInside{Plan: d.plan, First: d.first}
	for _, r := range d.doors {
		in.Doors, in.Names = append(in.Doors, r.root), append(in.Names, r.name)
	}
	if d.unfinished != nil {
		in.Left, in.Erase = d.unfinished.plan, d.unfinished.erase
	}
	return in, nil
}

// OpenFirst parses the body of the first page of a plan: roots of further pages, and the beginning of the stream.
func OpenFirst(body []byte) (further []page.Root, chunk []byte, err error) { return parseFirst(body) }

// OpenStream parses a whole stream.
func OpenStream(stream []byte) (StarterKey, *plan.Plan, error) { return parseStream(stream) }

// Inflate is the bytes that a body or a stream was deflated from.
func Inflate(b []byte) ([]byte, error) { return inflate(b) }

// Formats of bodies.
const (
	FormatDoor = formatDoor
	FormatPlan = formatPlan
	FormatMore = formatMore
)

// EraseDoorOnly erases the page of a recovery door and moves nothing, which is what a withdrawal must not be.
func EraseDoorOnly(ctx context.Context, s *Session, id DoorID) error {
	b, err := s.c.begin(ctx)
	if err != nil {
		return err
	}
	defer b.end(ctx)
	for _, d := range s.door.doors {
		if idOf(d.root) == id {
			return b.eraseWhatever(ctx, d.root)
		}
	}
	return ErrNoDoor
}

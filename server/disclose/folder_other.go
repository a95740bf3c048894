//go:build !unix

package disclose

import (
	"context"
	"errors"

	"larkspur/server/store"
)

// A Folder is the folder of a file store, which does not run on this system.
type Folder struct {
	Dir  string
	Size int
}

// Walk fails with errors.ErrUnsupported, as all methods do.
func (Folder) Walk(context.Context, func(Entry) error) error { return errors.ErrUnsupported }

// Read fails.
func (Folder) Read(context.Context, Entry) ([]byte, error) { return nil, errors.ErrUnsupported }

// Stat fails.
func (Folder) Stat(context.Context, store.Name) (Entry, bool, error) {
	return Entry{}, false, errors.ErrUnsupported
}

// Facts fails.
func (Folder) Facts(context.Context) ([]Fact, error) { return nil, errors.ErrUnsupported }

// Hold fails.
func (Folder) Hold() (func() error, error) { return nil, errors.ErrUnsupported }

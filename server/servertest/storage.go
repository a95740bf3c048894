package servertest

import (
	"testing"

	"larkspur/server"
)

// Storage says where a server's objects lie. At most one of the fields that name a place is set.
type Storage struct{}

// opened is what a life of a server has open.
type opened struct {
	storage Storage
	model   *Model
}

func (o *opened) open(t testing.TB) (server.Pages, error) {
	if o.model == nil {
		o.model = NewModel()
	}
	return o.model, nil
}

func (o *opened) close() error { return nil }

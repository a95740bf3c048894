//go:build !unix

package control

import (
	"context"
	"errors"
	"net"
)

// Listen fails with errors.ErrUnsupported: the built-in store does not run here either.
func Listen(string) (net.Listener, error) { return nil, errors.ErrUnsupported }

func dial(context.Context, string) (net.Conn, error) { return nil, ErrNobody }

type side struct{}

var callers, servers side

func samePeer(net.Conn, side) error { return errors.ErrUnsupported }

package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
)

// maxAnswer is the longest line that is read: a report and what stands around it.
const maxAnswer = MaxReport + 1024

// Call asks the server that listens at path for verb, and gives each of its reports to each, in order. It returns when the
// server is done, with ctx, or with the first error of each. Errors: ErrNobody, ErrStranger, ErrBusy, ErrVerb,
// ErrRequest, ErrCut, and what the verb itself failed with as *Failure.
func Call(ctx context.Context, path, verb string, args any, each func(json.RawMessage) error) error {
	conn, err := dial(ctx, path)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := samePeer(conn, servers); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := send(conn, verb, args); err != nil {
		return err
	}
	err = receive(conn, each)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// send leaves it to the answer to say what became of the request: a server that is busy closes before it has read it.
func send(conn net.Conn, verb string, args any) error {
	a, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("control: arguments: %w", err)
	}
	b, err := json.Marshal(request{version, verb, a})
	if err != nil {
		return fmt.Errorf("control: request: %w", err)
	}
	if len(b) >= maxRequest {
		return fmt.Errorf("control: a request of %d bytes is longer than the %d there are", len(b), maxRequest)
	}
	_, _ = conn.Write(append(b, '\n'))
	return nil
}

func receive(conn net.Conn, each func(json.RawMessage) error) error {
	lines := bufio.NewScanner(conn)
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return fmt.Errorf("control: the answer is not understood: %w", err)
		}
		switch {
		case l.Error != nil:
			return l.Error.fromWire()
		case l.Done:
			return nil
		case l.Report != nil:
			if err := each(l.Report); err != nil {
				return err
			}
		default:
			return errors.New("control: the answer has a line that says nothing")
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("control: the answer is not understood: %w", err)
	}
	return ErrCut
}

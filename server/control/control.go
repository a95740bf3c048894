// Package control lets a command of the operator reach a server that runs on the same data folder.
//
// The server holds its store alone, so a second process cannot open it; what such a process wants done, it asks for over
// a Unix socket in the data folder. The package promises that only the owner of the server's process (and root, who owns
// the machine) is answered, that at most one server listens in a folder, and that no caller, however slow, silent or
// numerous, holds the server up. It refuses to know what is asked: verbs and their arguments are the caller's.
//
// A call is one connection. It carries one line of JSON, {"version":1,"verb":V,"args":A}, and back come lines
// {"report":R}, as many as the verb has to say, and at the end one {"done":true} or {"error":{"code":C,"text":T}}.
//
// The path of a Unix socket is limited to about a hundred bytes and that of a data folder is not: on Linux a longer path
// goes through /proc/self/fd; elsewhere Listen says that a shorter one is needed. On Windows nobody listens.
package control

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// File is the name of the socket in the data folder. Beside it stays an empty file with .lock behind that name.
const File = "control"

// version is that of the protocol. Another one is refused, and never guessed at.
const version = 1

// Limits of a call. They are for callers that are broken: who may connect at all could stop the server as well.
const (
	// maxRequest is far above the options of a command, in bytes of the line with its end.
	maxRequest = 64 << 10

	// MaxReport is the most that one report may have, as JSON in bytes. What is longer is sent in parts by its verb.
	MaxReport = 1 << 20

	// maxCallers is how many are answered side by side. Those beyond are told at once and not left waiting behind a
	// rotation that takes hours.
	maxCallers = 16

	// requestWithin is the time for a caller to say what it wants.
	requestWithin = 5 * time.Second

	// lineWithin is the time for a caller to take a line. One that does not (a stopped terminal) is taken for gone, so
	// that a rotation does not wait for it.
	lineWithin = 5 * time.Second
)

// What Listen and Call fail with.
var (
	// ErrNobody: no server listens in that folder. There is no socket, or it is what a killed server left behind.
	ErrNobody = errors.New("control: no server is running on this data folder")

	// ErrInUse: a server listens in that folder already.
	ErrInUse = errors.New("control: another larkspurd is running on this data folder")

	// ErrFolder: others can write in the folder, and so could put a socket of their own there.
	ErrFolder = errors.New("control: others can write in the data folder; it has to be its owner's alone (chmod 700). " +
		"Where that cannot be, give a folder inside it as --data")

	// ErrPath: the path is too long for a socket of this system.
	ErrPath = errors.New("control: the path of the data folder is too long for a socket; give a shorter --data")

	// ErrStranger: the other end is a process of another user.
	ErrStranger = errors.New("control: the other end is a process of another user")

	// ErrBusy: the server answers as many callers as it does side by side.
	ErrBusy = errors.New("control: the server is answering too many callers; try again later")

	// ErrVerb: the server does not know the verb.
	ErrVerb = errors.New("control: the running server does not know this command; is it of another version?")

	// ErrRequest: what was sent is no request, or one of another version of this protocol.
	ErrRequest = errors.New("control: the running server did not understand; is it of another version?")

	// ErrCut: the answer has no end. The server was stopped or killed, and what was asked for may have been done or not.
	ErrCut = errors.New("control: the server ended before it had answered")
)

// codes are what stands on the wire for an error that the other side may want to tell apart. The list is append-only.
var codes = []struct {
	code string
	err  error
}{
	{"busy", ErrBusy}, {"verb", ErrVerb}, {"request", ErrRequest}, {"stranger", ErrStranger},
}

// codeFailed is an error of the verb itself, whose text is all there is.
const codeFailed = "failed"

// A Handler does what a verb means. args is what the caller sent, not looked at yet. report sends a value, as JSON, to
// the caller; it may be called from many goroutines. It fails when the value is longer than MaxReport or, unless the
// verb goes on without its caller, when the caller is gone. The text of the Handler's error is shown to the operator.
type Handler func(ctx context.Context, args json.RawMessage, report func(any) error) error

// A Verb is what a server can be asked for.
type Verb struct {
	Do Handler

	// GoesOn says that what was begun is finished also when the caller goes away: ctx then ends with the server only, and
	// reports to nobody are dropped. Without it ctx ends when the caller goes.
	GoesOn bool
}

// A Failure is an error of a verb, as its text came over the socket.
type Failure struct{ Text string }

func (f *Failure) Error() string { return f.Text }

type request struct {
	Version int             `json:"version"`
	Verb    string          `json:"verb"`
	Args    json.RawMessage `json:"args,omitempty"`
}

// A line is one of the server's. Exactly one of its fields is set.
type line struct {
	Report json.RawMessage `json:"report,omitempty"`
	Done   bool            `json:"done,omitempty"`
	Error  *wireError      `json:"error,omitempty"`
}

type wireError struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

func toWire(err error) *wireError {
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return &wireError{c.code, c.err.Error()}
		}
	}
	text := err.Error()
	return &wireError{codeFailed, text[:min(len(text), MaxReport/8)]}
}

func (w *wireError) fromWire() error {
	for _, c := range codes {
		if w.Code == c.code {
			return c.err
		}
	}
	return &Failure{w.Text}
}

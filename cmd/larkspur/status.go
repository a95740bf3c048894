package main

import (
	"errors"
	"fmt"

	"larkspur/client"
	"larkspur/client/httppage"
	"larkspur/crypto/phrase"
)

// The exit statuses.
const (
	statusDone        = 0
	statusFailed      = 1
	statusUsage       = 2
	statusNothing     = 3
	statusConflict    = 4
	statusUnreachable = 5
	statusRefused     = 6
)

// usageError is a command line that cannot be meant.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errConflict: saved, and somebody has to choose.
var errConflict = errors.New("saved; another device changed the same words, and both versions are kept: see larkspur show")

// nothingText is all that is ever said of a phrase that opens nothing.
const nothingText = "nothing opens with this phrase"

// explain is the one place that turns an error into what is printed and the exit status.
func explain(err error) (text string, status int) {
	if _, ok := errors.AsType[usageError](err); ok {
		return err.Error(), statusUsage
	}
	for _, e := range explanations {
		if errors.Is(err, e.err) {
			if e.text == "" {
				return err.Error(), e.status
			}
			return e.text, e.status
		}
	}
	return err.Error(), statusFailed
}

var explanations = []struct {
	err    error
	text   string // empty: the error says it
	status int
}{
	{client.ErrNothing, nothingText, statusNothing},
	{client.ErrGone, nothingText, statusNothing},
	{errConflict, "", statusConflict},
	{client.ErrUnreachable, "the server cannot be reached; check the address and the line, and try again: nothing is lost", statusUnreachable},
	{client.ErrSite, "there is a server, but not one of Larkspur, or of another version; check the address", statusUnreachable},
	{client.ErrAdmission, "the server asks for a current starter phrase before it keeps anything new; ask the centre for one and give it with --starter-file", statusRefused},
	{client.ErrBusy, "the server has too much to do; wait a minute and try again", statusRefused},
	{client.ErrServer, "the server could not store or fetch; try again: nothing is lost", statusRefused},
	{client.ErrRefused, "the server refused the call; is this program of the server's version?", statusRefused},
	{client.ErrTaken, "something is kept under this phrase already; nothing was changed", statusRefused},
	{client.ErrContended, "other devices kept changing the plan; try again", statusFailed},
	{client.ErrRecovery, "this is a recovery phrase; only the first phrase can do that", statusFailed},
	{client.ErrTooLarge, "the plan is too large to keep; take something out", statusFailed},
	{client.ErrDamaged, "the phrase opens, but a part of the plan is missing or damaged", statusFailed},
	{httppage.ErrURL, "--server begins with https:// (http:// only for this machine itself)", statusUsage},
	{phrase.ErrTooFew, nothingText, statusNothing},
	{phrase.ErrUnknownWord, nothingText, statusNothing},
	{phrase.ErrMixed, nothingText, statusNothing},
	{phrase.ErrTooLong, nothingText, statusNothing},
}

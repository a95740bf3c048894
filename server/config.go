package server

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"time"

	"larkspur/server/wire"
)

// Config is what an operator decides. Its field comments are the manual of the package.
type Config struct {
	// Realm is the deployment's own string, the same for ever: every phrase leads elsewhere under another (SPEC §3.1).
	Realm string

	// Words is the number of words of a phrase, 7 or 8; 0 means 7 (SPEC §2.3).
	Words int

	// Cover names the page that the client shows; empty means "recipes".
	Cover string

	// Starters holds the keys of the admission mode starter; nil is the mode open (SPEC §6.4).
	Starters *Starters

	// Grid is the distance of the lines on which answers leave, to be above the slowest ordinary operation of the
	// store. 0 lets them leave at once and shows how long each took: for tests only.
	Grid time.Duration

	// CallsPerSecond is the common budget; 0 means DefaultRate.
	CallsPerSecond float64

	// TrustProxy takes the source of a call from X-Forwarded-For, when the call comes from this machine or from a
	// private network. It is for a server behind a proxy that sets that header itself. The source is for budgets only.
	TrustProxy bool

	// Directory is the operator's own list of places, as everybody gets it who opens the page; empty: none. What it says
	// is for the client to read (client/catalog/directory): here it is bytes.
	Directory []byte

	// Live relays the frames of live links; nil: there are none, and /v1/live is not found. Serve closes it when it ends.
	Live Live

	// Client holds the files of the client; nil serves the pages of plans only.
	Client fs.FS

	// Index is the file of Client that / answers; empty means "index.html".
	Index string

	// CertFile and KeyFile are the certificate chain and the key for TLS, in PEM; both empty: no TLS. They are read
	// again when they change.
	CertFile, KeyFile string

	// Notices gets one line for each thing that the operator has to know: a store that fails, a damaged object. No
	// line holds an address, a locator, a name of an object or a time. nil drops them.
	Notices io.Writer

	// Around wraps the handler of Serve, for tests that record or lose calls; nil does not.
	Around func(http.Handler) http.Handler

	// Clock is for tests; nil is the clock of the machine.
	Clock Clock
}

// covers are the names that Config.Cover may have. The list is the client's to extend.
var covers = [...]string{"recipes"}

func (c Config) withDefaults() Config {
	if c.Words == 0 {
		c.Words = 7
	}
	if c.Cover == "" {
		c.Cover = covers[0]
	}
	if c.Index == "" {
		c.Index = "index.html"
	}
	if c.CallsPerSecond == 0 {
		c.CallsPerSecond = DefaultRate
	}
	if c.Notices == nil {
		c.Notices = io.Discard
	}
	if c.Clock == nil {
		c.Clock = systemClock{}
	}
	return c
}

func (c Config) check() error {
	switch {
	case !wire.ValidRealm(c.Realm):
		return fmt.Errorf("realm: 1 to %d printable ASCII characters without a space are needed", wire.MaxRealm)
	case c.Words != 7 && c.Words != 8:
		return fmt.Errorf("words: a phrase has 7 or 8 of them, not %d", c.Words)
	case !validCover(c.Cover):
		return fmt.Errorf("cover: %q is none; there is %q", c.Cover, covers)
	case c.Grid < 0 || c.Grid > maxGrid:
		return fmt.Errorf("grid: 0 to %v, not %v", maxGrid, c.Grid)
	case len(c.Directory) > MaxDirectory:
		return fmt.Errorf("directory: at most %d bytes, not %d", MaxDirectory, len(c.Directory))
	case c.CallsPerSecond < 1:
		return errors.New("calls per second: at least 1")
	case (c.CertFile == "") != (c.KeyFile == ""):
		return errors.New("TLS: a certificate and its key are both needed")
	}
	return nil
}

func validCover(name string) bool {
	for _, c := range covers {
		if name == c {
			return true
		}
	}
	return false
}

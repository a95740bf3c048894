package game

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"larkspur/client"
	"larkspur/crypto/secret"
	"larkspur/server"
	"larkspur/server/shelf"
	"larkspur/server/wire"
)

const realm = "game"

// A house is one deployment in this process: the real page handler over the real shelf over a store in memory.
type house struct {
	setup
	dir     string
	store   *cellar
	meter   *meter
	shelf   *shelf.Shelf
	handler http.Handler
	left    []byte // the key file from before the rotation
}

// A setup says how a house is built. Its zero value is a deployment as it comes, without a grid.
type setup struct {
	draw *draw
	// chaff fixes the number of chaff objects, which then does not walk; 0 leaves both as they are in a deployment.
	chaff int
	// blurred draws a fixed number between 16 and 115 for each world: enough that a count of two more says next to nothing, and
	// quicker than the real thing, for controls in which something else is to be found.
	blurred bool
	// starter makes the mode starter.
	starter bool
	// clock is the time of server and store; nil is that of the machine. With it, the store takes time.
	clock *clock
	grid  time.Duration
	// around is what a control puts between handler and shelf.
	around func(server.Pages) server.Pages
}

// others is how many vaults of other people a house holds. What they do meanwhile would cover what is played for, so they do
// nothing, and their number is known to everybody.
const others = 3

func build(s setup) (*house, error) {
	dir, err := os.MkdirTemp("", "larkspur-game-*")
	if err != nil {
		return nil, err
	}
	if s.blurred {
		s.chaff = 16 + s.draw.of("blurred").rand().IntN(100)
	}
	h := &house{setup: s, dir: dir}
	h.store = newCellar(shelf.ObjectSize)
	h.meter = newMeter(h.store, s.clock, s.draw.of("store").rand())
	if err := h.open(); err != nil {
		h.end()
		return nil, err
	}
	for range 2 * others {
		if err := h.stranger(); err != nil {
			h.end()
			return nil, err
		}
	}
	return h, nil
}

func (h *house) keyFile() string { return filepath.Join(h.dir, "key") }

func (h *house) open() error {
	var err error
	config := shelf.Config{KeyFile: h.keyFile(), Random: h.draw.of("shelf").reader(), Chaff: h.chaff}
	if h.shelf, err = shelf.Open(context.Background(), config, h.meter); err != nil {
		return err
	}
	c := server.Config{Realm: realm, CallsPerSecond: 1e6, Grid: h.grid}
	if h.clock != nil {
		c.Clock = h.clock
	}
	if h.starter {
		file := filepath.Join(h.dir, "starters")
		if err := os.WriteFile(file, []byte(hex.EncodeToString(starterBytes)+"\n"), 0o600); err != nil {
			return err
		}
		if c.Starters, err = server.OpenStarters(file); err != nil {
			return err
		}
	}
	var pages server.Pages = h.shelf
	if h.around != nil {
		pages = h.around(pages)
	}
	h.handler, err = server.New(c, pages)
	return err
}

func (h *house) end() {
	if h.shelf != nil {
		_ = h.shelf.Close()
	}
	_ = os.RemoveAll(h.dir)
}

// stranger makes a page that somebody else has.
func (h *house) stranger() error {
	ctx := context.Background()
	r := h.draw.of(fmt.Sprint("stranger ", h.meter.changes)).reader()
	var l wire.Locator
	var p [wire.PageSize]byte
	for _, b := range [][]byte{l[:], p[:]} {
		if _, err := r.Read(b); err != nil {
			return err
		}
	}
	version, _, err := h.shelf.Read(ctx, l)
	if err != nil {
		return err
	}
	_, err = h.shelf.Write(ctx, l, version, &p, func() bool { return true })
	return err
}

// call sends a body to the handler. The caller is on this machine, so it counts against no source.
func (h *house) call(body []byte) (answer []byte, size int, err error) {
	q := httptest.NewRequest(wire.Method, wire.Path, bytes.NewReader(body))
	q.RemoteAddr = "127.0.0.1:1"
	q.Header.Set("Content-Type", "application/octet-stream")
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, q)
	if w.Code != http.StatusOK {
		return nil, 0, errors.New("status " + http.StatusText(w.Code))
	}
	var head bytes.Buffer
	if err := w.Result().Header.Write(&head); err != nil {
		return nil, 0, err
	}
	return w.Body.Bytes(), head.Len() + w.Body.Len(), nil
}

// starterBytes is the one starter key of a house in the mode starter.
var starterBytes = bytes.Repeat([]byte{7}, secret.KeySize)

func (h *house) starterKey() client.StarterKey {
	if !h.starter {
		return client.StarterKey{}
	}
	return client.StarterKey{Key: secret.NewKey(starterBytes)}
}

// A clock is a time that passes only when somebody waits or works. It serves one goroutine at a time.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.Date(2030, 1, 1, 9, 0, 0, 0, time.UTC)} }

// Now implements client.Clock and server.Clock.
func (c *clock) Now() time.Time { return c.now }

// Sleep implements both.
func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.now = c.now.Add(max(0, d))
	return ctx.Err()
}

package attack

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"

	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// Whatever is no frame of 512 bytes, before a join and after it, in the rooms of a link that is going on: the connection is closed
// with the one status and no reason, and the link goes on as if nothing had been sent.
func TestFramesOfAWrongSizeDisturbNobody(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	b := goBetween(t, server.URL, nil)
	_, g := h.meets(b.URL, h.usual())
	secret := b.Passages()[0].Join.Room
	code := newCode(t)
	waiting := h.invites(code)
	before := textOf(h.Plan(), h.Note)
	joins := map[string]*wire.Join{
		"before a join":         nil,
		"in the secret room":    {Way: wire.WayMeet, Room: secret},
		"in the room of a code": {Way: wire.WayKnock, Room: code.Room(server.Realm)},
	}
	for where, join := range joins {
		for name, m := range map[string]struct {
			kind websocket.MessageType
			b    []byte
		}{
			"nothing":        {websocket.MessageBinary, nil},
			"one byte":       {websocket.MessageBinary, []byte{1}},
			"511 bytes":      {websocket.MessageBinary, make([]byte, 511)},
			"513 bytes":      {websocket.MessageBinary, make([]byte, 513)},
			"two frames":     {websocket.MessageBinary, make([]byte, 1024)},
			"a hundred KiB":  {websocket.MessageBinary, make([]byte, 100<<10)},
			"512 bytes text": {websocket.MessageText, bytes.Repeat([]byte("x"), 512)},
		} {
			status, reason := sends(t, server.URL, join, m.kind, m.b)
			if status != wire.CloseStatus || reason != "" {
				t.Errorf("%s, %s: closed with %d %q", where, name, status, reason)
			}
		}
	}
	if now := textOf(h.Plan(), h.Note); now != before {
		t.Errorf("%q became %q", before, now)
	}
	h.works(g)
	if over(waiting.Call()) {
		t.Error("the code was spent")
	}
	late := h.knocks(server.URL, code)
	within(t, patience, "the code is good", func() bool { return wordsOf(late) != nil })
}

// sends joins, if it is to, sends one message, and returns how the connection was closed.
func sends(t *testing.T, url string, join *wire.Join, kind websocket.MessageType, m []byte) (status websocket.StatusCode, reason string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	ws, _, err := websocket.Dial(ctx, url+wire.PathLive, &websocket.DialOptions{CompressionMode: websocket.CompressionDisabled, HTTPClient: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.CloseNow() }()
	if join != nil {
		if err := ws.Write(ctx, websocket.MessageBinary, join.AppendTo(nil)); err != nil {
			t.Fatal(err)
		}
		if _, b, err := ws.Read(ctx); err != nil || !wire.Joined(b) {
			t.Fatal("not joined:", err)
		}
	}
	_ = ws.Write(ctx, kind, m)
	for {
		if _, _, err := ws.Read(ctx); err != nil {
			status = websocket.CloseStatus(err)
			if e, is := errors.AsType[websocket.CloseError](err); is {
				reason = e.Reason
			}
			return status, reason
		}
	}
}

// An end whose frames lose a byte on the way loses its connection, comes back, and nothing that it said is lost.
func TestAnEndWhoseFramesAreCutComesBack(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	h := newHome(t, server, "")
	b := goBetween(t, server.URL, nil)
	_, g := h.meets(b.URL, h.usual())
	for i := range 4 {
		if err := types(g, h.Note, string(rune('a'+i))); err != nil {
			t.Fatal(err)
		}
		for _, p := range b.Passages() {
			short := make([]byte, wire.FrameSize-1)
			_, _ = rand.Read(short)
			_ = p.ends[i%2].Write(p.ctx, websocket.MessageBinary, short)
		}
		time.Sleep(300 * time.Millisecond)
	}
	h.works(g)
}

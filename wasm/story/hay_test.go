//go:build unix

package story

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/nats-io/nats.go"

	"larkspur/server/wire"
)

// hay is something in which nothing of a link may stand, and what it is.
type hay struct {
	where string
	b     []byte
}

// onLines is all that went over lines, and every frame of a link without the mask of clients. It fails the test when there are fewer
// frames on one of them than least.
func onLines(t *testing.T, least int, lines ...*tap) (all []hay) {
	t.Helper()
	for _, line := range lines {
		for _, b := range append(line.sent(), line.answered()...) {
			all = append(all, hay{"what went between a client and a server", b})
		}
		frames := line.onTheLine(t)
		for _, b := range frames {
			all = append(all, hay{"a frame", b})
		}
		if t.Logf("%d frames on a line", len(frames)); len(frames) < least {
			t.Errorf("%d frames were captured", len(frames))
		}
	}
	return all
}

// onTheBus is what went between servers, with the subjects.
func onTheBus(said []*nats.Msg) (all []hay) {
	for _, msg := range said {
		all = append(all, hay{"what went between the servers", append([]byte(msg.Subject+" "), msg.Data...)})
	}
	return all
}

// spilled says where any of the markers stands: in hay, or in a file below one of the folders, or in its name.
func spilled(t *testing.T, markers []marker, heap []hay, dirs ...string) (where []string) {
	t.Helper()
	for _, h := range heap {
		for _, x := range markers {
			if x.in(h.b) {
				where = append(where, h.where)
			}
		}
	}
	for _, dir := range dirs {
		where = append(where, found(t, dir, markers...)...)
	}
	return where
}

// A leak that is planted in any of the places, in any of the forms, is found, and without it nothing is: else that nothing of a link is
// found would say nothing.
func TestALeakOfALinkIsFound(t *testing.T) {
	m := newMarker()
	wide := func(little bool) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune("x" + m)) {
			if little {
				b.Write([]byte{byte(u), byte(u >> 8)})
			} else {
				b.Write([]byte{byte(u >> 8), byte(u)})
			}
		}
		return b.String()
	}
	forms := map[string]string{
		"nothing": "", "as it is": string(m), "half of it": string(m[3:17]), "upper case": strings.ToUpper(string(m)),
		"UTF-16, little": wide(true), "UTF-16, big": wide(false), "hex": hex.EncodeToString([]byte(m)),
		"base64": base64.StdEncoding.EncodeToString([]byte(m)), "base64, one on": base64.StdEncoding.EncodeToString([]byte("x" + m)),
		"base64, two on": base64.StdEncoding.EncodeToString([]byte("xy" + m)),
	}
	// Places, and what of them may hold bytes of any kind.
	places := map[string]bool{
		"a server's log": true, "what a server says of itself": true, "a call": true, "an answer": true, "a frame of a client": true,
		"a frame of a server": true, "a message between servers": true, "a subject": false, "a stored object": true, "the name of one": false,
	}
	for place, any := range places {
		for form, planted := range forms {
			if !any && strings.ContainsAny(planted, "\x00/+=") {
				continue
			}
			in := func(there string) string {
				if there == place {
					return planted
				}
				return ""
			}
			var up, down, callUp, callDown stream
			callUp.b.WriteString("POST /v1/page HTTP/1.1\r\n\r\n" + in("a call"))
			callDown.b.WriteString("HTTP/1.1 200 OK\r\n\r\n" + in("an answer"))
			up.b.WriteString("GET " + wire.PathLive + " HTTP/1.1\r\n\r\n")
			up.b.Write(webSocket(in("a frame of a client"), 1, 2, 3, 4))
			down.b.WriteString("HTTP/1.1 101 Switching Protocols\r\n\r\n")
			down.b.Write(webSocket(in("a frame of a server")))
			line := &tap{up: []*stream{&callUp, &up}, down: []*stream{&callDown, &down}}
			heap := []hay{
				{"a server's log", []byte("listening " + in("a server's log"))},
				{"what a server says of itself", []byte("{" + in("what a server says of itself") + "}")},
			}
			heap = append(heap, onLines(t, 2, line)...)
			heap = append(heap, onTheBus([]*nats.Msg{{Subject: "larkspur." + in("a subject"), Data: []byte(in("a message between servers"))}})...)
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "object"+in("the name of one")), []byte(in("a stored object")), 0o600); err != nil {
				t.Fatal(err)
			}
			if where := spilled(t, []marker{newMarker(), m}, heap, dir); (len(where) == 0) != (planted == "") {
				t.Errorf("in %s, %s: found in %q", place, form, where)
			}
		}
	}
}

// webSocket is a frame of a link, with the mask of a client if one is given.
func webSocket(said string, mask ...byte) []byte {
	b := []byte{0x82, 126, wire.FrameSize >> 8, wire.FrameSize & 255}
	if mask != nil {
		b[1] |= 128
		b = append(b, mask...)
	} else {
		mask = make([]byte, 4)
	}
	for i, x := range append([]byte(said), make([]byte, wire.FrameSize-len(said))...) {
		b = append(b, x^mask[i%4])
	}
	return b
}

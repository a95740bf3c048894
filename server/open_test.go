package server_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"larkspur/server"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

func TestInTheModeStarterOnlyAKeyMakesPages(t *testing.T) {
	key := []byte(strings.Repeat("k", 32))
	s := servertest.Start(t, servertest.Options{Starters: []string{strings.Repeat("ab", 32), hex.EncodeToString(key)}})
	o := newOwner()
	noise := call(t, s.URL, readOf(o.locator)).Version
	wantConstant(t, "a make without a key", send(t, s.URL, o.request(wire.OpWrite, noise).AppendTo(nil)), wire.CodeAdmission)
	q := o.request(wire.OpWrite, noise)
	admit(q, []byte(strings.Repeat("x", 32)))
	wantConstant(t, "a make with a key that is not current", send(t, s.URL, q.AppendTo(nil)), wire.CodeAdmission)
	if again := call(t, s.URL, readOf(o.locator)); again.Version != noise {
		t.Error("something refused was done")
	}
	q = o.request(wire.OpWrite, noise)
	admit(q, key)
	made := call(t, s.URL, q)
	wantCode(t, "a make with a key", made, wire.CodeOK)
	// What is held is changed without a key: who holds the phrase needs no one's leave.
	swapped := call(t, s.URL, o.request(wire.OpWrite, made.Version))
	wantCode(t, "a swap without a key", swapped, wire.CodeOK)
	wantCode(t, "an erase without a key", call(t, s.URL, o.request(wire.OpErase, swapped.Version)), wire.CodeOK)
	// A dead locator is a miss: it wants a key like one that was never held.
	noise = call(t, s.URL, readOf(o.locator)).Version
	wantConstant(t, "a make over a dead page without a key", send(t, s.URL, o.request(wire.OpWrite, noise).AppendTo(nil)), wire.CodeAdmission)
	wantConstant(t, "a lost make without a key", send(t, s.URL, o.request(wire.OpWrite, made.Version).AppendTo(nil)), wire.CodeLost)
}

func TestInTheModeOpenMakesRunOut(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	seen := map[wire.Code]int{}
	for seen[wire.CodeBusy] == 0 && seen[wire.CodeOK] < 2500 {
		o := newOwner()
		noise := call(t, s.URL, readOf(o.locator)).Version
		got := send(t, s.URL, o.request(wire.OpWrite, noise).AppendTo(nil))
		code := wire.Code(got.body[1])
		wantConstant(t, "a make", got, code)
		seen[code]++
	}
	if seen[wire.CodeBusy] != 1 || seen[wire.CodeOK] < 900 || len(seen) != 2 {
		t.Errorf("codes %v", seen)
	}
}

func TestTheSiteSaysFourThings(t *testing.T) {
	for want, o := range map[string]servertest.Options{
		"realm=servertest\nwords=7\nadmission=open\ncover=recipes\n": {},
		"realm=abc\nwords=8\nadmission=starter\ncover=recipes\n":     {Realm: "abc", Words: 8, Starters: []string{strings.Repeat("ab", 32)}},
	} {
		s := servertest.Start(t, o)
		r := dial(t, s)
		r.say("GET /v1/site HTTP/1.1\nHost: h\n\n")
		if got := r.reply(); got.status != 200 || string(got.body) != want {
			t.Errorf("%d %q", got.status, got.body)
		}
	}
}

// The list of places is answered by every server, an empty one where the operator has none, and the same to everybody.
func TestTheDirectoryIsAlwaysAnswered(t *testing.T) {
	const list = "name: Harbor Clinic\n"
	for _, want := range []string{"", list, strings.Repeat("#", server.MaxDirectory)} {
		r := dial(t, servertest.Start(t, servertest.Options{Directory: []byte(want)}))
		for range 2 {
			r.say("GET /v1/directory HTTP/1.1\nHost: h\n\n")
			if got := r.reply(); got.status != 200 || string(got.body) != want {
				t.Errorf("%d, %d bytes", got.status, len(got.body))
			}
		}
	}
}

func TestAConfigurationThatCannotWorkIsRefused(t *testing.T) {
	good := server.Config{Realm: "r"}
	for name, change := range map[string]func(*server.Config){
		"no realm":             func(c *server.Config) { c.Realm = "" },
		"a realm with a space": func(c *server.Config) { c.Realm = "a b" },
		"a realm with a line":  func(c *server.Config) { c.Realm = "a\nadmission=open" },
		"a long realm":         func(c *server.Config) { c.Realm = strings.Repeat("r", 65) },
		"six words":            func(c *server.Config) { c.Words = 6 },
		"an unknown cover":     func(c *server.Config) { c.Cover = "x\nrealm=y" },
		"a grid below zero":    func(c *server.Config) { c.Grid = -1 },
		"a grid of minutes":    func(c *server.Config) { c.Grid = 250e9 },
		"no calls":             func(c *server.Config) { c.CallsPerSecond = -1 },
		"a key without a cert": func(c *server.Config) { c.KeyFile = "k" },
		"a huge directory":     func(c *server.Config) { c.Directory = make([]byte, server.MaxDirectory+1) },
	} {
		c := good
		change(&c)
		if _, err := server.New(c, servertest.NewModel()); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := server.New(good, nil); err == nil {
		t.Error("no pages: accepted")
	}
	if _, err := server.New(good, servertest.NewModel()); err != nil {
		t.Error(err)
	}
}

package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/server/control"
	"larkspur/server/disclose"
	"larkspur/server/servertest"
	"larkspur/server/wire"
)

// A saver has the key of one page.
type saver struct {
	t       *testing.T
	p       *servertest.Process
	public  [wire.PublicKeySize]byte
	private ed25519.PrivateKey
}

func newSaver(t *testing.T, p *servertest.Process) *saver {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &saver{t, p, [wire.PublicKeySize]byte(public), private}
}

func (s *saver) locator() wire.Locator { return wire.LocatorOf(s.public) }

func (s *saver) hex() string { l := s.locator(); return hex.EncodeToString(l[:]) }

// call reads first and then writes or erases.
func (s *saver) call(op wire.Op, page *[wire.PageSize]byte) {
	s.t.Helper()
	read := &wire.Request{Op: wire.OpRead, Locator: s.locator()}
	q := &wire.Request{Op: op, Locator: s.locator(), Expected: s.send(read).Version, PublicKey: s.public, Page: *page}
	copy(q.Signature[:], ed25519.Sign(s.private, q.Signed(s.p.Realm)))
	s.send(q)
}

func (s *saver) send(q *wire.Request) *wire.Answer {
	s.t.Helper()
	r, err := http.Post(s.p.URL+wire.Path, "application/octet-stream", bytes.NewReader(q.AppendTo(nil)))
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := wire.ParseAnswer(b)
	if err != nil || a.Code != wire.CodeOK {
		s.t.Fatalf("%v, %+v", err, a)
	}
	return a
}

// told runs disclose beside the server and reads its JSON.
func told(t *testing.T, p *servertest.Process, options ...string) *disclose.Report {
	t.Helper()
	var out, errs bytes.Buffer
	if status := run(t.Context(), append([]string{"larkspurd", "disclose", "--json", "--data", p.Data}, options...), &out, &errs); status != statusDone {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	r, err := disclose.Parse(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if running, _ := r.Fact("about", "running"); running != true {
		t.Error("it was not the server that made the report")
	}
	return r
}

func state(t *testing.T, r *disclose.Report) any {
	t.Helper()
	v, ok := r.Fact("locator", "state")
	if !ok {
		t.Error("the report does not say what lies under the locator")
	}
	return v
}

// beside runs a server in a folder of its owner's alone, whatever the umask is.
func beside(t *testing.T) *servertest.Process {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	return servertest.StartProcess(t, servertest.ProcessOptions{Data: data, Args: []string{"--grid", "0s"}})
}

// Beside a server that runs, everything about a locator is said as it is: saved, with the sealed page as it was sent; erased,
// within the epoch; and nothing where nothing was.
func TestALocatorIsDisclosedBesideARunningServer(t *testing.T) {
	p := beside(t)
	saved, erased, never := newSaver(t, p), newSaver(t, p), newSaver(t, p)
	page := new([wire.PageSize]byte)
	rand.Read(page[:])
	saved.call(wire.OpWrite, page)
	erased.call(wire.OpWrite, page)
	erased.call(wire.OpErase, page)
	file := filepath.Join(t.TempDir(), "page")
	if got := state(t, told(t, p, "--locator", saved.hex(), "--page", file)); got != "a sealed page" {
		t.Errorf("what was saved is %v", got)
	}
	if b, err := os.ReadFile(file); err != nil || !bytes.Equal(b, page[:]) {
		t.Errorf("the page is another: %d bytes, %v", len(b), err)
	}
	if got := state(t, told(t, p, "--locator", erased.hex())); got != "an object that is marked as erased" {
		t.Errorf("what was erased is %v", got)
	}
	if got := state(t, told(t, p, "--locator", never.hex())); got != "nothing" {
		t.Errorf("what never was is %v", got)
	}
	three := told(t, p, "--locator", saved.hex(), "--locator", erased.hex(), "--locator", never.hex())
	titles := ""
	for _, s := range three.Sections {
		titles += s.Title + "\n"
	}
	for _, s := range []*saver{saved, erased, never} {
		if !strings.Contains(titles, s.hex()) {
			t.Error("of three locators one is not in the report")
		}
	}
}

// Many commands at once are answered, or told that there are too many; the server goes on serving, and after a kill its
// socket is in nobody's way.
func TestCommandsBesideARunningServer(t *testing.T) {
	p := beside(t)
	var wait sync.WaitGroup
	outcomes := make(chan string, 40)
	for range cap(outcomes) {
		wait.Go(func() {
			var out, errs bytes.Buffer
			if run(context.Background(), []string{"larkspurd", "disclose", "--examine", "1", "--data", p.Data}, &out, &errs) != statusDone {
				outcomes <- errs.String()
				return
			}
			outcomes <- ""
		})
	}
	wait.Wait()
	close(outcomes)
	answered := 0
	for o := range outcomes {
		if o == "" {
			answered++
		} else if !strings.Contains(o, control.ErrBusy.Error()) {
			t.Errorf("a command ended with %s", o)
		}
	}
	if answered == 0 {
		t.Error("no command was answered")
	}
	socket := filepath.Join(p.Data, control.File)
	if err := control.Call(t.Context(), socket, "nothing", nil, func(json.RawMessage) error { return nil }); err != control.ErrVerb {
		t.Errorf("an unknown verb: %v", err)
	}
	p.Kill()
	if _, err := os.Lstat(socket); err != nil {
		t.Fatalf("the kill left no socket: %v", err)
	}
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"larkspurd", "disclose", "--data", p.Data}, &out, &errs); status != statusDone || !strings.Contains(out.String(), "at work meanwhile: no") {
		t.Errorf("after a kill: status %d, %s", status, errs.String())
	}
	p.Restart()
	told(t, p)
	if status := p.Stop(); status != 0 {
		t.Errorf("it stopped with %d", status)
	}
	if _, err := os.Lstat(socket); err == nil {
		t.Error("a server that stopped leaves its socket")
	}
}

// interrupted asks for a rotation, and is interrupted when it has begun.
func interrupted(t *testing.T, data, key string) (status int, said string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		defer cancel()
		for ctx.Err() == nil { // the second key is there: the rotation has begun
			if _, err := os.Lstat(key + ".next"); err == nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	var out, errs bytes.Buffer
	status = run(ctx, []string{"larkspurd", "rotate", "--data", data}, &out, &errs)
	return status, out.String() + errs.String()
}

// Whoever asked for a rotation and is interrupted ends nothing: the server goes on and destroys the old key.
func TestARotationGoesOnWhenItsCallerIsInterrupted(t *testing.T) {
	p := beside(t)
	key := filepath.Join(p.Data, "key")
	var before []byte
	for tries := 1; ; tries++ { // a rotation may be done before its caller is interrupted
		var err error
		if before, err = os.ReadFile(key); err != nil {
			t.Fatal(err)
		}
		status, said := interrupted(t, p.Data, key)
		if status == statusFailed && strings.Contains(said, "the server goes on") {
			break
		}
		if status != 0 || tries == 10 {
			t.Fatalf("status %d: %s", status, said)
		}
	}
	for left := ""; ; time.Sleep(10 * time.Millisecond) {
		left = ""
		for _, name := range []string{".next", ".old"} {
			if _, err := os.Lstat(key + name); err == nil {
				left = name
			}
		}
		if now, err := os.ReadFile(key); err == nil && left == "" && !bytes.Equal(now, before) {
			break
		}
		if t.Context().Err() != nil {
			t.Fatalf("the rotation did not go on; %s is there", left)
		}
	}
	told(t, p)
}

//go:build unix

package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patient are limits that only what is stuck meets.
var patient = limits{callers: maxCallers, requestWithin: time.Minute, lineWithin: time.Minute}

// echo says its arguments back, between two marks.
func echo(_ context.Context, args json.RawMessage, report func(any) error) error {
	return errors.Join(report("begin"), report(args), report("end"))
}

// folder is one as the program makes it.
func folder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// listening serves in a folder until the test ends, and returns the path.
func listening(t *testing.T, l limits, verbs map[string]Verb) string {
	t.Helper()
	path := filepath.Join(folder(t), File)
	serving(t, path, l, verbs)
	return path
}

// serving returns what ends the server.
func serving(t *testing.T, path string, l limits, verbs map[string]Verb) (end func()) {
	t.Helper()
	ln, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, ln, verbs, l) }()
	end = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
		ended <- nil
	}
	t.Cleanup(end)
	return end
}

func ask(t *testing.T, path, verb string, args any) ([]string, error) {
	var all []string
	err := Call(t.Context(), path, verb, args, func(r json.RawMessage) error { all = append(all, string(r)); return nil })
	return all, err
}

// raw sends bytes as they are and returns all that comes back.
func raw(t *testing.T, path, sent string) string {
	t.Helper()
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = conn.Write([]byte(sent))
	var all strings.Builder
	b := make([]byte, 4096)
	for {
		n, err := conn.Read(b)
		all.Write(b[:n])
		if err != nil {
			return all.String()
		}
	}
}

func TestWhatIsNoRequestIsRefusedAndRunsNothing(t *testing.T) {
	ran := make(chan string, 100)
	verbs := map[string]Verb{"run": {Do: func(_ context.Context, a json.RawMessage, _ func(any) error) error {
		ran <- string(a)
		return nil
	}}}
	path := listening(t, patient, verbs)
	short := patient
	short.requestWithin = 50 * time.Millisecond
	hasty := listening(t, short, verbs)
	unended := map[string]bool{"nothing": true, "no end of the line": true}
	for name, sent := range map[string]string{
		"nothing":             "",
		"no end of the line":  `{"version":1,"verb":"run"}`,
		"an empty line":       "\n",
		"text":                "run\n",
		"HTTP":                "POST /run HTTP/1.1\r\n\r\n",
		"a list":              `["run"]` + "\n",
		"zeros":               strings.Repeat("\x00", 100) + "\n",
		"no version":          `{"verb":"run"}` + "\n",
		"another version":     `{"version":2,"verb":"run"}` + "\n",
		"a field more":        `{"version":1,"verb":"run","as":"root"}` + "\n",
		"two in a line":       `{"version":1,"verb":"run"}{"version":1,"verb":"run"}` + "\n",
		"a verb of bytes":     `{"version":1,"verb":["run"]}` + "\n",
		"broken off":          `{"version":1,"verb":"run",` + "\n",
		"oversize":            `{"version":1,"verb":"run","args":"` + strings.Repeat("x", maxRequest) + `"}` + "\n",
		"oversize, and never": strings.Repeat("x", 4*maxRequest),
		"deep":                `{"version":1,"verb":"run","args":` + strings.Repeat("[", maxRequest/2) + "\n",
	} {
		at := path
		if unended[name] {
			at = hasty
		}
		if got, want := raw(t, at, sent), `{"error":{"code":"request","text":"`+ErrRequest.Error()+"\"}}\n"; got != want {
			t.Errorf("%s: answered %q", name, got)
		}
	}
	for _, verb := range []string{"", "Run", "run ", "ran", "run\n"} {
		if _, err := ask(t, path, verb, nil); !errors.Is(err, ErrVerb) {
			t.Errorf("the verb %q: %v", verb, err)
		}
	}
	if _, err := ask(t, path, "run", strings.Repeat("x", maxRequest)); err == nil {
		t.Error("arguments longer than a request were sent")
	}
	if len(ran) != 0 {
		t.Errorf("it ran with %s", <-ran)
	}
	if _, err := ask(t, path, "run", "this"); err != nil || <-ran != `"this"` {
		t.Errorf("what is a request did not run: %v", err)
	}
}

func TestASlowCallerIsClosedAndHoldsNobodyUp(t *testing.T) {
	slow := func(l limits) (path string, conn net.Conn) {
		path = listening(t, l, map[string]Verb{"echo": {Do: echo}})
		conn, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if _, err := conn.Write([]byte(`{"version":1,`)); err != nil {
			t.Fatal(err)
		}
		return path, conn
	}
	b := make([]byte, 1000)
	path, conn := slow(patient)
	if _, err := ask(t, path, "echo", 1); err != nil {
		t.Errorf("beside a slow caller: %v", err)
	}
	conn.SetReadDeadline(time.Now().Add(time.Millisecond))
	if n, err := conn.Read(b); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the slow caller was told %q, %v, before the other was answered", b[:n], err)
	}
	short := patient
	short.requestWithin = 50 * time.Millisecond
	_, conn = slow(short)
	n, err := conn.Read(b)
	if err != nil || !strings.Contains(string(b[:n]), `"code":"request"`) {
		t.Errorf("the slow caller was told %q, %v", b[:n], err)
	}
}

func TestACallerThatTakesNoLinesHoldsNobodyUp(t *testing.T) {
	short := patient
	short.lineWithin = 50 * time.Millisecond
	ended := make(chan error, 1)
	flood := func(_ context.Context, _ json.RawMessage, report func(any) error) error {
		var err error
		for range 200 {
			err = errors.Join(err, report(strings.Repeat("x", 100_000)))
		}
		ended <- err
		return nil
	}
	path := listening(t, short, map[string]Verb{"flood": {Do: flood}, "goes-on": {Do: flood, GoesOn: true}})
	for verb, wantErr := range map[string]bool{"flood": true, "goes-on": false} {
		conn, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, `{"version":1,"verb":%q}`+"\n", verb)
		if err := <-ended; (err != nil) != wantErr {
			t.Errorf("%s: its reports ended with %v", verb, err)
		}
		_ = conn.Close()
	}
}

func TestReportsComeInOrderAndWhole(t *testing.T) {
	path := listening(t, patient, map[string]Verb{
		"echo": {Do: echo},
		"fail": {Do: func(_ context.Context, _ json.RawMessage, report func(any) error) error {
			return errors.Join(report(1), errors.New("the disk is full"))
		}},
		"big": {Do: func(_ context.Context, _ json.RawMessage, report func(any) error) error {
			if err := report(strings.Repeat("x", MaxReport-2)); err != nil {
				return err
			}
			return report(strings.Repeat("x", MaxReport-1))
		}},
	})
	got, err := ask(t, path, "echo", map[string]int{"a": 1})
	if want := []string{`"begin"`, `{"a":1}`, `"end"`}; err != nil || strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %q, %v", got, err)
	}
	got, err = ask(t, path, "fail", nil)
	if f, ok := errors.AsType[*Failure](err); !ok || f.Text != "the disk is full" || len(got) != 1 {
		t.Errorf("got %q, %v", got, err)
	}
	got, err = ask(t, path, "big", nil)
	if err == nil || !strings.Contains(err.Error(), "longer") || len(got) != 1 || len(got[0]) != MaxReport {
		t.Errorf("a report of the greatest length and one beyond: %d reports, %v", len(got), err)
	}
	stop := errors.New("stop")
	if err := Call(t.Context(), path, "echo", nil, func(json.RawMessage) error { return stop }); err != stop {
		t.Errorf("the error of each came back as %v", err)
	}
}

func TestManyCallersAtOnceAreAnsweredOrToldThatItIsBusy(t *testing.T) {
	held, release := make(chan bool, 100), make(chan bool)
	hold := func(ctx context.Context, a json.RawMessage, report func(any) error) error {
		held <- true
		<-release
		return report(a)
	}
	few := patient
	few.callers = 3
	path := listening(t, few, map[string]Verb{"hold": {Do: hold}, "echo": {Do: echo}})
	outcomes := make(chan error, 100)
	begin := func(i int) {
		go func() {
			got, err := ask(t, path, "hold", i)
			if err == nil && (len(got) != 1 || got[0] != fmt.Sprint(i)) {
				err = fmt.Errorf("caller %d got %q", i, got)
			}
			outcomes <- err
		}()
	}
	for i := range few.callers {
		begin(i)
		<-held
	}
	for i := range 50 {
		begin(100 + i)
	}
	for range 50 {
		if err := <-outcomes; !errors.Is(err, ErrBusy) {
			t.Errorf("one too many was answered %v", err)
		}
	}
	close(release)
	for range few.callers {
		if err := <-outcomes; err != nil {
			t.Error(err)
		}
	}
	for { // its place is free when the server has closed, which may be a moment later
		_, err := ask(t, path, "echo", 1)
		if err == nil {
			break
		}
		if !errors.Is(err, ErrBusy) {
			t.Fatal(err)
		}
	}
}

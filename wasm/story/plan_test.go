//go:build unix

package story

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/servertest"
	"larkspur/server/store/miniotest"
	"larkspur/wasm/browsertest"
)

// place is where a story happens: the real program over one of its stores, and what there is to search afterwards.
type place struct {
	server *servertest.Process
	tap    *tap
	search []string // folders and files that the store and its server write
}

// made is the folder of the client that is served: LARKSPUR_CLIENT names one that wasm/build wrote, else the server makes it.
func made() string {
	if dir := os.Getenv("LARKSPUR_CLIENT"); dir != "" {
		return dir
	}
	return "built"
}

func onFiles(t *testing.T) *place {
	p := servertest.StartProcess(t, servertest.ProcessOptions{Client: made(), Ready: buildWait})
	return &place{server: p, search: []string{p.Data}}
}

func onMinIO(t *testing.T) *place {
	options, search := inBucket(t, miniotest.Start(t, miniotest.Options{}))
	p := servertest.StartProcess(t, servertest.ProcessOptions{Client: made(), Ready: buildWait, Args: options})
	return &place{server: p, search: append(search, p.Data)}
}

// inBucket are the options of a server over a MinIO, and the folders that it writes to.
func inBucket(t *testing.T, m *miniotest.Server) (options, search []string) {
	t.Helper()
	dir := t.TempDir()
	access, secret := filepath.Join(dir, "access"), filepath.Join(dir, "secret")
	for path, text := range map[string]string{access: m.AccessKey, secret: m.SecretKey} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{
		"--s3-endpoint", "http://" + m.Endpoint, "--s3-bucket", "story", "--s3-access-key-file", access, "--s3-secret-key-file", secret,
	}, []string{m.Dir, filepath.Dir(m.Log)}
}

// A survivor makes a vault in one browser, writes twelve sections and twenty appointments, leaves, and opens it all again
// in the other browser and from the command line, with the phrase alone. Nothing that was typed is found anywhere.
func TestAPlanFromOneBrowserToTheOther(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		where       func(*testing.T) *place
		first, then browsertest.Kind
	}{
		{"files", onFiles, browsertest.Chromium, browsertest.Firefox},
		{"MinIO", onMinIO, browsertest.Firefox, browsertest.Chromium},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			seen := watchProcesses(t)
			at := c.where(t)
			at.tap = newTap(t, strings.TrimPrefix(at.server.URL, "http://"))
			typed, words := write(t, at, c.first)
			typed = append(typed, readAndChange(t, at, c.then, typed, words)...)
			onTheCommandLine(t, at, typed, words)
			nowhere(t, at, seen, typed, words)
		})
	}
}

// filled is the field that names an item of the first kind of each of twelve sections.
var filled = []string{"comm", "where", "stay", "home", "bag", "docs", "words", "people", "kids", "pets", "work", "money"}

const appointments = 20

// write makes the vault and types the plan, in the first browser. It returns what was typed and the phrase.
func write(t *testing.T, at *place, kind browsertest.Kind) (typed []marker, words string) {
	s := sitDown(t, kind, "en")
	s.open(at.tap.url)
	s.enter("soup")
	s.sees("soup")
	words = s.makeVault(phrase.Begin(phrase.English))
	s.press("ui.home.first.skip")
	for _, section := range filled {
		m := newMarker()
		typed = append(typed, m)
		s.pressNamed(s.w.Text(plan.SectionLabel(section)))
		k, field := namingField(t, section)
		s.press("ui.section.add", s.w.Text(k.Label()))
		s.reveals(s.w.Text(k.FieldLabel(field)))
		s.fill(s.w.Text(k.FieldLabel(field)), "It is "+string(m))
		s.press("ui.nav.home")
		s.heading(s.w.Text("ui.home.title"))
	}
	k, _ := plan.KindOf("appt")
	s.pressNamed(s.w.Text(plan.SectionLabel("sched")))
	for i := range appointments {
		m := newMarker()
		typed = append(typed, m)
		s.press("ui.section.add", s.w.Text(k.Label()))
		s.fill(s.w.Text(k.FieldLabel("title")), string(m))
		start := browsertest.ByRole("group", s.w.Text(k.FieldLabel("start")))
		s.do(s.b.Fill(t.Context(), browsertest.ByLabel(s.w.Text("ui.field.date")).In(start), fmt.Sprintf("2026-03-%02d", i+2)))
		s.do(s.b.Fill(t.Context(), browsertest.ByLabel(s.w.Text("ui.field.time")).In(start), "14:30"))
		s.press("ui.back")
		s.sees(string(m))
	}
	s.saved()
	s.quiet()
	address(s, at.tap)
	s.leave()
	if text := s.reads(); holdsAny(text, typed) {
		t.Errorf("after leaving the page reads %s", text)
	}
	if err := s.b.Back(t.Context()); err != nil && !errors.Is(err, browsertest.ErrNoHistory) {
		t.Error(err)
	}
	if text := s.reads(); holdsAny(text, typed) || strings.Contains(text, s.w.Text("ui.home.title")) {
		t.Errorf("Back leads to %s", text)
	}
	leftNothing(s, typed, words)
	return typed, words
}

// reveals waits for a form, and asks for the rest of its fields where a field is not among the first.
func (s *someone) reveals(label string) {
	s.t.Helper()
	s.do(s.b.WaitFor(s.t.Context(), browsertest.ByRole("button", s.w.Text("ui.item.remove"))))
	n, err := s.b.Count(s.t.Context(), browsertest.ByLabel(label))
	s.do(err)
	if n == 0 {
		s.unfolds()
	}
}

// namingField is the first kind of a section, and the field of it that names an item and takes any text.
func namingField(t *testing.T, section string) (plan.Kind, string) {
	t.Helper()
	s, ok := plan.SectionKindOf(section)
	if !ok {
		t.Fatalf("there is no section %s", section)
	}
	k, _ := plan.KindOf(s.Kinds[0])
	for _, name := range k.Name {
		if f, _ := k.Field(name); f.Type == plan.Line || f.Type == plan.Exact {
			return k, name
		}
	}
	t.Fatalf("nothing names a %s", k.Key)
	return k, ""
}

// readAndChange opens the plan in the other browser, with one slip in the phrase, sees it all, and changes it.
func readAndChange(t *testing.T, at *place, kind browsertest.Kind, typed []marker, words string) []marker {
	s := sitDown(t, kind, "en")
	s.open(at.tap.url)
	s.enter(slip(words))
	s.heading(s.w.Text("ui.home.title"))
	for i, section := range filled {
		s.pressNamed(s.w.Text(plan.SectionLabel(section)))
		s.sees("It is " + string(typed[i]))
		s.press("ui.back")
	}
	s.pressNamed(s.w.Text(plan.SectionLabel("sched")))
	for _, m := range typed[len(filled):] {
		s.sees(string(m))
	}
	added := newMarker()
	s.pressNamed(string(typed[len(filled)]))
	k, _ := plan.KindOf("appt")
	s.unfolds()
	s.fill(s.w.Text(k.FieldLabel("note")), "Changed: "+string(added))
	s.press("ui.back")
	s.heading(s.w.Text(plan.SectionLabel("sched"))) // what is typed is told before what follows: this screen knows of it
	s.saved()
	s.quiet()
	address(s, at.tap)
	s.leave()
	leftNothing(s, typed, words)
	return []marker{added}
}

// slip exchanges two letters of the first word.
func slip(words string) string { return words[:1] + words[2:3] + words[1:2] + words[3:] }

// address sees that one address and one neutral title are all that the browser ever had.
func address(s *someone, at *tap) {
	s.t.Helper()
	url, err := s.b.URL(s.t.Context())
	s.do(err)
	title, err := s.b.Title(s.t.Context())
	s.do(err)
	if url != at.url+"/" || title != "Recipes · Recetas" {
		s.t.Errorf("the address is %s and the title %q", url, title)
	}
}

// leftNothing kills the browser, as a thief of the device does, and searches all that it wrote.
func leftNothing(s *someone, typed []marker, words string) {
	s.t.Helper()
	s.do(s.b.Kill())
	for _, file := range found(s.t, s.b.Profile(), append(typed, markersOf(words)...)...) {
		s.t.Errorf("%s left what was typed in %s", s.b.Name(), file)
	}
}

// markersOf makes a marker of the phrase: pairs of words, as a word alone may stand in any browser's dictionary.
func markersOf(words string) []marker {
	var out []marker
	list := strings.Fields(words)
	for i := range list[1:] {
		pair := list[i] + " " + list[i+1]
		for len(pair) < 24 {
			pair += " " + list[(i+2)%len(list)]
		}
		out = append(out, marker(pair))
	}
	return out
}

func holdsAny(text string, typed []marker) bool {
	for _, m := range typed {
		if strings.Contains(text, string(m)) {
			return true
		}
	}
	return false
}

// onTheCommandLine exports the plan with the phrase and finds everything in it.
func onTheCommandLine(t *testing.T, at *place, typed []marker, words string) {
	t.Helper()
	program := larkspur(t)
	for _, verb := range []string{"export", "show"} {
		cmd := exec.Command(program, verb, "--server", at.tap.url, "--phrase-file", "-")
		cmd.Stdin = strings.NewReader(words + "\n")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", verb, err)
		}
		for _, m := range typed {
			if !strings.Contains(string(out), string(m)) {
				t.Errorf("larkspur %s does not show all that was typed", verb)
			}
		}
	}
}

// nowhere searches what was stored, sent, answered, logged and shown in lists of processes.
func nowhere(t *testing.T, at *place, seen *processes, typed []marker, words string) {
	t.Helper()
	all := append(typed, markersOf(words)...)
	for _, dir := range at.search {
		for _, file := range found(t, dir, all...) {
			t.Errorf("what was typed stands in %s", file)
		}
	}
	sent, answered := at.tap.sent(), at.tap.answered()
	if len(sent) == 0 || calls(sent) < 16 {
		t.Errorf("%d calls were captured: too few for the story", calls(sent))
	}
	for _, m := range all {
		for _, b := range append(append([][]byte{}, sent...), answered...) {
			if m.in(b) {
				t.Error("what was typed was sent in the clear")
			}
		}
		if m.in([]byte(at.server.Output())) {
			t.Error("what was typed is in the server's log")
		}
		if seen.holds(string(m)) {
			t.Error("what was typed stood in a list of processes")
		}
	}
	if !seen.holds("larkspurd") {
		t.Error("the list of processes was not looked at")
	}
	sameShape(t, sent, answered)
}

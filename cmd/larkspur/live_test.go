package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"larkspur/cmd/larkspur/terminaltest"
	"larkspur/server/servertest"
)

// terminal is one run of the command.
type terminal struct {
	*terminaltest.Terminal
	t      *testing.T
	name   string
	status chan int
}

// runs starts the command.
func runs(t *testing.T, name string, args ...string) *terminal {
	t.Helper()
	in, typing, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{Terminal: terminaltest.New(t, name, typing), t: t, name: name, status: make(chan int, 1)}
	ctx, stop := context.WithCancel(context.Background())
	go func() { x.status <- run(ctx, append([]string{"larkspur"}, args...), streams{in: in, out: x, err: x}) }()
	t.Cleanup(func() { typing.Close(); stop(); in.Close() })
	return x
}

// ends waits for the exit status.
func (x *terminal) ends(want int) {
	x.t.Helper()
	if got := terminaltest.Ends(x.Terminal, x.status); got != want {
		x.t.Errorf("%s: status %d; it printed:\n%s", x.name, got, x.Text())
	}
}

// aPlan makes a plan with a note that is shared and one that is not, and returns the file of its phrase.
func aPlan(t *testing.T, server string) (phraseFile string) {
	t.Helper()
	x := runs(t, "new", "new", "--server", server)
	x.ends(statusDone)
	phraseFile = filepath.Join(t.TempDir(), "phrase")
	if err := os.WriteFile(phraseFile, []byte(x.Text()), 0o600); err != nil {
		t.Fatal(err)
	}
	e := runs(t, "edit", "edit", "--server", server, "--phrase-file", phraseFile, "--yes")
	e.Types("add people note\nset text Call from the library.\nadd where place\nset name The marker sentence of what is not shared")
	e.Typing.Close()
	e.ends(statusDone)
	return phraseFile
}

// joins has a guest join, and be told apart by the words.
func joins(t *testing.T, server string, host *terminal, args ...string) (guest *terminal) {
	t.Helper()
	code := host.Reads(`Say this aloud, and do not send it: (.*)$`)[1]
	guest = runs(t, "join", append([]string{"live", "join", "--server", server, "--code-file", "-", "--name", "Ana Ruiz", "--org", "FJC", "--reporter", "yes"}, args...)...)
	guest.Types("%s", code)
	words := guest.Reads(`Say these words aloud: (.*)$`)[1]
	host.Reads(`Knocks: Ana Ruiz, FJC, advocate. Has to report some things to others: yes`)
	host.Types("%s", host.Reads(`^(\d): ` + words + `$`)[1])
	host.Reads(`They are in`)
	return guest
}

func TestALiveLinkOnTwoTerminals(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	phraseFile := aPlan(t, server.URL)
	host := runs(t, "host", "live", "host", "--server", server.URL, "--phrase-file", phraseFile, "--share", "people=edit", "--purpose", "Write it together", "--keep-release")
	guest := joins(t, server.URL, host)
	guest.Reads(`Shared until .*: 0 to look at, 0 to suggest in, 1 to change. Purpose: Write it together`)
	guest.Reads(`something new`)
	guest.Types("show")
	item := guest.Reads(`\[([0-9a-f]{8}) note\]|([0-9a-f]{8}).*note`)
	id := item[1] + item[2]
	guest.Reads(`Call from the library\.`)
	guest.Types("do item %s ; set text Call from the library. Ask for Ana.", id)
	const written = "Call from the library. Ask for Ana."
	for begun := time.Now(); !strings.Contains(planOf(t, server.URL, phraseFile), written); {
		if time.Since(begun) > time.Minute {
			t.Fatal("what the guest wrote is not saved")
		}
	}

	// Both add to one text without looking: nothing of either is lost.
	guest.Types("do item %s ; append text Bring the letter.", id)
	host.Types("do item %s ; append text Bring the card.", id)
	for begun := time.Now(); ; {
		p := planOf(t, server.URL, phraseFile)
		if strings.Contains(p, written) && strings.Contains(p, "Bring the letter.") && strings.Contains(p, "Bring the card.") {
			break
		}
		if time.Since(begun) > time.Minute {
			t.Fatalf("what both wrote is not saved: %s", p)
		}
	}

	host.Types("share people=suggest")
	host.Reads(`Done`)
	guest.Reads(`0 to look at, 1 to suggest in, 0 to change`)
	guest.Types("do item %s ; set text Call from a phone.", id)
	host.Reads(`1 suggestions wait`)
	host.Types("suggestions")
	host.Reads(`1: note text: Call from a phone\.`)
	host.Types("decline 1")
	guest.Reads(`A suggestion was not taken`)

	host.Types("pause")
	guest.Reads(`Paused`)
	guest.Types("show\ndo add people person")
	guest.Reads(`not done`)
	host.Types("resume")
	guest.Reads(`1 to suggest in`)
	host.Types("end")
	guest.Reads(`It has ended`)
	guest.ends(statusDone)
	host.Reads(`Ana Ruiz was in from`)
	host.ends(statusDone)

	if strings.Contains(guest.Text(), "marker") {
		t.Error("the guest read what was not shared")
	}
	show := planOf(t, server.URL, phraseFile)
	for _, want := range []string{written, "Ana Ruiz", "Write it together"} {
		if !strings.Contains(show, want) {
			t.Errorf("the plan does not say %q:\n%s", want, show)
		}
	}
	if connections, rooms := server.Links(); connections+rooms != 0 {
		t.Errorf("the relay holds %d connections and %d rooms", connections, rooms)
	}
}

// planOf is what the plan says.
func planOf(t *testing.T, server, phraseFile string) string {
	t.Helper()
	x := runs(t, "show", "show", "--server", server, "--phrase-file", phraseFile, "--lang", "en")
	x.ends(statusDone)
	return x.Text()
}

// A number is that of the list which she was shown last: what a guest suggests or takes back in between, or what she answered herself,
// does not put another suggestion behind it.
func TestANumberIsOfTheListThatWasShown(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	phraseFile := aPlan(t, server.URL)
	host := runs(t, "host", "live", "host", "--server", server.URL, "--phrase-file", phraseFile, "--share", "people=suggest")
	guest := joins(t, server.URL, host)
	guest.Reads(`1 to suggest in`)
	guest.Reads(`something new`)
	host.Types("accept 1")
	host.Reads(`not done`)
	for i, words := range []string{"Alpha", "Beta", "Gamma"} {
		guest.Types("do add people note ; set text %s", words)
		host.Reads(fmt.Sprintf(`%d suggestions wait`, i+1))
	}
	host.Types("suggestions")
	host.Reads(`2: add note Beta`)
	host.Reads(`3: add note Gamma`)
	host.Types("decline 1")
	guest.Reads(`A suggestion was not taken`)
	host.Types("accept 2")
	guest.Reads(`A suggestion was taken`)
	host.Types("accept 1\nend")
	host.Reads(`not done`)
	guest.ends(statusDone)
	host.ends(statusDone)
	show := planOf(t, server.URL, phraseFile)
	if !strings.Contains(show, "Beta") || strings.Contains(show, "Alpha") || strings.Contains(show, "Gamma") {
		t.Errorf("the plan says\n%s", show)
	}
}

// Her own second device has all of it. When it leaves, the host is told, and what she keeps says that it was all, with all rights.
func TestAllOfItOnASecondTerminal(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	phraseFile := aPlan(t, server.URL)
	host := runs(t, "host", "live", "host", "--server", server.URL, "--phrase-file", phraseFile, "--whole", "--keep-release")
	guest := joins(t, server.URL, host)
	guest.Reads(`All of it is shared`)
	guest.Types("leave")
	guest.Reads(`It has ended`)
	guest.ends(statusDone)
	host.Reads(`Ana Ruiz was in from`)
	host.ends(statusDone)
	if show := planOf(t, server.URL, phraseFile); !regexp.MustCompile(`(?s)Ana Ruiz.*Everything.*Edit`).MatchString(show) {
		t.Errorf("the plan says\n%s", show)
	}
}

// Other words, or none of them: nobody is in, and neither learns more than that.
func TestTheWrongWordsOnATerminal(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	phraseFile := aPlan(t, server.URL)
	host := runs(t, "host", "live", "host", "--server", server.URL, "--phrase-file", phraseFile, "--share", "people=edit")
	code := host.Reads(`Say this aloud, and do not send it: (.*)$`)[1]
	guest := runs(t, "join", "live", "join", "--server", server.URL, "--code-file", "-", "--name", "Ana", "--reporter", "no")
	guest.Types("%s", code)
	guest.Reads(`Say these words aloud`)
	host.Reads(`1, 2, 3 or none`)
	host.Types("none")
	host.Reads(`Nobody was let in`)
	host.ends(statusFailed)
	guest.Types("show")
	guest.Reads(`not done: you are not in`)
	guest.Types("leave")
	guest.ends(statusDone)
}

func TestLiveLinesThatCannotBe(t *testing.T) {
	t.Parallel()
	server := servertest.Start(t, servertest.Options{})
	phraseFile := aPlan(t, server.URL)
	for _, args := range [][]string{
		{"host", "--phrase-file", phraseFile},
		{"host", "--phrase-file", phraseFile, "--share", "people=rule"},
		{"host", "--phrase-file", phraseFile, "--share", "nowhere=view"},
		{"host", "--phrase-file", phraseFile, "--share", "people=view", "--for", "48h"},
		{"host", "--phrase-file", phraseFile, "--share", "people=view", "--whole"},
		{"join", "--code-file", phraseFile, "--name", "Ana", "--reporter", "no"},
		{"join", "--code-file", phraseFile, "--name", "Ana", "--reporter", "perhaps"},
		{"join", "--code-file", phraseFile, "--name", "Ana"},
	} {
		x := runs(t, strings.Join(args, " "), append([]string{"live", args[0], "--server", server.URL}, args[1:]...)...)
		x.ends(statusUsage)
	}
}

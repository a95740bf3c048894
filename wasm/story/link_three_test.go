//go:build unix

package story

import (
	"strings"
	"testing"
	"time"

	"larkspur/client/planscript"
	"larkspur/wasm/browsertest"
)

// The survivor in Chromium, an advocate in Firefox and another one on a terminal write together: let in by codes and by words that are
// said, to one section to look at, one to suggest in and one to edit; in one note at the same time; until one is narrowed in the middle
// of a word, and all is ended at one press. Over one server; and over two, of which the one that both guests came through is killed
// while everybody types.
func TestThreeWriteTogether(t *testing.T) {
	for _, c := range []struct {
		name  string
		where func(*testing.T) *meeting
	}{{"one server", onOneServer}, {"two servers", onTwoServers}} {
		t.Run(c.name, func(t *testing.T) { writeTogether(t, c.where(t)) })
	}
}

// What the issue allows: how long it takes after a kill until all have what all wrote, and until a guest's page is empty.
const (
	inStepWithin = 3 * time.Second
	emptyWithin  = time.Second
)

// slack is how many times what is allowed a story takes before it fails: what is allowed, or, on a machine that is slower than that,
// what one letter of hers takes to the guest's page in the same story. It shares its machine with its browsers and with other tests,
// and then a figure says as much of them as of us. The log has each figure beside what is allowed: on a machine at rest, that is what
// to read.
const slack = 6

// handedBack is what a guest typed and nobody has.
const handedBack = `[...document.querySelectorAll("textarea[readonly]")].map((el) => el.value).join()`

// within logs how long something took, and fails far beyond what is allowed, or beyond what a letter takes here.
func within(t *testing.T, what string, took, allowed, letter time.Duration) {
	t.Helper()
	over := ""
	if took > allowed {
		over = ": MORE THAN ALLOWED"
	}
	t.Logf("%s: %v of %v%s; one letter took %v", what, took.Round(10*time.Millisecond), allowed, over, letter.Round(10*time.Millisecond))
	if took > slack*max(allowed, letter) {
		t.Errorf("%s: it took %v", what, took)
	}
}

func writeTogether(t *testing.T, m *meeting) {
	var texts []marker
	for range parts {
		texts = append(texts, newMarker())
	}
	k := keep(t, m.host.url, "es", aPlanToShare(texts))
	before := k.opens(t).Plan()
	letter, ride := k.note(t, "The letter").ID().String()[:8], k.note(t, "The ride").ID().String()[:8]
	host := survivor{sitAt(t, browsertest.Chromium, "es", "es-MX", 320)}
	guest := advocate{sitAt(t, browsertest.Firefox, "en", "en-US", 320)}
	guest.closed = true
	guest.skip = len(m.servers) > 1
	host.skip = guest.skip
	host.open(m.host.url)
	guest.open(m.guests.url)
	host.enter(k.phrase.Expose())
	host.title("ui.home.title")

	code := host.invites(false)
	words := guest.knocks(code, "Rosa")
	host.letsIn("Rosa", words, "The letter to the clinic")
	guest.sees(string(texts[2]))
	term := joins(t, m, "Ana")
	term.Types("%s", host.invites(true))
	host.letsIn("Ana", term.Reads(`Say these words aloud: (.*)$`)[1], "The same letter")
	term.Reads(`1 to look at, 1 to suggest in, 1 to change. Purpose: The same letter`)
	host.sees("Rosa y Ana")
	host.passes()
	guest.passes()

	// In one note: she at its end, the guest at its beginning, and on the terminal what it is called. Nobody waits for anybody.
	guest.opens("ui.live.shared.edit", "The letter")
	host.goesTo("work", "The letter")
	guest.passes()
	host.passes()
	guest.puts("Control+Home")
	host.puts("Control+End")
	begun := time.Now()
	host.do(host.b.Type(t.Context(), "."))
	begins := string(texts[2]) + "."
	guest.written(begins)
	travel := time.Since(begun)
	hers, his := pieces(" and this is what she writes, letter by letter"), pieces("This is what the guest writes, in the same note, ")
	var dead time.Time
	for i := range max(len(hers), len(his)) {
		if i == 5 {
			term.Types("do item %s ; set title The letter to the clinic", letter)
		}
		if i == 8 && len(m.servers) > 1 {
			dead = time.Now()
			m.servers[1].Kill()
		}
		if i < len(hers) {
			host.do(host.b.Type(t.Context(), hers[i]))
		}
		if i < len(his) {
			guest.do(guest.b.Type(t.Context(), his[i]))
		}
	}
	whole := strings.Join(his, "") + begins + strings.Join(hers, "")
	host.written(whole)
	guest.written(whole)
	if !dead.IsZero() {
		within(t, "after the server of both guests was killed, in the middle of a word, until all letters were on both pages", time.Since(dead), inStepWithin, travel)
	}
	term.shows(whole)
	host.saved()

	// A suggestion, which is in the plan when it was taken.
	guest.press("ui.back")
	guest.opens("ui.live.shared.suggest", "The ride")
	guest.puts("Control+End")
	guest.do(guest.b.Type(t.Context(), " on Tuesday"))
	guest.sends()
	host.press("ui.live.bar.go")
	guest.passes()
	host.passes()
	host.takes()
	guest.do(guest.b.WaitGone(t.Context(), guest.w.Text("ui.live.mine.back")))
	guest.sees(string(texts[1]) + " on Tuesday")
	guest.passes()

	// Less, in the middle of a word.
	guest.opens("ui.live.shared.edit", "The letter to the clinic")
	guest.puts("Control+End")
	guest.do(guest.b.Type(t.Context(), " and tomor"))
	host.about("Rosa")
	narrowed := time.Now()
	host.gives("work", "")
	guest.do(guest.b.WaitGone(t.Context(), string(texts[2])))
	within(t, "until what was not shared any more was gone", time.Since(narrowed), emptyWithin, travel)
	guest.sees(guest.w.Count("ui.live.guest.view", 1))
	held := ""
	for begun := time.Now(); held == "" && time.Since(begun) < 5*time.Second; time.Sleep(50 * time.Millisecond) {
		held = guest.string(handedBack)
	}
	guest.passes()
	host.passes()
	term.Types("show")
	term.Reads(`The letter to the clinic`)
	if held == "" { // on a slow machine it takes longer
		held = guest.string(handedBack)
	}

	// And all of it ends.
	host.zooms()
	host.ends(guest, travel)
	guest.passes()
	term.Reads(`It has ended`)
	term.ends()
	if left := guest.reads(); strings.Contains(left, "clinic") || strings.Contains(left, string(texts[0])) || strings.Contains(left, "tomor") {
		t.Errorf("after the end the guest reads %s", left)
	}
	host.keeps(true)
	host.press("ui.ok")
	host.keeps(true)
	host.saved()
	host.quiet()
	guest.quiet()
	host.runs()
	guest.press("ui.close")

	p := atRest(t, k, before, "Rosa", "Ana")
	text := func(id string) string {
		it, err := planscript.FindItem(p, id)
		if err != nil {
			t.Error(err)
		}
		return it.Text("text")
	}
	if got, want := text(ride), string(texts[1])+" on Tuesday"; got != want {
		t.Errorf("the ride is %q and not %q", got, want)
	}
	// Of the word that was cut short, what did not come in time is handed back.
	if got := text(letter); got+held != whole+" and tomor" {
		t.Errorf("the letter is %q and not %q; handed back was %q", got, whole, held)
	}
}

// pieces are a text in pieces of three letters.
func pieces(text string) (out []string) {
	for ; len(text) > 3; text = text[3:] {
		out = append(out, text[:3])
	}
	return append(out, text)
}

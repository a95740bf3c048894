//go:build unix

package story

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"larkspur/client/plan"
	"larkspur/server/wire"
	"larkspur/wasm/browsertest"
)

// What is typed in a live link, by the survivor and by guests at a page and on a terminal, over two servers of which one is
// killed, is found in no byte that was stored, logged, told to the operator, sent between clients and servers or between the
// servers, or left in the browsers; in the plan is what was written, and nothing of the link but the release that she kept.
func TestNothingOfALinkIsFound(t *testing.T) {
	m := onTwoServers(t)
	var all []marker
	mark := func() string {
		all = append(all, newMarker())
		return string(all[len(all)-1])
	}
	var texts []marker
	for range parts {
		texts = append(texts, marker(mark()))
	}
	k := keep(t, m.host.url, "en", aPlanToShare(texts))
	before := k.opens(t).Plan()
	host := survivor{sitAt(t, browsertest.Chromium, "en", "en-US", 320)}
	guest := advocate{sitAt(t, browsertest.Firefox, "es", "es-MX", 320)}
	guest.closed, guest.skip, host.skip = true, true, true
	host.open(m.host.url)
	guest.open(m.guests.url)
	host.enter(k.phrase.Expose())
	host.title("ui.home.title")

	guestName, purpose := mark(), mark()
	code := host.invites(false)
	words := guest.knocks(code, guestName)
	host.letsIn(guestName, words, purpose)
	guest.sees(string(texts[2]))
	guest.opens("ui.live.shared.edit", "The letter")
	host.goesTo("work", "The letter")
	first, second, third := mark(), mark(), mark()
	host.writes("\n" + first)
	guest.writes("\n" + second)
	host.written(second)
	guest.written(first)

	if n := m.insider.rooms(t); n != 1 {
		t.Errorf("the servers want to hear of %d rooms, and there is one link", n)
	}
	begun := time.Now()
	host.writes("\n" + third[:10])
	guest.written(third[:10])
	travel := time.Since(begun)
	dead := time.Now()
	m.servers[1].Kill()
	host.writes(third[10:])
	guest.written(third)
	within(t, "after the server of the guest was killed, until they were in step again", time.Since(dead), inStepWithin, travel)
	fourth := mark()
	guest.press("ui.back")
	guest.opens("ui.live.shared.suggest", "The ride")
	guest.writes("\n" + fourth)
	guest.sends()
	host.press("ui.live.bar.go")
	host.takes()
	guest.do(guest.b.WaitGone(t.Context(), guest.w.Text("ui.live.mine.back"))) // what waits is shown to who suggested it
	guest.sees(fourth)
	host.ends(guest, travel)
	host.keeps(true)

	termName, other, fifth, sixth := mark(), mark(), mark(), mark()
	spoken := code + " " + words + " " + k.phrase.Expose()
	m.again(t, 1)
	code = host.invites(false)
	term := joins(t, m, termName)
	term.Types("%s", code)
	host.letsIn(termName, term.Reads(`Say these words aloud: (.*)$`)[1], other)
	term.Reads(`1 to look at, 1 to suggest in, 1 to change`)
	term.shows(string(texts[2])) // what is shared comes after the terms
	term.Types("do add %s note ; set text %s", "work", fifth)
	host.goesTo("work", "The letter")
	host.writes("\n" + sixth)
	for !strings.Contains(term.Text(), sixth) {
		term.Reads(`something new`)
		term.Types("show")
		term.Reads(`The letter`)
	}
	if n := m.insider.rooms(t); n != 1 {
		t.Errorf("the servers want to hear of %d rooms, and there is one link", n)
	}
	host.press("ui.live.end")
	term.Reads(`It has ended`)
	term.ends()
	host.press("ui.live.bar.what")
	host.keeps(false)
	host.saved()
	host.quiet()
	guest.quiet()
	address(host.someone, m.host)
	address(guest.someone, m.guests)
	host.runs()
	guest.press("ui.close")

	inside := string(plan.Encode(atRest(t, k, before, guestName)))
	for i, x := range all {
		if gone := string(x) == termName || string(x) == other; strings.Contains(inside, string(x)) == gone {
			t.Errorf("in the plan is of what was typed the text %d: %t", i, gone)
		}
	}
	nothingFound(t, m, host, guest, all, spoken+" "+code)
}

// nothingFound searches everywhere but in the plan.
func nothingFound(t *testing.T, m *meeting, host survivor, guest advocate, all []marker, words string) {
	t.Helper()
	for begun := time.Now(); m.insider.rooms(t) != 0; time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > time.Minute {
			t.Errorf("the servers want to hear of %d rooms, and nobody is in any", m.insider.rooms(t))
			break
		}
	}
	searched := append(all, markersOf(words)...)
	var heap []hay
	for i, p := range m.servers {
		heap = append(heap, hay{"a server's log", []byte(p.Output())}, hay{"what a server says of itself", []byte(disclosed(t, p))})
		for _, path := range []string{"/metrics", "/debug/vars", "/debug/pprof/", "/varz", "/v1/live"} {
			r, err := http.Get(p.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			if r.Body.Close(); r.StatusCode == http.StatusOK {
				t.Errorf("server %d answers %s", i, path)
			}
		}
	}
	heap = append(heap, onLines(t, 50, m.host, m.guests)...)
	said, carried := m.insider.all(), 0
	for _, msg := range said {
		if len(msg.Data) > wire.FrameSize {
			carried++
		}
	}
	if t.Logf("%d frames heard between the servers", carried); carried < 40 {
		t.Errorf("%d frames were heard between the servers", carried)
	}
	for _, where := range spilled(t, searched, append(heap, onTheBus(said)...), m.search...) {
		t.Errorf("what was typed is in %s", where)
	}
	leftNothing(host.someone, all, words)
	leftNothing(guest.someone, all, words)
}

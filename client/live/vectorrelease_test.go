package live_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"testing"
	"time"

	"larkspur/client/live"
	"larkspur/client/live/link"
	"larkspur/client/live/vectortest"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
)

// A link from being let in to its end leaves what the vector says, and each of it is what plan kind "rel" takes (SPEC §13.4). What
// was shared for a while counts, with the most that was allowed; a pause and what was narrowed do not show.
func TestVectorOfWhatStays(t *testing.T) {
	type release struct {
		Sections []string          `json:"sections"`
		Fields   map[string]string `json:"fields"`
	}
	want := release{[]string{"People", "Places"}, map[string]string{
		"who": "Ana", "org": "Casa Jiménez", "with": "an interpreter", "role": "peer", "report": "unsure", "rights": "edit", "why": "to plan together",
		"start": "2001-09-09T01:46", "until": "2001-09-09T02:46", "ended": "2001-09-09T02:01",
	}}
	vectortest.Read(t, "release.json", func() release { return want })
	_, m, session, terms, _, now := readMessages(t)
	h, err := live.NewHost(session(), phrase.English, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	r := &raw{t: t, link: link.New(session(), false, rand.Reader)}
	if _, _, err := h.Hear(r.say(m["card"], now), now); err != nil {
		t.Fatal(err)
	}
	for i := range h.Choices() { // a press of the right one, whichever it is
		if slices.Equal(h.Choices()[i], live.WordsOf(h)) {
			err = errors.Join(h.Choose(i), h.LetIn(terms, now))
			break
		}
	}
	if err != nil || h.Stage() != live.Open {
		t.Fatal("not let in", err)
	}
	less := terms
	less.Parts, less.Paused = terms.Parts[:1], true
	if err := h.Change(less, now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	h.End(now.Add(15 * time.Minute))
	got, was := h.Release()
	if !was {
		t.Fatal("no release")
	}
	record := got.Record(time.UTC, want.Sections)
	kind, _ := plan.KindOf("rel")
	for key, v := range record {
		if f, known := kind.Field(key); !known || !f.Accepts(v) {
			t.Errorf("%s is not what the plan takes", key)
		}
		if key != "parts" && plan.AsText(v) != want.Fields[key] {
			t.Errorf("%s: %q, and not %q", key, plan.AsText(v), want.Fields[key])
		}
	}
	if len(record) != len(want.Fields)+1 || !plan.SameValue(record["parts"], plan.Texts(want.Sections...)) {
		t.Errorf("%d fields", len(record))
	}
}

package trial

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"larkspur/client"
	"larkspur/crypto/phrase"
	"larkspur/server/wire"
)

// An act is one that a person does, and what passed meanwhile.
type act struct {
	name  string
	calls []exchange
	lines int
}

// wantSpecification says which operations each act sends (SPEC §8.3): what somebody sees who reads the clear text, and what
// TLS hides.
var wantSpecification = map[string][]wire.Op{
	"opens nothing": {wire.OpRead, wire.OpRead, wire.OpRead, wire.OpRead},
	"make":          {wire.OpRead, wire.OpRead, wire.OpWrite, wire.OpWrite},
	"open":          {wire.OpRead, wire.OpRead, wire.OpRead, wire.OpRead},
	"save":          {wire.OpRead, wire.OpWrite, wire.OpRead, wire.OpRead},
	"erase":         {wire.OpRead, wire.OpErase, wire.OpRead, wire.OpErase},
	"erased before": {wire.OpRead, wire.OpRead, wire.OpRead, wire.OpRead},
}

// live is one life of a vault, through a tap.
func live(t *testing.T, p *tap, d *client.Client) (acts []act) {
	t.Helper()
	ctx, words := context.Background(), newPhrase(t)
	var session *client.Session
	open := func(words phrase.Phrase) error {
		o, err := d.Open(ctx, words)
		session = o.Session
		return err
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"opens nothing", func() error { return wants(client.ErrNothing, open(words)) }},
		{"make", func() error { _, err := d.New(ctx, words, starter()); return err }},
		{"open", func() error { return open(words) }},
		{"save", func() error { return errors.Join(addNote(session, "the blue door"), session.Save(ctx)) }},
		{"erase", func() error { return session.Erase(ctx) }},
		{"erased before", func() error { return wants(client.ErrNothing, open(words)) }},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if err := d.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		calls, lines, err := p.take()
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		acts = append(acts, act{step.name, calls, lines})
	}
	return acts
}

func wants(want, err error) error {
	if !errors.Is(err, want) {
		return fmt.Errorf("%v, want %v", err, want)
	}
	return nil
}

// oneShape says how the acts differ for somebody who sees sizes, heads and the order of things.
func oneShape(acts []act) error {
	first := acts[0].calls[0]
	for _, a := range acts {
		if len(a.calls) != 4 || a.lines != 1 {
			return fmt.Errorf("%s: %d calls over %d connections", a.name, len(a.calls), a.lines)
		}
		for i, c := range a.calls {
			for what, pair := range map[string][2]message{"request": {c.request, first.request}, "answer": {c.answer, first.answer}} {
				got, want := pair[0], pair[1]
				if len(got.body) != wire.MessageSize {
					return fmt.Errorf("%s, call %d: the %s has %d bytes", a.name, i, what, len(got.body))
				}
				if got.head != want.head {
					return fmt.Errorf("%s, call %d: the head of the %s is\n%s\nand not\n%s", a.name, i, what, got.head, want.head)
				}
			}
			if i > 0 && c.request.first <= a.calls[i-1].answer.last || c.answer.first <= c.request.last {
				return fmt.Errorf("%s, call %d: sent before the one before it was answered", a.name, i)
			}
			// What is constant in the bodies, but for the operation and the code.
			if c.request.body[0] != first.request.body[0] || !bytes.Equal(c.request.body[178:256], first.request.body[178:256]) ||
				c.answer.body[0] != first.answer.body[0] || !bytes.Equal(c.answer.body[18:256], first.answer.body[18:256]) {
				return fmt.Errorf("%s, call %d: a constant field is another", a.name, i)
			}
		}
	}
	return nil
}

// lives are how many vaults are made and erased: enough for a bit that never changes at one place of one act to be
// noticed with the certainty of falseAlarm.
const lives = 80

// Opening, a phrase that opens nothing, making, saving, erasing, and a phrase whose plan was erased: each is one burst of
// one and then three over one connection, of one size and one head each way, and what is not constant looks random.
func TestEveryActLooksTheSameOnTheLine(t *testing.T) {
	s := onFiles(t, "--grid", "0s")
	p := newTap(t, s.url)
	d := s.device(p.url, nil)
	var all []act
	byPlace := map[string][][]exchange{} // of an act, of each call
	for range lives {
		for _, a := range live(t, p, d) {
			all = append(all, a)
			if byPlace[a.name] == nil {
				byPlace[a.name] = make([][]exchange, 4)
			}
			for i, c := range a.calls {
				byPlace[a.name][i] = append(byPlace[a.name][i], c)
				if want := wantSpecification[a.name][i]; c.op() != want || c.code() != wire.CodeOK {
					t.Fatalf("%s, call %d: operation %d, want %d; code %d", a.name, i, c.op(), want, c.code())
				}
			}
		}
	}
	if err := oneShape(all); err != nil {
		t.Error(err)
	}
	for name, places := range byPlace {
		for i, calls := range places {
			if err := looksRandom(calls); err != nil {
				t.Errorf("%s, call %d: %v", name, i, err)
			}
		}
	}
	if err := pagesLookRandom(all); err != nil {
		t.Errorf("the pages: %v", err)
	}
	t.Logf("%d acts, %d calls: one shape", len(all), 4*len(all))
	wantDifferencesNoticed(t, all)
}

// looksRandom looks at the fields of the headers of calls that were made at one place of one act, in as many vaults.
// The top bits of a signature's last byte are left out: a number below the order of the group, 2^252 and some (RFC 8032
// §5.1.6), has none there, while the filler of a read does. In the clear that tells a read from a write, as the operation
// does; under TLS neither is seen.
func looksRandom(calls []exchange) error {
	var up, down [][]byte
	for _, c := range calls {
		up = append(up, append(bytes.Clone(c.request.body[2:145]), c.request.body[146:178]...))
		down = append(down, c.answer.body[2:18])
	}
	if err := random(up); err != nil {
		return fmt.Errorf("requests: %w", err)
	}
	if err := random(down); err != nil {
		return fmt.Errorf("answers: %w", err)
	}
	return nil
}

// pagesLookRandom looks at all pages that passed in a direction. No two requests hold the same one; in answers a page that is
// read twice is the same twice, and is looked at once.
func pagesLookRandom(acts []act) error {
	var up, down [][]byte
	seen := map[string]bool{}
	for _, a := range acts {
		for _, c := range a.calls {
			up = append(up, c.request.body[wire.HeaderSize:])
			if page := c.answer.body[wire.HeaderSize:]; !seen[string(page)] {
				seen[string(page)] = true
				down = append(down, page)
			}
		}
	}
	if len(down) < len(up)/2 {
		return fmt.Errorf("%d answers hold only %d pages", len(up), len(down))
	}
	if err := random(up); err != nil {
		return fmt.Errorf("of requests: %w", err)
	}
	if err := random(down); err != nil {
		return fmt.Errorf("of answers: %w", err)
	}
	return nil
}

// wantDifferencesNoticed is the negative control: each of these would tell an act from another, and is noticed.
func wantDifferencesNoticed(t *testing.T, all []act) {
	t.Helper()
	for name, change := range map[string]func(a *act){
		"a call less":             func(a *act) { a.calls = a.calls[:3] },
		"a burst more":            func(a *act) { a.calls = append(a.calls, a.calls...) },
		"another connection":      func(a *act) { a.lines = 2 },
		"a header in a request":   func(a *act) { a.calls[2].request.head += "X: y\r\n" },
		"a date in an answer":     func(a *act) { a.calls[1].answer.head = "Date: now\r\n" + a.calls[1].answer.head },
		"a longer request":        func(a *act) { a.calls[1].request.body = append(bytes.Clone(a.calls[1].request.body), 0) },
		"a shorter answer":        func(a *act) { a.calls[3].answer.body = a.calls[3].answer.body[:33023] },
		"two calls side by side":  func(a *act) { a.calls[2].request.first = a.calls[1].answer.last - 1 },
		"a byte among the zeros":  func(a *act) { b := bytes.Clone(a.calls[0].request.body); b[200] = 1; a.calls[0].request.body = b },
		"a byte among the zeros ": func(a *act) { b := bytes.Clone(a.calls[0].answer.body); b[255] = 1; a.calls[0].answer.body = b },
	} {
		changed := append([]act(nil), all[:8]...)
		changed[3].calls = append([]exchange(nil), changed[3].calls...)
		change(&changed[3])
		if oneShape(changed) == nil {
			t.Errorf("not noticed: %s", name)
		}
	}
	var saves []exchange
	for _, a := range all {
		if a.name == "save" {
			c := a.calls[1]
			c.request.body = bytes.Clone(c.request.body)
			c.request.body[146] = 's' // an admission that begins alike in every save
			saves = append(saves, c)
		}
	}
	if looksRandom(saves) == nil {
		t.Error("not noticed: a byte that all saves share")
	}
	filled := slices.Clone(all)
	for i, a := range all {
		filled[i].calls = slices.Clone(a.calls)
		filled[i].calls[3].request.body = all[0].calls[3].request.body
	}
	if pagesLookRandom(filled) == nil {
		t.Error("not noticed: filler that is drawn once and used again")
	}
}

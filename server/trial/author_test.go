package trial

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"strings"
	"testing"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
)

// An author has a vault and types into all of its notes the number of the save, with a text that goes with the number, so
// that a mixture of two saves is seen. Long texts make a plan of several pages.
type author struct {
	device  *client.Client
	words   phrase.Phrase
	session *client.Session
	length  int // of a text

	saved, typed uint64 // the last save that was acknowledged, and the last that was tried
	checks       int
}

// notes is how many notes a plan of an author has.
const notes = 3

func newAuthor(t *testing.T, s *stage, l *ledger, length int) *author {
	t.Helper()
	a := &author{device: s.device(s.url, l.on), words: newPhrase(t), length: length}
	var err error
	if a.session, err = a.device.New(context.Background(), a.words, starter()); err != nil {
		t.Fatal(err)
	}
	for range notes {
		if err := addNote(a.session, a.text(0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.session.Save(context.Background()); err != nil {
		t.Fatal(err)
	}
	return a
}

func (l *ledger) on(t client.Transport) client.Transport { return noting{t, l} }

// text is what is typed for save number n. Its bulk hardly deflates.
func (a *author) text(n uint64) string {
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], n)
	bulk := make([]byte, a.length)
	_, _ = mrand.NewChaCha8(seed).Read(bulk)
	return fmt.Sprintf("%d %s", n, base64.RawURLEncoding.EncodeToString(bulk))
}

func (a *author) work(ctx context.Context) error {
	for ctx.Err() == nil {
		a.typed++
		if err := a.typeAll(); err != nil {
			return err
		}
		if err := a.session.Save(context.Background()); down(err) {
			return nil
		} else if err != nil {
			return fmt.Errorf("save %d: %w", a.typed, err)
		}
		a.saved = a.typed
	}
	return nil
}

func (a *author) typeAll() error {
	return a.session.Edit(func(p *plan.Plan) error {
		for _, note := range p.Items("note") {
			if err := p.SetField(note.ID(), "text", plan.Text(a.text(a.typed))); err != nil {
				return err
			}
		}
		return nil
	})
}

// down reports that the server was not there or failed, so that the outcome is not known.
func down(err error) bool {
	return errors.Is(err, client.ErrUnreachable) || errors.Is(err, client.ErrServer)
}

// check opens the plan with the phrase alone, and then goes on: with the session that was open all the time, or, in every
// third round, with the one just opened.
func (a *author) check() error {
	ctx := context.Background()
	if err := a.device.Settle(ctx); err != nil {
		return err
	}
	other, n, err := a.open()
	if err != nil {
		return err
	}
	if n < a.saved || n > a.typed {
		return fmt.Errorf("save %d is there, where %d was acknowledged and %d tried", n, a.saved, a.typed)
	}
	if a.checks++; a.checks%3 == 0 {
		a.session.Close()
		a.session, a.saved = other, n
		a.typed++ // a number is typed once
		return nil
	}
	other.Close()
	if err := a.session.Save(ctx); err != nil {
		return fmt.Errorf("the session that was open does not go on: %w", err)
	}
	if a.session.State().Unsaved {
		return errors.New("saved, and still unsaved")
	}
	again, n, err := a.open()
	if err != nil {
		return err
	}
	again.Close()
	if n != a.typed {
		return fmt.Errorf("the session that was open saved %d, and %d is there", a.typed, n)
	}
	a.saved = n
	return nil
}

// open opens the plan and says which save it is. A mixture is an error.
func (a *author) open() (*client.Session, uint64, error) {
	o, err := a.device.Open(context.Background(), a.words)
	if err != nil {
		return nil, 0, fmt.Errorf("open: %w", err)
	}
	items := o.Session.Plan().Items("note")
	if len(items) != notes {
		return nil, 0, fmt.Errorf("the plan has %d notes", len(items))
	}
	var n uint64
	for i, note := range items {
		text := note.Text("text")
		var this uint64
		if _, err := fmt.Sscanf(text, "%d ", &this); err != nil {
			return nil, 0, fmt.Errorf("a note says %.20q", text)
		}
		if i == 0 {
			n = this
		}
		if text != a.text(n) {
			return nil, 0, fmt.Errorf("a mixture: a note of save %d beside one of %d, or a torn one", this, n)
		}
	}
	return o.Session, n, nil
}

// A tenant makes vaults and erases them, one after the other.
type tenant struct {
	device *client.Client
	words  phrase.Phrase
	live   bool // it was made, and that was acknowledged
	gone   bool // it was erased, and that was acknowledged
	failed error
}

func newTenant(t *testing.T, s *stage, l *ledger) *tenant {
	n := &tenant{device: s.device(s.url, l.on)}
	n.move()
	if n.failed != nil {
		t.Fatal(n.failed)
	}
	return n
}

// move takes a new phrase.
func (n *tenant) move() {
	n.words, n.failed = phrase.Generate(phrase.English, phrase.DefaultWords, rand.Reader)
	n.live, n.gone = false, false
}

func (n *tenant) work(ctx context.Context) error {
	for ctx.Err() == nil {
		n.move()
		s, err := n.device.New(context.Background(), n.words, starter())
		if down(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("make: %w", err)
		}
		n.live = true
		if err = s.Erase(context.Background()); down(err) {
			n.live = false // not known: a part of it may be gone
			return nil
		}
		if err != nil {
			return fmt.Errorf("erase: %w", err)
		}
		n.live, n.gone = false, true
	}
	return nil
}

// check opens the last vault: what was made opens, what was erased does not, and what is not known is whole or is not.
func (n *tenant) check() error {
	ctx := context.Background()
	if err := n.device.Settle(ctx); err != nil {
		return err
	}
	o, err := n.device.Open(ctx, n.words)
	switch {
	case err == nil && n.gone:
		return errors.New("an erased vault opens")
	case errors.Is(err, client.ErrNothing) && n.live:
		return errors.New("a vault that was made opens as nothing")
	case errors.Is(err, client.ErrNothing):
		return nil
	case err != nil:
		return fmt.Errorf("neither whole nor gone: %w", err)
	}
	if strings.Contains(string(plan.Encode(o.Session.Plan())), "note") {
		return errors.New("an empty vault has notes")
	}
	if err := o.Session.Erase(ctx); err != nil {
		return fmt.Errorf("what a kill left cannot be erased: %w", err)
	}
	n.gone = true
	return n.device.Settle(ctx)
}

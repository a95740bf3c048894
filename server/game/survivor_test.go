package game

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
)

// derive stands in for Argon2id, which takes a second. Whoever has a phrase has its root either way.
func derive(_ context.Context, canonical []byte, realm string) (page.Root, error) {
	return page.RootFrom(hashOf("root", realm, string(canonical)))
}

func hashOf(parts ...string) []byte {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d %s ", len(p), p)
	}
	return h.Sum(nil)
}

// rootOf is where a phrase leads.
func rootOf(p phrase.Phrase) page.Root {
	root, err := derive(context.Background(), p.Canonical(), realm)
	if err != nil {
		panic(err) // only for another size
	}
	return root
}

func newPhrase(d *draw) phrase.Phrase {
	p, err := phrase.Generate(phrase.English, phrase.DefaultWords, d.of("phrase").reader())
	if err != nil {
		panic(err) // only from a source that ends
	}
	return p
}

// A device is a real client on a line to a house.
type device struct {
	*client.Client
	line   *line
	random io.Reader
}

func (h *house) device(d *draw) *device { return h.deviceOn(&line{house: h}, d.reader(), -1) }

func (h *house) deviceOn(l *line, random io.Reader, pace time.Duration) *device {
	admission := modeOf(h.starter)
	c := client.Config{Site: client.Site{Realm: realm, Words: phrase.DefaultWords, Admission: admission},
		Transport: l, Random: random, Pace: pace, Derive: derive}
	if h.clock != nil {
		c.Clock = h.clock
	}
	return &device{client.New(c), l, random}
}

func modeOf(starter bool) string {
	if starter {
		return "starter"
	}
	return "open"
}

// A line carries the calls of one device. A watcher of it sees when, and how many bytes.
type line struct {
	house *house
	delay func() time.Duration // of a call or an answer on its way; nil: none
	calls []passed
	clear [][]byte // the requests as they are, where keep is set: what is recorded where no TLS is
	keep  bool
}

// passed is one call as seen from outside.
type passed struct {
	sent, answered time.Time
	up, down       int
}

// Page implements client.Transport.
func (l *line) Page(_ context.Context, request []byte) ([]byte, error) {
	p := passed{up: len(request)}
	if l.house.clock != nil {
		p.sent = l.house.clock.now
	}
	l.travel()
	answer, size, err := l.house.call(request)
	l.travel()
	if l.house.clock != nil {
		p.answered = l.house.clock.now
	}
	p.down = size
	l.calls = append(l.calls, p)
	if l.keep {
		l.clear = append(l.clear, request)
	}
	return answer, err
}

func (l *line) travel() {
	if l.delay != nil {
		l.house.clock.now = l.house.clock.now.Add(l.delay())
	}
}

// A survivor has a device, a phrase and, while there is one, a vault.
type survivor struct {
	*device
	words   phrase.Phrase
	session *client.Session
	notes   int
}

func (h *house) survivor(d *draw) *survivor {
	return &survivor{device: h.device(d.of("device")), words: newPhrase(d)}
}

// settled ends an act: what it sends as filler is part of it.
func (s *device) settled(err error) error { return errors.Join(err, s.Settle(context.Background())) }

// makes makes a vault of two pages, a door and a plan, and types something.
func (s *survivor) makes() error {
	var err error
	s.session, err = s.New(context.Background(), s.words, s.line.house.starterKey())
	if err := s.settled(err); err != nil {
		return err
	}
	return s.saves()
}

func (s *survivor) opens() error {
	o, err := s.Open(context.Background(), s.words)
	if err == nil {
		s.session = o.Session
	}
	return s.settled(err)
}

// saves types a note and saves.
func (s *survivor) saves() error {
	s.notes++
	if err := s.types(fmt.Sprintf("note %d: the blue folder is with my sister", s.notes)); err != nil {
		return err
	}
	return s.settled(s.session.Save(context.Background()))
}

func (s *survivor) types(text string) error {
	return s.session.Edit(func(p *plan.Plan) error {
		id, err := p.AddItem(s.random, p.Sections()[0].ID(), "note")
		if err != nil {
			return err
		}
		return p.SetField(id, "text", plan.Text(text))
	})
}

func (s *survivor) erases() error { return s.settled(s.session.Erase(context.Background())) }

// changesPhrase moves the vault behind another phrase and returns the one that opens nothing now.
func (s *survivor) changesPhrase(d *draw) (left phrase.Phrase, err error) {
	left, s.words = s.words, newPhrase(d)
	return left, s.settled(s.session.ChangePhrase(context.Background(), s.words))
}

// withdraws takes back every recovery phrase.
func (s *survivor) withdraws() error {
	for _, door := range s.session.RecoveryDoors() {
		if err := s.settled(s.session.Withdraw(context.Background(), door.ID)); err != nil {
			return err
		}
	}
	return nil
}

func (s *survivor) givesRecovery(d *draw) (phrase.Phrase, error) {
	p := newPhrase(d)
	return p, s.settled(s.session.AddRecovery(context.Background(), "for my sister", p))
}

package trial

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"testing"

	"larkspur/client"
	"larkspur/client/httppage"
	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
)

// quickDerive stands in for Argon2id, which takes a second of a core: here many devices derive at once. The tests of
// page pin the real one.
func quickDerive(_ context.Context, canonical []byte, realm string) (page.Root, error) {
	sum := sha256.Sum256(append([]byte(realm+"|"), canonical...))
	return page.RootFrom(sum[:])
}

// device is a client as the command line has it, but for its pace: it sends the next call when the last was answered.
func (s site) device(url string, around func(client.Transport) client.Transport) *client.Client {
	s.t.Helper()
	line, err := httppage.New(url, &http.Transport{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(line.Close)
	var transport client.Transport = line
	if around != nil {
		transport = around(line)
	}
	return client.New(client.Config{
		Site:      client.Site{Realm: s.realm, Words: phrase.DefaultWords, Admission: "starter"},
		Transport: transport, Random: rand.Reader, Pace: -1, Derive: quickDerive,
	})
}

func newPhrase(t testing.TB) phrase.Phrase {
	t.Helper()
	p, err := phrase.Generate(phrase.English, phrase.DefaultWords, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// addNote adds a note to the first section.
func addNote(s *client.Session, text string) error {
	return s.Edit(func(p *plan.Plan) error {
		id, err := p.AddItem(rand.Reader, p.Sections()[0].ID(), "note")
		if err != nil {
			return err
		}
		return p.SetField(id, "text", plan.Text(text))
	})
}

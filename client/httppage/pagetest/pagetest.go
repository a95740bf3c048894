// Package pagetest makes plans on a server over HTTP, beside any page, for tests.
package pagetest

import (
	"crypto/rand"
	"testing"

	"larkspur/client"
	"larkspur/client/httppage"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
)

// Keep makes a plan on the server at url, fills it, and returns what opens it. The client can be used until the test ends.
func Keep(t *testing.T, url string, lang phrase.Language, fill func(*plan.Plan) error) (*client.Client, phrase.Phrase) {
	t.Helper()
	line, err := httppage.New(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { line.Close() })
	site, err := line.Site(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ph, err := phrase.Generate(lang, site.Words, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := client.New(client.Config{Site: site, Transport: line, Random: rand.Reader, Pace: -1})
	s, err := c.New(t.Context(), ph, client.StarterKey{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	Save(t, s, fill)
	return c, ph
}

// Save changes a plan and saves it.
func Save(t *testing.T, s *client.Session, change func(*plan.Plan) error) {
	t.Helper()
	if err := s.Edit(change); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
}

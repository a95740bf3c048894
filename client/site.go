package client

import (
	"errors"
	"strconv"
	"strings"

	"larkspur/client/catalog/directory"
	"larkspur/server/wire"
)

// SitePath is where a deployment says what it is (SPEC §8.1).
const SitePath = "/v1/site"

// DirectoryPath is where a deployment answers with its own list of places, and MaxDirectory the largest answer in bytes.
// What is in it is for client/catalog/directory to read.
const (
	DirectoryPath = "/v1/directory"
	MaxDirectory  = directory.MaxSize
)

// MaxSite is the largest answer of SitePath, in bytes.
const MaxSite = 4096

// ErrSite is returned when the answer of SitePath is not one of a Larkspur server.
var ErrSite = errors.New("client: not a Larkspur server, or one of another version")

// Site is what a deployment says of itself, the same to everyone.
type Site struct {
	Realm     string // its own string; every key depends on it
	Words     int    // list words in a phrase, 7 or 8
	Admission string // "open" or "starter"
	Cover     string // the name of its cover
}

// ParseSite reads the answer of SitePath. It fails with ErrSite.
func ParseSite(text []byte) (Site, error) {
	if len(text) > MaxSite {
		return Site{}, ErrSite
	}
	s := Site{Words: 7}
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "=")
		switch key {
		case "realm":
			s.Realm = value
		case "words":
			n, err := strconv.Atoi(value)
			if err != nil || n < 7 || n > 8 {
				return Site{}, ErrSite
			}
			s.Words = n
		case "admission":
			s.Admission = value
		case "cover":
			s.Cover = value
		}
	}
	if !wire.ValidRealm(s.Realm) || (s.Admission != "open" && s.Admission != "starter") {
		return Site{}, ErrSite
	}
	return s, nil
}

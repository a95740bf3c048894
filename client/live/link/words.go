package link

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"strings"

	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
)

// Check words (SPEC §12.5): both say what they see. Who sits between two people has two sessions with words of their own, and
// cannot look for a pair that agrees: the host has fixed its half before it sees the other, and the guest sees the host's
// only after it has given its own.
const (
	checkWords = 3 // of 1,296: one chance in 2 * 10^9
	HalfSize   = 16

	labelCommit = "larkspur/1 live commit"
	labelCheck  = "larkspur/1 live check"
)

// ErrCommit: the host shows another half than the one it had fixed.
var ErrCommit = errors.New("link: the half of the check words is another one")

// Half is one side's part of the check words.
type Half [HalfSize]byte

// NewHalf draws one.
func NewHalf(random io.Reader) (h Half, err error) {
	_, err = io.ReadFull(random, h[:])
	return h, err
}

// Commit fixes the half of the host of a session, and shows nothing of it.
func (s Session) Commit(host Half) [sha256.Size]byte {
	h := sha256.New()
	io.WriteString(h, labelCommit)
	h.Write(s.expand(labelCommit))
	h.Write(host[:])
	return [sha256.Size]byte(h.Sum(nil))
}

// Check returns the words of a session, if the host's half is the one that it had fixed. Errors: ErrCommit, phrase.ErrLanguage.
func (s Session) Check(commit [sha256.Size]byte, host, guest Half, language phrase.Language) ([]string, error) {
	if now := s.Commit(host); subtle.ConstantTimeCompare(now[:], commit[:]) != 1 {
		return nil, ErrCommit
	}
	info := labelCheck + string(host[:]) + string(guest[:])
	stream := must(hkdf.Expand(sha256.New, s.Expose(), info, 32*sha256.Size))
	defer secret.Wipe(stream)
	p, err := phrase.Generate(language, checkWords, bytes.NewReader(stream))
	if err != nil {
		return nil, err
	}
	return strings.Fields(p.Expose()), nil
}

// Others draws n choices of check words, to be shown beside the true ones: who does not look may press one.
func Others(n int, language phrase.Language, random io.Reader) ([][]string, error) {
	var out [][]string
	for range n {
		p, err := phrase.Generate(language, checkWords, random)
		if err != nil {
			return nil, err
		}
		out = append(out, strings.Fields(p.Expose()))
	}
	return out, nil
}

package link

import (
	"crypto/sha256"
	"io"
	"strings"

	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// A code is a number of five digits and four list words (SPEC §12.1).
const (
	codeDigits = 5
	codeWords  = 4
)

const labelRoom = "larkspur/1 live room"

// Code is what one person says to the other: where to meet, and the password of one exchange.
type Code struct {
	secret.Guard
	text func() (number string, words []string) // a closure, because fmt reads fields without asking (package secret)
	lang phrase.Language
}

// NewCode draws a code in a language. Errors: phrase.ErrLanguage, that of random.
func NewCode(language phrase.Language, random io.Reader) (Code, error) {
	number, err := drawNumber(random)
	if err != nil {
		return Code{}, err
	}
	p, err := phrase.Generate(language, codeWords, random)
	if err != nil {
		return Code{}, err
	}
	return makeCode(number, p), nil
}

// drawNumber draws five digits, every number as likely as any other.
func drawNumber(random io.Reader) (string, error) {
	const all = 100_000
	for {
		var b [4]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", err
		}
		n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
		if n >= 1<<32-1<<32%all {
			continue
		}
		n %= all
		digits := make([]byte, codeDigits)
		for i := codeDigits - 1; i >= 0; i-- {
			digits[i], n = '0'+byte(n%10), n/10
		}
		return string(digits), nil
	}
}

func makeCode(number string, p phrase.Phrase) Code {
	words := strings.Fields(p.Expose())
	return Code{text: func() (string, []string) { return number, words }, lang: p.Language()}
}

// ParseCode reads a code as it is typed: the digits together or apart, the words folded and corrected as those of a phrase.
// No phrase is a code, as no word begins with a digit. false: it is none.
func ParseCode(text string) (Code, bool) {
	if len(text) > phrase.MaxInput {
		return Code{}, false
	}
	var number []byte
	rest := text
	for len(number) < codeDigits && rest != "" {
		switch c := rest[0]; {
		case c >= '0' && c <= '9':
			number = append(number, c)
		case c == ' ' || c == '-' || c == '.' || c == ',' || c == '\t' || c == '\n' || c == '\r':
		default:
			return Code{}, false
		}
		rest = rest[1:]
	}
	if len(number) < codeDigits {
		return Code{}, false
	}
	p, err := phrase.Parse(rest, codeWords)
	if err != nil || len(strings.Fields(p.Expose())) != codeWords {
		return Code{}, false
	}
	return makeCode(string(number), p), true
}

// Number and Words are what is shown to whoever says it, apart, as they are said.
func (c Code) Number() string  { n, _ := c.text(); return n }
func (c Code) Words() []string { _, w := c.text(); return append([]string(nil), w...) }

// Language is that of the words.
func (c Code) Language() phrase.Language { return c.lang }

// Room is the public room of the code on the deployment called realm: the number and the first word name it (SPEC §12.1).
func (c Code) Room(realm string) wire.Room {
	number, words := c.text()
	h := sha256.New()
	for _, part := range [...]string{labelRoom, "\x00", realm, "\x00", number, " ", words[0]} {
		io.WriteString(h, part)
	}
	return wire.Room(h.Sum(nil))
}

// password is what the room does not tell.
func (c Code) password() []byte {
	_, words := c.text()
	return []byte(strings.Join(words[1:], " "))
}

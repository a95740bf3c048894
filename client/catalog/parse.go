package catalog

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

var errSyntax = errors.New("not a flat JSON object of strings")

// parse reads a JSON object (RFC 8259) whose values are all strings. It refuses what encoding/json would mend: a key twice,
// bytes that are not UTF-8, half of a surrogate pair. It is written by hand because encoding/json brings reflection and
// some hundred kilobytes into the client.
func parse(text string) (map[string]string, error) {
	texts := map[string]string{}
	p := parser{text}
	if !utf8.ValidString(text) || !p.take('{') {
		return nil, errSyntax
	}
	for more := !p.take('}'); more; more = !p.take('}') {
		if len(texts) > 0 && !p.take(',') {
			return nil, errSyntax
		}
		key, ok := p.str()
		if _, twice := texts[key]; twice || !ok || !p.take(':') {
			return nil, errSyntax
		}
		if texts[key], ok = p.str(); !ok {
			return nil, errSyntax
		}
	}
	if p.space(); p.rest != "" {
		return nil, errSyntax
	}
	return texts, nil
}

type parser struct{ rest string }

func (p *parser) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

// take skips white space and then c; false, and nothing but the space skipped, when something else comes.
func (p *parser) take(c byte) bool {
	p.space()
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// str reads a string. One without escapes is a part of the text, not a copy.
func (p *parser) str() (string, bool) {
	if !p.take('"') {
		return "", false
	}
	var b strings.Builder
	for i := 0; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c == '"':
			s := p.rest[:i]
			p.rest = p.rest[i+1:]
			if b.Len() == 0 {
				return s, true
			}
			b.WriteString(s)
			return b.String(), true
		case c < ' ':
			return "", false
		case c == '\\':
			b.WriteString(p.rest[:i])
			p.rest = p.rest[i+1:]
			r, ok := p.escape()
			if !ok {
				return "", false
			}
			b.WriteRune(r)
			i = -1
		}
	}
	return "", false
}

// escape reads what follows a backslash.
func (p *parser) escape() (rune, bool) {
	if p.rest == "" {
		return 0, false
	}
	c := p.rest[0]
	p.rest = p.rest[1:]
	if c != 'u' {
		i := strings.IndexByte(`"\/bfnrt`, c)
		if i < 0 {
			return 0, false
		}
		return rune("\"\\/\b\f\n\r\t"[i]), true
	}
	r, ok := p.hex()
	if ok && utf16.IsSurrogate(r) {
		if !strings.HasPrefix(p.rest, `\u`) {
			return 0, false
		}
		p.rest = p.rest[2:]
		low, is := p.hex()
		r = utf16.DecodeRune(r, low)
		ok = is && r != utf8.RuneError
	}
	return r, ok
}

// hex reads four hexadecimal digits. (ParseUint alone takes no sign, and with a base no underscore.)
func (p *parser) hex() (rune, bool) {
	if len(p.rest) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(p.rest[:4], 16, 16)
	p.rest = p.rest[4:]
	return rune(n), err == nil
}

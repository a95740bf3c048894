package directory

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Parse reads a list. It returns every entry that is whole, and every problem with the line that it is in. With any problem
// in it, an entry is left out.
func Parse(text string) ([]Entry, []Problem) {
	p := &parser{}
	if len(text) > MaxSize {
		p.say(TooLarge, "", "")
		return nil, p.problems
	}
	text = strings.TrimPrefix(text, "\ufeff") // some editors put it in front
	for line := range strings.Lines(text) {
		p.number++
		p.line(line)
	}
	p.end()
	slices.SortStableFunc(p.problems, func(a, b Problem) int { return a.Line - b.Line })
	return p.entries, p.problems
}

type parser struct {
	entries  []Entry
	problems []Problem
	number   int // of the line
	count    int // of entries, those that are left out too

	entry Entry
	seen  map[string]int // fields of the entry, and how often; nil between entries
	first int            // its first line
	wrong int            // problems before it
}

func (p *parser) say(kind Kind, of, is string) {
	p.problems = append(p.problems, Problem{p.number, kind, of, is})
}

func (p *parser) line(line string) {
	if len(line) > maxLine {
		p.begin()
		p.say(LineTooLong, "", "")
		return
	}
	trimmed := strings.TrimSpace(line)
	switch {
	case trimmed == "":
		p.end()
		return
	case strings.HasPrefix(trimmed, "#"):
		return
	}
	p.begin()
	if !plain(trimmed) {
		p.say(NotText, "", "")
		return
	}
	field, value, found := strings.Cut(trimmed, ":")
	field, value = strings.TrimSpace(field), strings.TrimSpace(value)
	switch {
	case !found:
		p.say(NoColon, "", "")
	case value == "":
		p.say(Empty, field, "")
	default:
		p.field(field, value)
	}
}

// begin starts an entry, if none is begun.
func (p *parser) begin() {
	if p.seen == nil {
		p.entry, p.seen, p.first, p.wrong = Entry{}, map[string]int{}, p.number, len(p.problems)
	}
}

// end checks the entry as a whole. What is missing is said at its first line.
func (p *parser) end() {
	if p.seen == nil {
		return
	}
	last := p.number
	p.number = p.first
	if p.count++; p.count == MaxEntries+1 {
		p.say(TooMany, "", "")
	}
	e := &p.entry
	for _, need := range [...]struct {
		field   string
		missing bool
	}{
		{"name", e.Name.empty()}, {"group", e.Group == ""}, {"checked", e.Checked == ""},
	} {
		if need.missing && p.seen[need.field] == 0 && p.seen[need.field+".en"] == 0 && p.seen[need.field+".es"] == 0 {
			p.say(Missing, need.field, "")
		}
	}
	if len(p.problems) == p.wrong && len(e.Phones)+len(e.TTYs)+len(e.Messages) == 0 && e.Address == "" && e.Web == "" && e.About.empty() {
		p.say(Unreachable, "", "")
	}
	for _, key := range e.Lacks {
		if slices.Contains(e.Has, key) {
			p.say(Both, key, "")
		}
	}
	if len(p.problems) == p.wrong && p.count <= MaxEntries {
		p.entries = append(p.entries, *e)
	}
	p.number, p.seen = last, nil
}

// field takes in one line of an entry.
func (p *parser) field(field, value string) {
	most := 1
	switch field {
	case "phone", "tty", "text":
		most = maxNumbers
	}
	if p.seen[field]++; p.seen[field] > most {
		p.say(Twice, field, "")
		return
	}
	e := &p.entry
	base, lang, _ := strings.Cut(field, ".")
	if lang != "" && lang != "en" && lang != "es" || lang == "" && strings.HasSuffix(field, ".") {
		p.say(UnknownField, field, "")
		return
	}
	switch {
	case base == "name":
		p.text(&e.Name, field, lang, value, maxName)
	case base == "about":
		p.text(&e.About, field, lang, value, maxText)
	case field == "hours" && value == "always":
		e.Always = true
	case base == "hours":
		p.text(&e.Hours, field, lang, value, maxShort)
	default:
		p.single(field, value)
	}
	if e.Always && !e.Hours.empty() {
		p.say(Twice, "hours", "")
	}
}

func (p *parser) text(t *Text, field, lang, value string, limit int) {
	p.short(field, value, limit)
	switch lang {
	case "en":
		t.En = value
	case "es":
		t.Es = value
	default:
		t.Any = value
	}
}

// single takes in a field that is the same in all languages.
func (p *parser) single(field, value string) {
	e := &p.entry
	switch field {
	case "group":
		e.Group = p.one(field, value, groups)
	case "phone":
		e.Phones = append(e.Phones, p.phone(field, value))
	case "tty":
		e.TTYs = append(e.TTYs, p.phone(field, value))
	case "text":
		e.Messages = append(e.Messages, p.message(value))
	case "address":
		e.Address = p.short(field, value, maxShort)
	case "web":
		if strings.Contains(value, "://") || strings.ContainsAny(value, " \t@") || !strings.Contains(value, ".") {
			p.say(BadWeb, field, value)
		}
		e.Web = p.short(field, value, maxName)
	case "langs":
		e.Languages = p.some(field, value, languages)
	case "offers", "for":
		e.Has = append(e.Has, p.some(field, value, allFilters())...)
	case "not":
		e.Lacks = p.some(field, value, allFilters())
	case "tier":
		if _, ok := TierOf(value); !ok {
			p.say(UnknownWord, field, value)
		}
		e.Tier = value
	case "checked":
		if _, err := time.Parse("2006-01-02", value); err != nil {
			p.say(BadDate, field, value)
		}
		e.Checked = value
	case "with":
		e.With = p.one(field, value, sources)
	default:
		p.say(UnknownField, field, "")
	}
}

func (p *parser) short(field, value string, limit int) string {
	if utf8.RuneCountInString(value) > limit {
		p.say(TooLong, field, "")
	}
	return value
}

func (p *parser) one(field, value string, known []string) string {
	if !slices.Contains(known, value) {
		p.say(UnknownWord, field, value)
	}
	return value
}

// some takes words apart, at spaces and commas.
func (p *parser) some(field, value string, known []string) []string {
	all := strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' })
	var out []string
	for _, word := range all {
		if slices.Contains(out, word) {
			p.say(Twice, word, "")
			continue
		}
		out = append(out, p.one(field, word, known))
	}
	return out
}

// phone takes a number of 3 to 15 digits (ITU-T E.164 has no longer ones) with the signs that people put into it, and a
// remark behind it.
func (p *parser) phone(field, value string) string {
	number := strings.TrimRight(value[:numberEnd(value)], " ")
	if n := digits(number); len(n) < 3 || len(n) > 15 || strings.Count(number, "(") != strings.Count(number, ")") {
		p.say(BadPhone, field, value)
	}
	return p.short(field, value, maxName)
}

// message takes a word and a number, or a number.
func (p *parser) message(value string) Message {
	word, number, found := strings.Cut(value, " ")
	if !found {
		word, number = "", value
	}
	if number = strings.TrimSpace(number); numberEnd(number) < len(number) || len(digits(number)) < 3 || len(digits(number)) > 15 {
		p.say(BadText, "text", value)
	}
	p.short("text", value, maxName)
	return Message{word, number}
}

// numberEnd is where something else than a telephone number begins.
func numberEnd(s string) int {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && !strings.ContainsRune("+-.() ", rune(c)) {
			return i
		}
	}
	return len(s)
}

// digits are the digits of a number and nothing else of it.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// plain reports whether a line is text that reads as it is stored: valid, and without characters that are not seen. Among
// those are some that turn the order of digits around.
func plain(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unseen(r) {
			return false
		}
	}
	return true
}

func unseen(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xad || r == 0x61c || r == 0x180e || r >= 0x200b && r <= 0x200f ||
		r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff || r >= 0xfff0 && r <= 0xfffd || r >= 0xe0000
}

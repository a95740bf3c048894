package directory

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Parse reads a list. It returns every entry that is whole, and every problem with the line that it is in, in the order of
// the lines. With any problem in it, an entry is left out.
func Parse(text string) ([]Entry, []Problem) {
	entries, problems := read(text, lineNames())
	sort.SliceStable(problems, func(i, j int) bool { return problems[i].Line < problems[j].Line })
	return entries, problems
}

// read is Parse with the problems in the order in which they are seen. (The page does without sorting.)
// No entry may be called like one of the lines.
func read(text string, lines []string) ([]Entry, []Problem) {
	p := &parser{taken: lines}
	if len(text) > MaxSize {
		p.say(TooLarge, "", "")
		return nil, p.problems
	}
	text = strings.TrimPrefix(text, "\ufeff") // some editors put it in front
	for _, line := range strings.SplitAfter(text, "\n") {
		p.number++
		p.line(line)
	}
	p.end()
	return p.entries, p.problems
}

type parser struct {
	taken    []string // names
	entries  []Entry
	problems []Problem
	number   int // of the line
	count    int // of entries, those that are left out too

	within bool // an entry is begun
	lines  []line
	first  int // its first line
	wrong  int // problems before it
}

func (p *parser) say(kind Kind, of, is string) {
	p.problems = append(p.problems, Problem{p.number, kind, of, is})
}

func (p *parser) line(text string) {
	trimmed := strings.TrimSpace(text)
	long := len(text) > maxLine
	if !long && trimmed == "" {
		p.end()
		return
	}
	if !long && trimmed[0] == '#' {
		return
	}
	if !p.within {
		p.within, p.lines, p.first, p.wrong = true, nil, p.number, len(p.problems)
	}
	field, value, found := strings.Cut(trimmed, ":")
	field, value = strings.TrimSpace(field), strings.TrimSpace(value)
	switch {
	case long:
		p.say(LineTooLong, "", "")
	case !plain(trimmed):
		p.say(NotText, "", "")
	case !found:
		p.say(NoColon, "", "")
	case value == "":
		p.say(Empty, field, "")
	default:
		p.field(field, value)
	}
}

// end checks the entry as a whole. What is missing is said at its first line.
func (p *parser) end() {
	if !p.within {
		return
	}
	last := p.number
	p.number, p.within = p.first, false
	if p.count++; p.count == MaxEntries+1 {
		p.say(TooMany, "", "")
	}
	e := Entry{lines: p.lines}
	for _, field := range strings.Fields("name group checked") {
		if text, _ := e.Text(field, ""); text == "" {
			p.say(Missing, field, "")
		}
	}
	reached := false
	for _, field := range strings.Fields("phone tty text address web about") {
		text, _ := e.Text(field, "")
		reached = reached || text != ""
	}
	if !reached && len(p.problems) == p.wrong {
		p.say(Unreachable, "", "")
	}
	if e.imitates(p.taken) {
		p.say(Imitates, "name", "")
	}
	for _, key := range e.Words("not") {
		if e.Says(key) == Yes {
			p.say(Both, key, "")
		}
	}
	if len(p.problems) == p.wrong && p.count <= MaxEntries {
		p.entries = append(p.entries, e)
	}
	p.number = last
}

// field takes in one line of an entry. A value with a problem is taken in too: it is there, though the entry will not be.
func (p *parser) field(field, value string) {
	e := Entry{lines: p.lines}
	base, lang, dotted := strings.Cut(field, ".")
	f, known := fieldOf(base)
	if !known || dotted && (!f.spoken || lang != "en" && lang != "es") {
		p.say(UnknownField, field, "")
		return
	}
	most := 1
	if f.check == checkPhone || f.check == checkMessage {
		most = maxNumbers
	}
	hours, _ := e.Text(base, "")
	if len(e.All(field)) >= most || base == "hours" && hours != "" && (hours == Always || value == Always) {
		p.say(Twice, field, "")
		return
	}
	p.lines = append(p.lines, line{field, value})
	if utf8.RuneCountInString(value) > f.limit {
		p.say(TooLong, field, "")
	}
	var bad Kind
	right := true
	switch f.check {
	case checkPhone:
		right, bad = isPhone(value), BadPhone
	case checkMessage:
		right, bad = isMessage(value), BadText
	case checkWeb:
		right, bad = strings.Contains(value, ".") && !strings.Contains(value, "://") && !strings.ContainsAny(value, " \t@"), BadWeb
	case checkDate:
		right, bad = isDate(value), BadDate
	case checkWord:
		right, bad = isOne(f.words(), value), UnknownWord
	case checkWords:
		p.words(field, value, f.words())
	}
	if !right {
		p.say(bad, field, value)
	}
}

func (p *parser) words(field, value, known string) {
	var before []string
	for _, word := range wordsOf(value) {
		switch {
		case slices.Contains(before, word):
			p.say(Twice, word, "")
		case !isOne(known, word):
			p.say(UnknownWord, field, word)
		}
		before = append(before, word)
	}
}

// isPhone takes a number of 3 to 15 digits (ITU-T E.164 has no longer ones) with the signs that people put into it, and a
// remark behind it.
func isPhone(value string) bool {
	number := value[:numberEnd(value)]
	n := len(digits(number))
	return n >= 3 && n <= 15 && strings.Count(number, "(") == strings.Count(number, ")")
}

// isMessage takes a word and a number, or a number.
func isMessage(value string) bool {
	_, number := Message(value)
	return numberEnd(number) == len(number) && isPhone(number)
}

// Message takes the value of a field text apart into what to text, "" where it does not matter, and the number.
func Message(value string) (word, number string) {
	word, number, found := strings.Cut(value, " ")
	if !found {
		return "", value
	}
	return word, strings.TrimSpace(number)
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

// blank are letters that look like nothing: a name of them would be none.
const blank = "\u115f\u1160\u2800\u3164\uffa0"

func unseen(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xad || r == 0x61c || r == 0x180e || r >= 0x200b && r <= 0x200f ||
		r >= 0x2028 && r <= 0x202e || strings.ContainsRune(blank, r) || r >= 0x2060 && r <= 0x206f || r == 0xfeff || r >= 0xfff0 && r <= 0xfffd || r >= 0xe0000
}

// isDate reports whether a value is a date like 2006-01-02. (time.Parse weighs as much in the client as all of the directory.)
func isDate(value string) bool {
	if len(value) != len("2006-01-02") || value[4] != '-' || value[7] != '-' {
		return false
	}
	year, err := strconv.ParseUint(value[:4], 10, 16)
	month, err2 := strconv.ParseUint(value[5:7], 10, 16)
	day, err3 := strconv.ParseUint(value[8:], 10, 16)
	t := time.Date(int(year), time.Month(month), int(day), 0, 0, 0, 0, time.UTC)
	return err == nil && err2 == nil && err3 == nil && uint64(t.Month()) == month && t.Day() == int(day)
}

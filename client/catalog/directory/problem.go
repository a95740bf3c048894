package directory

import (
	"strconv"
	"strings"
)

// Kind is what is wrong.
type Kind uint8

// The kinds of problems.
const (
	TooLarge     Kind = iota // the file
	TooMany                  // entries
	LineTooLong              //
	NotText                  // not UTF-8, or with characters that are not seen
	NoColon                  //
	Empty                    // the field Of
	UnknownField             // Of
	Twice                    // Of
	TooLong                  // the value of Of
	UnknownWord              // Is, in Of
	BadPhone                 // Is, in Of
	BadText                  // Is, in Of
	BadDate                  // Is, in Of
	BadWeb                   // Is, in Of
	Missing                  // Of
	Unreachable              // neither a way to reach it nor a text about it
	Both                     // the filter Of is offered and not offered
	Imitates                 // Of is, or looks like, that of a line that comes with the program
)

// Problem is one thing that is wrong with a list. Line counts from 1; 0 is the file as a whole.
type Problem struct {
	Line   int
	Kind   Kind
	Of, Is string
}

// Message says what is wrong and what would be right, in English, for the operator. What the file says is quoted and cut.
// The page never asks for it.
func (p Problem) Message() string {
	of := quote(p.Of)
	switch p.Kind {
	case TooLarge:
		return "the file is larger than " + strconv.Itoa(MaxSize) + " bytes"
	case TooMany:
		return "there are more than " + strconv.Itoa(MaxEntries) + " entries, and this is one too many"
	case LineTooLong:
		return "the line is longer than " + strconv.Itoa(maxLine) + " bytes"
	case NotText:
		return "there is a character in it that is not seen, or that is not UTF-8; it may have come along when the text was copied"
	case NoColon:
		return `a line is "field: value"; # begins a comment, and a blank line ends an entry`
	case Empty:
		return of + " has no value; leave the line out where nothing is known"
	case UnknownField:
		return of + " is no field; there is " + strings.ReplaceAll(fields, " ", ", ") + "; name, hours and about may end in .en or .es"
	case Twice:
		return of + " is there more often than it can be, in this entry"
	case TooLong:
		return of + " is too long: " + strconv.Itoa(limitOf(p.Of)) + " characters at the most"
	case UnknownWord:
		return quote(p.Is) + " is nothing that " + of + " can be; there is " + strings.Join(strings.Fields(wordsIn(p.Of)), ", ")
	case BadPhone:
		return of + `: a number of 3 to 15 digits comes first, then a remark if there is one: "555-0100 nights"; this is ` + quote(p.Is)
	case BadText:
		return `text: what to text, and then the number: "START 88788", or the number alone; this is ` + quote(p.Is)
	case BadDate:
		return of + ": a day such as 2026-11-26; this is " + quote(p.Is)
	case BadWeb:
		return "web: an address such as example.org, without https:// and without spaces; this is " + quote(p.Is)
	case Missing:
		return "the entry that begins here has no " + p.Of
	case Unreachable:
		return "the entry that begins here has no phone, tty, text, address or web, and no about either"
	case Both:
		return of + " is offered and not offered, in the entry that begins here"
	case Imitates:
		return of + " is, or has in it, what a line of the list is called that every page has: give the entry that begins here a name of its own, or leave it out"
	}
	return "something is wrong"
}

func limitOf(name string) int {
	f, _ := fieldOf(base(name))
	return f.limit
}

func wordsIn(name string) string {
	f, _ := fieldOf(name)
	return f.words()
}

// quote writes what a file says so that it can do nothing to a terminal.
func quote(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return strconv.QuoteToGraphic(s)
}

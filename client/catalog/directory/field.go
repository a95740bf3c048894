package directory

import "strings"

// A check is what a value has to be.
type check uint8

const (
	checkText check = iota
	checkPhone
	checkMessage
	checkWeb
	checkDate
	checkWord
	checkWords
)

// A field of an entry. Spoken: it can end in .en or .es.
type field struct {
	name   string
	check  check
	limit  int // characters
	spoken bool
}

// fields are all of them, in the order of the format's description.
const fields = "name group phone tty text address web hours langs offers for not tier checked with about"

func fieldOf(name string) (field, bool) {
	f := field{name: name, limit: maxName}
	switch name {
	case "name":
		f.spoken = true
	case "about":
		f.spoken, f.limit = true, maxText
	case "hours":
		f.spoken, f.limit = true, maxShort
	case "address":
		f.limit = maxShort
	case "phone", "tty":
		f.check = checkPhone
	case "text":
		f.check = checkMessage
	case "web":
		f.check = checkWeb
	case "checked":
		f.check = checkDate
	case "group", "tier", "with":
		f.check = checkWord
	case "langs", "offers", "for", "not":
		f.check, f.limit = checkWords, maxText
	default:
		return f, false
	}
	return f, true
}

// words are those that a field can have.
func (f field) words() string {
	switch f.name {
	case "group":
		return groups
	case "langs":
		return languages
	case "with":
		return sources
	case "tier":
		return tiers
	}
	return filterKeys()
}

// prefix is that of the keys of the catalogue for the words of a field that a search looks at; "" for others.
func prefix(field string) string {
	switch field {
	case "group":
		return "dir.group."
	case "langs":
		return "dir.lang."
	case "offers", "for":
		return "dir.filter."
	}
	return ""
}

// base is a field without its language.
func base(field string) string {
	name, _, _ := strings.Cut(field, ".")
	return name
}

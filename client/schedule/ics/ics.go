// Package ics writes visits as an iCalendar file (RFC 5545), for a calendar that others may see.
//
// It promises that the file holds of each visit when it begins and ends, its cover title, and nothing else of the plan: no
// private title, no place, no note, no way, no rule. An appointment without a cover title is called by a neutral word of the
// caller. Each visit stands for itself and in UTC, so that it is right in every zone, also across a change of clocks, and no
// reader has to understand a repeat rule. The file says nothing of when, where or by what it was made: no name of a product,
// and no present moment. Whoever reads two files in turn gets every visit twice, as nothing in one leads to the other.
package ics

import (
	"encoding/hex"
	"io"
	"strings"
	"unicode/utf8"

	"larkspur/client/plan"
	"larkspur/client/schedule"
)

// Name and Type are what a file is called that says nothing, and its media type (RFC 5545 §8.1).
const (
	Name = "calendar.ics"
	Type = "text/calendar;charset=utf-8"
)

// utc is a moment in UTC (RFC 5545 §3.3.5, form 2).
const utc = "20060102T150405Z"

// Write returns the file of some visits, and "" of none: a calendar is not to be empty (RFC 5545 §3.6). word stands for a
// cover title where there is none. random draws the identities of the entries; the error is its.
func Write(p *plan.Plan, visits []schedule.Visit, word string, random io.Reader) (string, error) {
	if len(visits) == 0 {
		return "", nil
	}
	var f file
	f.line("BEGIN:VCALENDAR")
	f.line("VERSION:2.0")
	f.line("PRODID:-//Calendar//EN") // asked for by §3.7.3; it names nobody
	for _, v := range visits {
		var id [16]byte
		if _, err := io.ReadFull(random, id[:]); err != nil {
			return "", err
		}
		title := word
		if it, ok := p.Item(v.Item); ok && it.Text("cover") != "" {
			title = it.Text("cover")
		}
		start := v.Start.UTC().Format(utc)
		f.line("BEGIN:VEVENT")
		f.line("UID:" + hex.EncodeToString(id[:])) // random, as RFC 7986 §5.3 has it
		f.line("DTSTAMP:" + start)                 // asked for by §3.6.1; the present moment would tell when it was made
		f.line("DTSTART:" + start)
		if v.End.After(v.Start) {
			f.line("DTEND:" + v.End.UTC().Format(utc))
		}
		f.line("SUMMARY:" + escape(title))
		f.line("END:VEVENT")
	}
	f.line("END:VCALENDAR")
	return f.String(), nil
}

// escape writes a text (RFC 5545 §3.3.11). Control characters, which a text cannot have, are left out, and so is what some
// readers take for the end of a line, or what turns the direction: nothing in a title is to become a line of its own, or to turn the
// time that a calendar shows beside it.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case plan.Turning(r):
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r >= ' ' && (r < 0x7f || r > 0x9f) && r != '\u2028' && r != '\u2029':
			b.WriteRune(r)
		}
	}
	return b.String()
}

// longest is how many octets a line has, its end not counted (RFC 5545 §3.1).
const longest = 75

type file struct{ strings.Builder }

// line writes one content line, folded between characters. A line that goes on begins with a space, which counts.
func (f *file) line(s string) {
	for room := longest; len(s) > room; room = longest - 1 {
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		f.WriteString(s[:cut] + "\r\n ")
		s = s[cut:]
	}
	f.WriteString(s + "\r\n")
}

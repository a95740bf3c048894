// Package ordinary fills a plan with what anybody might keep in a notebook: shopping lists, recipes, a budget, a study
// plan. It is for a decoy, or for whoever wants a notebook that is not empty.
//
// It promises: every filling is another one, with habits of writing that stay the same within it; dates lie sensibly around
// the day it is made on; what is added up adds up; it fits on one page of a plan. It says nothing of who lives where, of a family or
// of work, which would be wrong as soon as somebody knows better, and nothing of violence, health, courts or help.
//
// It passes a quick look. It is made of the words in this folder, which anybody can read: who looks for it knows it. Whoever
// keeps one does well to read it once, and to change and add what makes it her own; an interface says so.
//
// What it refuses to know: the clock, and that there is another plan.
package ordinary

import (
	"errors"
	"io"

	"larkspur/client/plan"
)

// Errors.
var (
	// ErrLanguage: there are no words in this language.
	ErrLanguage = errors.New("ordinary: there are no words in this language")
	// ErrToday: today is no date.
	ErrToday = errors.New("ordinary: not a date")
)

// Fill returns a notebook in a language ("en" or "es") that looks like one in use today, a date as plan.DateLayout. All that
// varies comes from random, a cryptographic generator. Errors: ErrLanguage, ErrToday, that of random.
func Fill(lang, today string, random io.Reader) (*plan.Plan, error) {
	w, err := newWriter(lang, today, random)
	if err != nil {
		return nil, err
	}
	sections := w.sections()
	if w.draws.err != nil {
		return nil, w.draws.err
	}
	return bind(sections, random)
}

// Blank returns a notebook in a language with one section and nothing in it. Errors as of Fill.
func Blank(lang string, random io.Reader) (*plan.Plan, error) {
	w, err := newWriter(lang, "2000-01-01", random)
	if err != nil {
		return nil, err
	}
	title := w.habits.title(w.one("book"))
	if w.draws.err != nil {
		return nil, w.draws.err
	}
	return bind([]section{{title: title}}, random)
}

// bind makes a plan of sections, as it would be had somebody made a vault in the usual way, liked it plain, and written them:
// the standard sections are there too, which a notebook does not show, and the language is that of whoever opens it. A plan
// without them could only have been made from another one, and would say so to whoever has it shown in full.
func bind(sections []section, random io.Reader) (*plan.Plan, error) {
	p, err := plan.New(random)
	if err != nil {
		return nil, err
	}
	if err := p.SetSetting(plan.SettingLook, plan.Text(plan.LookNotebook)); err != nil {
		return nil, err
	}
	for _, s := range sections {
		in, err := p.AddSection(random, plan.Own, s.title)
		if err != nil {
			return nil, err
		}
		for _, n := range s.notes {
			id, err := p.AddItem(random, in, "note")
			if err != nil {
				return nil, err
			}
			if err := p.SetField(id, "title", plan.Text(n.title)); err != nil {
				return nil, err
			}
			if err := p.SetField(id, "text", plan.Text(n.text)); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

func newWriter(lang, today string, random io.Reader) (*writer, error) {
	words := wordsOf(lang)
	if words == nil {
		return nil, ErrLanguage
	}
	day, err := plan.ParseDate(today)
	if err != nil {
		return nil, ErrToday
	}
	w := &writer{draws: draws{random: random}, words: words, today: day}
	w.habits = drawHabits(&w.draws, lang)
	return w, nil
}

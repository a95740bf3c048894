package view

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// Whoever loses a plan can copy all of it: every value, whichever version wrote it, and the other side of every dispute.
func TestEverythingCanBeCopied(t *testing.T) {
	p, err := plan.New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	section := p.Sections()[4].ID()
	id, err := p.AddItem(rand.Reader, section, "person")
	errs := []error{err, p.SetField(id, "name", plan.Text("Rosa")), p.SetField(id, "note", plan.Text("two\nlines")),
		p.SetField(id, "unheard", plan.Records(plan.Record{"of": plan.Text("at all")}))}
	newer, err := p.AddItem(rand.Reader, section, "hologram")
	errs = append(errs, err, p.SetField(newer, "beam", plan.Text("green")), p.SetField(newer, "who", plan.Ref(id)))
	appt, err := p.AddItem(rand.Reader, section, "appt")
	errs = append(errs, err, p.SetField(appt, "start", plan.Text("2026-03-04T14:30")), p.SetField(appt, "public", plan.Flag(true)))
	own, err := p.AddSection(rand.Reader, plan.Own, "Mine")
	errs = append(errs, err, p.HideSection(own, true))
	page, err := p.AddSection(rand.Reader, plan.Own, "Page")
	errs = append(errs, err)
	note, err := p.AddItem(rand.Reader, page, NoteKind)
	errs = append(errs, err, p.SetField(note, "title", plan.Text("Soup")), p.SetField(note, "text", plan.Text("leeks")))
	one, other := p.Clone(), p.Clone()
	errs = append(errs, one.SetField(id, "addr", plan.Text("river street")), other.SetField(id, "addr", plan.Text("mill lane")),
		one.RenameSection(own, "Ours"), other.RenameSection(own, "Theirs"))
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	p = plan.Merge(p, one, other)
	for _, lang := range catalog.Languages() {
		w := catalog.Load(lang)
		text := CopyText(w, p, false)
		for _, want := range []string{
			"Rosa", "two\nlines", "unheard", "at all", "green", "river street", "mill lane", "Ours", "Theirs", "Page", "Soup", "leeks",
			w.Text("kind.person"), w.Text("section.home"), "2:30", w.Text("kind.appt.field.public"),
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in\n%s", lang, want, text)
			}
		}
		if strings.Contains(text, w.Text("section.pets")) || strings.Contains(text, "[") {
			t.Errorf("%s: more than everything:\n%s", lang, text)
		}
		book := CopyText(w.Notebook(), p, true)
		if !strings.Contains(book, "leeks") || !strings.Contains(book, "Page") || strings.Contains(book, "Rosa") || strings.Contains(book, "Ours") {
			t.Errorf("%s: the notebook is copied as\n%s", lang, book)
		}
	}
}

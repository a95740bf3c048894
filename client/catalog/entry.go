package catalog

import (
	"strings"

	"larkspur/client/catalog/directory"
)

// EntryFact is one thing that an entry of the directory says, in words: a label and a text. Key tells which (phone, tty,
// text, hours, langs, address, web, has, lacks, tier or checked). Lang is the language of the text, where it is not that of
// the words.
type EntryFact struct{ Key, Label, Text, Lang string }

// EntryFacts puts an entry into words. Day writes a date; it is not asked for one that is none.
func (w *Words) EntryFacts(e *directory.Entry, day func(date string) string) []EntryFact {
	var out []EntryFact
	add := func(key, text string) {
		if text != "" {
			out = append(out, EntryFact{Key: key, Label: w.Text("dir." + key), Text: text})
		}
	}
	for _, n := range e.Phones {
		add("phone", n)
	}
	for _, n := range e.TTYs {
		add("tty", n)
	}
	for _, m := range e.Messages {
		if m.Word == "" {
			add("text", m.Number)
		} else {
			add("text", w.Text("dir.text.word", m.Word, m.Number))
		}
	}
	if e.Always {
		add("hours", w.Text("dir.hours.always"))
	} else if hours, lang := e.Hours.In(w.lang); hours != "" {
		add("hours", hours)
		if lang != w.lang {
			out[len(out)-1].Lang = lang
		}
	}
	add("langs", w.list("dir.lang.", e.Languages))
	add("address", e.Address)
	add("web", e.Web)
	add("has", w.list("dir.filter.", e.Has))
	add("lacks", w.list("dir.filter.", e.Lacks))
	if e.Tier != "" {
		add("tier", w.tier(e.Tier))
	}
	checked := "dir.checked.on"
	if e.With != "" {
		checked = "dir.with." + e.With
	}
	add("checked", w.Text(checked, day(e.Checked)))
	return out
}

// tier says how a partner and the center work together, and what could be shared with it.
func (w *Words) tier(key string) string {
	share := "dir.tier." + key + ".share"
	t, _ := directory.TierOf(key)
	text := w.Text("dir.tier."+key) + " "
	switch t.Shares {
	case directory.ShareNothing:
		return text + w.Text(share)
	case directory.ShareWithRole:
		text += w.Text(share, w.list("kind.rel.field.role.", directory.Roles()))
	default:
		text += w.Text(share)
	}
	return text + " " + w.Text("dir.tier.yours")
}

func (w *Words) list(prefix string, keys []string) string {
	texts := make([]string, len(keys))
	for i, k := range keys {
		texts[i] = w.Text(prefix + k)
	}
	// Some have a comma in them.
	return strings.Join(texts, "; ")
}

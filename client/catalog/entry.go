package catalog

import (
	"strings"

	"larkspur/client/catalog/directory"
)

// EntryFact is one thing that an entry of the directory says, in words: a label and a text. Key is the field that it comes
// from. Lang is the language of the text, where it is not that of the words.
type EntryFact struct{ Key, Label, Text, Lang string }

// EntryFacts puts an entry into words. Day writes a date.
func (w *Words) EntryFacts(e *directory.Entry, day func(date string) string) (out []EntryFact) {
	for _, key := range strings.Fields("phone tty text hours langs address web for offers not tier checked") {
		values := e.All(key)
		if key == "hours" {
			values = []string{""} // it is spoken
		}
		for _, value := range values {
			text, lang := value, ""
			switch key {
			case "text":
				if word, number := directory.Message(value); word != "" {
					text = w.Text("dir.text.word", word, number)
				}
			case "hours":
				if text, lang = e.Text(key, w.lang); text == directory.Always {
					text = w.Text("dir.hours.always")
				}
			case "langs":
				text = w.list("dir.lang.", e.Words(key))
			case "for", "offers", "not":
				text = w.list("dir.filter.", e.Words(key))
			case "tier":
				text = w.tier(value)
			case "checked":
				how := "dir.checked.on"
				if with := e.Get("with"); with != "" {
					how = "dir.with." + with
				}
				text = w.Text(how, day(value))
			}
			if lang == w.lang {
				lang = ""
			}
			if text != "" {
				out = append(out, EntryFact{key, w.Text("dir." + key), text, lang})
			}
		}
	}
	return out
}

// tier says how a partner and the center work together, and what could be shared with it.
func (w *Words) tier(key string) string {
	text := w.Text("dir.tier."+key) + " " + w.Text("dir.tier."+key+".share", w.list("kind.rel.field.role.", directory.Roles()))
	if directory.Shares(key) != directory.ShareNothing {
		text += " " + w.Text("dir.tier.yours")
	}
	return text
}

// list joins the texts of keys. Some have a comma in them.
func (w *Words) list(prefix string, keys []string) string {
	var texts []string
	for _, k := range keys {
		texts = append(texts, w.Text(prefix+k))
	}
	return strings.Join(texts, "; ")
}

package catalog

import (
	_ "embed"
	"strings"

	"larkspur/client/plan"
)

// prompts.txt has a line for each prompt, in the order in which a section offers them, with a space between the parts:
//
//	SECTIONS KEY KIND ROWS FIELD=VALUE ...
//
// SECTIONS are standard sections with commas between them; ROWS are the rows of the table of README.md that the prompt
// helps with, or "-". A VALUE is an option, or "yes" of a yes-or-no. FIELD==VALUE says besides that an item with this value
// is what the prompt would add, whatever it is called. FIELD.COLUMN=A|B are the options of a column in the first rows of a
// list. @FIELD says which field takes the words; without it that is the first naming field of the kind.
//
// The words are prompt.KEY, and prompt.KEY.FIELD for other fields. For a list they are its entries, with "; " between them:
// in rows, of the first column that is a line.
//
//go:embed prompts.txt
var prompts string

// Prompt is a suggestion that can be added to a plan at a press: an item that is filled in already. It leaves nothing in the
// plan but that item, which is like any other.
type Prompt struct {
	// Key is its key in the catalogue, without "prompt.".
	Key string
	// Kind is the kind of the item.
	Kind string

	sets []string
}

// Prompts returns what a standard section suggests, in order. Prompts of one kind follow each other.
func Prompts(section string) []Prompt {
	var out []Prompt
	for line := range strings.Lines(prompts) {
		f := strings.Fields(line)
		if strings.Contains(","+f[0]+",", ","+section+",") {
			out = append(out, Prompt{f[1], f[2], f[4:]})
		}
	}
	return out
}

// Text is what a prompt says, and what the item is called.
func (q Prompt) Text(w *Words) string { return w.Text("prompt." + q.Key) }

// Fill gives an item of the kind what the prompt says, in the words of a language.
func (q Prompt) Fill(p *plan.Plan, id plan.ID, w *Words) error {
	k, _ := plan.KindOf(q.Kind)
	for _, f := range k.Fields {
		if v := q.value(f, w); v != nil {
			if err := p.SetField(id, f.Key, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// Used reports whether a plan holds what the prompt would add. It goes by what an item says, in either language; one whose
// first words were changed counts as another thing.
func (q Prompt) Used(p *plan.Plan) bool {
	for _, it := range p.Items(q.Kind) {
		for _, set := range q.sets {
			if field, value, is := strings.Cut(set, "=="); is && it.Text(field) == value {
				return true
			}
		}
		for _, lang := range Languages() {
			if strings.HasPrefix(it.Text(q.named()), q.Text(Load(lang))) {
				return true
			}
		}
	}
	return false
}

// named is the field that takes the words.
func (q Prompt) named() string {
	for _, set := range q.sets {
		if field, is := strings.CutPrefix(set, "@"); is {
			return field
		}
	}
	k, _ := plan.KindOf(q.Kind)
	return k.Name[0]
}

// value is what a field gets; nil: nothing.
func (q Prompt) value(f plan.Field, w *Words) plan.Value {
	text := ""
	if key := "prompt." + q.Key + "." + f.Key; w.Has(key) {
		text = w.Text(key)
	}
	if f.Key == q.named() {
		text = q.Text(w)
	}
	for _, set := range q.sets {
		if field, value, _ := strings.Cut(set, "="); field == f.Key {
			text = strings.TrimPrefix(value, "=")
		}
	}
	switch {
	case text == "":
		return nil
	case f.Type == plan.YesNo:
		return plan.Flag(text == "yes")
	case f.Type == plan.Rows:
		return q.rows(f, strings.Split(text, "; "))
	case f.Type == plan.Lines:
		return plan.Texts(strings.Split(text, "; ")...)
	}
	return plan.Text(text)
}

// rows makes a row of each name.
func (q Prompt) rows(f plan.Field, names []string) plan.Value {
	rows := make([]plan.Record, len(names))
	for i, name := range names {
		rows[i] = plan.Record{firstLine(f): plan.Text(name)}
	}
	for _, set := range q.sets {
		at, options, _ := strings.Cut(set, "=")
		if column, is := strings.CutPrefix(at, f.Key+"."); is {
			for i, option := range strings.Split(options, "|") {
				rows[i][column] = plan.Text(option)
			}
		}
	}
	return plan.Records(rows...)
}

func firstLine(f plan.Field) string {
	for _, c := range f.Fields {
		if c.Type == plan.Line {
			return c.Key
		}
	}
	return ""
}

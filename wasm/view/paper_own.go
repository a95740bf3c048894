package view

import (
	"strconv"
	"strings"

	"larkspur/client/catalog"
	"larkspur/client/plan"
	"larkspur/client/rrule"
)

// OwnChoice is something that can go on the survivor's own card.
type OwnChoice struct {
	// Key names it among all of them, and has no space in it. It stays while the plan changes.
	Key string
	// Group is the key of the words above it, Label what it is on the screen.
	Group, Label string
	// Line is what goes on the card unless it is written otherwise. What could say what the card is stays out of it: of a
	// person the name, of a place or a medication the number alone, of a code word not its meaning, of an appointment the
	// name that others may read.
	Line string
}

// OwnChoices are what a plan offers for a card, by group.
func OwnChoices(w *catalog.Words, p *plan.Plan) []OwnChoice {
	var numbers, words, visits []OwnChoice
	for _, it := range p.Items() {
		k, _ := plan.KindOf(it.Kind())
		id := it.ID().String()
		for _, f := range k.Fields {
			if f.Type == plan.Phone {
				numbers = append(numbers, numberChoice(w, it, id+"."+f.Key, it.Text(f.Key), ItemName(w, it))...)
			}
			for i, row := range plan.AsRecords(it.Value(f.Key)) {
				numbers = append(numbers, numberChoice(w, it, id+"."+strconv.Itoa(i), plan.AsText(row["phone"]), plan.AsText(row["name"]))...)
			}
		}
		switch word, cover := it.Text("word"), it.Text("cover"); {
		case it.Kind() == "word" && word != "":
			words = append(words, OwnChoice{id, "paper.own.words", word, word})
		case it.Kind() == "appt" && cover != "":
			visits = append(visits, OwnChoice{id, "paper.own.visits", cover, coverLine(w, it, cover)})
		}
	}
	for _, key := range [...]string{"hotline", "samhsa"} {
		text := w.Text("ui.lines." + key)
		numbers = append(numbers, OwnChoice{key, "paper.own.lines", text, firstNumber(text)})
	}
	return append(append(words, visits...), numbers...)
}

// numberChoice is a number of an item; none when there is no number.
func numberChoice(w *catalog.Words, it plan.Item, key, number, name string) []OwnChoice {
	if number == "" {
		return nil
	}
	line := number
	if it.Kind() == "person" {
		line = name + ": " + number
	}
	return []OwnChoice{{key, "paper.own.numbers", KindLabel(w, it.Kind()) + ", " + name + ": " + number, line}}
}

// coverLine says of an appointment what others may read of it.
func coverLine(w *catalog.Words, it plan.Item, cover string) string {
	start := it.Text("start")
	t, err := plan.ParseMoment(start)
	if err != nil {
		return cover
	}
	if r, err := rrule.Parse(it.Text("repeat")); err == nil && r.Freq != rrule.Never {
		return cover + ": " + FormatRule(w, r) + ", " + FormatTime(w, t)
	}
	return cover + ": " + FormatMoment(w, t)
}

// firstNumber is the first run of digits and hyphens in a text.
func firstNumber(text string) string {
	from := strings.IndexAny(text, "0123456789")
	if from < 0 {
		return ""
	}
	text = text[from:]
	if to := strings.IndexFunc(text, func(r rune) bool { return r != '-' && (r < '0' || r > '9') }); to >= 0 {
		text = text[:to]
	}
	return text
}

// OwnLines are the lines of a card: of what is ticked, by its key, and more lines below them.
func OwnLines(choices []OwnChoice, ticked map[string]string, more string) []string {
	var out []string
	for _, c := range choices {
		if line, on := ticked[c.Key]; on {
			out = append(out, line)
		}
	}
	return append(out, strings.Split(more, "\n")...)
}

package main

import (
	"encoding/json"
	"io"
	"time"

	"larkspur/client/plan"
	"larkspur/client/planjson"
	"larkspur/client/schedule"
	"larkspur/wasm/view"
)

// The forms of schedule --json. Moments are those of RFC 3339 with the offset of the place. What is empty is absent; with --cover
// there are no places and no windows.
type (
	agendaForm struct {
		From     string        `json:"from"`
		To       string        `json:"to"`
		Visits   []visitForm   `json:"visits"`
		Windows  []windowForm  `json:"windows,omitempty"`
		Undated  []visitForm   `json:"undated,omitempty"`
		Crowded  bool          `json:"crowded,omitempty"` // some is left out
		Coming   int           `json:"coming"`            // visits in the four weeks from --from on
		Foreseen []foreseeForm `json:"foreseen"`
	}
	visitForm struct {
		Item   string   `json:"item"`
		Title  string   `json:"title"`
		Start  string   `json:"start,omitempty"`
		End    string   `json:"end,omitempty"`
		Leave  string   `json:"leave,omitempty"`
		Back   string   `json:"back,omitempty"`
		How    string   `json:"how,omitempty"`
		Place  string   `json:"place,omitempty"` // an item
		Public bool     `json:"public,omitempty"`
		Ends   bool     `json:"ends,omitempty"`
		Meets  []string `json:"meets,omitempty"` // in words
	}
	windowForm struct {
		Item  string `json:"item"`
		State string `json:"state"`
		Start string `json:"start"`
		End   string `json:"end"`
	}
	foreseeForm struct {
		Item   string   `json:"item"`
		Start  string   `json:"start"`
		Public bool     `json:"public,omitempty"`
		Every  int      `json:"every,omitempty"` // days
		Seen   []string `json:"seen,omitempty"`
	}
)

// writeJSON writes a line of JSON in which nothing can steer a terminal.
func writeJSON(out io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		_, err = out.Write(append(planjson.Shown(b), '\n'))
	}
	return err
}

func scheduleJSON(p *plan.Plan, s view.Stretch, a view.Agenda, o schedule.Outlook) agendaForm {
	out := agendaForm{From: s.From, To: s.To, Visits: []visitForm{}, Crowded: a.Crowded || o.Crowded, Coming: len(o.Coming), Foreseen: []foreseeForm{}}
	for _, d := range a.Days {
		for _, v := range d.Visits {
			out.Visits = append(out.Visits, visitOf(p, v, s.Cover))
		}
	}
	for _, v := range a.Undated {
		out.Undated = append(out.Undated, visitForm{Item: v.Item.String(), Title: v.Title})
	}
	if !s.Cover {
		for _, w := range schedule.WindowsBetween(p, s.From, s.To, s.Zones) {
			out.Windows = append(out.Windows, windowForm{w.Item.String(), w.State, moment(w.Start), moment(w.End)})
		}
	}
	for _, f := range o.Foreseen {
		form := foreseeForm{Item: f.Visit.Item.String(), Start: moment(f.Visit.Start), Public: f.Public, Every: f.Every}
		for _, v := range f.Seen {
			form.Seen = append(form.Seen, moment(v.Start))
		}
		out.Foreseen = append(out.Foreseen, form)
	}
	return out
}

func visitOf(p *plan.Plan, v view.Told, cover bool) visitForm {
	out := visitForm{Item: v.Item.String(), Title: v.Title, Start: moment(v.Visit.Start), End: moment(v.Visit.End), How: v.Visit.How, Meets: v.Meets}
	if v.Visit.Leave.Before(v.Visit.Start) {
		out.Leave, out.Back = moment(v.Visit.Leave), moment(v.Visit.Back)
	}
	if it, ok := p.Item(v.Item); ok && !cover {
		out.Public, out.Ends = it.Flag("public"), it.Flag("ends")
		if v.Visit.Place != (plan.ID{}) {
			out.Place = v.Visit.Place.String()
		}
	}
	return out
}

func moment(t time.Time) string { return t.Format(time.RFC3339) }

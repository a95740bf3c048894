package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/client/planjson"
	"larkspur/client/planscript"
	"larkspur/client/schedule"
	"larkspur/wasm/view"
)

// idRoom is how many digits of an id are shown: enough to name an item, and short enough to type.
const idRoom = 8

func cmdStagger(std streams) *cli.Command {
	return &cli.Command{
		Name:  "stagger",
		Usage: "offer other times for the visits of an appointment, and put one choice into the plan",
		Description: "Without ITEM it lists the appointments. ITEM is the beginning of an id. Each choice stands with its dates, how many of them\n" +
			"someone who watched could name, and what it costs. --pick N shows what would change, and asks.",
		ArgsUsage: "[ITEM]",
		Flags: []cli.Flag{flagServer(), flagPhraseFile(), flagPlanLang(), flagJSON(), flagFrom(), flagCover(), flagYes(),
			&cli.IntFlag{Name: "pick", Usage: "use the dates of choice `N`"}},
		Action: func(c *cli.Context) error {
			if c.Args().Len() > 1 || c.IsSet("pick") && !c.Args().Present() {
				return usagef("stagger takes one item; flags come before it")
			}
			if _, err := fromDate(c); err != nil {
				return err
			}
			return withSession(c, std, func(ctx context.Context, _ *client.Client, s *client.Session) error {
				if !c.Args().Present() {
					return listAppointments(c, std, s.Plan())
				}
				return stagger(ctx, c, std, s)
			})
		},
	}
}

// listAppointments prints them with the beginnings of their ids.
func listAppointments(c *cli.Context, std streams, p *plan.Plan) error {
	w, err := wordsOf(c, p)
	if err != nil {
		return err
	}
	type row struct {
		Item  string `json:"item"`
		Title string `json:"title"`
	}
	rows := []row{}
	page := lines{out: std.out}
	for _, it := range p.Items("appt") {
		title := view.ApptTitle(w, it, c.Bool("cover"))
		rows = append(rows, row{it.ID().String(), title})
		if !c.Bool("json") {
			page.line(0, it.ID().String()[:idRoom]+"  "+title)
		}
	}
	if c.Bool("json") {
		return writeJSON(std.out, rows)
	}
	return page.err
}

// findAppointment returns the appointment that an argument names.
func findAppointment(p *plan.Plan, text string) (plan.Item, error) {
	it, err := planscript.FindItem(p, text)
	if err == nil && it.Kind() != "appt" {
		err = planscript.ErrNone
	}
	if err != nil {
		return it, usageError{fmt.Errorf("%s: %w", text, err)}
	}
	return it, nil
}

func stagger(ctx context.Context, c *cli.Context, std streams, s *client.Session) error {
	p := s.Plan()
	w, err := wordsOf(c, p)
	if err != nil {
		return err
	}
	it, err := findAppointment(p, c.Args().First())
	if err != nil {
		return err
	}
	from, _ := fromDate(c) // it was read before
	proposal := schedule.Stagger(p, it.ID(), from, zones())
	if c.IsSet("pick") {
		n := c.Int("pick")
		if n < 1 || n > len(proposal.Offers) {
			return usagef("there is no choice %d", n)
		}
		next := p.Clone()
		if err := proposal.Offers[n-1].Apply(next, it.ID(), from); err != nil {
			return err
		}
		return replaceAfterAsking(ctx, c, std, s, next, "Use these dates?")
	}
	told := view.TellStagger(w, p, it.ID(), proposal, zones(), c.Bool("cover"))
	if c.Bool("json") {
		return writeJSON(std.out, staggerJSON(proposal))
	}
	page := lines{out: std.out}
	page.line(0, w.Text("ui.stagger.title", told.Title))
	page.line(0, "")
	page.line(0, w.Text("ui.stagger.allow"))
	for _, line := range told.Allow {
		page.line(1, line)
	}
	if len(told.Allow) == 0 {
		page.line(1, w.Text("ui.stagger.allow.none"))
	}
	page.offered(w.Text("ui.stagger.now"), told.Now)
	for i, o := range told.Offers {
		page.offered(w.Text("ui.stagger.offer", fmt.Sprint(i+1)), o)
		if len(o.Costs) == 0 {
			page.line(1, w.Text("ui.stagger.costs.none"))
		} else {
			page.line(1, w.Text("ui.stagger.costs")+":")
		}
		for _, cost := range o.Costs {
			page.line(2, cost)
		}
	}
	if told.Why != "" {
		page.line(0, "")
		page.line(0, told.Why)
		page.line(0, w.Text(map[bool]string{true: "ui.stagger.alts", false: "ui.stagger.alts.none"}[len(told.Alts) > 0]))
		for _, line := range told.Alts {
			page.line(1, line)
		}
	}
	return page.err
}

// replaceAfterAsking shows what changes, asks, and saves.
func replaceAfterAsking(ctx context.Context, c *cli.Context, std streams, s *client.Session, next *plan.Plan, question string) error {
	changes := planjson.Diff(s.Plan(), next)
	if len(changes) == 0 {
		fmt.Fprintln(std.err, "larkspur: nothing changes")
		return nil
	}
	for _, change := range changes {
		fmt.Fprintln(std.err, change.Line())
	}
	ok, err := confirm(c, std, question)
	if err != nil || !ok {
		return err
	}
	if err := s.Replace(next); err != nil {
		return err
	}
	return save(ctx, s)
}

// The forms of stagger --json.
type (
	offerForm struct {
		Visits   []string   `json:"visits"`
		Foreseen int        `json:"foreseen"`
		Costs    []costForm `json:"costs,omitempty"`
	}
	costForm struct {
		Kind  string `json:"kind"`
		Count int    `json:"count"`
		Place string `json:"place,omitempty"`
	}
)

func staggerJSON(p schedule.Proposal) any {
	out := struct {
		Now    offerForm   `json:"now"`
		Offers []offerForm `json:"offers"`
		NoRoom string      `json:"no_room,omitempty"`
	}{offerOf(p.Now), []offerForm{}, string(p.NoRoom)}
	for _, o := range p.Offers {
		out.Offers = append(out.Offers, offerOf(o))
	}
	return out
}

func offerOf(o schedule.Offer) offerForm {
	out := offerForm{Visits: []string{}, Foreseen: o.Foreseen}
	for _, v := range o.Visits {
		out.Visits = append(out.Visits, moment(v.Start))
	}
	for _, cost := range o.Costs {
		form := costForm{Kind: cost.Kind, Count: cost.Count}
		if cost.Place != (plan.ID{}) {
			form.Place = cost.Place.String()
		}
		out.Costs = append(out.Costs, form)
	}
	return out
}

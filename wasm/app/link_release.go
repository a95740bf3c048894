package app

import (
	"errors"

	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// releaseFields are what stays of a link, as fields of plan kind "rel".
func (a *App) releaseFields() plan.Record {
	r, loc := a.link.at.now.release, a.here()
	var parts []string
	for _, p := range r.Shared {
		parts = append(parts, a.link.names[p.Section]+" · "+view.RightWord(a.words, p.Right))
	}
	if r.Terms.Whole {
		parts = append(parts, a.text("ui.live.share.all"))
	}
	out := r.Record(loc, parts)
	out["zone"] = plan.Text(loc.String())
	return out
}

// putRelease adds the record to a plan, in a section.
func (a *App) putRelease(p *plan.Plan, section plan.ID) (plan.ID, error) {
	id, err := p.AddItem(a.random, section, view.ReleaseKind)
	if err != nil {
		return id, err
	}
	var errs []error
	for key, v := range a.releaseFields() {
		errs = append(errs, p.SetField(id, key, v))
	}
	return id, errors.Join(errs...)
}

// releasePlan is a plan that holds the record alone, to be looked at and printed.
func (a *App) releasePlan() (*plan.Plan, plan.ID) {
	p, err := plan.New(a.random)
	if err != nil {
		panic("app: " + err.Error()) // as in paper.draw
	}
	id, _ := a.putRelease(p, p.Sections()[0].ID()) // what a field does not take is not shown
	return p, id
}

// ended takes what is done with what happened.
func (s *linkScreen) ended(a *App, act Action) {
	switch act.Verb {
	case "keep":
		err := a.edit(func(p *plan.Plan) error {
			section, err := a.homeOf(p, view.ReleaseKind, "")
			if err != nil {
				return err
			}
			_, err = a.putRelease(p, section)
			return err
		})
		if s.note = a.complaint(err); err != nil {
			return
		}
		if done := (&doneScreen{title: "ui.live.ended.title", text: "ui.live.ended.kept"}); len(a.link.all) > 1 {
			a.link.forget(a.link.at)
			a.push(done)
		} else {
			a.dropLink()
			a.replace(done)
		}
	case "drop":
		a.leaveLink()
	case "print":
		p, id := a.releasePlan()
		paper := newPaperScreen(a, view.PaperRelease, id)
		paper.of = p
		a.push(paper)
	}
}

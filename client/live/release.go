package live

import (
	"time"

	"larkspur/client/plan"
	"larkspur/crypto/secret"
)

// Release is what stays of a link: in the plan, if she keeps it, and nowhere else.
type Release struct {
	secret.Guard
	Card         Card
	Terms        Terms // as they were last, and not paused
	Start, Ended time.Time
	Shared       []Part // every section that was shared at any time, with the most that was allowed in it
}

// Record is a release as fields of plan kind "rel", with its times as a clock in loc shows them. parts say in words what was
// shared. The zone is not among the fields.
func (r Release) Record(loc *time.Location, parts []string) plan.Record {
	most := View
	if r.Terms.Whole {
		most = Edit
	}
	for _, p := range r.Shared {
		most = max(most, p.Right)
	}
	moment := func(t time.Time) string { return t.In(loc).Format(plan.MomentLayout) }
	out := plan.Record{}
	for key, text := range map[string]string{
		"who": r.Card.Name, "org": r.Card.Org, "with": r.Card.With, "role": r.Card.Role, "report": r.Card.Reporter,
		"rights": most.Name(), "why": r.Terms.Purpose,
		"start": moment(r.Start), "until": moment(r.Terms.Until), "ended": moment(r.Ended),
	} {
		if text != "" {
			out[key] = plan.Text(text)
		}
	}
	if len(parts) > 0 {
		out["parts"] = plan.Texts(parts...)
	}
	return out
}

package app

import (
	"time"

	"larkspur/client/plan"
	"larkspur/wasm/view"
)

// linkBar is what every screen says of live links.
func (a *App) linkBar() *view.LinkBar {
	l := a.link
	if l == nil {
		return nil
	}
	b := &view.LinkBar{Go: a.text("ui.live.bar.go"), End: true}
	here := a.onLink()
	if open := l.open(); len(open) > 0 {
		b.Text, b.More = a.hereText(open[0]), a.hereState(open[0])
		if len(open) > 1 {
			var names []string
			for _, i := range open {
				names = append(names, i.now.card.Name)
			}
			b.Text, b.More = a.text("ui.live.bar.several", view.FormatList(a.words, names)), ""
		}
		if more := a.atTheDoor(); more != "" {
			b.More = more
		} else if b.More == "" {
			b.More = a.alongside(open)
		}
		if here {
			b.Go = ""
		}
		return b
	}
	switch step := l.at.step(); step {
	case stepCode:
		b.Text = a.text("ui.live.bar.code")
		if l.at.spent {
			b.More = a.text("ui.live.code.spent")
		}
	case stepEnded:
		b.Text, b.Go, b.End = a.text("ui.live.bar.ended", l.at.now.card.Name), a.text("ui.live.bar.what"), false
	default:
		if b.Text = a.atTheDoor(); b.Text == "" {
			return nil
		}
	}
	if here { // it says all that itself
		return nil
	}
	return b
}

// atTheDoor says that somebody is there and not in, or "".
func (a *App) atTheDoor() string {
	for _, i := range a.link.all {
		if step := i.step(); step >= stepDoor && step <= stepShare {
			return a.text("ui.live.bar.door")
		}
	}
	return ""
}

// alongside says who is in the section that is on the screen, or "".
func (a *App) alongside(open []*invited) string {
	var names []string
	for _, i := range open {
		if a.link.where != (plan.ID{}) && i.now.where == a.link.where {
			names = append(names, i.now.card.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return a.words.Text("ui.live.here.with", view.FormatList(a.words, names))
}

// sightsNamed is how many sections are named in the bar; of more their number is said.
const sightsNamed = 2

// hereText says who is here, until when, and what they see.
func (a *App) hereText(i *invited) string {
	sees, terms := a.text("ui.live.here.sees.none"), i.now.terms
	switch n := len(terms.Parts); {
	case terms.Paused:
	case terms.Whole:
		sees = a.text("ui.live.here.sees.all")
	case n > 0:
		what := a.words.Count("ui.live.count", n)
		if n <= sightsNamed {
			var names []string
			for _, p := range terms.Parts {
				names = append(names, a.link.names[p.Section])
			}
			what = view.FormatList(a.words, names)
		}
		sees = a.text("ui.live.here.sees", what)
	}
	return a.text("ui.live.here.until", i.now.card.Name, a.clock(terms.Until)) + " " + sees
}

// hereState says what is not as it was, or "".
func (a *App) hereState(i *invited) string {
	switch now := i.now; {
	case !now.connected:
		return a.text("ui.live.here.off")
	case now.quiet:
		return a.text("ui.live.here.quiet", now.card.Name)
	case now.terms.Paused:
		return a.text("ui.live.here.paused")
	}
	return ""
}

// hereReach says where a guest is, and how far what stands in the plan has come with them.
func (a *App) hereReach(i *invited) (out []string) {
	name := i.now.card.Name
	if s, ok := a.plan().Section(i.now.where); ok {
		out = append(out, a.text("ui.live.here.at", name, view.SectionTitle(a.words, s)))
	}
	if i.now.terms.Paused || a.hereState(i) != "" {
		return out
	}
	key := map[reach]string{reachWay: "ui.live.here.way", reachThere: "ui.live.here.there", reachScreen: "ui.live.here.seen"}[i.now.reach]
	return append(out, a.text(key, name))
}

// clock writes a time of day as the clock here shows it, for the middle of a sentence.
func (a *App) clock(t time.Time) string { return view.Whole(view.FormatTime(a.words, t.In(a.here()))) }

// here is the zone of this device, UTC when the browser does not know it.
func (a *App) here() *time.Location {
	if loc := a.zonesAround(time.Now()).Here; loc != nil {
		return loc
	}
	return time.UTC
}

package app

import (
	"larkspur/client/live"
	"larkspur/client/plan"
)

// desk is what the screens of sections and items keep while they are looked at: those of one's own plan, and those of what
// somebody else shares, which are the same screens. App.plan and App.edit are of the desk too.
type desk struct {
	editing map[plan.ID]*editing // what is typed and not in the plan, see field.go
	gens    int                  // the last number of a sight
	book    bool                 // it is shown as a notebook; see relook
}

// desk is the one that is written at: one's own plan when one is open, else what is shared with a guest.
func (a *App) desk() *desk {
	if a.vault != nil {
		return &a.vault.desk
	}
	return &a.visit.desk
}

// plan is the plan as it is typed; only while a vault is open, or for a guest who was let in.
func (a *App) plan() *plan.Plan {
	if a.vault != nil {
		return a.vault.session.Plan()
	}
	return a.visit.plan
}

// edit changes the plan. The error is one of plan; what is wrong in a field is for the screen to say.
func (a *App) edit(change func(*plan.Plan) error) error {
	if a.vault == nil {
		return a.visit.edit(a, change)
	}
	if err := a.vault.session.Edit(change); err != nil {
		return err
	}
	a.saveSoon()
	return nil
}

// may reports whether one may write in a section or an item: everywhere at home, and as a guest where the right is to edit.
func (a *App) may(id plan.ID) bool { return a.vault != nil || a.visit.right(id) == live.Edit }

// guests returns may for the views, which leave out what no guest has; nil at home.
func (a *App) guests() func(plan.ID) bool {
	if a.vault != nil {
		return nil
	}
	return a.may
}

// top is the screen that is shown. What a guest was writing in waits below while nothing that is shared may be seen.
func (a *App) top() screen {
	if v := a.visit; a.vault == nil && v != nil && (!v.shows() || v.away()) {
		return a.screens[0]
	}
	return a.screens[len(a.screens)-1]
}

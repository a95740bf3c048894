package plan

// SettingLook is the setting that says how a screen shows the plan: absent, as a plan; LookNotebook, as a plain notebook.
// It changes what is seen and nothing of what can be done, and any plan may have it: it tells no decoy.
const (
	SettingLook  = "look"
	LookNotebook = "notebook"
)

// Notebook reports whether the plan is to be shown as a plain notebook.
func (p *Plan) Notebook() bool { return AsText(p.Setting(SettingLook)) == LookNotebook }

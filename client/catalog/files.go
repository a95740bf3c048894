package catalog

import _ "embed"

// file is one file of words. Each is named, as embedding a folder brings a file system into the client.
type file struct{ name, text string }

var (
	//go:embed words/en/plan.json
	enPlan string
	//go:embed words/en/week.json
	enWeek string
	//go:embed words/en/live.json
	enLive string
	//go:embed words/en/ui.json
	enUi string
	//go:embed words/en/prompts.json
	enPrompts string
	//go:embed words/en/paper.json
	enPaper string
	//go:embed words/en/directory.json
	enDirectory string
	//go:embed words/es/plan.json
	esPlan string
	//go:embed words/es/week.json
	esWeek string
	//go:embed words/es/live.json
	esLive string
	//go:embed words/es/ui.json
	esUi string
	//go:embed words/es/prompts.json
	esPrompts string
	//go:embed words/es/paper.json
	esPaper string
	//go:embed words/es/directory.json
	esDirectory string
)

var (
	english = []file{
		{"plan", enPlan},
		{"week", enWeek},
		{"live", enLive},
		{"ui", enUi},
		{"prompts", enPrompts},
		{"paper", enPaper},
		{"directory", enDirectory},
	}
	spanish = []file{
		{"plan", esPlan},
		{"week", esWeek},
		{"live", esLive},
		{"ui", esUi},
		{"prompts", esPrompts},
		{"paper", esPaper},
		{"directory", esDirectory},
	}
)

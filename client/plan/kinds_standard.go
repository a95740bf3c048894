package plan

// kindsStandard are the kinds of the sections that every safety plan has (client/catalog/README.md).
var kindsStandard = []Kind{
	{"room", []string{"name"}, []Field{
		{Key: "type", Type: Choice, Options: []string{"room", "way", "meet"}}, // a room, a way out, where to meet
		{Key: "name", Type: Line},
		{Key: "way", Type: LongText},
		{Key: "signal", Type: Line},
		{Key: "note", Type: LongText},
	}},
	{"thing", []string{"what"}, []Field{
		{Key: "what", Type: Line},
		{Key: "where", Type: Line},
		{Key: "packed", Type: YesNo},
		{Key: "note", Type: LongText},
	}},
	{"doc", []string{"what", "type"}, []Field{
		{Key: "type", Type: Choice, Options: []string{"id", "birth", "health", "insurance", "bank", "court", "immigration", "home", "school", "other"}},
		{Key: "what", Type: Line},
		{Key: "number", Type: Exact},
		{Key: "where", Type: Line},
		{Key: "copy", Type: Line},
		{Key: "until", Type: Date},
		{Key: "note", Type: LongText},
	}},
	{"word", []string{"word"}, []Field{
		{Key: "word", Type: Exact},
		{Key: "means", Type: LongText},
		{Key: "who", Type: Lines},
		{Key: "note", Type: LongText},
	}},
	{"person", []string{"name"}, []Field{
		{Key: "name", Type: Line},
		{Key: "rel", Type: Line}, // how we know each other
		{Key: "phone", Type: Phone},
		{Key: "addr", Type: Exact},
		{Key: "reach", Type: LongText}, // how they may reach me
		{Key: "knows", Type: LongText},
		{Key: "helps", Type: LongText},
		{Key: "note", Type: LongText},
	}},
	{"child", []string{"name"}, []Field{
		{Key: "name", Type: Line},
		{Key: "born", Type: Date},
		{Key: "where", Type: Line}, // school or daycare
		{Key: "fetch", Type: Line}, // who may fetch them
		{Key: "phone", Type: Phone},
		{Key: "word", Type: Exact},
		{Key: "knows", Type: LongText},
		{Key: "needs", Type: LongText},
		{Key: "note", Type: LongText},
	}},
	{"pet", []string{"name"}, []Field{
		{Key: "name", Type: Line},
		{Key: "what", Type: Line},
		{Key: "stays", Type: Line},
		{Key: "vet", Type: Line},
		{Key: "phone", Type: Phone},
		{Key: "needs", Type: LongText},
		{Key: "note", Type: LongText},
	}},
	{"job", []string{"name"}, []Field{
		{Key: "type", Type: Choice, Options: []string{"work", "school"}},
		{Key: "name", Type: Line},
		{Key: "knows", Type: Line}, // who there knows
		{Key: "phone", Type: Phone},
		{Key: "way", Type: LongText},
		{Key: "plan", Type: LongText},
		{Key: "note", Type: LongText},
	}},
	{"order", []string{"what", "type"}, []Field{
		{Key: "type", Type: Choice, Options: []string{"protect", "custody", "support", "visit", "criminal", "other"}},
		{Key: "what", Type: Line},
		{Key: "number", Type: Exact},
		{Key: "court", Type: Line},
		{Key: "from", Type: Date},
		{Key: "until", Type: Date},
		{Key: "next", Type: Moment}, // the next hearing
		{Key: "zone", Type: Zone},
		{Key: "kept", Type: Line},
		{Key: "copies", Type: Lines}, // who has a copy
		{Key: "note", Type: LongText},
	}},
	{"money", []string{"what"}, []Field{
		{Key: "what", Type: Line},
		{Key: "where", Type: Line},
		{Key: "seen", Type: LongText}, // who else sees it
		{Key: "state", Type: Choice, Options: optState},
		{Key: "next", Type: LongText},
		{Key: "note", Type: LongText},
	}},
	{"note", []string{"title"}, []Field{
		{Key: "title", Type: Line},
		{Key: "text", Type: LongText},
	}},
}

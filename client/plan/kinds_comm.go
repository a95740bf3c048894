package plan

// kindsComm are the kinds of the rows A (client/catalog/README.md), and the two that serve every section: an advocate action and a letter.
var kindsComm = []Kind{
	{"chan", []string{"name", "type"}, []Field{ // A1: one channel of the channel map
		{Key: "type", Type: Choice, Options: []string{"phone", "text", "voicemail", "email", "mail", "tele", "portal", "proxy",
			"records", "insurer", "pharmacy", "app", "other"}},
		{Key: "name", Type: Line},
		{Key: "addr", Type: Exact}, // the number or the address
		{Key: "state", Type: Choice, Options: optState},
		{Key: "seen", Type: LongText}, // who else may see or hear it
		{Key: "note", Type: LongText},
	}},
	{"tele", []string{"device", "room"}, []Field{ // A4: the card for a video or telephone visit
		{Key: "device", Type: Line},
		{Key: "room", Type: Line},
		{Key: "place", Type: ItemRef, Of: []string{"place"}},
		{Key: "say", Type: LongText}, // what to say when interrupted
		{Key: "word", Type: Exact},   // the code word
		{Key: "end", Type: LongText}, // how to end quickly, and how to go on later
		{Key: "note", Type: LongText},
	}},
	{"tech", []string{"what", "topic"}, []Field{ // A5: a step of tech safety
		{Key: "topic", Type: Choice, Options: []string{"accounts", "location", "passwords", "device", "cameras", "car", "apps", "other"}},
		{Key: "what", Type: Line},
		{Key: "state", Type: Choice, Options: []string{"done", "later", "no", "unsure"}},
		{Key: "seen", Type: LongText}, // what may be noticed when this changes
		{Key: "note", Type: LongText},
	}},
	{"priv", []string{"what", "topic"}, []Field{ // A6: an entry of the privacy checklist
		{Key: "topic", Type: Choice, Options: []string{"confcomm", "insurer", "portal", "consent", "records", "other"}},
		{Key: "what", Type: Line},
		{Key: "whom", Type: Line},
		{Key: "date", Type: Date},
		{Key: "answer", Type: Choice, Options: optAnswer},
		{Key: "ended", Type: Date}, // of a release given on paper: withdrawn on
		{Key: "note", Type: LongText},
	}},
	{"rel", []string{"who", "org"}, []Field{ // A6: what was shared with whom, kept only when asked for
		{Key: "who", Type: Line},
		{Key: "org", Type: Line},
		{Key: "with", Type: Line}, // who else was there: an interpreter
		{Key: "role", Type: Choice, Options: []string{"advocate", "peer", "coach", "specialist", "other"}},
		{Key: "report", Type: Choice, Options: optTruth}, // a mandatory reporter
		{Key: "parts", Type: Lines}, // section titles as they were
		{Key: "rights", Type: Choice, Options: []string{"view", "suggest", "edit"}},
		{Key: "why", Type: LongText},
		{Key: "start", Type: Moment},
		{Key: "until", Type: Moment},
		{Key: "ended", Type: Moment},
		{Key: "zone", Type: Zone},
		{Key: "note", Type: LongText},
	}},
	{"act", []string{"what", "topic"}, []Field{ // A7, B8, C9, D9: what an advocate may do, if wanted
		{Key: "topic", Type: Choice, Options: []string{"privacy", "flex", "transfer", "apart", "provider", "other"}},
		{Key: "what", Type: LongText},
		{Key: "want", Type: Choice, Options: optWant},
		{Key: "who", Type: Line},
		{Key: "by", Type: Date},
		{Key: "result", Type: LongText},
	}},
	{"letter", []string{"to", "type"}, []Field{ // P3
		{Key: "type", Type: Choice, Options: []string{"flex", "transfer", "apart", "askme", "privacy", "other"}},
		{Key: "to", Type: Line},
		{Key: "body", Type: LongText},
		{Key: "sent", Type: Date},
		{Key: "note", Type: LongText},
	}},
}

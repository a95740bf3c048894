package plan

// standard are the sections of a new plan: the four risks first, then those that every safety plan has.
var standard = []SectionKind{
	{"comm", []string{"chan", "win", "tele", "tech", "priv", "rel", "act", "letter"}}, // communications, privacy
	{"sched", []string{"appt", "win", "opts", "act", "letter"}},                       // routine schedule
	{"where", []string{"place", "trade", "xfer", "gap", "act", "letter"}},             // service locations
	{"stay", []string{"card", "med", "back", "backup", "prov", "gap", "act"}},         // staying connected
	{"home", []string{"room", "note"}},                                                // safe rooms and ways out
	{"bag", []string{"thing"}},                                                        // what is packed
	{"docs", []string{"doc"}},                                                         // documents
	{"words", []string{"word"}},                                                       // code words
	{"people", []string{"person"}},                                                    // trusted contacts
	{"kids", []string{"child"}},                                                       // children
	{"pets", []string{"pet"}},                                                         // pets
	{"work", []string{"job"}},                                                         // work or school
	{"court", []string{"order"}},                                                      // court orders
	{"money", []string{"money"}},                                                      // money
	{"tech", []string{"tech"}},                                                        // technology
}

// kinds holds every kind, grouped as the files are. It is never written.
var kinds = [...][]Kind{kindsComm, kindsSchedule, kindsWhere, kindsStay, kindsStandard}

// Options that many fields share. The words for them may still differ from field to field.
var (
	optState  = []string{"safe", "unsafe", "unsure"}
	optWant   = []string{"yes", "later", "no", "unsure"} // yes, not now, no, not sure
	optAnswer = []string{"yes", "no", "waiting", "unsure"}
	optTruth  = []string{"yes", "no", "unsure"}
)

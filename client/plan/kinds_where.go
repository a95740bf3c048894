package plan

// kindsWhere are the kinds of the rows C (client/catalog/README.md).
var kindsWhere = []Kind{
	{"place", []string{"name"}, []Field{ // C1 to C3, C8
		{Key: "name", Type: Line},
		{Key: "addr", Type: Exact},
		{Key: "phone", Type: Phone},
		{Key: "zone", Type: Zone},
		{Key: "travel", Type: Minutes},
		{Key: "helps", Type: LongText},
		{Key: "worries", Type: LongText},
		{Key: "meet", Type: LongText},                   // if we meet there
		{Key: "only", Type: YesNo},                      // the only provider here
		{Key: "remote", Type: LongText},                 // remote and out-of-area options
		{Key: "apart", Type: Choice, Options: optTruth}, // will not serve both of us here
		{Key: "site", Type: YesNo},                      // on the site of the center
		{Key: "note", Type: LongText},
	}},
	{"xfer", []string{"what", "to"}, []Field{ // C4: the transfer tracker
		{Key: "what", Type: Line},
		{Key: "from", Type: ItemRef, Of: []string{"place"}},
		{Key: "to", Type: Line},
		{Key: "state", Type: Choice, Options: []string{"open", "yes", "no", "late"}},
		{Key: "asked", Type: Rows, Fields: []Field{
			{Key: "who", Type: Line},
			{Key: "date", Type: Date},
			{Key: "answer", Type: Choice, Options: optAnswer},
			{Key: "note", Type: LongText},
		}},
		{Key: "note", Type: LongText},
	}},
	{"trade", []string{"title"}, []Field{ // C5: exactly these columns
		{Key: "title", Type: Line},
		{Key: "rows", Type: Rows, Fields: []Field{
			{Key: "name", Type: Line},
			{Key: "ride", Type: LongText},
			{Key: "kids", Type: LongText},
			{Key: "work", Type: LongText},
			{Key: "court", Type: LongText},
		}},
		{Key: "note", Type: LongText},
	}},
	{"gap", []string{"what"}, []Field{ // C6, D7
		{Key: "what", Type: Line},
		{Key: "who", Type: Line},
		{Key: "by", Type: Date},
		{Key: "state", Type: Choice, Options: []string{"open", "done", "later"}},
		{Key: "note", Type: LongText},
	}},
}

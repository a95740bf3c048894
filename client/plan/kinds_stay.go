package plan

// kindsStay are the kinds of the rows D (client/catalog/README.md).
var kindsStay = []Kind{
	{"card", []string{"title"}, []Field{ // D6: the overdose and missed-dose card
		{Key: "title", Type: Line},
		{Key: "kit", Type: LongText},  // where naloxone is
		{Key: "near", Type: LongText}, // who responds
		{Key: "call", Type: Rows, Fields: []Field{
			{Key: "name", Type: Line},
			{Key: "phone", Type: Phone},
			{Key: "note", Type: Line},
		}},
		{Key: "taken", Type: LongText},  // what to tell whoever comes
		{Key: "missed", Type: LongText}, // when a dose is missed
		{Key: "forced", Type: LongText}, // when someone makes me take more, or keeps it from me
		{Key: "note", Type: LongText},
	}},
	{"med", []string{"name"}, []Field{ // D3, D5
		{Key: "name", Type: Exact},
		{Key: "dose", Type: Exact},
		{Key: "times", Type: Clocks},
		{Key: "kept", Type: Line},  // where it is kept
		{Key: "holds", Type: Line}, // who holds it
		{Key: "refill", Type: Date},
		{Key: "pharm", Type: Line},
		{Key: "pphone", Type: Phone},
		{Key: "doc", Type: Line}, // who prescribes
		{Key: "dphone", Type: Phone},
		{Key: "doc2", Type: Line}, // the backup prescriber
		{Key: "dphone2", Type: Phone},
		{Key: "taken", Type: LongText}, // what to do when it is taken
		{Key: "note", Type: LongText},
	}},
	{"back", []string{"what"}, []Field{ // D1: the staying-connected plan
		{Key: "what", Type: Line},
		{Key: "quiet", Type: LongText}, // a quiet way back in
		{Key: "person", Type: ItemRef, Of: []string{"person"}},
		{Key: "who", Type: Line}, // the one contact
		{Key: "phone", Type: Phone},
		{Key: "say", Type: LongText},
		{Key: "note", Type: LongText},
	}},
	{"backup", []string{"what", "for"}, []Field{ // D2
		{Key: "for", Type: Choice, Options: []string{"ride", "kids", "insurance", "money", "other"}},
		{Key: "what", Type: Line},
		{Key: "who", Type: Line},
		{Key: "phone", Type: Phone},
		{Key: "then", Type: LongText}, // and if that falls through
		{Key: "note", Type: LongText},
	}},
	{"prov", []string{"who"}, []Field{ // D4: the provider-sabotage plan
		{Key: "who", Type: Line},
		{Key: "phone", Type: Phone},
		{Key: "word", Type: Exact},     // the agreed code word
		{Key: "hears", Type: LongText}, // what they may be told about me
		{Key: "ask", Type: LongText},   // please check with me first: how
		{Key: "told", Type: Date},      // agreed on
		{Key: "note", Type: LongText},
	}},
}

package plan

// Options of the schedule.
var (
	optService = []string{"methadone", "bupe", "naltrexone", "counsel", "group", "peer", "detox", "medical", "mental",
		"pharmacy", "court", "legal", "advocate", "housing", "benefits", "work", "school", "other"}
	optHow  = []string{"person", "phone", "video", "dropin"}
	optDays = []string{"mo", "tu", "we", "th", "fr", "sa", "su"}
	// optWindow orders as a survivor would say it.
	optWindow = []string{"safer", "less", "unsure"}
)

// kindsSchedule are the kinds of the rows B and E (client/catalog/README.md).
var kindsSchedule = []Kind{
	{"appt", []string{"title", "cover", "service"}, []Field{
		{Key: "title", Type: Line}, // private
		{Key: "cover", Type: Line}, // what others may read
		{Key: "service", Type: Choice, Options: optService},
		{Key: "how", Type: Choice, Options: optHow},
		{Key: "place", Type: ItemRef, Of: []string{"place"}},
		{Key: "start", Type: Moment},
		{Key: "zone", Type: Zone},
		{Key: "len", Type: Minutes},
		{Key: "repeat", Type: Repeat},
		{Key: "skip", Type: Dates}, // dates of the rule on which it does not take place
		{Key: "also", Type: Rows, Fields: []Field{ // dates beside the rule; what a row leaves open is as ever
			{Key: "start", Type: Moment},
			{Key: "len", Type: Minutes},
			{Key: "how", Type: Choice, Options: optHow},
			{Key: "place", Type: ItemRef, Of: []string{"place"}},
			{Key: "note", Type: Line},
		}},
		{Key: "travel", Type: Minutes}, // each way
		{Key: "buffer", Type: Minutes}, // before and after
		{Key: "alts", Type: Rows, Fields: []Field{
			{Key: "start", Type: Moment},
			{Key: "len", Type: Minutes},
			{Key: "how", Type: Choice, Options: optHow},
			{Key: "place", Type: ItemRef, Of: []string{"place"}},
			{Key: "note", Type: Line},
		}},
		{Key: "allow", Type: Rows, Fields: []Field{ // when the provider is open for it
			{Key: "days", Type: Choices, Options: optDays},
			{Key: "from", Type: Clock},
			{Key: "to", Type: Clock},
			{Key: "place", Type: ItemRef, Of: []string{"place"}},
		}},
		{Key: "gapmin", Type: Count}, // days between one visit and the next, of the provider's rules
		{Key: "gapmax", Type: Count},
		{Key: "perweek", Type: Count},
		{Key: "public", Type: YesNo}, // B1: others can look this time up
		{Key: "ends", Type: YesNo},   // B3: missing can mean discharge
		{Key: "who", Type: Line},     // whom it is with
		{Key: "phone", Type: Phone},
		{Key: "med", Type: ItemRef, Of: []string{"med"}}, // D5: a refill or a dose
		{Key: "ride", Type: Line},
		{Key: "minds", Type: Line}, // who minds the children
		{Key: "miss", Type: LongText},
		{Key: "note", Type: LongText},
	}},
	{"win", []string{"name"}, []Field{ // A4, B6: a weekly window, for a place, a channel, or in general
		{Key: "name", Type: Line},
		{Key: "state", Type: Choice, Options: optWindow},
		{Key: "days", Type: Choices, Options: optDays},
		{Key: "from", Type: Clock},
		{Key: "to", Type: Clock}, // not after "from" means that it ends on the next day
		{Key: "zone", Type: Zone},
		{Key: "place", Type: ItemRef, Of: []string{"place"}},
		{Key: "chan", Type: ItemRef, Of: []string{"chan"}},
		{Key: "except", Type: Rows, Fields: []Field{ // another state, or another time, on one date
			{Key: "date", Type: Date},
			{Key: "state", Type: Choice, Options: []string{"safer", "less", "unsure", "none"}},
			{Key: "from", Type: Clock},
			{Key: "to", Type: Clock},
			{Key: "note", Type: Line},
		}},
		{Key: "note", Type: LongText},
	}},
	{"opts", []string{"title"}, []Field{ // B7: options side by side, in the survivor's own notes
		{Key: "title", Type: Line},
		{Key: "rows", Type: Rows, Fields: []Field{
			{Key: "name", Type: Line},
			{Key: "service", Type: Choice, Options: optService},
			{Key: "how", Type: Choice, Options: optHow},
			{Key: "group", Type: Choice, Options: []string{"group", "single"}},
			{Key: "when", Type: Line},
			{Key: "where", Type: Line},
			{Key: "helps", Type: LongText},
			{Key: "worries", Type: LongText},
			{Key: "note", Type: LongText},
		}},
		{Key: "note", Type: LongText},
	}},
}

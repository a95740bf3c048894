package joint

// Together returns a text that two people changed at once: theirs, with what I changed done to it as well. Each changed base in
// one stretch, as far as can be seen from the texts; what both put at one place stands one behind the other, theirs first. Nothing
// is put into the middle of a cluster (UAX #29) of theirs, and none is dropped in part.
func Together(base, mine, theirs string) string {
	switch {
	case base == theirs || mine == theirs:
		return mine
	case base == mine:
		return theirs
	}
	late, _, ok := transform(changed(base, mine), changed(base, theirs))
	if ok {
		if s, fits := late.snap(theirs).apply(theirs); fits {
			return s
		}
	}
	panic("joint: two changes of one text are not on one text")
}

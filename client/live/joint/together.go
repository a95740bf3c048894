package joint

// Together returns a text that two people changed at once: theirs, with what I changed done to it as well. Each changed base in
// one stretch, as far as can be seen from the texts; what both put at one place stands one behind the other, theirs first. Nothing
// is put into the middle of a cluster (UAX #29) of theirs, and none is dropped in part. What I put that would still tear one apart, or
// would grow together with what stands before it, as half a flag does before a flag, stands behind all that they have.
func Together(base, mine, theirs string) string {
	switch {
	case base == theirs || mine == theirs:
		return mine
	case base == mine:
		return theirs
	}
	made := changed(base, mine)
	late, _, _ := transform(made, changed(base, theirs))
	done := late.snap(theirs)
	s, ok := done.apply(theirs)
	switch {
	case !ok:
		panic("joint: two changes of one text are not on one text")
	case !done.tears(theirs, s) && joinsAsBefore(made.joins(mine), done.joins(s)):
		return s
	case done.typed() == "":
		return theirs // what I took out stays
	}
	return theirs + " " + done.typed()
}

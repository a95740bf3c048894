package bundle

// The Go linker puts the names of all functions and source files into the core, and which line every instruction came from,
// for traces that nobody sees: what the program prints goes nowhere (quiet.ts). Blank, they weigh next to nothing, and the
// core has that much less to read in it. The program works without them: it tells functions apart by number, and a function
// without a table of lines is of file "?". (Only a count of its own goroutines asks for a name, which serves to notice that
// all are asleep; in a page they may be.)
//
// Nothing is moved: bytes become zeros. Whatever does not look as the linker of this version writes it is an error and no
// guess, so that another version is looked at anew.

// forgetNames blanks the names in core, and returns how many bytes they were. It fails with ErrCore.
func forgetNames(core []byte) (int, error) {
	t, err := tablesOf(core)
	if err != nil {
		return 0, err
	}
	return t.blank(core, t.parts[funcNames], t.parts[compUnits]) + t.blank(core, t.parts[fileNames], t.parts[counters]), nil
}

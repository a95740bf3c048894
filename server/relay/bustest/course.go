//go:build !race

package bustest

// Rounds is how often the test of interest repeats, and flood how many messages come for a node that takes none: more than wait
// anywhere.
const (
	Rounds = 1000
	flood  = 20_000
	whole  = true
)

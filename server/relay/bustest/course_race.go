//go:build race

package bustest

// The short course, for the race detector, which takes ten times as long and sees at any round what goroutines share. What shows in
// many rounds only, and that what waits is bounded, is shown without it.
const (
	Rounds = 50
	flood  = 1000
	whole  = false
)

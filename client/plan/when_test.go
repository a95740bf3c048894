package plan

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What is read is what the library reads, where that is as long as the layout: it takes hours of one digit too.
func TestTimesAreReadAsTheLibraryDoes(t *testing.T) {
	for layout, read := range map[string]func(string) (time.Time, error){DateLayout: ParseDate, ClockLayout: ParseClock, MomentLayout: ParseMoment} {
		same := func(t interface{ Errorf(string, ...any) }, s string) {
			want, err := time.Parse(layout, s)
			got, ours := read(s)
			if valid := err == nil && len(s) == len(layout); valid != (ours == nil) || valid && !got.Equal(want) {
				t.Errorf("%q as %s: %v, %v; the library: %v, %v", s, layout, got, ours, want, err)
			}
		}
		for _, s := range []string{"", "2024-02-29", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-1-01x", "0000-01-01", "9999-12-31", "24:00", "23:59",
			"23:60", "9:30 ", "09:30", "2024-02-29T09:30", "2024-02-29 09:30", "2024-02-30T09:30", "2024/02/29", "+024-02-29", "２024-02-29"} {
			same(t, s)
		}
		rapid.Check(t, func(t *rapid.T) {
			b := []byte(layout)
			for i := range b {
				if b[i] >= '0' && b[i] <= '9' {
					b[i] = rapid.SampledFrom([]byte("0123456789012345678901234567890/:")).Draw(t, "digit")
				}
			}
			same(t, string(b))
		})
	}
}

package ordinary

import "io"

// draws draws numbers. After an error of the generator every draw is 0, and the error stays to be looked at in the end.
type draws struct {
	random io.Reader
	err    error
}

// below returns a uniform number below n, at most 65,536, by rejection.
func (d *draws) below(n int) int {
	limit := 1 << 16 / n * n
	var b [2]byte
	for d.err == nil {
		if _, d.err = io.ReadFull(d.random, b[:]); d.err != nil {
			break
		}
		if v := int(b[0])<<8 | int(b[1]); v < limit {
			return v % n
		}
	}
	return 0
}

package link

// Copied returns a function that says whether a frame to this end opens with the keys of this moment. It is for tests of what
// somebody can do who copied them, and shows nothing.
func (l *Link) Copied() func(*Frame) bool {
	var all []*keys
	for _, k := range [...]*keys{l.now, l.fresh} {
		if k != nil {
			all = append(all, k)
		}
	}
	return func(f *Frame) bool {
		for _, k := range all {
			if _, ok := k.open(f); ok {
				return true
			}
		}
		return false
	}
}

//go:build !unix

package shelf

// lock does nothing where folders cannot be locked: there, one process at a time may rotate.
func (osDisk) lock(string) (unlock func(), err error) { return func() {}, nil }

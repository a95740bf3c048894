//go:build !unix

package relay

const mayTry = false

func tryWrite(uintptr, []byte) (int, error) { return 0, nil }

//go:build js && wasm

package main

import "golang.org/x/crypto/argon2"

// derive is the one place where a phrase becomes a root (SPEC, key schedule: Argon2id, t=3, m=64 MiB, p=1, 32 bytes).
func derive(phrase, salt []byte) [32]byte {
	return [32]byte(argon2.IDKey(phrase, salt, 3, 64*1024, 1, 32))
}

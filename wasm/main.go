//go:build js && wasm

package main

import "os"

func main() {
	if len(os.Args) > 1 && os.Args[1] == "derive" {
		deriveHere()
		return
	}
	run(NewBridge())
}

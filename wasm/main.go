//go:build js && wasm

package main

import (
	"context"
	"crypto/rand"
	"os"

	"larkspur/wasm/app"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "derive" {
		deriveHere()
		return
	}
	b := NewBridge()
	app.New(app.Config{Page: b, Random: rand.Reader}).Run(context.Background(), b.Events)
}

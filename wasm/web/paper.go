// Package web holds the page: its script, its style and its covers, which wasm/build makes into what is served. To Go it
// offers the style of paper, as the command line prints too.
package web

import _ "embed"

// Paper is the style of what wasm/view draws to be printed. It stands by itself.
//
//go:embed paper.css
var Paper string

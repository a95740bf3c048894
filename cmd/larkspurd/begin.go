package main

// What one types into the cover to begin in the mode open: constant phrases of ours, known to every client. They are
// written out here because this program holds nothing that knows phrases; a test compares them with crypto/phrase.
const (
	beginEnglish = "pumpkin soup for seven neighbours this evening"
	beginSpanish = "sopa de calabaza para siete vecinos hoy"
)

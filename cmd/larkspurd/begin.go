package main

// What one types into the cover to begin in the mode open: constant phrases of ours, known to every client. They are
// written out here because this program holds nothing that knows phrases; a test compares them with crypto/phrase.
const (
	beginEnglish = "pumpkin porridge walnut pancake village picnic lavender"
	beginSpanish = "calabaza tomate lenteja cebolla merienda naranja paella"
)

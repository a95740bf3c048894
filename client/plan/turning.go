package plan

// Turning reports whether a character is not seen and turns the direction of what stands around it: a mark, an embedding, an
// override, an isolate or the end of one (Bidi_Control, Unicode Standard Annex 9). A text keeps what was typed into it, but where
// texts stand among others these are left out: a title is not to turn the number beside it around. Letters that are written from
// right to left need none of them.
func Turning(r rune) bool {
	return r == 0x61c || r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

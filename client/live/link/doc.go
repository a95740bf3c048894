// Package link makes of a spoken code and a relay that nobody has to trust one sealed connection between two people, and
// keeps it (SPEC §12): the exchange of keys, frames of one size, messages that arrive once and in their order, fresh keys
// from time to time, and the words by which two people find out that nobody is between them.
//
// It is pure: no I/O, no clock of its own, randomness only from the reader it is given, but for what ML-KEM puts into a
// ciphertext. Frames go out through Tick and come in through Hear; whoever has the connection carries them, and the moment they
// leave does not follow from what is in them.
//
// It promises: what the relay, or anybody on the way, drops, delays, repeats, reorders, changes or makes up is at most a
// connection that stands still. A message is delivered once, whole, and in the order in which it was said, or not at all.
package link

// Package game plays adversaries against a deployment and measures what they find out. It has no code but tests.
//
// A round: a bit is drawn; a world is set up in which the real client, page handler and shelf play the history of that bit; an
// adversary is given a view, which is exactly what an attacker of its kind would have; it guesses the bit. Its advantage is
//
//	Pr[guess 1 | bit 1] - Pr[guess 1 | bit 0]
//
// 0 for who knows nothing, 1 for who knows.
package game

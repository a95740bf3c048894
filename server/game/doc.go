// Package game plays adversaries against a deployment and measures what they find out. It has no code but tests.
//
// A round: a bit is drawn; a world is made in which the real client, page handler and shelf play the history of that bit; an
// adversary is given a view, which is what an attacker of its kind would have and nothing else; it says which bit it was. Its
// advantage is
//
//	Pr[it says 1 | the bit is 1] - Pr[it says 1 | the bit is 0]
//
// 0 for who knows nothing, 1 for who knows. Before the rounds that count it plays others whose bit it is told, and learns. The
// strategies are of two kinds: rules that know beforehand where to look (how the chaff is drawn), and students, who read
// every clue that we could think of and find out by themselves which single one, or which combination, tells most. Each is
// printed with its advantage and an interval of 99 % (Agresti and Caffo's, see tally.interval).
//
// The games, bit 1 against bit 0:
//
//	a  an erased vault, or none; one copy of the storage, and the phrase              TestGameA
//	b  a vault erased, or saved, before a rotation; the storage before and after it   TestGamesBAndC
//	c  the same, and every phrase that the survivor ever used                         TestGamesBAndC
//	d  an erased vault, or none; the phrase and the public service, at all times      TestGameD
//	e  an erased vault, or none, before a rotation; storage, epoch key and phrase     TestGameE
//	   after it, and a copy of the storage from before it
//	f  an erase, or a save; sizes and times on the line                               TestGameF
//	g  which of two notebooks is the decoy; both opened, storage and line             TestGameG
//	   one notebook, opened, and storage: is there a vault besides?                   TestGameGAlone
//	h  a live link on which both type, or neither; the times of frames at both ends  TestGameH
//
// No player may reach an advantage of 0.03, in h of 0.1. What is left is the count: a vault of two objects shifts a number that is drawn with
// a sigma of 64 by two, which gives the best rule there is 2/(64 sqrt(2 pi)) = 0.0125, and a vault of n objects n/2 times that.
// Who watches the rotation at work, or reads the times of a medium after it, knows besides how many objects it dropped and how
// many it made: 0.0202 for two objects, 0.0302 for three, as the number of chaff objects turned over is drawn below 128.
//
// TestGame...Notice(s) play the same players against worlds with a fault planted: a rotation left out, chaff that does not walk,
// noise that is not steady, tombstones, other sizes, dead objects that are kept, a key that is kept, no grid, no pace, a decoy
// that differs. Each has to be found, by the player whose business it is. TestLost... are the cases that THREATS says are
// lost, and an adversary has to win them.
//
// # Why the worlds give no less than real ones
//
//   - Nothing else happens. Three other vaults lie there, and everybody knows how many; in a deployment others make, save and
//     erase meanwhile, and the trickle re-seals and adds objects, all of which covers.
//
//   - The phrase leads to its root by a hash, not by Argon2: a second of work less for everybody who has a phrase.
//
//   - The store is one in memory that passes the suite of all stores. A copy of it is exact. What a medium adds, the times of
//     changes, is given as well, in order and to the single change, finer than a file system writes them.
//
//   - The coercer polls before, after, in the middle of a rotation and after it, sees how many calls of the store each answer
//     took, where the grid shows nobody but whole lines, and makes pages of her own.
//
//   - The watcher's clock stands still but for what is modelled: the way, the store, the grid, the pace and the client's own
//     work. Nothing else blurs what she sees.
//
//   - Where the number of objects is not what is asked, a small fixed number of chaff stands in for the drawn one, which is
//     quicker and hides less.
//
//   - Everything is drawn from fixed seeds, so a course is the same again, up to which of eight goroutines got which bytes.
//
//   - Game h alone is of real time, on loopback: with native ends, and in TestGameHInABrowser with one that is a page.
//
// What no game shows: what a disk keeps of bytes that were overwritten (server/shelf looks at a raw file system), or what an
// attacker does whom nobody has thought of.
//
// # Courses
//
// A plain go test plays some hundred rounds of each game, in a minute or two, and allows what chance does in so few. The long
// course plays 7,400 to 20,000 of each, allows 0.03, and prints a table; of h, which is of real time, it plays 3,000 and allows
// 0.1. It takes an hour on two cores that have nothing else to do, and less where the temporary folder (TMPDIR) lies in memory:
//
//	go test ./server/game -run '^Test(Game|Lost)' -long -v -timeout 6h
//
// -rounds sets another number for all.
package game

// Package joint is the document that a host shares and guests edit with it: a plan (client/plan), or the parts of it that
// were shared. It is pure: no clock, no network, no keys, and no randomness but the ids of what a guest adds.
//
// # One order
//
// The host has the plan. A guest has a projection of it: a sight. The sight of a guest is a function of the plan, of what
// was shared with it, and of little else (its suggestions, who is where); see project.go, which is all that decides what
// a guest learns. Settings, records of links, marks of conflicts, what a newer version wrote beside fields, and references
// to items that are not in the sight are not in it.
//
// The host numbers the sights of each guest: 0 is empty, and every Step that changes what a guest sees makes the next. An
// update leads from one number to a later one and is made when it is sent, by comparing the two sights. So there is no
// queue of old changes that could hold what was taken back meanwhile, a resend is the same as a first sending, and what
// is sent for a guest that lost everything is an update from number 0. The guest says which number it has with every
// message; an update that starts elsewhere is ignored. Messages may be lost, doubled, delayed and reordered.
//
// Confirmed sights converge by construction: the guest does what leads from one sight to the next and nothing else.
//
// # Edits of a guest
//
// A guest shows its confirmed sight with its own pending operations done to it. One batch of operations is under way at a
// time; it is numbered, and made on the sight that the same message says the guest has. The host keeps the newest until
// the next Step, which transforms each operation over what came since, snaps it to grapheme clusters, and does it if the
// scope allows it now. The next update says which operations of the batch were taken. A batch that was lost is sent
// again, rebased; a batch is done once, whichever copy of it arrives.
//
// Text is retain, insert and delete (text.go), in bytes of UTF-8, on fields that merge by words. Where two insert at one
// place, what the host had first comes first. A deletion ends where a cluster begins that the other side made larger, an
// insertion into the middle of a cluster goes behind it, and what would still tear a cluster apart is not taken, nor a mark
// whose letter is gone, which would go to the letter before. All other fields are set as a whole, but lists keep entries
// that others added since (plan.Field.Rebase). An item stands behind another one, not at a number.
//
// What was pending and has no place any more, because its item or section is gone or may not be edited now, or because it
// was not taken, is handed back as the text that was typed (Guest.Held), in the guest's memory only.
//
// # Scope, suggestions, presence
//
// SetScope has its effect in the next Step: what left the sight is removed by the next update, before anything else in it.
// Whoever carries messages drops those of a guest that were not sent yet when its scope changes; Messages gives newer ones.
// A suggestion is an operation that waits at the host. It is transformed as the text below it changes, and seen by the
// host, by who made it, and by guests that see all; what became of it is told while its section is seen. Presence is a section,
// told to those who see that section. Every guest numbers the others by itself, and learns from no number how many there are.
// Removing or moving an item takes references to it along wherever they are, as always in a plan.
//
// A guest draws the ids of what it adds, and may draw one that it remembers of an earlier link. An id that is in use where it does not
// see is taken like one that is not; the thing has another id in the plan then, and this guest goes on knowing it by its own (names.go).
//
// # Truths
//
// Seat.Made is the last number, Seat.Sent was handed to whoever carries messages, Seat.Have arrived, Seat.Seen was on the
// guest's screen, all as far as the guest says; a guest that says more than it was sent is refused with ErrForged. A guest
// is told which of its operations the host took, and up to which number the host's plan is saved.
//
// # Bounds
//
// Receive decodes and keeps one batch per guest; all work is in Step, once for all guests, however many messages came. The
// limits of a message, a batch and a guest are in limits.go.
package joint

// Package live is a live link between a survivor, who is the host, and somebody she lets in, the guest (SPEC §13): who it is
// and whether nobody is between them, what is shared, what for and until when, and that it ends. The host decides all of it,
// and every change of it takes effect at once.
//
// Host and Guest are the two ends, over a link (package link). They are pure: no I/O, and the clock is an argument. What the
// two write together goes through them as bytes that they do not look at (package joint).
//
// A guest learns nothing but that the code was right before it is let in. Refusing and not being there look the same, for
// nothing comes then. After the end, and after the time that was agreed, a host says nothing and hears nothing, and a guest
// gives up what it has; what somebody has read cannot be unread, and the interface says so before.
package live

// Package attack attacks live links through a real relay: a server on loopback, the ends that people use, real WebSockets, and
// between them whoever means harm: a go-between that does what it likes with frames, a guest or a host with a program of their
// own, a stranger who knows the address. It has nothing but tests. What a part can be attacked by alone is tested beside it
// (client/live and below, server/relay).
//
// Each test names what somebody cannot do, and server/THREATS.md names the test; a name that begins with TestLost is of what
// they can. Where nothing happens in an attack because nothing would have, a control shows that it could.
package attack

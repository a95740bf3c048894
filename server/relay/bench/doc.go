// Package bench compares the relay with others on one machine, in one run: the plain chat pattern over gorilla/websocket, a
// blind relay over ws, and y-websocket, both on node. What it says are ratios, as machines differ and are busy.
//
//	go test ./server/relay/bench -run 'TestAgainstOthers|TestAtAnEqualShare|TestAcrossNodes' -long -v -timeout 60m
//
// Each relay is given more and more frames a second until it carries less than it is offered. On two cores the generator gives
// out before the better ones do: so the time a relay takes for a frame is measured as well, and what each carries with the same
// share of one core. How long a frame takes without any relay is told beside how long it takes with one.
//
// It installs the two packages for node into the user's cache folder, sends traffic to loopback only, and stops by itself.
package bench

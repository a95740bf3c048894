// Package bench compares the relay with others on one machine, in one run: the plain chat pattern over gorilla/websocket, a
// blind relay over ws, and y-websocket, both on node. What it says are ratios, as machines differ and are busy.
//
//	go test ./server/relay/bench -run 'TestAgainstOthers|TestAcrossNodes' -long -v -timeout 30m
//
// Each relay is given more and more frames a second until it carries less than it is offered; on two cores the generator gives
// out before the better ones do, so that the time a relay takes for a frame is measured as well.
//
// It installs the two packages for node into the user's cache folder, sends traffic to loopback only, and stops by itself.
package bench

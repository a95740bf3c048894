// Package bench compares the relay with others on one machine, in one run: the plain chat pattern over gorilla/websocket, a
// blind relay over ws, and y-websocket, both on node. What it says are ratios, as machines differ and are busy.
//
//	go test ./server/relay/bench -run TestAgainstOthers -long -v -timeout 30m
//
// It installs the two packages for node into the user's cache folder, sends traffic to loopback only, and stops by itself.
package bench

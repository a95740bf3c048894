//go:build race

package client_test

// stride is how many calls lie between two at which a line is cut. Every one is tried without the race detector, which takes
// ten times as long and sees at any of them what goroutines share.
const stride = 18

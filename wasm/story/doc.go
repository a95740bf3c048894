// Package story holds the stories that cross everything: real browsers, the real server, a real store, the command line.
//
// Its tests tell what a survivor does, in Chromium and in Firefox, once on the built-in store and once on a MinIO server,
// and then look for what was typed in every byte that was stored, sent, logged or left in a browser's profile.
//
// There is no long course: what .ci/test runs is all of it (go test ./wasm/story).
package story

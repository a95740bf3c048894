// Package story holds the stories that cross everything: real browsers, the real server, a real store, the command line.
//
// Its tests tell what a survivor does, in Chromium and in Firefox, once on the built-in store and once on a MinIO server,
// and then look for what was typed in every byte that was stored, sent, logged or left in a browser's profile.
//
// Others go to every screen there is, as axe and the edge of a narrow phone see it; count the steps and the words of a first
// time; measure every paper as a printer would; and time a large plan on a quarter of a core. With LARKSPUR_SHOTS=DIR in the
// environment, pictures of the screens are left in that folder.
//
// Stories run side by side (t.Parallel), each with a server and a browser of its own or a plan of its own, as they wait most of
// the time: for the pace of calls, for keys that are derived, for what is drawn. Those that measure time, or kill a server and
// count the seconds, run before the others and alone: TestALargePlanAnswersAtOnce, TestThreeWriteTogether, TestNothingOfALinkIsFound.
//
// The long course fills in every table of risks at both sizes; what .ci/test runs is all the rest:
//
//	go test ./wasm/story -run TestTheTablesOfRisks -long -timeout 30m
package story

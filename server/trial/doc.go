// Package trial puts the real larkspurd under load, over files and over a real MinIO, with real sessions of the client, and
// looks for what it promises to hide and to keep. It has no code but tests; those of single parts are in their packages.
//
// What it shows:
//
//   - TestEveryActLooksTheSameOnTheLine: a byte-level tap between client and server sees the same burst of one call and then
//     three, one size, one head and one order for opening, a phrase that opens nothing, making, saving, erasing and a phrase
//     whose plan was erased. What is not constant looks random, but for two bytes of a request that tell its operation (and one
//     of an answer, its code), which TLS hides.
//   - TestStoredObjectsAreNoise: 1,000 objects, living, dead, chaff and the half of the key, have one size and pass monobit, byte
//     chi-square and compression, by rows and by columns, each with a false alarm of 1e-6 at the most; with a header of a few
//     bytes planted they do not. On MinIO's disk each is one file of one size too.
//   - TestTiming: polls of held against never held, and of dead against never held, on the default grid, with eight clients at
//     work. The best single threshold, trained on one half and tried on the other, has an advantage of at most 0.03 at 10,000
//     polls each; the short course makes 1,000 and allows 0.095, three deviations of chance as well. A comparison that exceeds
//     this is made once more with twice the polls, and the second decides. Without the grid there is nothing to find with these
//     numbers, so evenly does the shelf work; TestWithTheGridOffAPlantedDelayIsFoundAndOnTheGridItIsNot plants a delay in the
//     store.
//   - TestRecordedSavesBringNothingBack: what a real client sent to make and to save a vault, sent again after the erase, does
//     nothing, on a server that was killed and started again too.
//   - TestKillOf...: the server, and MinIO, killed with SIGKILL at random moments under load: of what was acknowledged nothing is
//     lost, nothing is torn, no plan is a mixture of two saves, sessions go on, leftovers are swept. TestKillChecks... see that the
//     checks notice.
//   - TestKillOf...InRotations: the same while the server rotates all the time: afterwards nothing opens under a key that was left,
//     and nothing of such a key is in the data folder.
//   - TestRotationOfManyPagesWhileServing: what a rotation does, as a share of what the store itself does, and what it costs those
//     who read and save meanwhile, as ratios of the same calls before it.
//   - TestHistories...: porcupine finds an order of all calls over the wire, over kills, and none when a proxy lies.
//
// The short course of all is what a plain go test runs, in three minutes or so. The long courses, which print what they
// measure:
//
//	go test ./server/trial -run '^TestTiming$' -long -v -timeout 60m
//	go test ./server/trial -run '^(TestKillOf|TestHistoriesOverTheWire)' -long -v -timeout 60m
//	go test ./server/trial -run '^TestRotationOfManyPages' -long -v -timeout 120m
//
// The first takes 5 minutes, the second 25, the third half an hour and 4 GB of disk. -polls, -rounds and -pages set other
// numbers.
//
// The fuzz targets of the whole tree, ten minutes each, one after the other (without the limit on minimizing, some spend their
// time on that):
//
//	grep -r --include=*_test.go "^func Fuzz" crypto client server | sed "s/[^/]*_test.go:func / /; s/(.*//" | while read -r dir name; do
//		go test "./$dir" -run "^$" -fuzz "^$name\$" -fuzztime 10m -fuzzminimizetime 1x </dev/null || break
//	done
package trial

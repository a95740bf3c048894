package server

import "time"

// Every bound of the server stands here, each with its reason. What an operator may want to change is in Config.
const (
	// DefaultGrid is the distance of the lines on which answers leave. The first line has to lie above the slowest
	// ordinary operation: an erase on a disk that syncs slowly, or a swap on a MinIO some network away.
	DefaultGrid = 250 * time.Millisecond

	// maxGrid keeps a misplaced unit (250s for 250ms) from making a server that seems dead.
	maxGrid = 10 * time.Second

	// storeTimeout bounds one call's work on the store. The contract of a store says that the outcome is unknown
	// afterwards, so it is generous: a timeout that hits ordinary work would make clients read and write once more.
	storeTimeout = 20 * time.Second

	// bodyTimeout is how long the 33,024 bytes may take to arrive: 9 kbit/s, slower than any telephone in use.
	bodyTimeout = 30 * time.Second

	// writeTimeout is how long an answer may take to leave, beyond the time for arriving and the store.
	writeTimeout = 30 * time.Second

	// headerTimeout bounds the headers of a call and the start of TLS.
	headerTimeout = 10 * time.Second

	// idleTimeout is how long a connection may wait for the next call. An open cover makes a burst every so often; a
	// connection that is kept tells less than one that is made anew for each.
	idleTimeout = 2 * time.Minute

	// maxHeaderBytes is far above what a browser sends; net/http adds 4,096 to it.
	maxHeaderBytes = 8 << 10

	// maxConnections bounds descriptors and, with one call each, memory: 2,048 times about 100 KB.
	maxConnections = 2048

	// maxStreams bounds the calls side by side on one HTTP/2 connection. A client sends one at a time (SPEC §8.2);
	// the rest is room for the files of the page.
	maxStreams = 16

	// maxConnBuffer and maxStreamBuffer bound what HTTP/2 lets a peer send ahead of a call that is not yet reading.
	maxConnBuffer   = 1 << 18
	maxStreamBuffer = 1 << 16

	// maxCalls bounds the calls whose body is being read or that wait for a line. One has two buffers of 33 KB, and
	// the shelf a few more: 1,024 of them stay below 200 MB.
	maxCalls = 1024

	// maxAtWork bounds the calls at the store. More at once make each slower and none sooner.
	maxAtWork = 64

	// maxFile and maxFiles bound the client's files, which are kept in memory.
	maxFile  = 32 << 20
	maxFiles = 512

	// MaxDirectory bounds the operator's list of places, in bytes. Everybody who opens the page gets all of it; it is an
	// eighth of what the client itself weighs, and room for some hundred entries.
	MaxDirectory = 128 << 10

	// shutdownGrace is how long calls in flight may take to finish when the server stops: longer than storeTimeout
	// and a line.
	shutdownGrace = storeTimeout + maxGrid

	// acceptPause is the wait after a failure to accept a connection, such as no descriptor left.
	acceptPause = 50 * time.Millisecond

	// certificateCheck is how often the files of the certificate are looked at for renewal.
	certificateCheck = time.Minute
)

// Budgets for load. They are counted before the store is asked and alike for every outcome.
const (
	// DefaultRate is calls per second for all together. A call costs about half a millisecond of one core.
	DefaultRate = 500

	// burstSeconds is how many seconds of its rate a budget saves up.
	burstSeconds = 8

	// sourceRate is calls per second for one source. A session makes under three a second, a whole shelter behind one
	// address some tens now and then.
	sourceRate = 40

	// sourceBurst is what a source may use at once: a family justice center coming to work behind one address.
	sourceBurst = 600

	// sourceAtOnce bounds the calls of one source side by side, so that slow bodies from one place leave room.
	sourceAtOnce = maxCalls / 8

	// sourceCells is the number of buckets. Sources fall into them by a salted hash and may share one; a new salt
	// parts them again. Nothing that could name a source is kept, and memory does not grow.
	sourceCells = 1 << 14

	// sourceLife is how long a salt lives. With it goes every bucket, so nobody is kept out for longer.
	sourceLife = 10 * time.Minute

	// sourceLive bounds the connections of the live link from one source, until the next salt: those of a family justice center
	// behind one address, at two for each link.
	sourceLive = 128

	// sourceJoins and sourceJoinRate are joins of public rooms from one source: at once, and per second. A link takes two or
	// three, some more when a code was misheard. There are 1.3 × 10^8 rooms: who tries them all at this rate needs sixteen
	// years from one address, and rooms last ten minutes.
	sourceJoins    = 60
	sourceJoinRate = 0.25

	// makesPerHour is how many pages may be made in an hour by everybody together in the mode open: 65 MB an hour,
	// 1.6 GB a day, of which the rotation takes back what was erased. A vault is two pages.
	makesPerHour = 2000

	// sourceMakes is the same for one source in sourceLife: 600 an hour, below the soft edge of the whole, so that one
	// source alone turns nobody away.
	sourceMakes = 100

	// makesSoft is the share of makesPerHour from which on makes are turned away at random (see makes).
	makesSoft = 0.5
)

// How often the operator is told of the same thing.
const noticeEvery = 10 * time.Second

package relay

import "time"

// Every bound of the relay stands here, each with its reason. What an operator may want to change is in Config.
const (
	// DefaultAnswerAt is when the answer to a guest's first frame leaves. A host answers with one multiplication on a
	// curve; the time is for a telephone on a slow line, and for a browser that slows down what is in the background.
	DefaultAnswerAt = 2 * time.Second

	// joinStep is the distance of the lines on which the answers to joins leave. The first has to lie above what it takes
	// nodes to tell each other of a member: some milliseconds. An overrun waits for the next line.
	joinStep = 100 * time.Millisecond

	// joinTimeout is how long a connection may take to say what it wants.
	joinTimeout = 10 * time.Second

	// DefaultConnections bounds memory: 8,192 times 12 KB, or 25 KB with TLS, stays near 200 MB.
	DefaultConnections = 8192

	// queueSize bounds the frames that wait for one connection. It lies above what one member may send at once, so that nobody is
	// closed for the haste of another. Who falls further behind is closed, and joins again and is sent what is missing; the host
	// keeps that, not the relay. Frames are shared: a room in which seven take nothing holds 150 KB.
	queueSize = 256

	// frameRate and frameBurst are frames per second from one connection. A steady member sends 4; the host of a secret
	// room with 7 guests sends 28; a plan of several pages sent anew is some hundred frames.
	frameRate  = 40
	frameBurst = 160

	// pingEvery keeps the maps of proxies and of home routers alive, most of which forget after 30 s or more.
	pingEvery = 20 * time.Second

	// silence is when a connection from which nothing came is taken for dead: three pings.
	silence = 60 * time.Second

	// sweepEvery is how exactly pingEvery and silence are kept.
	sweepEvery = time.Second

	// writeTimeout is how long the other side may take to take a batch. It only matters to one that takes a little now and
	// then: who takes nothing fills its queue first.
	writeTimeout = 10 * time.Second

	// closeTimeout is how long the last frame, the close, may take, and how long the other side may take to close as well.
	closeTimeout = time.Second

	// maxBatch bounds what is written at once: 16 frames, half of a record of TLS.
	maxBatch = 16 * (headerSize + frameSize)

	// maxPeers bounds what a node keeps of the members of a room on other nodes. There are 9 at the most, or twice as many
	// for a moment after two nodes have found each other again.
	maxPeers = 32
)

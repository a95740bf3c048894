package joint

import (
	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// Limits. What comes from the other side and exceeds one is refused as malformed or not taken; the sender keeps them.
const (
	// MaxGuests is how many guests a host has at once.
	MaxGuests = 7

	// maxPart is where an update is cut into several messages. One operation is never cut, so a message is at most this
	// and one field with its keys.
	maxPart = 32 << 10
	// maxValue is the longest value of a field in a message, in encoded bytes. A merge can make longer ones than an edit; what
	// is longer than this is not in a sight.
	maxValue = 3 * plan.MaxField
	// maxDepth is how deep a value is nested, as in a plan.
	maxDepth = cbor.MaxDepth - 7
	// maxMessage is the longest message that is read, in bytes.
	maxMessage = maxPart + maxValue + 1<<10
	// maxOps is how many operations a message holds. An update has at most one for every 3 bytes.
	maxOps = maxMessage / 3
	// maxBatch is how many operations a guest sends at once: they are answered with one bit each.
	maxBatch = 64
	// batchSize is about how many bytes a guest puts into one batch.
	batchSize = 8 << 10
	// maxParts is how many parts an operation on text has.
	maxParts = 512
	// maxBridge is how many parts a composed change may have before the two texts are compared instead.
	maxBridge = 4096
	// maxUpdate is how many operations an update holds.
	maxUpdate = 1 << 19
	// maxPending is how many operations a guest keeps while the host does not answer.
	maxPending = 4096
	// maxLog is how many sights of a guest the host keeps for updates and for operations made on them.
	maxLog = 256
	// maxGrowth is about how many bytes of what is new one number brings, so that much that is shared arrives in portions.
	maxGrowth = 8 << 10
	// maxAhead is how many portions are made before the guest says that it has one.
	maxAhead = 8

	// maxEntries is how many entries, and how many references, a value has that a guest sets.
	maxEntries = 512
	// maxWork is how many bytes of text the operations of one batch may read and write at the host; a guest sends less at once.
	maxWork = 1 << 20
	// maxAdded is how many items a guest adds in a session, and maxTyped how many bytes it writes. Guests that see all, who
	// are the survivor herself, have no such limit.
	maxAdded = 500
	maxTyped = 1 << 20
	// maxShown is how many ids the host remembers as known to a guest; then that guest adds and suggests nothing.
	maxShown = 1 << 16
	// maxSuggestions is how many suggestions of one guest wait at once, and suggestionSize the longest in bytes.
	maxSuggestions = 32
	suggestionSize = 16 << 10
	// maxSettled is of how many suggestions a guest is told what became of them.
	maxSettled = 64
	// maxHeld is how many texts a guest holds that have no place; the oldest goes first.
	maxHeld = 256
)

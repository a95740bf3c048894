package shelf

import "errors"

// What a write or an erase is answered with when nothing was done.
var (
	// ErrLost: the version under the locator is not the expected one, or the write repeats a first write (SPEC §7.3).
	// It is never the answer to a write that was stored.
	ErrLost = errors.New("shelf: lost")

	// ErrAdmission: the write would make a page, and was not admitted.
	ErrAdmission = errors.New("shelf: admission")
)

// What keeps the shelf from opening. The texts are for the operator and say what to do; they hold no names and no keys.
var (
	// ErrNoKeyFile: the store holds objects and there is no key file.
	ErrNoKeyFile = errors.New("the store holds objects, and this machine's half of their key is not there. " +
		"Put the key file back where it was. Without it nothing in the store can be opened, by anybody; " +
		"to give up what is there and begin anew, give --new-key")

	// ErrNoStoreHalf: there is a key file, and its other half is not in the store.
	ErrNoStoreHalf = errors.New("the store does not hold the other half of this key. " +
		"Is it the right store, and is its disk there? If so, put the store back from a copy made under this key. " +
		"Without that half nothing in the store can be opened, by anybody; " +
		"to give up what is there and begin anew, give --new-key")

	// ErrStoreHalfDamaged: the other half is in the store, and does not open.
	ErrStoreHalfDamaged = errors.New("the half of the key that lies in the store is damaged. " +
		"Put the store back from a copy made under this key. " +
		"To give up what is there and begin anew, give --new-key")

	// ErrKeyFileDamaged: the key file is not as it was written.
	ErrKeyFileDamaged = errors.New("the key file is damaged. " +
		"Put it back from a copy. Without it nothing in the store can be opened, by anybody; " +
		"to give up what is there and begin anew, give --new-key")

	// ErrKeyFileOpen: others than its owner may read or write the key file.
	ErrKeyFileOpen = errors.New("others may read the key file: it has to be a plain file that its owner alone " +
		"can read and write (chmod 600). If others may have read it, it is a secret no more")

	// ErrVersion: the key, or its state, was written by another version of the program.
	ErrVersion = errors.New("the key was written by another version of larkspurd; run that version")

	// ErrKeyFits: a new key was asked for, and the present one is whole.
	ErrKeyFits = errors.New("both halves of the key are there and fit, so no new one was made: it would make every plan " +
		"unreadable. Leave --new-key away; to begin anew all the same, move the key file away first")

	// ErrNextDamaged: a rotation was cut off, and the key that it was moving to is not there whole.
	ErrNextDamaged = errors.New("a change of the key is under way, and the new key, whose file has the key file's name " +
		"with .next, is not as it was written, or its other half is not in the store. What was moved already opens under " +
		"nothing else. Put file and store back from copies; to give up what was moved, remove that file, and what was " +
		"not moved yet is served under the old key")

	// ErrAside: the key file cannot be moved aside because a file moved aside earlier is still there.
	ErrAside = errors.New("a key file that was moved aside earlier, under its name with .unused, is still there. " +
		"Move or remove it, then give --new-key again")
)

// errDamaged is an object that does not open under its name or is not what was asked for. It is said without the name.
var errDamaged = errors.New("shelf: an object in the store is damaged")

// What keeps a rotation from beginning.
var (
	// ErrRotating: another rotation is under way, in this process or in another one.
	ErrRotating = errors.New("a change of the key is under way already")
)

var (
	// errMoved says that another process changed the key meanwhile: what was found under the old one does not count.
	errMoved = errors.New("shelf: the key was changed by another process")

	errNothingOpens = errors.New("nothing in the store opens under the key, so the key was kept")

	errRaced     = errors.New("another larkspurd made a key under the same name at the same time; start again")
	errClosed    = errors.New("shelf: closed")
	errContended = errors.New("shelf: others changed the object again and again")
)

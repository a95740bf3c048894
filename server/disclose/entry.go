package disclose

import (
	"context"
	"time"

	"larkspur/server/store"
)

// An Entry is one thing that lies in the storage, as the file system or the bucket shows it from outside.
type Entry struct {
	// Place is the path below the store's folder, or the key in the bucket.
	Place string

	// Object says that it has the name, the place and the size of a stored object; Name is then its name.
	Object bool
	Name   store.Name

	// Named says that it has the name and the place of an object, whatever its size.
	Named bool

	// What says what it is when it is no object, or what is unusual about an object, in plain words; empty for an object
	// as it is left by the program, and for the parts that every store has.
	What string

	Size  int64
	Times []Time
}

// A Time is one of the dates that the storage keeps of an entry.
type Time struct {
	Kind TimeKind
	At   time.Time
}

// A TimeKind is a kind of date, with the words for it.
type TimeKind int

// The dates that storages keep.
const (
	Written   TimeKind = iota // of a file: the modification time
	Accessed                  // of a file
	Changed                   // of a file: the change time of its entry
	Born                      // of a file, where the file system keeps it
	Stored                    // of an object in a bucket: LastModified
	timeKinds int      = iota
)

var timeNames = [timeKinds]struct{ id, name, means string }{
	Written: {"written", "modification time", "The program sets it to one constant date for every file, so that it tells nothing. " +
		"Another date belongs to a file that something else wrote."},
	Accessed: {"accessed", "access time", "The program sets it to the same constant date, and reads without changing it where the system allows that."},
	Changed: {"changed", "change time", "The operating system sets it and the program cannot. It is when the file last got its place or " +
		"its contents. It reaches back to the last rotation at most, because a rotation writes every file anew."},
	Born: {"born", "birth time", "The operating system sets it, where the file system keeps one, and the program cannot. It is when this " +
		"version of the file was made. Saving a page makes a new file. So does a rotation, for all files, and so does the server by itself, for " +
		"files that it picks at random."},
	Stored: {"stored", "last modified", "The storage server sets it. It is when this version of the object was stored. Saving a page " +
		"stores it anew. So does a rotation, for all objects, and so does the server by itself, for objects that it picks at random."},
}

// A Storage shows what lies in a store without opening any of it.
type Storage interface {
	// Walk visits everything that is there, in a steady order.
	Walk(ctx context.Context, visit func(Entry) error) error

	// Read returns the bytes of an object that Walk showed, and store.ErrAbsent when it is gone meanwhile.
	Read(ctx context.Context, e Entry) ([]byte, error)

	// Stat is what Walk would show of one object. ok is false when nothing lies under the name.
	Stat(ctx context.Context, n store.Name) (e Entry, ok bool, err error)

	// Facts says what there is to say of the storage as a whole.
	Facts(ctx context.Context) ([]Fact, error)
}

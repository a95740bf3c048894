package disclose

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/minio/minio-go/v7"

	"larkspur/server/store"
)

// A Bucket is the bucket of an S3 store. It is only read.
type Bucket struct {
	Client *minio.Client
	Name   string
	Size   int // of an object in bytes
}

// codeNoBucket is what the server says of a bucket that is not there. Facts tells it; there is nothing to count.
const codeNoBucket = "NoSuchBucket"

// Walk implements [Storage]: every key, every older version and every mark of a removal that the bucket keeps, and every
// upload that was begun.
func (b Bucket) Walk(ctx context.Context, visit func(Entry) error) error {
	if err := b.walkObjects(ctx, visit); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx) // ends the goroutine behind the channel
	defer cancel()
	for u := range b.Client.ListIncompleteUploads(ctx, b.Name, "", true) {
		if c := code(u.Err); c == "NotImplemented" || c == codeNoBucket {
			return nil
		}
		if u.Err != nil {
			return failure("list uploads", u.Err)
		}
		err := visit(Entry{Place: u.Key, Size: u.Size, Times: []Time{{Stored, u.Initiated}},
			What: "An upload in parts that was begun and not ended. This program never makes one."})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b Bucket) walkObjects(ctx context.Context, visit func(Entry) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	opts := minio.ListObjectsOptions{Recursive: true, WithVersions: true}
	begun := false
	for o := range b.Client.ListObjectsIter(ctx, b.Name, opts) {
		if code(o.Err) == codeNoBucket {
			return nil
		}
		if o.Err != nil && !begun && code(o.Err) == "NotImplemented" {
			return b.walkPlain(ctx, visit)
		}
		begun = true
		if o.Err != nil {
			return failure("list", o.Err)
		}
		if err := visit(b.entry(o, true)); err != nil {
			return err
		}
	}
	return nil
}

// walkPlain is for servers that know of no versions.
func (b Bucket) walkPlain(ctx context.Context, visit func(Entry) error) error {
	for o := range b.Client.ListObjectsIter(ctx, b.Name, minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			return failure("list", o.Err)
		}
		if err := visit(b.entry(o, false)); err != nil {
			return err
		}
	}
	return nil
}

func (b Bucket) entry(o minio.ObjectInfo, versions bool) Entry {
	e := Entry{Place: o.Key, Size: o.Size, Times: []Time{{Stored, o.LastModified}}}
	n, err := store.ParseName(o.Key)
	switch {
	case versions && o.IsDeleteMarker:
		e.What = "The mark of a removal: the bucket kept versions when this was removed, and so keeps what was there before."
	case versions && !o.IsLatest:
		e.What = "An older version, which the bucket kept when it was replaced or removed."
	case err != nil:
		e.What = "It is not of this program: an object of another name."
	case o.Size != int64(b.Size):
		e.Name, e.Named = n, true
		e.What = "It has the name of an object and another size. The program did not write it so."
	default:
		e.Name, e.Named, e.Object = n, true, true
	}
	return e
}

// Read implements [Storage].
func (b Bucket) Read(ctx context.Context, e Entry) ([]byte, error) {
	o, err := b.Client.GetObject(ctx, b.Name, e.Place, minio.GetObjectOptions{})
	if err != nil {
		return nil, failure("read", err)
	}
	defer o.Close()
	object := make([]byte, b.Size+1)
	n, err := io.ReadFull(o, object)
	switch {
	case code(err) == "NoSuchKey":
		return nil, store.ErrAbsent
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF):
		return nil, failure("read", err)
	case n != b.Size:
		return nil, store.ErrDamaged
	}
	return object[:n:n], nil
}

// Stat implements [Storage].
func (b Bucket) Stat(ctx context.Context, n store.Name) (Entry, bool, error) {
	o, err := b.Client.StatObject(ctx, b.Name, n.String(), minio.StatObjectOptions{})
	if c := code(err); c == "NoSuchKey" || c == codeNoBucket {
		return Entry{}, false, nil
	}
	if err != nil {
		return Entry{}, false, failure("look at an object", err)
	}
	o.Key = n.String()
	return b.entry(o, false), true, nil
}

// Facts implements [Storage]. What the server does not tell, or not to this key, is said to be unknown.
func (b Bucket) Facts(ctx context.Context) ([]Fact, error) {
	const unknown = "not known: the storage server did not say"
	there, err := b.Client.BucketExists(ctx, b.Name)
	if err != nil {
		return nil, failure("look at the bucket", err)
	}
	if !there {
		return []Fact{{ID: "bucket", Name: "Bucket", Value: "is not there: it was not made yet, or has another name"}}, nil
	}
	versions := unknown
	if v, err := b.Client.GetBucketVersioning(ctx, b.Name); err == nil {
		switch {
		case v.Enabled():
			versions = "kept: what is replaced or removed stays in the bucket"
		case v.Suspended():
			versions = "were kept earlier: what was replaced or removed then may still be in the bucket"
		default:
			versions = "not kept"
		}
	}
	copies := unknown
	if r, err := b.Client.GetBucketReplication(ctx, b.Name); err == nil && !r.Empty() {
		copies = fmt.Sprintf("set up, by %d rules: other buckets hold copies, which this report does not show", len(r.Rules))
	} else if err == nil || code(err) == "ReplicationConfigurationNotFoundError" {
		copies = "not set up in the bucket"
	}
	events := unknown
	if n, err := b.Client.GetBucketNotification(ctx, b.Name); err == nil {
		events = "not set up in the bucket"
		if all := len(n.TopicConfigs) + len(n.QueueConfigs) + len(n.LambdaConfigs); all > 0 {
			events = fmt.Sprintf("set up, %d of them: something else is told which objects change, and may keep that", all)
		}
	}
	return []Fact{
		{ID: "versions", Name: "Older versions", Value: versions},
		{ID: "copies", Name: "Copies to other buckets", Value: copies},
		{ID: "uploads", Name: "Uploads that were begun and not ended", Value: "listed below as far as the storage server lists them"},
		{ID: "events", Name: "Messages about changes", Value: events,
			Means: "The storage server may also have logs of its own, and keeps what was replaced for some minutes on its own disk. " +
				"Neither can be seen from here: ask whoever runs it."},
	}, nil
}

func code(err error) string {
	if r, ok := errors.AsType[minio.ErrorResponse](err); ok {
		return r.Code
	}
	return ""
}

// failure keeps names of objects out of the text.
func failure(what string, err error) error {
	if r, ok := errors.AsType[minio.ErrorResponse](err); ok {
		return fmt.Errorf("%s: the storage server answered %d", what, r.StatusCode)
	}
	return fmt.Errorf("%s: %w", what, err)
}

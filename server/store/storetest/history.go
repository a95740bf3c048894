package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/anishathalye/porcupine"

	"larkspur/server/store"
)

// Recorder is a store that writes down every call of Get, Put and Delete that goes through it, so that the history
// can be checked. Any number of goroutines may use it.
type Recorder struct {
	store.Store
	start time.Time

	mu      sync.Mutex
	events  []porcupine.Operation
	content map[tagged]string // what a tag was seen to stand for
	err     error
}

// tagged is a tag of one name.
type tagged struct {
	name store.Name
	tag  store.Tag
}

// NewRecorder records the calls to s, which is empty of the names that will be used.
func NewRecorder(s store.Store) *Recorder {
	return &Recorder{Store: s, start: time.Now(), content: map[tagged]string{}}
}

// Swap goes on with another store that keeps the same objects, as after a restart. No call is in flight.
func (r *Recorder) Swap(s store.Store) { r.Store = s }

type method uint8

const (
	get method = iota
	put
	del
)

// call is the input of one operation: content is what is put, expect what its tag stands for ("" is absent).
type call struct {
	method          method
	name            store.Name
	content, expect string
}

// answer is the output: known is false when the outcome is not, and content is what Get saw ("" is absent).
type answer struct {
	known, stale bool
	content      string
}

func digest(object []byte) string {
	sum := sha256.Sum256(object)
	return hex.EncodeToString(sum[:8])
}

// Get implements [store.Store].
func (r *Recorder) Get(ctx context.Context, n store.Name) ([]byte, store.Tag, error) {
	began := time.Since(r.start)
	object, tag, err := r.Store.Get(ctx, n)
	switch {
	case err == nil:
		content := digest(object)
		r.learn(n, tag, content)
		r.note(began, call{method: get, name: n}, answer{known: true, content: content})
	case errors.Is(err, store.ErrAbsent):
		r.note(began, call{method: get, name: n}, answer{known: true})
	}
	return object, tag, err
}

// Put implements [store.Store].
func (r *Recorder) Put(ctx context.Context, n store.Name, object []byte, ifTag store.Tag) (store.Tag, error) {
	in := call{method: put, name: n, content: digest(object), expect: r.expected(n, ifTag)}
	began := time.Since(r.start)
	tag, err := r.Store.Put(ctx, n, object, ifTag)
	switch {
	case err == nil:
		r.learn(n, tag, in.content)
		r.note(began, in, answer{known: true})
	case errors.Is(err, store.ErrStale):
		r.note(began, in, answer{known: true, stale: true})
	case errors.Is(err, store.ErrSize):
	default:
		r.note(began, in, answer{})
	}
	return tag, err
}

// Delete implements [store.Store].
func (r *Recorder) Delete(ctx context.Context, n store.Name) error {
	began := time.Since(r.start)
	err := r.Store.Delete(ctx, n)
	r.note(began, call{method: del, name: n}, answer{known: err == nil})
	return err
}

// note writes an operation down. What has no known outcome may still happen at any later time.
func (r *Recorder) note(began time.Duration, in call, out answer) {
	ended := int64(time.Since(r.start))
	if !out.known {
		ended = math.MaxInt64
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, porcupine.Operation{Input: in, Output: out, Call: int64(began), Return: ended})
}

func (r *Recorder) learn(n store.Name, tag store.Tag, content string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before, seen := r.content[tagged{n, tag}]
	if seen && before != content {
		r.err = errors.New("one tag stood for two objects")
	}
	r.content[tagged{n, tag}] = content
}

func (r *Recorder) expected(n store.Name, tag store.Tag) string {
	if tag == "" {
		return ""
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if content, ok := r.content[tagged{n, tag}]; ok {
		return content
	}
	return "a tag never seen"
}

// Len is the number of operations recorded.
func (r *Recorder) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.events)
}

// Check says whether the history is one that a store could have that keeps the contract.
func (r *Recorder) Check(timeout time.Duration) error {
	r.mu.Lock()
	events, err := slices.Clone(r.events), r.err
	r.mu.Unlock()
	if err != nil {
		return err
	}
	switch porcupine.CheckOperationsTimeout(model, events, timeout) {
	case porcupine.Ok:
		return nil
	case porcupine.Illegal:
		return fmt.Errorf("a history of %d calls is not linearizable", len(events))
	default:
		return fmt.Errorf("a history of %d calls could not be checked in %s", len(events), timeout)
	}
}

// model is a register per name with compare-and-swap; its state is the digest of what is held, "" if nothing is.
var model = (&porcupine.NondeterministicModel{
	Partition: byName,
	Init:      func() []any { return []any{""} },
	Step: func(state, input, output any) []any {
		held, in, out := state.(string), input.(call), output.(answer)
		next, matches := held, true
		switch in.method {
		case get:
			if out.content == held {
				return []any{held}
			}
			return nil
		case put:
			if matches = in.expect == held; matches {
				next = in.content
			}
		case del:
			next = ""
		}
		switch {
		case !out.known:
			return []any{held, next}
		case out.stale == matches:
			return nil
		default:
			return []any{next}
		}
	},
	Equal: func(a, b any) bool { return a.(string) == b.(string) },
}).ToModel()

func byName(history []porcupine.Operation) [][]porcupine.Operation {
	parts := map[store.Name][]porcupine.Operation{}
	for _, op := range history {
		n := op.Input.(call).name
		parts[n] = append(parts[n], op)
	}
	var all [][]porcupine.Operation
	for _, part := range parts {
		all = append(all, part)
	}
	return all
}

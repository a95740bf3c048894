package plan

import "larkspur/client/plan/cbor"

// Limits. All but MaxDocument are limits of edits only: a merge of two plans that kept them may exceed them and is
// still read, so that nothing typed is lost to a limit.
const (
	// MaxDocument is the longest encoding in bytes. 64 pages hold 64 * 32,691 bytes, less 64 roots of 32 bytes and what
	// deflate adds to text that it cannot shorten; this stays below, so that every plan of this size can be stored.
	MaxDocument = 2_000_000
	// MaxField is the longest value of a field, in encoded bytes.
	MaxField = 64 << 10
	// MaxItems is how many items a plan holds.
	MaxItems = 5_000
	// MaxSections is how many sections a plan holds.
	MaxSections = 200
	// MaxKey is the longest kind or field key in bytes.
	MaxKey = 64

	// maxValueDepth keeps a value, even inside a mark, within the depth that package cbor accepts: seven levels of the
	// document lie around a mark.
	maxValueDepth = cbor.MaxDepth - 7
)

// Check returns ErrTooLarge when p is too large to be stored, which only a merge can bring about. Such a plan stays
// editable, so that something can be taken out of it.
func (p *Plan) Check() error {
	if cbor.Size(p.doc().tree()) > MaxDocument {
		return ErrTooLarge
	}
	return nil
}

// room returns ErrTooLarge when the plan cannot grow by so many bytes. It reckons without building anything, and a little
// high, so that what it admits always passes Check. The whole plan is measured when it may be full, and not for every key:
// what was admitted since is added up, and what was taken away is left in.
func (d *document) room(grow int) error {
	if grow <= 0 {
		return nil
	}
	if d.most == 0 || d.most+grow > MaxDocument {
		d.most = d.bound()
	}
	if d.most+grow > MaxDocument {
		return ErrTooLarge
	}
	d.most += grow
	return nil
}

// frame is more than the keys, heads and id of one section or item take.
const frame = 64

// bound returns at least the size of the encoding.
func (d *document) bound() int {
	n := frame + d.settings.bound() + boundMap(d.extra)
	for _, s := range d.sections {
		n += frame + len(s.kind) + s.fields.bound() + boundMap(s.extra)
		for _, it := range s.items {
			n += frame + len(it.kind) + it.fields.bound() + boundMap(it.extra)
		}
	}
	return n
}

func (f fieldset) bound() int {
	n := boundMap(f.values)
	for k, others := range f.marks {
		n += entryFrame + len(k)
		for _, o := range others {
			n += cbor.Size(o)
		}
	}
	return n
}

// entryFrame is more than the heads of a key and of a list take.
const entryFrame = 16

func boundMap(m map[string]cbor.Value) int {
	n := 0
	for k, v := range m {
		n += entryFrame + len(k) + cbor.Size(v)
	}
	return n
}

func (d *document) countItems() int {
	n := 0
	for _, s := range d.sections {
		n += len(s.items)
	}
	return n
}

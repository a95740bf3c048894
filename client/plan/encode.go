package plan

import (
	"bytes"
	"errors"
	"slices"

	"larkspur/client/plan/cbor"
)

// Format is the format number that this version writes and the highest that it reads.
const Format = 1

// The keys of the encoding; see the package documentation.
const (
	keyFormat   = "f"
	keyValues   = "v"
	keyMarks    = "x"
	keySections = "s"
	keyID       = "i"
	keyKind     = "k"
	keyItems    = "c"
)

// Encode returns the canonical encoding of p.
func Encode(p *Plan) []byte { return cbor.Encode(p.doc().tree()) }

func (d *document) tree() cbor.Value {
	m := cbor.Map{entry(keyFormat, cbor.Int(Format))}
	m = d.settings.appendTo(m)
	if len(d.sections) > 0 {
		a := make(cbor.Array, 0, len(d.sections))
		for _, s := range d.sections {
			a = append(a, s.tree())
		}
		m = append(m, entry(keySections, a))
	}
	return appendExtra(m, d.extra)
}

func (s *section) tree() cbor.Value {
	m := s.fields.appendTo(header(s.id, s.kind))
	if len(s.items) > 0 {
		a := make(cbor.Array, 0, len(s.items))
		for _, it := range s.items {
			a = append(a, it.tree())
		}
		m = append(m, entry(keyItems, a))
	}
	return appendExtra(m, s.extra)
}

func (it *item) tree() cbor.Value {
	return appendExtra(it.fields.appendTo(header(it.id, it.kind)), it.extra)
}

func header(id ID, kind string) cbor.Map {
	return cbor.Map{entry(keyID, cbor.Bytes(id[:])), entry(keyKind, cbor.Text(kind))}
}

func entry(key string, v cbor.Value) cbor.Entry { return cbor.Entry{Key: cbor.Text(key), Value: v} }

func (f fieldset) appendTo(m cbor.Map) cbor.Map {
	if len(f.values) > 0 {
		m = append(m, entry(keyValues, appendExtra(nil, f.values)))
	}
	if len(f.marks) > 0 {
		marks := make(cbor.Map, 0, len(f.marks))
		for k, others := range f.marks {
			marks = append(marks, entry(k, cbor.Array(others)))
		}
		m = append(m, entry(keyMarks, marks))
	}
	return m
}

func appendExtra(m cbor.Map, extra map[string]cbor.Value) cbor.Map {
	for k, v := range extra {
		m = append(m, entry(k, v))
	}
	return m
}

// Decode reads what Encode wrote. It returns ErrMalformed for anything else, ErrNewer for a higher format number, and
// ErrTooLarge for more than MaxDocument bytes.
func Decode(b []byte) (*Plan, error) {
	if len(b) > MaxDocument {
		return nil, ErrTooLarge
	}
	v, err := cbor.Decode(b)
	if err != nil {
		return nil, errors.Join(ErrMalformed, err)
	}
	top, ok := v.(cbor.Map)
	if !ok {
		return nil, ErrMalformed
	}
	format, ok := top.Get(keyFormat).(cbor.Int)
	if !ok || format < 1 {
		return nil, ErrMalformed
	}
	if format > Format {
		return nil, ErrNewer
	}
	r := reader{seen: map[ID]bool{}}
	d := r.document(top)
	if r.bad {
		return nil, ErrMalformed
	}
	return wrap(d), nil
}

// reader turns the tree into a document. It goes on after a fault and remembers that there was one.
type reader struct {
	seen map[ID]bool
	bad  bool
}

func (r *reader) check(ok bool) {
	if !ok {
		r.bad = true
	}
}

func (r *reader) document(m cbor.Map) *document {
	d := &document{}
	for _, e := range m {
		switch k := r.key(e); k {
		case keyFormat:
		case keyValues:
			d.settings.values = r.values(e.Value)
		case keyMarks:
			d.settings.marks = r.marks(e.Value)
		case keySections:
			for _, v := range r.list(e.Value) {
				d.sections = append(d.sections, r.section(r.mapping(v)))
			}
		default:
			keep(&d.extra, k, e.Value)
		}
	}
	r.disagree(d.settings)
	return d
}

func (r *reader) section(m cbor.Map) *section {
	s := &section{id: r.id(m), kind: r.kind(m)}
	for _, e := range m {
		switch k := r.key(e); k {
		case keyID, keyKind:
		case keyValues:
			s.fields.values = r.values(e.Value)
		case keyMarks:
			s.fields.marks = r.marks(e.Value)
		case keyItems:
			for _, v := range r.list(e.Value) {
				s.items = append(s.items, r.item(r.mapping(v)))
			}
		default:
			keep(&s.extra, k, e.Value)
		}
	}
	r.disagree(s.fields)
	return s
}

func (r *reader) item(m cbor.Map) *item {
	it := &item{id: r.id(m), kind: r.kind(m)}
	for _, e := range m {
		switch k := r.key(e); k {
		case keyID, keyKind:
		case keyValues:
			it.fields.values = r.values(e.Value)
		case keyMarks:
			it.fields.marks = r.marks(e.Value)
		default:
			keep(&it.extra, k, e.Value)
		}
	}
	r.disagree(it.fields)
	return it
}

func keep(extra *map[string]cbor.Value, key string, v cbor.Value) {
	if *extra == nil {
		*extra = map[string]cbor.Value{}
	}
	(*extra)[key] = v
}

func (r *reader) key(e cbor.Entry) string {
	k, ok := e.Key.(cbor.Text)
	r.check(ok && k != "")
	return string(k)
}

func (r *reader) id(m cbor.Map) ID {
	id, ok := AsRef(m.Get(keyID))
	r.check(ok && !r.seen[id])
	r.seen[id] = true
	return id
}

func (r *reader) kind(m cbor.Map) string {
	k, ok := m.Get(keyKind).(cbor.Text)
	r.check(ok && k != "")
	return string(k)
}

func (r *reader) list(v cbor.Value) cbor.Array {
	a, ok := v.(cbor.Array)
	r.check(ok && len(a) > 0)
	return a
}

func (r *reader) mapping(v cbor.Value) cbor.Map {
	m, ok := v.(cbor.Map)
	r.check(ok && len(m) > 0)
	return m
}

func (r *reader) values(v cbor.Value) map[string]cbor.Value {
	out := map[string]cbor.Value{}
	for _, e := range r.mapping(v) {
		r.value(e.Value)
		out[r.key(e)] = e.Value
	}
	return out
}

func (r *reader) marks(v cbor.Value) map[string][]cbor.Value {
	out := map[string][]cbor.Value{}
	for _, e := range r.mapping(v) {
		others := r.list(e.Value)
		for i, o := range others {
			r.value(o)
			r.check(i == 0 || bytes.Compare(cbor.Encode(others[i-1]), cbor.Encode(o)) < 0)
		}
		out[r.key(e)] = others
	}
	return out
}

// value refuses what is empty somewhere, and what would not fit into a mark.
func (r *reader) value(v cbor.Value) { r.check(tidy(v) && depthOf(v) <= maxValueDepth) }

// disagree refuses a mark that is the value itself.
func (r *reader) disagree(f fieldset) {
	for k, others := range f.marks {
		r.check(!slices.ContainsFunc(others, func(o cbor.Value) bool { return SameValue(o, f.values[k]) }))
	}
}

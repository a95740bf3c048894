package joint

import (
	"slices"
	"sort"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
)

// Right is what a guest may do with a section and the items in it. Each includes those before it.
type Right byte

// The rights.
const (
	None    Right = iota
	View          // see it
	Suggest       // and suggest changes, which wait for the host
	Edit          // and change it
)

// Peer is who takes part: 0 is the host, guests have numbers from 1.
type Peer byte

// HostPeer is the number of the host.
const HostPeer Peer = 0

// sight is what one side sees. Sights, and all that hangs on them, are never changed; what stays the same is shared.
type sight struct {
	all         bool // sees all, and may do all
	sections    []*section
	settings    []field       // of a sight of all only, by key
	suggestions []*suggestion // by id
	settled     []settlement
	present     []presence // by peer
}

type section struct {
	id     plan.ID
	kind   string
	title  string
	hidden bool // told to who sees all
	right  Right
	items  []*item
}

type item struct {
	id     plan.ID
	kind   string
	fields []field // by key
	refers bool    // at the host: a value may refer to items
}

type field struct {
	key   string
	value plan.Value
}

// suggestion is an operation that waits. The text in its body fits the text that the same sight shows.
type suggestion struct {
	id   plan.ID
	by   Peer
	body op // opText with one segment, opSet, opAdd or opRemove
}

// settlement says what became of a suggestion.
type settlement struct {
	id      plan.ID
	outcome Outcome
}

type presence struct {
	peer Peer
	at   plan.ID
}

// place is a field of an item.
type place struct {
	item  plan.ID
	field string
}

var nowhere plan.ID

func (it *item) value(key string) plan.Value {
	if it == nil {
		return nil
	}
	for _, f := range it.fields {
		if f.key == key {
			return f.value
		}
	}
	return nil
}

// with returns fields with one set, or taken away if v is nil.
func with(fields []field, key string, v plan.Value) []field {
	i := sort.Search(len(fields), func(i int) bool { return fields[i].key >= key })
	there := i < len(fields) && fields[i].key == key
	out := make([]field, 0, len(fields)+1)
	out = append(out, fields[:i]...)
	if v != nil {
		out = append(out, field{key, v})
	}
	if there {
		i++
	}
	return append(out, fields[i:]...)
}

// section returns the section with the id, or nil.
func (s *sight) section(id plan.ID) *section {
	for _, sec := range s.sections {
		if sec.id == id {
			return sec
		}
	}
	return nil
}

// before returns the section that stands before one.
func (s *sight) before(id plan.ID) plan.ID {
	i := slices.IndexFunc(s.sections, func(sec *section) bool { return sec.id == id })
	if i <= 0 {
		return nowhere
	}
	return s.sections[i-1].id
}

// item returns the item and the section it is in, or nil.
func (s *sight) item(id plan.ID) (*item, *section) {
	for _, sec := range s.sections {
		for _, it := range sec.items {
			if it.id == id {
				return it, sec
			}
		}
	}
	return nil, nil
}

// text returns the text of a field, "" where there is none.
func (s *sight) text(p place) string {
	it, _ := s.item(p.item)
	return plan.AsText(it.value(p.field))
}

func (s *sight) suggestion(id plan.ID) *suggestion {
	for _, g := range s.suggestions {
		if g.id == id {
			return g
		}
	}
	return nil
}

// merges reports whether the field merges by words: its text is edited by operations on text, and it is never set.
func merges(kind, key string) bool {
	k, _ := plan.KindOf(kind)
	f, _ := k.Field(key)
	return f.Type == plan.Line || f.Type == plan.LongText
}

func sameValue(a, b plan.Value) bool {
	if x, ok := a.(cbor.Text); ok {
		y, ok := b.(cbor.Text)
		return ok && x == y
	}
	return plan.SameValue(a, b)
}

func sameFields(a, b []field) bool {
	return slices.EqualFunc(a, b, func(x, y field) bool { return x.key == y.key && sameValue(x.value, y.value) })
}

func (it *item) same(other *item) bool {
	return it == other || it.id == other.id && it.kind == other.kind && sameFields(it.fields, other.fields)
}

// same compares all but the items.
func (s *section) same(other *section) bool {
	return s.kind == other.kind && s.title == other.title && s.hidden == other.hidden && s.right == other.right
}

func (g *suggestion) same(other *suggestion) bool {
	return g == other || g.id == other.id && g.by == other.by && g.body.same(&other.body)
}

// plan returns what s shows as a plan, for a screen. It returns an error when a sender made up values that no plan holds.
func (s *sight) plan() (*plan.Plan, error) {
	top := cbor.Map{{Key: cbor.Text("f"), Value: cbor.Int(plan.Format)}}
	top = appendFields(top, s.settings)
	var sections cbor.Array
	for _, sec := range s.sections {
		fields := with(with(nil, "title", plan.Tidy(plan.Text(sec.title))), "hidden", plan.Tidy(plan.Flag(sec.hidden)))
		m := appendFields(head(sec.id, sec.kind), fields)
		var items cbor.Array
		for _, it := range sec.items {
			items = append(items, appendFields(head(it.id, it.kind), it.fields))
		}
		if len(items) > 0 {
			m = append(m, cbor.Entry{Key: cbor.Text("c"), Value: items})
		}
		sections = append(sections, m)
	}
	if len(sections) > 0 {
		top = append(top, cbor.Entry{Key: cbor.Text("s"), Value: sections})
	}
	return plan.Decode(cbor.Encode(top))
}

func head(id plan.ID, kind string) cbor.Map {
	return cbor.Map{{Key: cbor.Text("i"), Value: cbor.Bytes(id[:])}, {Key: cbor.Text("k"), Value: cbor.Text(kind)}}
}

func appendFields(m cbor.Map, fields []field) cbor.Map {
	if len(fields) == 0 {
		return m
	}
	values := make(cbor.Map, len(fields))
	for i, f := range fields {
		values[i] = cbor.Entry{Key: cbor.Text(f.key), Value: f.value}
	}
	return append(m, cbor.Entry{Key: cbor.Text("v"), Value: values})
}

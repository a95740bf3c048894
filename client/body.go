package client

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"

	"larkspur/client/plan/cbor"
	"larkspur/crypto/page"
	"larkspur/crypto/secret"
	"larkspur/server/wire"
)

// Formats of bodies (SPEC §5).
const (
	formatDoor    page.Format = 1
	formatPlan    page.Format = 2
	formatMore    page.Format = 3
	formatStarter page.Format = 4
)

// Limits of bodies (SPEC §5).
const (
	maxInflated = cbor.MaxSize + secret.KeySize // bytes
	maxMore     = 64                            // further pages of one plan
)

// errBody: the body is not one of SPEC §5. The seal was right, so another version or a defect wrote it.
var errBody = errors.New("client: not a body of this version")

// door is what a phrase opens (SPEC §5.1).
type door struct {
	plan       page.Root
	first      bool // a first door; a recovery door has nothing below
	doors      []recoveryDoor
	unfinished *unfinishedMove
}

// recoveryDoor is one that the first phrase knows and can withdraw.
type recoveryDoor struct {
	root page.Root
	name string
}

// unfinishedMove is what is left to do after the step of a move that counts (SPEC §8.3).
type unfinishedMove struct {
	plan   page.Root    // the plan that was left
	copied wire.Version // the version of it that was copied
	erase  []page.Root  // doors to erase
}

// Keys of the maps of SPEC §5.1 and §5.3.
const (
	keyDoorPlan       = 1
	keyDoorDoors      = 2
	keyDoorUnfinished = 3
	keyItemRoot       = 1
	keyItemName       = 2
	keyMovePlan       = 1
	keyMoveErase      = 2
	keyMoveCopied     = 3
	keyStarterKey     = 1
)

func (d *door) encode() []byte {
	m := cbor.Map{{Key: cbor.Int(keyDoorPlan), Value: cbor.Bytes(d.plan.Expose())}}
	if d.first {
		list := make(cbor.Array, 0, len(d.doors))
		for _, r := range d.doors {
			list = append(list, cbor.Map{
				{Key: cbor.Int(keyItemRoot), Value: cbor.Bytes(r.root.Expose())},
				{Key: cbor.Int(keyItemName), Value: cbor.Text(r.name)},
			})
		}
		m = append(m, cbor.Entry{Key: cbor.Int(keyDoorDoors), Value: list})
	}
	if u := d.unfinished; u != nil {
		list := make(cbor.Array, 0, len(u.erase))
		for _, r := range u.erase {
			list = append(list, cbor.Bytes(r.Expose()))
		}
		m = append(m, cbor.Entry{Key: cbor.Int(keyDoorUnfinished), Value: cbor.Map{
			{Key: cbor.Int(keyMovePlan), Value: cbor.Bytes(u.plan.Expose())},
			{Key: cbor.Int(keyMoveErase), Value: list},
			{Key: cbor.Int(keyMoveCopied), Value: cbor.Bytes(u.copied[:])},
		}})
	}
	return deflate(cbor.Encode(m))
}

func parseDoor(body []byte) (*door, error) {
	m, err := inflateMap(body)
	if err != nil {
		return nil, err
	}
	d := &door{}
	for _, e := range m {
		switch e.Key {
		case cbor.Int(keyDoorPlan):
			d.plan, err = rootOf(e.Value)
		case cbor.Int(keyDoorDoors):
			d.first = true
			d.doors, err = parseRecoveryDoors(e.Value)
		case cbor.Int(keyDoorUnfinished):
			d.unfinished, err = parseMove(e.Value)
		default:
			err = errBody
		}
		if err != nil {
			return nil, err
		}
	}
	if d.plan.IsZero() || (d.unfinished != nil && !d.first) {
		return nil, errBody
	}
	return d, nil
}

func parseRecoveryDoors(v cbor.Value) ([]recoveryDoor, error) {
	list, ok := v.(cbor.Array)
	if !ok {
		return nil, errBody
	}
	var doors []recoveryDoor
	for _, item := range list {
		m, ok := item.(cbor.Map)
		if !ok || len(m) != 2 {
			return nil, errBody
		}
		root, err := rootOf(m.GetInt(keyItemRoot))
		if err != nil {
			return nil, err
		}
		name, ok := m.GetInt(keyItemName).(cbor.Text)
		if !ok {
			return nil, errBody
		}
		doors = append(doors, recoveryDoor{root: root, name: string(name)})
	}
	return doors, nil
}

func parseMove(v cbor.Value) (*unfinishedMove, error) {
	m, ok := v.(cbor.Map)
	if !ok || len(m) != 3 {
		return nil, errBody
	}
	u := &unfinishedMove{}
	var err error
	if u.plan, err = rootOf(m.GetInt(keyMovePlan)); err != nil {
		return nil, err
	}
	copied, ok := m.GetInt(keyMoveCopied).(cbor.Bytes)
	if !ok || len(copied) != len(u.copied) {
		return nil, errBody
	}
	copy(u.copied[:], copied)
	list, ok := m.GetInt(keyMoveErase).(cbor.Array)
	if !ok {
		return nil, errBody
	}
	for _, item := range list {
		root, err := rootOf(item)
		if err != nil {
			return nil, err
		}
		u.erase = append(u.erase, root)
	}
	return u, nil
}

func encodeStarter(key StarterKey) []byte {
	return deflate(cbor.Encode(cbor.Map{{Key: cbor.Int(keyStarterKey), Value: cbor.Bytes(key.Expose())}}))
}

func parseStarter(body []byte) (StarterKey, error) {
	m, err := inflateMap(body)
	if err != nil {
		return StarterKey{}, err
	}
	key, ok := m.GetInt(keyStarterKey).(cbor.Bytes)
	if !ok || len(m) != 1 || len(key) != secret.KeySize {
		return StarterKey{}, errBody
	}
	return StarterKey{secret.NewKey(key)}, nil
}

func rootOf(v cbor.Value) (page.Root, error) {
	b, ok := v.(cbor.Bytes)
	if !ok {
		return page.Root{}, errBody
	}
	r, err := page.RootFrom(b)
	if err != nil {
		return page.Root{}, errBody
	}
	return r, nil
}

func inflateMap(body []byte) (cbor.Map, error) {
	b, err := inflate(body)
	if err != nil {
		return nil, err
	}
	v, err := cbor.Decode(b)
	if err != nil {
		return nil, errBody
	}
	m, ok := v.(cbor.Map)
	if !ok {
		return nil, errBody
	}
	return m, nil
}

// deflate compresses with DEFLATE (RFC 1951), always at the same level: the bytes depend on the input alone.
func deflate(b []byte) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		panic("client: " + err.Error()) // only an unknown level fails
	}
	_, _ = w.Write(b) // a bytes.Buffer does not fail
	_ = w.Close()
	return out.Bytes()
}

// inflate is the other way round. It refuses what is longer than maxInflated, cut short, or followed by more bytes.
func inflate(b []byte) ([]byte, error) {
	in := bytes.NewReader(b)
	r := flate.NewReader(in)
	out, err := io.ReadAll(io.LimitReader(r, maxInflated+1))
	if err != nil || len(out) > maxInflated || in.Len() != 0 {
		return nil, errBody
	}
	return out, nil
}

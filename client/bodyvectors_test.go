package client

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"larkspur/client/plan"
	"larkspur/client/plan/cbor"
	"larkspur/crypto/page"
	"larkspur/crypto/secret"
)

// The vectors under crypto/testdata/vectors/body pin SPEC §5, one body or one refusal a file. A body is given before
// DEFLATE as well, as two implementations may deflate differently. `go test ./client -run BodyVectors -update` writes
// them anew.
var updateBodies = flag.Bool("update", false, "write the vectors anew")

const bodyVectors = "../crypto/testdata/vectors/body"

type bodyVector struct {
	Comment string `json:"comment"`
	Format  int    `json:"format"`
	Body    string `json:"body"`
	// Of a door.
	Plan  string            `json:"plan,omitempty"`
	First bool              `json:"first,omitempty"`
	Doors map[string]string `json:"doors,omitempty"` // name -> root
	Move  *moveVector       `json:"move,omitempty"`
	// Of a starter, and of a plan.
	StarterKey string `json:"starter_key,omitempty"`
	// Of the first page of a plan: the roots of the further pages, and the document when there are none.
	Further  []string `json:"further,omitempty"`
	Document string   `json:"document,omitempty"`
	Refused  string   `json:"refused,omitempty"`
}

type moveVector struct {
	Plan   string   `json:"plan"`
	Copied string   `json:"copied"`
	Erase  []string `json:"erase"`
}

func TestBodyVectors(t *testing.T) {
	if *updateBodies {
		writeBodyVectors(t)
	}
	files, err := filepath.Glob(filepath.Join(bodyVectors, "*.json"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d vectors, %v; 20 or more are in the tree", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var v bodyVector
			if err := json.Unmarshal(b, &v); err != nil {
				t.Fatal(err)
			}
			body, err := hex.DecodeString(v.Body)
			if err != nil {
				t.Fatal(err)
			}
			got, err := describe(page.Format(v.Format), body)
			if v.Refused != "" {
				if err == nil {
					t.Fatalf("%s: accepted", v.Refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got.Comment, got.Body = v.Comment, v.Body
			want, _ := json.Marshal(v)
			have, _ := json.Marshal(got)
			if !bytes.Equal(want, have) {
				t.Fatalf("read as %s\nwant %s", have, want)
			}
		})
	}
}

// describe reads a body and says what it says.
func describe(format page.Format, body []byte) (bodyVector, error) {
	v := bodyVector{Format: int(format)}
	switch format {
	case formatDoor:
		d, err := parseDoor(body)
		if err != nil {
			return v, err
		}
		v.Plan, v.First = hexOf(d.plan.Key), d.first
		for _, r := range d.doors {
			if v.Doors == nil {
				v.Doors = map[string]string{}
			}
			v.Doors[r.name] = hexOf(r.root.Key)
		}
		if u := d.unfinished; u != nil {
			v.Move = &moveVector{Plan: hexOf(u.plan.Key), Copied: hex.EncodeToString(u.copied[:])}
			for _, r := range u.erase {
				v.Move.Erase = append(v.Move.Erase, hexOf(r.Key))
			}
		}
		// What parses encodes to the same CBOR, whatever DEFLATE made of it.
		before, err := inflate(body)
		if err != nil {
			return v, err
		}
		after, err := inflate(d.encode())
		if err != nil || !bytes.Equal(before, after) {
			return v, errBody
		}
	case formatStarter:
		key, err := parseStarter(body)
		if err != nil {
			return v, err
		}
		v.StarterKey = hexOf(key.Key)
	case formatPlan:
		further, chunk, err := parseFirst(body)
		if err != nil {
			return v, err
		}
		for _, r := range further {
			v.Further = append(v.Further, hexOf(r.Key))
		}
		if len(further) == 0 {
			starter, doc, err := parseStream(chunk)
			if err != nil {
				return v, err
			}
			if !starter.IsZero() {
				v.StarterKey = hexOf(starter.Key)
			}
			v.Document = hex.EncodeToString(plan.Encode(doc))
		}
	default:
		return v, errBody
	}
	return v, nil
}

func hexOf(k secret.Key) string { return hex.EncodeToString(k.Expose()) }

func fixedRoot(b byte) page.Root {
	r, err := page.RootFrom(bytes.Repeat([]byte{b}, page.RootSize))
	if err != nil {
		panic(err)
	}
	return r
}

func writeBodyVectors(t *testing.T) {
	if err := os.MkdirAll(bodyVectors, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name string, v bodyVector) {
		b, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(bodyVectors, strings.ReplaceAll(name, " ", "-")+".json"), append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	good := func(name string, format page.Format, body []byte) {
		v, err := describe(format, body)
		if err != nil {
			t.Fatal(err)
		}
		v.Comment, v.Body = name, hex.EncodeToString(body)
		write("good "+name, v)
	}
	refused := func(name string, format page.Format, body []byte) {
		write("refused "+name, bodyVector{Comment: "opens nothing", Format: int(format), Body: hex.EncodeToString(body), Refused: name})
	}
	two := []recoveryDoor{{fixedRoot(2), "sister"}, {fixedRoot(3), "el cajón"}}
	move := &unfinishedMove{plan: fixedRoot(4), erase: []page.Root{fixedRoot(5), fixedRoot(6)}}
	move.copied[0] = 9
	recovery, first := door{plan: fixedRoot(1)}, door{plan: fixedRoot(1), first: true}
	full := door{plan: fixedRoot(1), first: true, doors: two, unfinished: move}
	good("recovery door", formatDoor, recovery.encode())
	good("first door", formatDoor, first.encode())
	good("first door with two recovery doors and an unfinished move", formatDoor, full.encode())
	good("starter", formatStarter, encodeStarter(StarterKey{fixedRoot(7).Key}))
	doc, err := plan.New(rand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	good("plan on one page", formatPlan, firstBody(nil, encodeStream(StarterKey{}, doc)))
	good("plan with a starter key", formatPlan, firstBody(nil, encodeStream(StarterKey{fixedRoot(8).Key}, doc)))
	fullFirst := firstBody([]page.Root{fixedRoot(9)}, make([]byte, page.MaxBody-1-page.RootSize))
	good("first page of two", formatPlan, fullFirst)

	m := func(entries ...cbor.Entry) []byte { return deflate(cbor.Encode(cbor.Map(entries))) }
	root := cbor.Entry{Key: cbor.Int(keyDoorPlan), Value: cbor.Bytes(fixedRoot(1).Expose())}
	doors := func(v cbor.Value) cbor.Entry { return cbor.Entry{Key: cbor.Int(keyDoorDoors), Value: v} }
	raw := cbor.Encode(cbor.Map{root})
	refused("door without a plan", formatDoor, m(doors(cbor.Array{})))
	refused("door with a root of 31 bytes", formatDoor, m(cbor.Entry{Key: cbor.Int(keyDoorPlan), Value: cbor.Bytes(make([]byte, 31))}))
	refused("door with an unknown key", formatDoor, m(root, cbor.Entry{Key: cbor.Int(9), Value: cbor.Int(1)}))
	refused("door with a text key", formatDoor, m(root, cbor.Entry{Key: cbor.Text("x"), Value: cbor.Int(1)}))
	refused("recovery door with an unfinished move", formatDoor, m(root, cbor.Entry{Key: cbor.Int(keyDoorUnfinished), Value: cbor.Map{
		{Key: cbor.Int(keyMovePlan), Value: root.Value}, {Key: cbor.Int(keyMoveErase), Value: cbor.Array{}}, {Key: cbor.Int(keyMoveCopied), Value: cbor.Bytes(make([]byte, 16))}}}))
	refused("recovery door without a name", formatDoor, m(root, doors(cbor.Array{cbor.Map{{Key: cbor.Int(keyItemRoot), Value: root.Value}}})))
	refused("list of doors that is a map", formatDoor, m(root, doors(cbor.Map{})))
	refused("door that is not deflated", formatDoor, raw)
	refused("door cut short", formatDoor, deflate(raw)[:len(deflate(raw))-3])
	refused("bytes after the deflated door", formatDoor, append(deflate(raw), 0))
	refused("door in CBOR that is not canonical", formatDoor, deflate(append([]byte{0xb8, 0x01}, raw[1:]...)))
	refused("door that is an array", formatDoor, deflate(cbor.Encode(cbor.Array{root.Value})))
	refused("starter key of 33 bytes", formatStarter, m(cbor.Entry{Key: cbor.Int(keyStarterKey), Value: cbor.Bytes(make([]byte, 33))}))
	refused("starter with a second key", formatStarter, m(cbor.Entry{Key: cbor.Int(keyStarterKey), Value: cbor.Bytes(make([]byte, 32))}, cbor.Entry{Key: cbor.Int(2), Value: cbor.Int(0)}))
	refused("empty first page", formatPlan, nil)
	refused("first page that names 65 pages", formatPlan, append([]byte{65}, make([]byte, page.MaxBody-1)...))
	refused("first page cut inside a root", formatPlan, append([]byte{2}, make([]byte, 63)...))
	refused("first page with room left and a further one", formatPlan, fullFirst[:len(fullFirst)-1])
	refused("plan without a document", formatPlan, firstBody(nil, deflate(make([]byte, 32))))
	refused("plan that inflates beyond the limit", formatPlan, firstBody(nil, deflate(make([]byte, maxInflated+1))))
	refused("body of an unknown format", 5, deflate(raw))
}

// FuzzBodies: no parser panics, and what parses is understood fully.
func FuzzBodies(f *testing.F) {
	first := door{plan: fixedRoot(1), first: true, doors: []recoveryDoor{{fixedRoot(2), "n"}}}
	f.Add(byte(formatDoor), first.encode())
	f.Add(byte(formatStarter), encodeStarter(StarterKey{fixedRoot(7).Key}))
	f.Add(byte(formatPlan), firstBody(nil, deflate(make([]byte, 40))))
	f.Fuzz(func(t *testing.T, format byte, body []byte) {
		_, _ = describe(page.Format(format), body)
	})
}

// FuzzDoor: malleability: what parses encodes to the same CBOR.
func FuzzDoor(f *testing.F) {
	first := door{plan: fixedRoot(1), first: true, doors: []recoveryDoor{{fixedRoot(2), "n"}}}
	b, err := inflate(first.encode())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := parseDoor(deflate(b))
		if err != nil {
			return
		}
		again, err := inflate(d.encode())
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x parses and encodes to %x", b, again)
		}
	})
}

// FuzzSite: no answer of a server makes the parser panic, and what parses is usable.
func FuzzSite(f *testing.F) {
	f.Add([]byte("realm=r\nwords=7\nadmission=open\ncover=recipes\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := ParseSite(b)
		if err == nil && (s.Realm == "" || s.Words < 7 || s.Words > 8) {
			t.Fatalf("accepted %+v", s)
		}
	})
}

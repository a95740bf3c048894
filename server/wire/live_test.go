package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"larkspur/server/wire"
)

// The layout of SPEC §10.2.
func TestTheLayoutOfAJoin(t *testing.T) {
	j := wire.Join{Way: wire.WayMeet}
	fill(j.Room[:], 0x70)
	want := slicesOf([]byte{1, 3}, run(0x70, 32), run(0, 478))
	if got := j.AppendTo([]byte("before")); !bytes.Equal(got, append([]byte("before"), want...)) {
		t.Errorf("the join is %x", got)
	}
	if len(want) != 512 || wire.FrameSize != 512 {
		t.Error("the size is not that of the specification")
	}
	if back, err := wire.ParseJoin(want); err != nil || back != j {
		t.Errorf("parsed otherwise: %v", err)
	}
}

// Every byte of a join is looked at, so nobody hides anything in one and no two joins mean the same.
func TestEveryByteOfAJoinIsLookedAt(t *testing.T) {
	j := wire.Join{Way: wire.WayOpen}
	fill(j.Room[:], 0x70)
	good := j.AppendTo(nil)
	for at := range good {
		for flip := 1; flip < 256; flip++ {
			bad := bytes.Clone(good)
			bad[at] ^= byte(flip)
			got, err := wire.ParseJoin(bad)
			way := at == 1 && bad[1] >= 1 && bad[1] <= 3
			if free := at >= 2 && at < 34 || way; free != (err == nil) || err != nil && !errors.Is(err, wire.ErrMalformed) {
				t.Fatalf("byte %d becomes %d: %v", at, bad[at], err)
			}
			if got == j {
				t.Fatalf("byte %d becomes %d, and it is the same join", at, bad[at])
			}
		}
	}
	for _, n := range []int{0, 1, 34, 511, 513, 1024} {
		if _, err := wire.ParseJoin(append(bytes.Clone(good), make([]byte, 512)...)[:n]); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("a join of %d bytes: %v", n, err)
		}
	}
}

func TestOnlyZerosAreJoined(t *testing.T) {
	b := make([]byte, wire.FrameSize)
	if !wire.Joined(b) || wire.Joined(b[1:]) || wire.Joined(append(b, 0)) || wire.Joined(nil) {
		t.Error("the size is not looked at, or nothing is joined")
	}
	for at := range b {
		b[at] = 1
		if wire.Joined(b) {
			t.Errorf("byte %d is not looked at", at)
		}
		b[at] = 0
	}
}

func TestRoomsDoNotPrint(t *testing.T) {
	j := wire.Join{Way: wire.WayKnock}
	fill(j.Room[:], 0xab)
	for _, verb := range []string{"%v", "%+v", "%s", "%#v"} {
		got := strings.ToLower(fmt.Sprintf(verb+" "+verb, j.Room, j))
		if strings.Contains(got, "171") || strings.Contains(got, "ab") {
			t.Errorf("%s printed %s", verb, got)
		}
	}
}

// The long course:
//
//	go test ./server/wire -run '^$' -fuzz FuzzParseJoin -fuzztime 10m
func FuzzParseJoin(f *testing.F) {
	for way := range byte(5) {
		j := wire.Join{Way: wire.Way(way)}
		f.Add(j.AppendTo(nil), 0)
	}
	f.Add([]byte{}, -1)
	f.Add(make([]byte, wire.FrameSize), 1)
	f.Fuzz(func(t *testing.T, head []byte, longer int) {
		b := make([]byte, wire.FrameSize+max(-wire.FrameSize, min(longer, 300)))
		copy(b, head)
		j, err := wire.ParseJoin(b)
		if err != nil {
			if err != wire.ErrMalformed || j != (wire.Join{}) {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		if !bytes.Equal(j.AppendTo(nil), b) {
			t.Fatal("what was parsed is laid out as other bytes")
		}
	})
}

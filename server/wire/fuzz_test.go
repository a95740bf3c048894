package wire_test

import (
	"bytes"
	"testing"

	"larkspur/server/wire"
)

// What parses is laid out again as the same bytes, so no two messages mean the same and none means two things. The long
// course:
//
//	go test ./server/wire -run '^$' -fuzz FuzzParseRequest -fuzztime 10m
//	go test ./server/wire -run '^$' -fuzz FuzzParseAnswer -fuzztime 10m

func FuzzParseRequest(f *testing.F) {
	for _, op := range []wire.Op{0, wire.OpRead, wire.OpWrite, wire.OpErase, 4} {
		q := filled()
		q.Op = op
		f.Add(q.AppendTo(nil)[:wire.HeaderSize], []byte("page"), 0)
	}
	f.Add([]byte{}, []byte{}, -1)
	f.Add(make([]byte, wire.HeaderSize), []byte{}, 1)
	f.Fuzz(func(t *testing.T, header, page []byte, longer int) {
		b := message(header, page, longer)
		q, err := wire.ParseRequest(b)
		if err != nil {
			if err != wire.ErrMalformed || q != nil {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		if !bytes.Equal(q.AppendTo(nil), b) {
			t.Fatal("what was parsed is laid out as other bytes")
		}
	})
}

func FuzzParseAnswer(f *testing.F) {
	for code := range wire.Code(8) {
		a := &wire.Answer{Code: code}
		f.Add(a.AppendTo(nil)[:wire.HeaderSize], []byte("page"), 0)
	}
	f.Add([]byte{}, []byte{}, -1)
	f.Add(make([]byte, wire.HeaderSize), []byte{}, 1)
	f.Fuzz(func(t *testing.T, header, page []byte, longer int) {
		b := message(header, page, longer)
		a, err := wire.ParseAnswer(b)
		if err != nil {
			if err != wire.ErrMalformed || a != nil {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		if !bytes.Equal(a.AppendTo(nil), b) {
			t.Fatal("what was parsed is laid out as other bytes")
		}
	})
}

// message joins the two parts into a message that is longer bytes longer than one is, so that the fuzzer need not find
// the size by itself.
func message(header, page []byte, longer int) []byte {
	longer = max(-wire.MessageSize, min(longer, 300))
	b := make([]byte, wire.MessageSize+longer)
	copy(b, header[:min(len(header), wire.HeaderSize)])
	if len(b) > wire.HeaderSize {
		copy(b[wire.HeaderSize:], page)
	}
	return b
}

package client_test

import (
	"bytes"
	"slices"
	"testing"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/crypto/phrase"
	"larkspur/server/wire"
)

// laid is one page as it lies at the server, opened with its root.
type laid struct {
	root   page.Root
	sealed [wire.PageSize]byte
	format page.Format
	body   []byte
}

// vault is everything that a phrase leads to, opened page by page without any code of a session.
type vault struct {
	door     client.DoorInside
	doorBody []byte // inflated
	plan     *plan.Plan
	stream   []byte // inflated: starter key and document
	pages    []laid // the door, the recovery doors, the first page, further pages
}

// at reads the page under root; false when nothing opens there.
func (d *deployment) at(tb testing.TB, root page.Root) (laid, bool) {
	tb.Helper()
	keys := root.Keys()
	raw, err := d.call((&wire.Request{Op: wire.OpRead, Locator: keys.Locator()}).AppendTo(nil))
	must(tb, err)
	a, err := wire.ParseAnswer(raw)
	must(tb, err)
	l := laid{root: root, sealed: a.Page}
	l.format, l.body, err = keys.Open(&a.Page)
	return l, err == nil
}

// inside opens all that p leads to.
func (d *deployment) inside(tb testing.TB, p phrase.Phrase) vault {
	tb.Helper()
	root, err := quickDerive(ctx, p.Canonical(), realm)
	must(tb, err)
	return d.under(tb, root)
}

// under opens all that the door under root leads to.
func (d *deployment) under(tb testing.TB, root page.Root) vault {
	tb.Helper()
	var v vault
	read := func(root page.Root, format page.Format) []byte {
		tb.Helper()
		l, ok := d.at(tb, root)
		if !ok || l.format != format {
			tb.Fatalf("a page of format %d is not where something leads to it", format)
		}
		v.pages = append(v.pages, l)
		return l.body
	}
	body := read(root, client.FormatDoor)
	var err error
	v.door, err = client.OpenDoor(body)
	must(tb, err)
	v.doorBody, err = client.Inflate(body)
	must(tb, err)
	for _, r := range v.door.Doors {
		read(r, client.FormatDoor)
	}
	further, stream, err := client.OpenFirst(read(v.door.Plan, client.FormatPlan))
	must(tb, err)
	for _, r := range further {
		stream = append(slices.Clip(stream), read(r, client.FormatMore)...)
	}
	_, v.plan, err = client.OpenStream(stream)
	must(tb, err)
	v.stream, err = client.Inflate(stream)
	must(tb, err)
	return v
}

// bytes is every byte that v leads to, as sealed, as opened and as inflated.
func (v vault) bytes() []byte {
	var all []byte
	for _, l := range v.pages {
		all = append(append(all, l.sealed[:]...), l.body...)
		if text, err := client.Inflate(l.body); err == nil {
			all = append(all, text...)
		}
	}
	return append(append(all, v.doorBody...), v.stream...)
}

// holds reports whether what stands anywhere in v.
func (v vault) holds(what []byte) bool { return bytes.Contains(v.bytes(), what) }

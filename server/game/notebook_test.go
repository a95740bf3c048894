package game

import (
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"larkspur/client"
	"larkspur/client/plan"
	"larkspur/crypto/page"
	"larkspur/server/wire"
)

// open is what the adversary does with a phrase: type it, and read every page that it leads to with the keys.
func (n *notebook) open(h *house, d *draw) error {
	at := h.device(d.of(fmt.Sprint("opens ", n.doors)))
	o, err := at.Open(context.Background(), n.words)
	n.nothing = errors.Is(err, client.ErrNothing)
	if err := at.settled(err); err != nil {
		return err
	}
	n.doc, n.starter, n.first = o.Session.Plan(), o.Session.StarterKey().Expose(), o.Session.State().First
	n.doors = len(o.Session.RecoveryDoors())
	for root, next := rootOf(n.words), true; next; {
		keys := root.Keys()
		b, _, err := h.call((&wire.Request{Op: wire.OpRead, Locator: keys.Locator()}).AppendTo(nil))
		if err != nil {
			return err
		}
		a, err := wire.ParseAnswer(b)
		if err != nil {
			return err
		}
		format, body, err := keys.Open(&a.Page)
		if err != nil {
			return err
		}
		n.answers, n.formats, n.bodies = append(n.answers, a), append(n.formats, format), append(n.bodies, body)
		root, next = planOf(format, body)
	}
	return nil
}

// planOf is the root that a door leads to: the byte string of 32 under the first key of its map (SPEC §5.1).
func planOf(format page.Format, body []byte) (page.Root, bool) {
	b, err := io.ReadAll(flate.NewReader(bytes.NewReader(body)))
	at := bytes.Index(b, []byte{0x01, 0x58, 0x20})
	if format != 1 || err != nil || at < 0 || at+35 > len(b) {
		return page.Root{}, false
	}
	root, err := page.RootFrom(b[at+3 : at+35])
	return root, err == nil
}

// lookAtOne reads a notebook.
func lookAtOne(n notebook, c *clues) {
	items, text, titles := 0, 0, 0
	for _, s := range n.doc.Sections() {
		titles += len(s.Title())
	}
	for _, i := range n.doc.Items() {
		items++
		text += len(i.Text("text"))
		titles += len(i.Text("title"))
	}
	encoded := plan.Encode(n.doc)
	h := histogram(encoded)
	c.yes("a notebook", n.doc.Notebook())
	c.yes("opens nothing", n.nothing)
	c.yes("a first phrase", n.first)
	c.add("recovery phrases", float64(n.doors))
	c.add("sections", float64(len(n.doc.Sections())))
	c.add("items", float64(items))
	c.add("bytes of text", float64(text))
	c.add("bytes of titles", float64(titles))
	c.add("bytes of the document", float64(len(encoded)))
	c.add("bytes of it that are 0", float64(h[0]))
	c.add("settings", float64(len(n.doc.Settings())))
	c.add("bytes of their names", float64(len(strings.Join(n.doc.Settings(), ""))))
	c.add("conflicts", float64(n.doc.Conflicts()))
	zeros := 0
	for _, b := range n.starter {
		if b == 0 {
			zeros++
		}
	}
	c.add("bytes of the starter key", float64(len(n.starter)))
	c.add("bytes of it that are 0, of the key", float64(zeros))
	c.yes("the starter key that all have", bytes.Equal(n.starter, starterBytes))
	c.add("pages", float64(len(n.answers)))
	for i, name := range []string{"door", "plan"} {
		c.add("format of the "+name, float64(n.formats[i]))
		c.add("bytes of the "+name, float64(len(n.bodies[i])))
		c.add("first byte of the "+name, float64(n.bodies[i][0]))
		c.add("version of the "+name, float64(n.answers[i].Version[0]))
		c.add("chi-square of the "+name, chiSquare(histogram(n.answers[i].Page[:]), pageSize))
	}
}

// lookAtLine reads how a notebook's making and use looked on the line.
func lookAtLine(n notebook, c *clues) {
	c.add("calls", float64(len(n.calls)))
	sizes, wait := map[[2]int]bool{}, time.Duration(0)
	for _, p := range n.calls {
		sizes[[2]int{p.up, p.down}] = true
		wait += p.answered.Sub(p.sent)
	}
	c.add("sizes", float64(len(sizes)))
	c.add("ms of waiting", float64(wait.Milliseconds()))
	if len(n.calls) > 0 {
		c.add("ms in all", float64(n.calls[len(n.calls)-1].answered.Sub(n.calls[0].sent).Milliseconds()))
	} else {
		c.add("ms in all", -1)
	}
}

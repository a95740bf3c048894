package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"larkspur/server/control"
	"larkspur/server/disclose"
)

// toAsk is the category of what only disclose has.
const toAsk = "The report"

func discloseFlags() []cli.Flag {
	var all []cli.Flag
	for _, f := range serveFlags() {
		if f.Names()[0] != "new-key" {
			all = append(all, f)
		}
	}
	return append(all,
		&cli.BoolFlag{Name: "json", Category: toAsk, Usage: "print the report as JSON"},
		&cli.StringFlag{Name: "html", Category: toAsk, Usage: "write it to `FILE` too, as a page to be printed"},
		&cli.StringSliceFlag{Name: "locator", Category: toAsk, Usage: "add everything about one locator, `HEX` of 64 digits; may be given again for others"},
		&cli.StringFlag{Name: "page", Category: toAsk, Usage: "write the sealed page under the one --locator to `FILE`"},
		&cli.Int64Flag{Name: "examine", Category: toAsk, Usage: "examine `NUMBER` objects at the most for whether they look like noise (default: all, at some hundreds a second)"},
	)
}

func discloseCommand() *cli.Command {
	return &cli.Command{
		Name:  "disclose",
		Usage: "say what the operator holds: the report for the morning a subpoena comes",
		Description: "Prints counts, sizes and dates of what is stored, whether it looks like noise, files, settings without their secrets, and\n" +
			"what does not exist, in words for a lawyer. A server that runs on the same --data makes the report; without one, give\n" +
			"the settings of serve. Nothing in the store is changed, and nothing there is opened but what --locator names.",
		Flags:        discloseFlags(),
		Action:       discloseAll,
		OnUsageError: onUsageError,
	}
}

func discloseAll(c *cli.Context) error {
	s, err := settingsOf(c, discloseFlags())
	if err != nil {
		return err
	}
	if err := noCoreDumps(); err != nil {
		return fmt.Errorf("core dumps could not be turned off: %w", err)
	}
	a := asked{Locators: c.StringSlice("locator"), Examine: c.Int64("examine")}
	if err := checkAsked(a, c.String("page")); err != nil {
		return err
	}
	p := &progress{out: c.App.ErrWriter, what: "looking at objects"}
	show := func(done, of int64) { p.show(int(done), int(of)) }
	r, err := discloseThere(c, s, a, show)
	if errors.Is(err, control.ErrNobody) {
		r, err = discloseHere(c, s, a, show)
	}
	if c.Context.Err() != nil {
		return errors.New("stopped before the report was made; nothing was changed")
	}
	if err != nil {
		return err
	}
	p.end()
	return deliver(c, r)
}

func checkAsked(a asked, page string) error {
	for _, l := range a.Locators {
		if _, err := parseLocator(l); err != nil {
			return err
		}
	}
	if page != "" && len(a.Locators) != 1 {
		return usage("--page needs one --locator")
	}
	if a.Examine < 0 {
		return usage("--examine %d: a number of objects is needed, or 0 for all", a.Examine)
	}
	return nil
}

// discloseThere has the server make the report that runs on the data folder.
func discloseThere(c *cli.Context, s settings, a asked, show func(done, of int64)) (*disclose.Report, error) {
	dir, err := dataPath(s.data)
	if err != nil {
		return nil, err
	}
	var report, page []byte
	err = control.Call(c.Context, filepath.Join(dir, control.File), "disclose", a, func(line json.RawMessage) error {
		var p part
		if err := json.Unmarshal(line, &p); err != nil {
			return fmt.Errorf("the server's answer is not understood: %w", err)
		}
		if len(report)+len(p.Report) > maxParts {
			return errors.New("the server's report is longer than can be")
		}
		report = append(report, p.Report...)
		if p.Page != nil {
			page = p.Page
		}
		if p.Done > 0 {
			show(p.Done, p.Of)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r, err := disclose.Parse(report)
	if err != nil {
		return nil, err
	}
	r.Page = page
	return r, nil
}

// discloseHere looks by itself. It makes nothing: neither a folder nor a bucket, a key or a realm.
func discloseHere(c *cli.Context, s settings, a asked, show func(done, of int64)) (r *disclose.Report, err error) {
	d := disclosure{settings: s}
	if d.dir, err = dataPath(s.data); err != nil {
		return nil, err
	}
	if _, err := os.Stat(d.dir); errors.Is(err, fs.ErrNotExist) {
		return nil, usage("there is no data folder at %s; which one does the server have? Give --data", d.dir)
	}
	d.key = s.keyPath(d.dir)
	if s.s3.endpoint != "" {
		if d.bucket, err = bucketClient(s.s3); err != nil {
			return nil, err
		}
		return d.build(c.Context, a, show)
	}
	release, err := d.folder().Hold()
	if errors.Is(err, disclose.ErrLocked) {
		return nil, fmt.Errorf("%w by a larkspurd that does not answer: it is starting, is of an older version, or runs with another --data (%w)", errInUse, err)
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	return d.build(c.Context, a, show)
}

// deliver writes the report wherever it is wanted.
func deliver(c *cli.Context, r *disclose.Report) error {
	write := disclose.Text
	if c.Bool("json") {
		write = disclose.JSON
	}
	if err := write(c.App.Writer, r); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	if path := c.String("html"); path != "" {
		if err := writeFile(path, func(w io.Writer) error { return disclose.HTML(w, r) }); err != nil {
			return fmt.Errorf("--html: %w", err)
		}
	}
	path := c.String("page")
	if path == "" {
		return nil
	}
	if r.Page == nil {
		return errors.New("--page: no sealed page lies under this locator, so nothing was written")
	}
	if err := writeFile(path, func(w io.Writer) error { _, err := w.Write(r.Page); return err }); err != nil {
		return fmt.Errorf("--page: %w", err)
	}
	return nil
}

// writeFile makes a file that its owner alone may read, or replaces what one holds.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(filepath.Clean(path), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Sync(), f.Close())
}

package bundle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
)

// Limits in brotli bytes. A phone on a slow line waits some ten seconds for the first, and not at all for the second. Without the
// live link the core weighs 1,097,000; what several write together (client/live/joint) is 63,000 of what came with it.
const (
	CoreLimit  = 1_320_000
	CoverLimit = 30_000
)

// Report is what the build weighs, in brotli bytes.
type Report struct {
	Core int
	// Covers is everything a visitor loads before the core, by "cover, language".
	Covers []Weight
	// Files lists every file.
	Files []Weight
	// Packages lists the code of the core, see packages.
	Packages []Weight
	// Readings says how hard the words are to read.
	Readings []Reading
}

// Weight is a name with its plain and brotli sizes in bytes.
type Weight struct {
	Name         string
	Plain, Small int
}

// Err is nil when everything is within the limits.
func (r *Report) Err() error {
	var over []error
	if r.Core > CoreLimit {
		over = append(over, fmt.Errorf("the core weighs %d bytes, limit %d", r.Core, CoreLimit))
	}
	for _, c := range r.Covers {
		if c.Small > CoverLimit {
			over = append(over, fmt.Errorf("%s weighs %d bytes, limit %d", c.Name, c.Small, CoverLimit))
		}
	}
	return errors.Join(over...)
}

// lightest is what a package weighs that is listed by itself, in bytes of code.
const lightest = 20_000

// String is the table.
func (r *Report) String() string {
	var b strings.Builder
	rest := Weight{Name: "code of all other packages"}
	for _, p := range r.Packages {
		if p.Plain < lightest {
			rest.Plain, rest.Small = rest.Plain+p.Plain, rest.Small+p.Small
			continue
		}
		fmt.Fprintf(&b, "%-44s %10d %10d\n", "code of "+p.Name, p.Plain, p.Small)
	}
	if rest.Plain > 0 {
		fmt.Fprintf(&b, "%-44s %10d %10d\n", rest.Name, rest.Plain, rest.Small)
	}
	fmt.Fprintf(&b, "%-44s %10s %10s %10s\n", "", "bytes", "brotli", "limit")
	for _, f := range r.Files {
		fmt.Fprintf(&b, "%-44s %10d %10d\n", f.Name, f.Plain, f.Small)
	}
	for _, c := range r.Covers {
		fmt.Fprintf(&b, "%-44s %10d %10d %10d\n", "before the core: "+c.Name, c.Plain, c.Small, CoverLimit)
	}
	fmt.Fprintf(&b, "%-44s %10s %10d %10d\n", "core", "", r.Core, CoreLimit)
	b.WriteString(readingTable(r.Readings))
	return b.String()
}

// compress writes NAME.br beside every file.
func compress(ctx context.Context, out string) error {
	entries, err := os.ReadDir(out)
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		path := filepath.Join(out, e.Name())
		plain, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		var small bytes.Buffer
		w := brotli.NewWriterOptions(&small, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24})
		if _, err := w.Write(plain); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		if err := w.Close(); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		if err := os.WriteFile(path+".br", small.Bytes(), 0o644); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	return nil
}

func weigh(out string) (*Report, error) {
	entries, err := os.ReadDir(out)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	size := make(map[string]int)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return nil, fmt.Errorf("bundle: %w", err)
		}
		size[e.Name()] = int(info.Size())
	}
	r := &Report{Core: size[CoreFile+".br"]}
	for _, e := range entries {
		if name := e.Name(); !strings.HasSuffix(name, ".br") {
			r.Files = append(r.Files, Weight{name, size[name], size[name+".br"]})
		}
	}
	for _, cover := range Covers {
		for _, lang := range Langs {
			w := Weight{Name: cover + ", " + lang}
			for _, name := range []string{cover + ".html", ShellFile, WorkerFile, StyleFile, lang + ".json"} {
				w.Plain += size[name]
				w.Small += size[name+".br"]
			}
			r.Covers = append(r.Covers, w)
		}
	}
	return r, nil
}

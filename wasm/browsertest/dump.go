//go:build unix

package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// failed wraps err with what was being done, what could be read on the page, and
// the folder that holds a picture.
func (p *page) failed(ctx context.Context, what string, err error) error {
	// The caller's deadline may be what ended it: the look around has its own.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	text := "(the page does not answer)"
	if a, err := ask(ctx, p.engine, question{Op: "text"}); err == nil {
		text = a.Text
	}
	where := "no dump: "
	if dir, derr := p.dump(ctx, text); derr != nil {
		where += derr.Error()
	} else {
		where = "dump in " + dir
	}
	return fmt.Errorf("%s: %s: %w\n%s\nthe page reads:\n%s", p.kind, what, err, where, clip(text, 3000))
}

// dump writes the picture, text and console of the page.
func (p *page) dump(ctx context.Context, text string) (string, error) {
	if p.opts.Dump == "" {
		dir, err := os.MkdirTemp("", "larkspur-dump-")
		if err != nil {
			return "", err
		}
		p.opts.Dump = dir
	}
	p.dumps++
	base := filepath.Join(p.opts.Dump, fmt.Sprintf("%s-%d", p.kind, p.dumps))
	console := strings.Join(p.notes.all(), "\n")
	if err := os.WriteFile(base+".txt", []byte(text+"\n\n"+console+"\n"), 0o600); err != nil {
		return "", err
	}
	if png, err := p.engine.screenshot(ctx); err == nil {
		if err := os.WriteFile(base+".png", png, 0o600); err != nil {
			return "", err
		}
	}
	return p.opts.Dump, nil
}

// clip shortens s without touching its lines.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

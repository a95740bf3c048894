//go:build unix

package browsertest

import (
	"context"
	"fmt"
	"time"
)

func (p *page) Type(ctx context.Context, text string) error {
	return p.do(ctx, "typing", func(ctx context.Context) error { return p.engine.strike(ctx, runes(text)) })
}

func (p *page) Press(ctx context.Context, keys ...string) error {
	return p.do(ctx, fmt.Sprintf("pressing %v", keys), func(ctx context.Context) error {
		strokes := make([]stroke, 0, len(keys))
		for _, key := range keys {
			s, err := parseStroke(key)
			if err != nil {
				return err
			}
			strokes = append(strokes, s)
		}
		return p.engine.strike(ctx, strokes)
	})
}

func (p *page) HoldKey(ctx context.Context, key string, long time.Duration) error {
	return p.do(ctx, "holding "+key, func(ctx context.Context) error {
		s, err := parseStroke(key)
		if err != nil {
			return err
		}
		s.long = long
		return p.engine.strike(ctx, []stroke{s})
	})
}

func (p *page) Click(ctx context.Context, target Target) error {
	return p.Hold(ctx, target, 0)
}

func (p *page) Hold(ctx context.Context, target Target, long time.Duration) error {
	return p.do(ctx, "clicking "+target.String(), func(ctx context.Context) error {
		var last answer
		a, err := p.one(ctx, question{Op: "point", Target: target}, func(a answer) (bool, string) {
			still := a.X == last.X && a.Y == last.Y
			last = a
			switch {
			case a.Off:
				return false, a.What + " is switched off"
			case a.Cover != "":
				return false, a.What + " cannot be reached: " + a.Cover
			}
			return still, a.What + " is moving"
		})
		if err != nil {
			return err
		}
		return p.engine.press(ctx, a.X, a.Y, long)
	})
}

func (p *page) Focus(ctx context.Context, target Target) error {
	return p.do(ctx, "focusing "+target.String(), func(ctx context.Context) error {
		_, err := p.one(ctx, question{Op: "focus", Target: target}, focused)
		return err
	})
}

func (p *page) Fill(ctx context.Context, target Target, text string) error {
	return p.do(ctx, "filling "+target.String(), func(ctx context.Context) error {
		a, err := p.one(ctx, question{Op: "select", Target: target, Text: text}, focused)
		if err != nil {
			return err
		}
		if a.Set {
			if a.Value != text {
				return fmt.Errorf("browsertest: %s took %q for %q", a.What, a.Value, text)
			}
			return nil
		}
		if text == "" {
			del, err := parseStroke("Delete")
			if err != nil {
				return err
			}
			return p.engine.strike(ctx, []stroke{del})
		}
		return p.engine.strike(ctx, runes(text))
	})
}

func focused(a answer) (bool, string) {
	switch {
	case a.Off:
		return false, a.What + " is switched off"
	case !a.Focused:
		return false, a.What + " does not take the focus"
	}
	return true, ""
}

//go:build unix

package browsertest

import (
	"context"
	"time"
)

func (c *chromium) strike(ctx context.Context, strokes []stroke) error {
	for _, s := range strokes {
		var mods modifier
		for _, m := range s.held() {
			mods |= m.bitOf()
			if err := c.key(ctx, "keyDown", m, mods); err != nil {
				return err
			}
		}
		if err := c.key(ctx, "keyDown", s, mods|s.bitOf()); err != nil {
			return err
		}
		time.Sleep(s.long)
		if err := c.key(ctx, "keyUp", s, mods); err != nil {
			return err
		}
		held := s.held()
		for i := len(held) - 1; i >= 0; i-- {
			mods &^= held[i].bitOf()
			if err := c.key(ctx, "keyUp", held[i], mods); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *chromium) key(ctx context.Context, kind string, s stroke, mods modifier) error {
	params := object{
		"type": kind, "key": s.key, "code": s.code, "modifiers": int64(mods),
		"windowsVirtualKeyCode": s.vk, "nativeVirtualKeyCode": s.vk,
	}
	if kind == "keyDown" {
		if s.text != "" {
			params["text"] = s.text
		} else {
			params["type"] = "rawKeyDown"
		}
	}
	return c.call(ctx, "Input.dispatchKeyEvent", params, nil)
}

func (c *chromium) press(ctx context.Context, x, y float64, long time.Duration) error {
	for _, kind := range []string{"mouseMoved", "mousePressed", "mouseReleased"} {
		params := object{"type": kind, "x": x, "y": y}
		if kind != "mouseMoved" {
			params["button"], params["clickCount"] = "left", 1
		}
		if kind == "mousePressed" {
			params["buttons"] = 1
		}
		if err := c.call(ctx, "Input.dispatchMouseEvent", params, nil); err != nil {
			return err
		}
		if kind == "mousePressed" && long > 0 {
			time.Sleep(long)
		}
	}
	return nil
}

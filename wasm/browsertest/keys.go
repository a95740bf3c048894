//go:build unix

package browsertest

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/chromedp/chromedp/kb"
)

// modifier is a bit set in the encoding of the Chrome DevTools Protocol.
type modifier int64

const (
	alt modifier = 1 << iota
	control
	meta
	shift
)

// stroke is one key pressed and released, with modifiers held around it.
type stroke struct {
	key  string // DOM KeyboardEvent.key
	code string // DOM KeyboardEvent.code, where known
	text string // what it writes, if anything
	vk   int64  // Windows virtual key code, for Chromium
	wd   rune   // WebDriver's key value, for Firefox
	mods modifier
	long time.Duration // between the two
}

// named are the keys that write nothing, or something other than their name.
var named = map[string]stroke{
	"Enter":      {key: "Enter", code: "Enter", text: "\r", vk: 13, wd: '\ue007'},
	"Tab":        {key: "Tab", code: "Tab", vk: 9, wd: '\ue004'},
	"Escape":     {key: "Escape", code: "Escape", vk: 27, wd: '\ue00c'},
	"Backspace":  {key: "Backspace", code: "Backspace", vk: 8, wd: '\ue003'},
	"Delete":     {key: "Delete", code: "Delete", vk: 46, wd: '\ue017'},
	"Space":      {key: " ", code: "Space", text: " ", vk: 32, wd: ' '},
	"Home":       {key: "Home", code: "Home", vk: 36, wd: '\ue011'},
	"End":        {key: "End", code: "End", vk: 35, wd: '\ue010'},
	"PageUp":     {key: "PageUp", code: "PageUp", vk: 33, wd: '\ue00e'},
	"PageDown":   {key: "PageDown", code: "PageDown", vk: 34, wd: '\ue00f'},
	"ArrowLeft":  {key: "ArrowLeft", code: "ArrowLeft", vk: 37, wd: '\ue012'},
	"ArrowUp":    {key: "ArrowUp", code: "ArrowUp", vk: 38, wd: '\ue013'},
	"ArrowRight": {key: "ArrowRight", code: "ArrowRight", vk: 39, wd: '\ue014'},
	"ArrowDown":  {key: "ArrowDown", code: "ArrowDown", vk: 40, wd: '\ue015'},
	"Shift":      {key: "Shift", code: "ShiftLeft", vk: 16, wd: '\ue008'},
	"Control":    {key: "Control", code: "ControlLeft", vk: 17, wd: '\ue009'},
	"Alt":        {key: "Alt", code: "AltLeft", vk: 18, wd: '\ue00a'},
	"Meta":       {key: "Meta", code: "MetaLeft", vk: 91, wd: '\ue03d'},
	"F1":         {key: "F1", code: "F1", vk: 112, wd: '\ue031'},
	"F5":         {key: "F5", code: "F5", vk: 116, wd: '\ue035'},
}

// modifiers in the order in which they are pressed.
var modifiers = []struct {
	name string
	bit  modifier
}{{"Control", control}, {"Alt", alt}, {"Meta", meta}, {"Shift", shift}}

// bitOf is the modifier that a stroke by itself is, or 0.
func (s stroke) bitOf() modifier {
	for _, m := range modifiers {
		if m.name == s.key {
			return m.bit
		}
	}
	return 0
}

// held returns the modifier keys to hold around s.
func (s stroke) held() []stroke {
	var keys []stroke
	for _, m := range modifiers {
		if s.mods&m.bit != 0 {
			keys = append(keys, named[m.name])
		}
	}
	return keys
}

// parseStroke reads "Tab", "a", "Shift+Tab" or "Control+a".
func parseStroke(s string) (stroke, error) {
	var mods modifier
	rest := s
next:
	for {
		for _, m := range modifiers {
			if tail, ok := strings.CutPrefix(rest, m.name+"+"); ok && tail != "" {
				mods |= m.bit
				rest = tail
				continue next
			}
		}
		break
	}
	k, ok := named[rest]
	if !ok {
		if utf8.RuneCountInString(rest) != 1 {
			return stroke{}, fmt.Errorf("browsertest: no key is called %q", s)
		}
		r, _ := utf8.DecodeRuneInString(rest)
		k = fromRune(r)
	}
	k.mods = mods
	if mods&^shift != 0 {
		k.text = "" // a shortcut writes nothing
	}
	return k, nil
}

// runes is the strokes that write text. A new line is Enter, a tab is Tab.
func runes(text string) []stroke {
	strokes := make([]stroke, 0, len(text))
	for _, r := range text {
		strokes = append(strokes, fromRune(r))
	}
	return strokes
}

// fromRune is the key that writes r. Keys that no American keyboard has carry
// their text and no code, as they do from an input method.
func fromRune(r rune) stroke {
	switch r {
	case '\n', '\r':
		return named["Enter"]
	case '\t':
		return named["Tab"]
	}
	s := stroke{key: string(r), text: string(r), wd: r}
	if k, ok := kb.Keys[r]; ok && k.Print {
		s.code, s.vk = k.Code, k.Windows
	}
	return s
}

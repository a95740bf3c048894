// Package view turns the state of a session into trees of nodes, which the page draws.
//
// It is pure: no clock, no browser, no randomness, so that every screen is tested natively. A tree is plain data. What
// the page does with it (which tags and attributes it takes, how it keeps focus and typing) is written in
// wasm/web/bridge.d.ts; nothing here can make it parse markup.
package view

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"larkspur/client/catalog"
	"larkspur/client/plan"
)

// Node is an element, or a piece of text when Tag is empty.
type Node struct {
	// Tag is an element name of the shell's allow list, in lower case. Empty: the node is Text and nothing else.
	Tag string
	// Key tells siblings apart across trees. A node with a key keeps its element, and with it focus and caret, when it
	// moves among its siblings. Siblings without keys are matched by place and tag.
	Key string
	// Text is shown before the Children.
	Text string
	// Attrs are attributes in the order given; names outside the shell's allow list are dropped there.
	Attrs []Attr
	// Children follow Text. A nil child is skipped, so that a condition can be written in place.
	Children []*Node
	// On names what is told to the core when something happens to the element.
	On []Handler
	// Value is what an input or textarea holds, always sent for those two.
	Value string
	// Focus asks for the focus, once: when the node appears with it, or when it had none in the tree before.
	Focus bool
}

// Attr is one attribute. A boolean attribute has an empty Value.
type Attr struct{ Name, Value string }

// Handler binds an event (click, input, change, submit, focusout, escape) to the action id that the core is told.
type Handler struct{ Event, Action string }

// El makes an element with children; nil children are allowed. What it is is written as a style sheet would name it: a tag,
// .classes, the #key and [attributes=with values], in any order after the tag. (A call for each of them weighs more in the
// client than all that reads this.)
func El(spec string, children ...*Node) *Node {
	n := &Node{Children: children}
	var classes string
	for at := 0; at < len(spec); {
		end := at + 1
		if spec[at] == '[' {
			end = at + strings.IndexByte(spec[at:]+"]", ']') + 1
		} else {
			for end < len(spec) && spec[end] != '.' && spec[end] != '#' && spec[end] != '[' {
				end++
			}
		}
		switch part := spec[at:min(end, len(spec))]; part[0] {
		case '.':
			classes += " " + part[1:]
		case '#':
			n.Key = part[1:]
		case '[':
			name, value, _ := strings.Cut(strings.TrimSuffix(part[1:], "]"), "=")
			n.Attr(name, value)
		default:
			n.Tag = part
		}
		at = end
	}
	if classes != "" {
		n.Attr("class", classes[1:])
	}
	return n
}

// Text makes a text node.
func Text(s string) *Node { return &Node{Text: s} }

// Leaf makes an element that holds a text alone. The spec is as in El.
func Leaf(spec, text string) *Node {
	n := El(spec)
	n.Text = text
	return n
}

// Say makes an element that holds a text of the catalogue.
func Say(w *catalog.Words, spec, key string, args ...string) *Node {
	return Leaf(spec, w.Text(key, args...))
}

// WithKey sets the key and returns the node.
func (n *Node) WithKey(key string) *Node { n.Key = key; return n }

// Class adds a class attribute and returns the node.
func (n *Node) Class(names string) *Node { return n.Attr("class", names) }

// Attr adds an attribute, or replaces the one of that name, and returns the node.
func (n *Node) Attr(name, value string) *Node {
	for i := range n.Attrs {
		if n.Attrs[i].Name == name {
			n.Attrs[i].Value = value
			return n
		}
	}
	n.Attrs = append(n.Attrs, Attr{name, value})
	return n
}

// Flag adds a boolean attribute when on holds, and returns the node.
func (n *Node) Flag(name string, on bool) *Node {
	if on {
		return n.Attr(name, "")
	}
	return n
}

// Handle binds an event to an action and returns the node.
func (n *Node) Handle(event, action string) *Node {
	n.On = append(n.On, Handler{event, action})
	return n
}

// Click binds a click to an action and returns the node.
func (n *Node) Click(action string) *Node { return n.Handle("click", action) }

// Val sets the value of an input or textarea and returns the node.
func (n *Node) Val(value string) *Node { n.Value = value; return n }

// Focused asks for the focus when on holds, and returns the node.
func (n *Node) Focused(on bool) *Node { n.Focus = on; return n }

// Add appends children and returns the node.
func (n *Node) Add(children ...*Node) *Node {
	n.Children = append(n.Children, children...)
	return n
}

// AppendJSON appends the tree in the form of wasm/web/bridge.d.ts to b. Text that is not valid UTF-8 comes out with
// U+FFFD in place of each bad byte; a nil node appends null. Texts come out without characters that turn the direction of what stands
// around them (plan.Turning); values of controls have them.
//
// It is written by hand because encoding/json brings reflection and some hundred kilobytes into the client.
func AppendJSON(b []byte, n *Node) []byte {
	if n == nil {
		return append(b, "null"...)
	}
	if n.Tag == "" {
		b = append(b, `{"x":`...)
		b = AppendString(b, shown(n.Text))
		return append(b, '}')
	}
	b = append(b, `{"t":`...)
	b = AppendString(b, n.Tag)
	if n.Key != "" {
		b = append(b, `,"k":`...)
		b = AppendString(b, n.Key)
	}
	if len(n.Attrs) > 0 {
		b = append(b, `,"a":{`...)
		for i, a := range n.Attrs {
			b = appendPair(b, i, a.Name, a.Value)
		}
		b = append(b, '}')
	}
	if n.Text != "" {
		b = append(b, `,"x":`...)
		b = AppendString(b, shown(n.Text))
	}
	if len(n.On) > 0 {
		b = append(b, `,"on":{`...)
		for i, h := range n.On {
			b = appendPair(b, i, h.Event, h.Action)
		}
		b = append(b, '}')
	}
	if n.Value != "" || n.Tag == "input" || n.Tag == "textarea" {
		b = append(b, `,"v":`...)
		b = AppendString(b, n.Value)
	}
	if n.Focus {
		b = append(b, `,"f":true`...)
	}
	b = appendChildren(b, n.Children)
	return append(b, '}')
}

// shown is a text as it is drawn: without what turns what stands around it. What a box holds is as it was typed.
func shown(s string) string {
	return strings.Map(func(r rune) rune {
		if plan.Turning(r) {
			return -1
		}
		return r
	}, s)
}

func appendChildren(b []byte, children []*Node) []byte {
	first := true
	for _, c := range children {
		if c == nil {
			continue
		}
		if first {
			b = append(b, `,"c":[`...)
		} else {
			b = append(b, ',')
		}
		first = false
		b = AppendJSON(b, c)
	}
	if !first {
		b = append(b, ']')
	}
	return b
}

func appendPair(b []byte, i int, name, value string) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	b = AppendString(b, name)
	b = append(b, ':')
	return AppendString(b, value)
}

// AppendString appends s as a JSON string to b.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	plain := 0 // from here on s is copied as it is
	for i, r := range s {
		if r >= 0x20 && r != '"' && r != '\\' && r != 0x7f && r != '\u2028' && r != '\u2029' && r != utf8.RuneError {
			continue
		}
		b = append(b, s[plain:i]...)
		_, size := utf8.DecodeRuneInString(s[i:])
		plain = i + size
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == utf8.RuneError: // a bad byte ranges as this
			b = append(b, "\ufffd"...)
		default:
			b = append(b, `\u`...)
			h := strconv.FormatUint(uint64(r), 16)
			b = append(b, "0000"[len(h):]...)
			b = append(b, h...)
		}
	}
	return append(append(b, s[plain:]...), '"')
}

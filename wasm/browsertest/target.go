//go:build unix

package browsertest

import (
	"fmt"
	"strings"
)

// Target says which element is meant. Names are compared whole, with runs of
// white space alike. Exactly one element must match, unless Nth says which.
type Target struct {
	// Role is the ARIA role, explicit or implied by the element.
	Role string `json:"role,omitempty"`
	// Name is the accessible name; with an empty Role it names a field.
	Name string `json:"name,omitempty"`
	// Text is the whole readable text of the innermost element that has it.
	Text string `json:"text,omitempty"`
	// Selector is a CSS selector. It finds hidden elements too.
	Selector string `json:"selector,omitempty"`
	// Loose lets Name and Text match a part, in any case.
	Loose bool `json:"loose,omitempty"`
	// Nth chooses among several, from 1. Zero means that there is only one.
	Nth int `json:"nth,omitempty"`
	// Inside restricts the search to the one element that this target means.
	Inside *Target `json:"inside,omitempty"`
}

// ByRole is the element with a role and an accessible name. An empty name means
// any.
func ByRole(role, name string) Target { return Target{Role: role, Name: name} }

// ByLabel is the field (text, choice, date, ...) with an accessible name.
func ByLabel(name string) Target { return Target{Name: name} }

// ByText is the innermost element whose whole text is text.
func ByText(text string) Target { return Target{Text: text} }

// BySelector is the element that a CSS selector finds.
func BySelector(css string) Target { return Target{Selector: css} }

// Part returns t with its name or text to be found as a part, in any case.
func (t Target) Part() Target { t.Loose = true; return t }

// At returns the n-th, from 1, of the elements that t matches, in page order.
func (t Target) At(n int) Target { t.Nth = n; return t }

// In returns t, looked for inside outer only.
func (t Target) In(outer Target) Target { t.Inside = &outer; return t }

// String describes t for messages.
func (t Target) String() string {
	var b strings.Builder
	switch {
	case t.Selector != "":
		fmt.Fprintf(&b, "selector %s", t.Selector)
	case t.Text != "":
		fmt.Fprintf(&b, "text %q", t.Text)
	case t.Role != "":
		b.WriteString(t.Role)
		if t.Name != "" {
			fmt.Fprintf(&b, " %q", t.Name)
		}
	default:
		fmt.Fprintf(&b, "field %q", t.Name)
	}
	if t.Loose {
		b.WriteString(" (part)")
	}
	if t.Nth > 0 {
		fmt.Fprintf(&b, " number %d", t.Nth)
	}
	if t.Inside != nil {
		fmt.Fprintf(&b, " in %s", t.Inside)
	}
	return b.String()
}

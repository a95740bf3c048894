//go:build unix

package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed query.js
var queryJS string

// wrap makes an expression answer its value, or the value of the promise that it
// is, as JSON text, so that both protocols carry nothing but one string.
func wrap(js string) string {
	return "(async () => { const v = await (\n" + js + "\n); return JSON.stringify(v === undefined ? null : v); })()"
}

// question is one call of query.js, and answer what it returns.
type question struct {
	Op     string `json:"op"`
	Target Target `json:"target"`
	Text   string `json:"text,omitempty"`
}

type answer struct {
	Count   int      `json:"count"`
	Others  []string `json:"others"`
	What    string   `json:"what"`
	Off     bool     `json:"off"`
	X       float64  `json:"x"`
	Y       float64  `json:"y"`
	Cover   string   `json:"cover"`
	Focused bool     `json:"focused"`
	Set     bool     `json:"set"`
	Value   string   `json:"value"`
	Text    string   `json:"text"`
}

func ask(ctx context.Context, e engine, q question) (answer, error) {
	var a answer
	in, err := json.Marshal(q)
	if err != nil {
		return a, fmt.Errorf("browsertest: %w", err)
	}
	// No promise here: where scripts are switched off, promises never settle.
	out, err := e.eval(ctx, "JSON.stringify(("+queryJS+")("+string(in)+"))")
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		return a, fmt.Errorf("browsertest: the answer of the page: %w", err)
	}
	return a, nil
}

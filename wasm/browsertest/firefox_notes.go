//go:build unix

package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
)

// reportCSP runs before any script of the page, in a world of its own. Firefox
// does not tell violations in its log.
const reportCSP = `(report) => {
	addEventListener("securitypolicyviolation", (e) => {
		report(e.effectiveDirective + " blocked " + e.blockedURI + " (" + e.sourceFile + ":" + e.lineNumber + ") " + e.sample);
	}, true);
}`

// listen collects what the page complains about, and what is asked.
func (f *firefox) listen(ctx context.Context, wrong, asked *notes) error {
	f.on("log.entryAdded", func(raw json.RawMessage) {
		var ev struct {
			Type, Level, Text, Method string
		}
		if err := json.Unmarshal(raw, &ev); err != nil {
			wrong.add("log: " + err.Error())
			return
		}
		switch {
		case ev.Level != "error":
		case ev.Type == "console":
			wrong.add("console." + ev.Method + ": " + ev.Text)
		default:
			wrong.add("exception: " + ev.Text)
		}
	})
	f.on("script.message", func(raw json.RawMessage) {
		var ev struct {
			Data struct {
				Value any `json:"value"`
			} `json:"data"`
		}
		if err := json.Unmarshal(raw, &ev); err != nil {
			wrong.add("security: " + err.Error())
			return
		}
		wrong.add(fmt.Sprintf("security: Content Security Policy: %v", ev.Data.Value))
	})
	f.on("browsingContext.userPromptOpened", func(raw json.RawMessage) {
		var ev struct{ Type string }
		if json.Unmarshal(raw, &ev) == nil {
			asked.add(ev.Type)
		}
	})
	events := []string{"log.entryAdded", "script.message", "browsingContext.userPromptOpened"}
	if err := f.call(ctx, "session.subscribe", object{"events": events}, nil); err != nil {
		return err
	}
	return f.call(ctx, "script.addPreloadScript", object{
		"functionDeclaration": reportCSP, "sandbox": "browsertest",
		"arguments": []object{{"type": "channel", "value": object{"channel": "csp"}}},
	}, nil)
}

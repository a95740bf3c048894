//go:build unix

package browsertest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// listen collects what the page and its workers complain about, and what is asked.
func (c *chromium) listen(wrong, asked *notes) {
	c.watch(c.target, wrong, "")
	go c.watchWorkers(wrong)
	go c.acceptDialogs(asked)
}

// watch collects the complaints of one target. The subscriptions end with it.
func (c *chromium) watch(t *chromedp.Target, notes *notes, prefix string) {
	on := func(method string, line func(json.RawMessage) string) {
		events, _ := t.Subscribe(method)
		go func() {
			for raw := range events {
				if s := line(json.RawMessage(raw)); s != "" {
					notes.add(prefix + s)
				}
			}
		}()
	}
	on("Runtime.exceptionThrown", func(raw json.RawMessage) string {
		var ev struct {
			ExceptionDetails exception `json:"exceptionDetails"`
		}
		if err := json.Unmarshal(raw, &ev); err != nil {
			return "exception: " + err.Error()
		}
		return "exception: " + ev.ExceptionDetails.String()
	})
	on("Runtime.consoleAPICalled", consoleLine)
	on("Log.entryAdded", func(raw json.RawMessage) string {
		var ev struct {
			Entry struct {
				Source, Level, Text, URL string
				LineNumber               int
			}
		}
		if err := json.Unmarshal(raw, &ev); err != nil {
			return "log: " + err.Error()
		}
		if ev.Entry.Level != "error" && !strings.Contains(ev.Entry.Text, "Content Security Policy") {
			return ""
		}
		return fmt.Sprintf("%s: %s (%s:%d)", ev.Entry.Source, ev.Entry.Text, ev.Entry.URL, ev.Entry.LineNumber)
	})
}

// consoleLine is the line of a console.error or a failed console.assert.
func consoleLine(raw json.RawMessage) string {
	var ev struct {
		Type string `json:"type"`
		Args []struct {
			Value       any    `json:"value"`
			Description string `json:"description"`
		} `json:"args"`
	}
	if err := json.Unmarshal(raw, &ev); err != nil {
		return "console: " + err.Error()
	}
	if ev.Type != "error" && ev.Type != "assert" {
		return ""
	}
	words := make([]string, 0, len(ev.Args))
	for _, arg := range ev.Args {
		if arg.Description != "" {
			words = append(words, arg.Description)
		} else {
			words = append(words, fmt.Sprint(arg.Value))
		}
	}
	return "console." + ev.Type + ": " + strings.Join(words, " ")
}

// watchWorkers listens to each worker from its start.
func (c *chromium) watchWorkers(notes *notes) {
	events, stop := c.target.Subscribe("Target.attachedToTarget")
	defer stop()
	for raw := range events {
		var ev struct {
			TargetInfo struct {
				TargetID target.ID `json:"targetId"`
				Type     string    `json:"type"`
			} `json:"targetInfo"`
		}
		if json.Unmarshal(raw, &ev) != nil || !strings.HasSuffix(ev.TargetInfo.Type, "worker") {
			continue
		}
		go func() {
			worker, cancel := chromedp.NewContext(c.tab, chromedp.WithTargetID(ev.TargetInfo.TargetID))
			// A worker that has ended already has nothing more to say.
			if chromedp.Do(worker) != nil {
				cancel()
				return
			}
			c.watch(chromedp.FromContext(worker).Target, notes, "worker: ")
		}()
	}
}

// acceptDialogs answers the questions that a page may ask on leaving, which would
// otherwise stop everything.
func (c *chromium) acceptDialogs(asked *notes) {
	events, stop := c.target.Subscribe("Page.javascriptDialogOpening")
	defer stop()
	for raw := range events {
		var ev struct{ Type string }
		if json.Unmarshal(raw, &ev) == nil {
			asked.add(ev.Type)
		}
		// It fails when the dialog has gone by itself.
		_ = c.call(c.tab, "Page.handleJavaScriptDialog", object{"accept": true}, nil)
	}
}

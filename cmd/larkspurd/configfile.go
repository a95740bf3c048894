package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/urfave/cli/v2"
)

// A setting is one line of a configuration file.
type setting struct {
	line        int
	name, value string
}

// parseConfig reads lines of "name = value". Empty lines, and lines that begin with #, are comments. A value is what
// stands between the first = and the end of the line, without the white space around it; there are no quotes.
func parseConfig(content string) ([]setting, error) {
	var all []setting
	seen := map[string]int{}
	number := 0
	for line := range strings.Lines(content) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !found || name == "" {
			return nil, fmt.Errorf("line %d: \"name = value\" is needed", number)
		}
		if before := seen[name]; before != 0 {
			return nil, fmt.Errorf("line %d: %s was set in line %d already", number, name, before)
		}
		seen[name] = number
		all = append(all, setting{number, name, value})
	}
	return all, nil
}

// applyFile sets what neither an option nor the environment has set. One file serves all commands: settings of serve that
// a command does not have are no mistake.
func applyFile(c *cli.Context, flags []cli.Flag, path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return usage("--config: %w", err)
	}
	all, err := parseConfig(string(content))
	if err != nil {
		return usage("--config %s: %w", path, err)
	}
	known, own := names(serveFlags()), names(flags)
	delete(known, "config")
	for _, s := range all {
		if !known[s.name] {
			return usage("--config %s: line %d: there is no setting %q", path, s.line, s.name)
		}
		if !own[s.name] || c.IsSet(s.name) {
			continue
		}
		if err := c.Set(s.name, s.value); err != nil {
			return usage("--config %s: line %d: %q is no value for %s; see larkspurd --help", path, s.line, s.value, s.name)
		}
	}
	return nil
}

func names(flags []cli.Flag) map[string]bool {
	all := map[string]bool{}
	for _, f := range flags {
		all[f.Names()[0]] = true
	}
	return all
}

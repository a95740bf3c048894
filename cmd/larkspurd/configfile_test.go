package main

import (
	"strings"
	"testing"
)

// What parses is told line by line, every name once and nothing of a comment. Ten minutes:
// go test ./cmd/larkspurd -run '^$' -fuzz FuzzParseConfig -fuzztime 10m
func FuzzParseConfig(f *testing.F) {
	for _, s := range []string{"", "# c\nlisten = 127.0.0.1:1\r\n", "a=b=c\na = d", "=x", "a\x00 = \xff", strings.Repeat("a=1\n", 3)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		all, err := parseConfig(content)
		if err != nil {
			if all != nil {
				t.Fatal("settings beside an error")
			}
			return
		}
		var again strings.Builder
		seen := map[string]bool{}
		for _, s := range all {
			if s.name == "" || seen[s.name] || s.line < 1 || strings.HasPrefix(s.name, "#") || strings.TrimSpace(s.name) != s.name || strings.TrimSpace(s.value) != s.value {
				t.Fatalf("%+v", s)
			}
			seen[s.name] = true
			again.WriteString(s.name + " = " + s.value + "\n")
		}
		twice, err := parseConfig(again.String())
		if err != nil || len(twice) != len(all) {
			t.Fatalf("%q is read back as %d settings, %v", again.String(), len(twice), err)
		}
	})
}

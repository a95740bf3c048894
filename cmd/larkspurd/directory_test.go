package main

import (
	"strings"
	"testing"

	"larkspur/client/catalog/directory"
	"larkspur/server"
)

// The server bounds bytes and knows no format; the format has the same bound.
func TestAFileOfEverySizeThatIsReadIsServed(t *testing.T) {
	if directory.MaxSize != server.MaxDirectory {
		t.Errorf("%d bytes are read, and %d served", directory.MaxSize, server.MaxDirectory)
	}
}

func TestTheExampleOfTheHelpHasNoProblem(t *testing.T) {
	if entries, problems := directory.Parse(example); len(entries) != 1 || len(problems) != 0 {
		t.Errorf("%+v, %v", entries, problems)
	}
	if _, problems := directory.Parse(strings.Replace(example, "555-0100", "none", 1)); len(problems) != 1 {
		t.Error("a problem in it would not be seen")
	}
}

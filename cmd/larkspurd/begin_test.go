package main

import (
	"testing"

	"github.com/urfave/cli/v2"

	"larkspur/crypto/phrase"
)

// This program does not know phrases, so what it tells people to type is written out in it. It has to be what clients
// take for a beginning.
func TestWhatIsPrintedToBeginBegins(t *testing.T) {
	if want := phrase.Begin(phrase.English); beginEnglish != want {
		t.Errorf("in English %q is printed, clients wait for %q", beginEnglish, want)
	}
	if want := phrase.Begin(phrase.Spanish); beginSpanish != want {
		t.Errorf("in Spanish %q is printed, clients wait for %q", beginSpanish, want)
	}
}

func TestWithoutOptionsItListensOnThisMachineOnly(t *testing.T) {
	for _, f := range serveFlags() {
		if listen, is := f.(*cli.StringFlag); is && listen.Name == "listen" {
			if listen.Value != "127.0.0.1:8080" {
				t.Errorf("it listens on %s", listen.Value)
			}
			return
		}
	}
	t.Error("there is no option of that name")
}

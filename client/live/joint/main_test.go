package joint

import (
	"flag"
	"os"
	"testing"
)

// TestMain gives the property tests their short course of 300 runs each. The long one is
//
//	go test ./client/live/joint -rapid.checks=50000 -timeout 6h
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		set("rapid.checks", "300")
	}
	set("rapid.nofailfile", "true") // a failure prints its seed; the tree gets no files
	os.Exit(m.Run())
}

func set(name, value string) {
	if err := flag.Set(name, value); err != nil {
		panic(err)
	}
}

package attack

import (
	"flag"
	"os"
	"testing"
)

// Most of the time these tests wait for one another's ends, so many run at once, however few processors there are.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "24"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

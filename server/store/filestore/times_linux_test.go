package filestore

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func accessTime(t testing.TB, path string) time.Time {
	t.Helper()
	var st unix.Stat_t
	if err := unix.Lstat(path, &st); err != nil {
		t.Fatal(err)
	}
	return time.Unix(st.Atim.Unix())
}

package shelf

import (
	"io/fs"
	"os"
)

// A mark stands for one file as it was at one moment: its place on the disk and the time it was written. A key file is
// written once and renamed from then on, so two keys never have the same mark.
type mark struct {
	info fs.FileInfo
	id   *byte // for disks of tests, which have no places
}

func (m mark) none() bool { return m.info == nil && m.id == nil }

func (m mark) same(o mark) bool {
	if m.info == nil || o.info == nil {
		return m.info == nil && o.info == nil && m.id == o.id
	}
	return os.SameFile(m.info, o.info) && m.info.ModTime().Equal(o.info.ModTime())
}

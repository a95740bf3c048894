package disclose

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

const noAccessTime = unix.O_NOATIME

// timesOf are all dates that the system keeps of a file. The birth time is asked for apart; not every file system has it.
func timesOf(path string, st *unix.Stat_t) []Time {
	all := []Time{
		{Written, time.Unix(st.Mtim.Unix())}, {Accessed, time.Unix(st.Atim.Unix())}, {Changed, time.Unix(st.Ctim.Unix())},
	}
	var x unix.Statx_t
	err := unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW|unix.AT_STATX_SYNC_AS_STAT, unix.STATX_BTIME, &x)
	if err == nil && x.Mask&unix.STATX_BTIME != 0 {
		all = append(all, Time{Born, time.Unix(x.Btime.Sec, int64(x.Btime.Nsec))})
	}
	return all
}

// fileSystem names those that operators meet, and gives the system's number for others.
func fileSystem(s *unix.Statfs_t) string {
	switch uint32(s.Type) {
	case 0xef53:
		return "ext4 (or ext3, ext2)"
	case 0x58465342:
		return "XFS"
	case 0x9123683e:
		return "btrfs, which keeps older contents"
	case 0x2fc12fc1:
		return "ZFS, which keeps older contents"
	case 0x01021994:
		return "tmpfs, in memory"
	case 0x794c7630:
		return "overlay, of a container"
	case 0x6969:
		return "NFS, on another machine"
	case 0xf2f52010:
		return "F2FS, which keeps older contents"
	}
	return fmt.Sprintf("number %#x", uint32(s.Type))
}

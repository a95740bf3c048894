package control

import (
	"fmt"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// addressOf is what a socket at path is bound or connected to. A path that is too long goes through the open folder.
func addressOf(folder *os.File, path string) (string, error) {
	if len(path) <= maxPath {
		return path, nil
	}
	address := fmt.Sprintf("/proc/self/fd/%d/%s", folder.Fd(), filepath.Base(path))
	if len(address) > maxPath {
		return "", ErrPath
	}
	return address, nil
}

// writable are the modes that a folder must not have. Its group may write: users who have a group of their own make such
// folders, and the system is asked at both ends whose process the other one is.
const writable = 0o002

// A side says whom the other end may belong to.
type side func(uid int) bool

// callers are the owner of this process, and root, who could read all of it anyway.
func callers(uid int) bool { return uid == os.Geteuid() || uid == 0 }

// servers are processes of the caller's own. Root may talk to anybody's, in the folder that root chose.
func servers(uid int) bool { return uid == os.Geteuid() || os.Geteuid() == 0 }

// samePeer asks the system whose process the other end is.
func samePeer(conn net.Conn, allowed side) error {
	u, ok := conn.(*net.UnixConn)
	if !ok {
		return ErrStranger
	}
	raw, err := u.SyscallConn()
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	var cred *unix.Ucred
	var failed error
	if err := raw.Control(func(fd uintptr) {
		cred, failed = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	}); err != nil {
		return fmt.Errorf("control: %w", err)
	}
	if failed != nil {
		return fmt.Errorf("control: who is it: %w", failed)
	}
	if !allowed(int(cred.Uid)) {
		return ErrStranger
	}
	return nil
}

//go:build unix && !linux

package browsertest

import "syscall"

func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// members is empty where there is no /proc: the process group has to do.
func (b *box) members() []int { return nil }

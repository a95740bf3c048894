package cputime

import (
	"syscall/js"
	"time"
)

// Used is what this process, which is node, has had since it began.
func Used() time.Duration {
	u := js.Global().Get("process").Call("cpuUsage")
	return time.Duration(u.Get("user").Int()+u.Get("system").Int()) * time.Microsecond
}

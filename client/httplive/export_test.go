//go:build !js

package httplive

import "time"

// Hasty has a Line take connections for gone of which nothing is heard for a time.
func Hasty(l *Line, silence time.Duration) { l.silence = silence }

// Stalled has a Line take what it sends for late before it begins, as after a time in which the machine stood still.
func Stalled(l *Line) { l.sending = -1 }

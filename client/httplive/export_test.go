//go:build !js

package httplive

import "time"

// Hasty has a Line take connections for gone of which nothing is heard for a time.
func Hasty(l *Line, silence time.Duration) { l.silence = silence }

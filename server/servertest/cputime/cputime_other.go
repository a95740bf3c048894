//go:build !unix && !js

package cputime

import "time"

var begun = time.Now()

// Used is the time that has passed, where the system does not say more.
func Used() time.Duration { return time.Since(begun) }

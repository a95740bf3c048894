//go:build !dist

package built

import "io/fs"

// Files returns the client that is embedded in this program: none, as it was built without the tag dist.
func Files() (fs.FS, bool) { return nil, false }

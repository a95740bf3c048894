//go:build dist

package built

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// Files returns the client that is embedded in this program.
func Files() (fs.FS, bool) {
	files, err := fs.Sub(dist, "dist")
	return files, err == nil
}

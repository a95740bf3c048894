package disclose

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// A File is one that belongs to the deployment, with what it is in a sentence.
type File struct{ Path, What string }

// beside are the files that lie in the data folder beside the store, and those that settings name. No contents are read.
func beside(ctx context.Context, c Config) (Section, error) {
	s := Section{ID: "files", Title: "Files beside the store", Text: besideText}
	files := Table{ID: "files", Title: "Files", Columns: []string{"File", "What it is", "Bytes", "Written", "Changed", "Made"}}
	known := map[string]string{}
	for _, f := range slices.Concat(keyFiles(c.KeyFile), inData(c.Data), c.Files) {
		if known[f.Path] == "" {
			known[f.Path] = f.What
		}
	}
	seen := map[string]bool{}
	row := func(path, what string) {
		seen[path] = true
		size, times, kind, err := lookAt(path)
		if err != nil {
			files.Rows = append(files.Rows, []any{printable(path), what + " It could not be looked at.", "not known", "not known", "not known", "not known"})
			return
		}
		if what == "" {
			what = "It is not of this program: " + kind + "."
			if strings.HasPrefix(filepath.Base(path), ".keep-") {
				what = "Left behind by the writing of the file realm, which was cut off."
			}
		}
		at := func(k TimeKind) string {
			for _, t := range times {
				if t.Kind == k {
					return moment(t.At)
				}
			}
			return "not kept"
		}
		files.Rows = append(files.Rows, []any{printable(path), what, size, at(Written), at(Changed), at(Born)})
	}
	err := filepath.WalkDir(c.Data, func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil && path == c.Data:
			return err
		case path == c.Data:
			return nil
		case path == c.StoreDir:
			row(path, "The folder of the store, which has a section of its own above.")
			return fs.SkipDir
		case len(files.Rows) == maxListed:
			return fs.SkipAll
		}
		row(path, known[path])
		return nil
	})
	if err != nil {
		return s, err
	}
	for _, f := range slices.Concat(keyFiles(c.KeyFile), c.Files) {
		if _, _, _, err := lookAt(f.Path); !seen[f.Path] && !errors.Is(err, fs.ErrNotExist) {
			row(f.Path, f.What)
		}
	}
	s.Tables = []Table{files}
	return s, nil
}

// keyFiles are the names that this machine's half of a key may have (SPEC §9.4).
func keyFiles(key string) []File {
	const half = " Contents: half of a key and nothing else; not shown, because whoever has it and the store could open the server's seals."
	return []File{
		{key, "This machine's half of the key in use. It was written when that key was made: at the first start, or by the last rotation." + half},
		{key + ".next", "This machine's half of the key that a rotation moves to, or of a first key that is being made." + half},
		{key + ".new", "This machine's half of a key to which a rotation will move." + half},
		{key + ".old", "This machine's half of a key under which nothing lies any more. It is about to be destroyed." + half},
		{key + ".temp", "A half of a key that is being written, or whose writing was cut off. Nothing was ever sealed with it."},
		{key + ".unused", "A half of a key that was given up with --new-key and moved aside." + half},
	}
}

func inData(dir string) []File {
	return []File{
		{filepath.Join(dir, "realm"), "The deployment's own string. It goes into what a phrase leads to, is the same for all, and is told to everybody who opens the site."},
		{filepath.Join(dir, "control"), "The socket over which commands of the operator reach the running server. It holds nothing."},
		{filepath.Join(dir, "control.lock"), "An empty file with which a running server keeps a second one away. It stays when the server stops."},
	}
}

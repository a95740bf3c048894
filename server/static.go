package server

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// mediaTypes are of the files a client may have. A file of another kind is a mistake in the build and stops the start:
// browsers are told not to guess.
var mediaTypes = map[string]string{
	".html":  "text/html; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json",
	".wasm":  "application/wasm",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".jpg":   "image/jpeg",
	".webp":  "image/webp",
	".ico":   "image/x-icon",
	".woff2": "font/woff2",
	".txt":   "text/plain; charset=utf-8",
}

// A file is one answer, whole in memory: nothing of the disk is reached from the network, and there are no paths to
// climb, links to follow or folders to list.
type file struct {
	media  string
	plain  []byte
	brotli []byte // nil when there is none
}

// loadFiles reads all of client. A file x.br is the compressed form of x and no file of its own. The file index answers
// at / and nowhere else, and no other page of HTML answers at all: one page, one URL.
func loadFiles(client fs.FS, index string) (map[string]*file, error) {
	files := map[string]*file{}
	if client == nil {
		return files, nil
	}
	count := 0
	err := fs.WalkDir(client, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if count++; count > maxFiles {
			return fmt.Errorf("more than %d files", maxFiles)
		}
		return addFile(files, client, name)
	})
	if err != nil {
		return nil, fmt.Errorf("client files: %w", err)
	}
	root := files["/"+index]
	if root == nil {
		return nil, fmt.Errorf("client files: %s is missing: %w", index, fs.ErrNotExist)
	}
	for name, f := range files {
		if f.plain == nil {
			return nil, fmt.Errorf("client files: %s.br has no plain form beside it", name)
		}
		if path.Ext(name) == ".html" {
			delete(files, name)
		}
	}
	files["/"] = root
	return files, nil
}

var errIrregular = errors.New("not a regular file")

func addFile(files map[string]*file, client fs.FS, name string) error {
	plain, compressed := strings.CutSuffix(name, ".br")
	media, known := mediaTypes[path.Ext(plain)]
	if !known {
		return fmt.Errorf("%s: no media type is known for it", name)
	}
	info, err := fs.Stat(client, name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: %w", name, errIrregular)
	}
	if info.Size() > maxFile {
		return fmt.Errorf("%s: larger than %d bytes", name, maxFile)
	}
	b, err := fs.ReadFile(client, name)
	if err != nil {
		return err
	}
	if b == nil {
		b = []byte{}
	}
	f := files["/"+plain]
	if f == nil {
		f = &file{media: media}
		files["/"+plain] = f
	}
	if compressed {
		f.brotli = b
	} else {
		f.plain = b
	}
	return nil
}

// serve answers whole: no ranges, no conditions, no validators. A browser that has been told no-store asks for none.
func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	b := f.plain
	if f.brotli != nil && acceptsBrotli(r.Header) {
		b = f.brotli
		h.Set("Content-Encoding", "br")
	}
	h.Set("Content-Type", f.media)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(b) // a caller that went away is nobody's error
}

// acceptsBrotli reads Accept-Encoding (RFC 9110 §12.5.3) as far as it matters here: br is named and not with weight 0.
func acceptsBrotli(h http.Header) bool {
	for part := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		coding, weight, weighed := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "br") {
			continue
		}
		if !weighed {
			return true
		}
		q, found := strings.CutPrefix(strings.ToLower(strings.TrimSpace(weight)), "q=")
		value, err := strconv.ParseFloat(q, 64)
		return found && err == nil && value > 0
	}
	return false
}

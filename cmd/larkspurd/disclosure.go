package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"larkspur/server/disclose"
	"larkspur/server/shelf"
	"larkspur/server/wire"
)

// A disclosure is what a report is made from, in a server or without one.
type disclosure struct {
	settings settings
	dir      string
	key      string
	bucket   *minio.Client // nil with the built-in store
	shelf    *shelf.Shelf  // nil where no server runs
	turn     chan struct{} // of one place: a report takes 70 MB of memory, and a core, while it is made
}

// asked are the options of disclose that go over the socket.
type asked struct {
	Locators []string `json:"locators,omitempty"`
	Examine  int64    `json:"examine,omitempty"`
}

// A part is one line of the answer. A report is longer than a line may be and comes in pieces.
type part struct {
	Done   int64  `json:"done,omitempty"`
	Of     int64  `json:"of,omitempty"`
	Report []byte `json:"report,omitempty"`
	Page   []byte `json:"page,omitempty"`
}

// partBytes of a report, in base64, are well below what a line takes.
const partBytes = 256 << 10

// maxParts bounds the memory of whoever asks: 256 MB, where the longest list there is has 100,000 lines.
const maxParts = 256 << 20

func parseLocator(text string) (wire.Locator, error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(wire.Locator{}) {
		return wire.Locator{}, usage("--locator: 64 hexadecimal digits are needed")
	}
	return wire.Locator(b), nil
}

// build makes the report.
func (d disclosure) build(ctx context.Context, a asked, show func(done, of int64)) (*disclose.Report, error) {
	c := disclose.Config{
		ObjectSize: shelf.ObjectSize, Data: d.dir, KeyFile: d.key, Files: d.files(), Running: d.shelf != nil, Settings: d.inForce(),
		KeepMonths: d.settings.keep, Examine: a.Examine, Keys: disclose.Keys{File: d.key}, Now: time.Now(), Progress: show,
	}
	if d.shelf != nil {
		c.Keys.LastUse = d.shelf.LastUse
	}
	for _, text := range a.Locators {
		l, err := parseLocator(text)
		if err != nil {
			return nil, err
		}
		c.Locators = append(c.Locators, l)
	}
	if d.bucket == nil {
		f := d.folder()
		c.Storage, c.StoreDir, c.Where = f, f.Dir, "files in "+f.Dir
	} else {
		c.Storage = disclose.Bucket{Client: d.bucket, Name: d.settings.s3.bucket, Size: shelf.ObjectSize}
		c.Where = "bucket " + d.settings.s3.bucket + " at " + d.settings.s3.endpoint
	}
	return disclose.Build(ctx, c)
}

func (d disclosure) folder() disclose.Folder {
	return disclose.Folder{Dir: filepath.Join(d.dir, "store"), Size: shelf.ObjectSize}
}

// answer is the verb disclose.
func (d disclosure) answer(ctx context.Context, args json.RawMessage, report func(any) error) error {
	var a asked
	if err := json.Unmarshal(args, &a); err != nil {
		return fmt.Errorf("what is asked for is not understood: %w", err)
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	var lost error
	var said time.Time
	r, err := d.build(ctx, a, func(done, of int64) {
		if time.Since(said) >= progressEvery/4 {
			said = time.Now()
			lost = report(part{Done: done, Of: of})
		}
	})
	if err != nil {
		return err
	}
	if lost != nil {
		return lost
	}
	var b bytes.Buffer
	if err := disclose.JSON(&b, r); err != nil {
		return err
	}
	for b.Len() > 0 {
		if err := report(part{Report: b.Next(partBytes)}); err != nil {
			return err
		}
	}
	if r.Page != nil {
		return report(part{Page: r.Page})
	}
	return nil
}

// files are those that settings name. Their contents are not read.
func (d disclosure) files() []disclose.File {
	s := d.settings
	var all []disclose.File
	for _, f := range []struct{ path, what string }{
		{s.config, "The settings, as the operator wrote them. It may have remarks of the operator's."},
		{s.starterKeys, "Starter keys. Whoever has the phrase of one may begin a plan. A key stands for a group, such as a center, and no page tells which one it was begun with. " +
			"The file may have remarks of the operator's: read it before it is handed over."},
		{s.directory, "A list of places and lines that may help. Everybody is sent all of it who opens the site, whoever they are, and nothing tells " +
			"what somebody looked for in it. It may have remarks of the operator's."},
		{s.tlsCert, "The certificate of the site, which everybody is shown who opens it."},
		{s.tlsKey, "The key of that certificate. With it somebody could pretend to be the site. It opens no page and no object."},
		{s.s3.accessKeyFile, "The name under which the server logs in at the storage server."},
		{s.s3.secretKeyFile, "The password for that."},
		{s.s3.caFile, "Certificates of the authorities that vouch for the storage server."},
		{s.cluster.cert, "The certificate that this server shows to the operator's other servers, so that live links reach across them."},
		{s.cluster.key, "The key of that certificate. It opens no page, no object, and nothing of a live link."},
		{s.cluster.ca, "The certificate of the authority that vouches for those servers."},
		{s.cluster.secret, "A number that those servers have in common. They hide the names of rooms of live links from each other's network with it. It opens nothing."},
		{s.cluster.creds, "What this server logs in with at the cluster that carries live links between the operator's servers."},
	} {
		if f.path != "" {
			if path, err := filepath.Abs(f.path); err == nil {
				all = append(all, disclose.File{Path: path, What: f.what})
			}
		}
	}
	return all
}

// inForce are all settings of serve with their values. A file is a path here, and what it holds stays in it.
func (d disclosure) inForce() []disclose.Setting {
	var all []disclose.Setting
	for _, f := range serveFlags() {
		name := f.Names()[0]
		value := d.settings.values[name]
		switch name {
		case "new-key":
			continue // of one start, and nothing that is in force
		case "data":
			value = d.dir
		case "key-file":
			value = d.key
		case "realm":
			if kept, err := os.ReadFile(filepath.Join(d.dir, "realm")); err == nil {
				value = strings.TrimSpace(string(kept))
			}
		}
		all = append(all, disclose.Setting{Name: name, Value: value, Means: explained(f)})
	}
	return all
}

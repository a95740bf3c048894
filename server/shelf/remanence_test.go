//go:build !race

// Without the race detector: these tests look for bytes on a disk, one after the other, with nothing that goroutines share.

package shelf

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"larkspur/crypto/secret"
	"larkspur/server/store"
	"larkspur/server/store/filestore"
	"larkspur/server/store/miniotest"
	"larkspur/server/store/s3store"
	"larkspur/server/wire"
)

// A remains follows what was written until it is erased and rotated away, with the eyes of one who copied everything at
// every moment but the key file.
type remains struct {
	t      *testing.T
	st     store.Store
	conf   Config
	shelf  *Shelf
	erased []wire.Locator
	kept   map[wire.Locator]*[wire.PageSize]byte

	objects map[store.Name][]byte // every object under which an erased page ever lay, as it was
	halves  [][]byte              // the store's half of every key that was left
	files   [][]byte              // the key file of every key that was left
}

func newRemains(t *testing.T, st store.Store, key string) *remains {
	r := &remains{t: t, st: st, conf: Config{KeyFile: key, Chaff: 24}, kept: map[wire.Locator]*[wire.PageSize]byte{}, objects: map[store.Name][]byte{}}
	r.open()
	for range 12 {
		l, p := randomLocator(), randomPage()
		r.save(l, p)
		r.kept[l] = p
	}
	for range 12 {
		l := randomLocator()
		for range 3 { // saved again and again, as a plan is
			r.save(l, randomPage())
			r.copy(l)
		}
		r.erased = append(r.erased, l)
	}
	return r
}

func (r *remains) open() {
	r.t.Helper()
	s, err := Open(ctx(), r.conf, r.st)
	if err != nil {
		r.t.Fatal(err)
	}
	r.shelf = s
}

func (r *remains) save(l wire.Locator, p *[wire.PageSize]byte) {
	r.t.Helper()
	v, _, err := r.shelf.Read(ctx(), l)
	if err == nil {
		_, err = r.shelf.Write(ctx(), l, v, p, yes)
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

// copy keeps the stored bytes of a page that is going to be erased.
func (r *remains) copy(l wire.Locator) {
	r.t.Helper()
	n := r.shelf.keys.now.nameOf(l)
	o, _, err := r.st.Get(ctx(), n)
	if err != nil {
		r.t.Fatal(err)
	}
	n[31]++ // a page has several states under one name
	for r.objects[n] != nil {
		n[30]++
	}
	r.objects[n] = o
}

// eraseAndRotate erases in the epoch, and then goes on to the next; before that it copies what the next must not hold.
func (r *remains) eraseAndRotate() {
	r.t.Helper()
	for _, l := range r.erased {
		v, _, err := r.shelf.Read(ctx(), l)
		if err == nil {
			err = r.shelf.Erase(ctx(), l, v)
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
	file, err := os.ReadFile(r.conf.KeyFile)
	if err != nil {
		r.t.Fatal(err)
	}
	f, err := parseKeyFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	half, _, err := r.st.Get(ctx(), halfName(f))
	if err != nil {
		r.t.Fatal(err)
	}
	r.files, r.halves = append(r.files, file), append(r.halves, half)
	if err := r.shelf.Rotate(ctx(), nil); err != nil {
		r.t.Fatal(err)
	}
	for l, p := range r.kept {
		if _, got, err := r.shelf.Read(ctx(), l); err != nil || *got != *p {
			r.t.Fatal("a page that was not erased is gone", err)
		}
	}
}

// pieces are what must not be found: 64 bytes out of each sector of each object, and each stripe of each key file.
func (r *remains) pieces() (objects, halves, files [][]byte) {
	cut := func(b []byte) (out [][]byte) {
		for at := 0; at+64 <= len(b); at += 512 {
			out = append(out, b[at:at+64])
		}
		return out
	}
	for _, o := range r.objects {
		objects = append(objects, cut(o)...)
	}
	for _, h := range r.halves {
		halves = append(halves, cut(h)...)
	}
	for _, f := range r.files {
		files = append(files, cut(f[offStripes:offSum])...)
	}
	return objects, halves, files
}

// An index finds which of many pieces of 64 bytes lie in a text, in one pass.
type index map[[8]byte][][]byte

func indexOf(pieces [][]byte) index {
	x := index{}
	for _, p := range pieces {
		x[[8]byte(p)] = append(x[[8]byte(p)], p)
	}
	return x
}

func (x index) in(text []byte) (n int) {
	for at := 0; at+64 <= len(text); at++ {
		for _, p := range x[[8]byte(text[at:])] {
			if bytes.Equal(p, text[at:at+64]) {
				n++
			}
		}
	}
	return n
}

// On the embedded store, on a real file system: neither its files nor its raw image hold a sector of what was erased, or of
// the key file that was left, or of the other half of that key.
func TestNothingErasedIsOnTheRawImageOfTheFileSystem(t *testing.T) {
	dir := t.TempDir()
	image, mount := filepath.Join(dir, "image"), filepath.Join(dir, "mount")
	run(t, "mkdir", mount)
	mounted := canMount(image, mount)
	unmount := func() {
		if mounted {
			mounted = false
			run(t, "umount", mount)
		}
	}
	t.Cleanup(unmount)
	isImage := mounted
	st, err := filestore.Open(filestore.Config{Dir: filepath.Join(mount, "store"), Size: ObjectSize})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() }) // before the mount goes, also when the test fails in between
	r := newRemains(t, st, filepath.Join(mount, "key"))
	links := filepath.Join(dir, "mount", "links")
	if !isImage {
		t.Log("no file system can be mounted here: second names of all files, which keep their blocks, stand for its raw image")
		linkAll(t, mount, links)
	}
	raw := func() (all []byte) {
		if !isImage {
			walk(t, mount, func(b []byte) { all = append(append(all, b...), make([]byte, 64)...) })
			return all
		}
		run(t, "sync", "-f", mount)
		b, err := os.ReadFile(image)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	control := func(when string, pieces [][]byte, want bool) {
		t.Helper()
		if n := indexOf(pieces).in(raw()); want != (n != 0) {
			t.Errorf("%s: %d of %d pieces are on the image", when, n, len(pieces))
		}
	}
	file, err := os.ReadFile(r.conf.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	control("the control, before the erase: of the present key file", [][]byte{file[offStripes : offStripes+64], file[70000:70064]}, true)
	living := [][]byte{}
	for _, l := range r.erased {
		o, _, err := st.Get(ctx(), r.shelf.keys.now.nameOf(l))
		if err != nil {
			t.Fatal(err)
		}
		living = append(living, o[512:576])
	}
	control("the control, before the erase: of the pages", living, true)
	r.eraseAndRotate()
	r.eraseAndRotate() // erasing nothing, so that the second key goes as well
	objects, halves, files := r.pieces()
	control("after the rotation: of objects", objects, false)
	control("after the rotation: of the store's halves", halves, false)
	control("after the rotation: of key files", files, false)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	unmount()
	control("unmounted: of all", append(append(objects, halves...), files...), false)
}

// canMount makes a file system in a file and mounts it, which takes root and a kernel that lets it.
func canMount(image, mount string) bool {
	for _, c := range [][]string{{"truncate", "-s", "48M", image}, {"mkfs.ext4", "-q", "-F", image}, {"mount", "-o", "loop", image, mount}} {
		if exec.Command(c[0], c[1:]...).Run() != nil {
			return false
		}
	}
	return true
}

// linkAll gives every file below from a second name in the folder to.
func linkAll(t *testing.T, from, to string) {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths = append(paths, path)
		}
		return err
	})
	if err == nil {
		err = os.Mkdir(to, 0o700)
	}
	for _, path := range paths {
		err = errors.Join(err, os.Link(path, filepath.Join(to, filepath.Base(path))))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// On MinIO, whose trash keeps what was overwritten: whatever lies in its folder of what was erased opens under no key that
// is still held, by anybody who did not copy the old key file.
func TestNothingErasedOpensInTheFolderOfMinIO(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	st, err := s3store.Open(context.Background(), s3store.Config{
		Endpoint: m.Endpoint, Bucket: m.Bucket(t), Size: ObjectSize,
		AccessKey: s3store.NewSecret(m.AccessKey), SecretKey: s3store.NewSecret(m.SecretKey),
	})
	if err != nil {
		t.Fatal(err)
	}
	r := newRemains(t, st, filepath.Join(t.TempDir(), "key"))
	old := *r.shelf.keys.now
	old = epoch{nameKey: nameKey{secret.NewKey(old.nameKey.Expose())}, sealKey: sealKey{secret.NewKey(old.sealKey.Expose())}} // as one who copied it has it
	r.eraseAndRotate()
	r.eraseAndRotate()
	found, opened := 0, 0
	for _, o := range r.objects {
		for _, whole := range wholes(t, m.Dir, o) {
			found++
			for _, l := range r.erased {
				if _, err := old.open(l, bytes.Clone(whole)); err == nil {
					opened++
				}
				if _, err := r.shelf.keys.now.open(l, bytes.Clone(whole)); err == nil {
					t.Error("what was erased opens under a key that is held")
				}
			}
		}
	}
	t.Logf("%d of %d states of erased pages are in MinIO's folder still; %d open under the key that was destroyed", found, len(r.objects), opened)
	if found == 0 || opened != found {
		t.Error("the control: nothing is left to open, or the old key does not open it")
	}
	_, halves, files := r.pieces()
	x := indexOf(append(halves, files...))
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		n := 0
		walk(t, m.Dir, func(b []byte) { n += x.in(b) })
		if n == 0 {
			break
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("%d pieces of a key that was left are in MinIO's folder", n)
		}
	}
}

// wholes are the copies of an object in a folder.
func wholes(t *testing.T, dir string, o []byte) (found [][]byte) {
	walk(t, dir, func(b []byte) {
		if at := bytes.Index(b, o); at >= 0 {
			found = append(found, b[at:at+len(o)])
		}
	})
	return found
}

func walk(t *testing.T, dir string, see func([]byte)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if b, err := os.ReadFile(path); err == nil { // else gone meanwhile
				see(b)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

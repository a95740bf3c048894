//go:build unix

package disclose

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"larkspur/server/shelf"
	"larkspur/server/store"
)

// Whatever somebody or something put into the store's folder is in the report, by its place and for what it is, in all three
// renderings; and an object with something readable in it is named.
func TestWhateverLiesInTheFolderAppears(t *testing.T) {
	d := newDeployment(t)
	clean := d.build(nil)
	if n := fact(t, clean, "others", "others"); n != int64(0) {
		t.Errorf("a store that nobody touched has %v things in it: %s", n, asText(t, clean))
	}
	objects := fact(t, clean, "store", "objects").(int64)

	name := func(first byte) string {
		b := make([]byte, 32)
		rand.Read(b)
		b[0] = first
		return hex.EncodeToString(b)
	}
	noise := make([]byte, shelf.ObjectSize)
	rand.Read(noise)
	short, long, misplaced, linked, readable, pipe, folder := name(0xaa), name(0xab), name(0xac), name(0xad), name(0xae), name(0xaf), name(0xb0)
	planted := map[string]string{ // place: what the report says of it
		"store/notes.txt":               "It is not of this program: a file.",
		"store/objects/notes.txt":       "It is not of this program: a file.",
		"store/objects/aa/notes.txt":    "It is not of this program: a file.",
		"store/objects/zz/deep/in/here": "It is not of this program: a file.",
		"store/objects/aa/" + short:     "It has the name of an object and another size.",
		"store/objects/ab/" + long:      "It has the name of an object and another size.",
		"store/objects/00/" + misplaced: "It is not of this program: a file.",
		"store/work/new-0011":           "An object that is being written, or whose writing was cut off.",
		"store/work/old-" + short:       "An object that is being replaced or removed, or where that was cut off.",
		"store/work/copy":               "It is not of this program: a file.",
		"store/backup/objects/aa/x":     "It is not of this program: a file.",
		"store/.hidden":                 "It is not of this program: a file.",
	}
	for place := range planted {
		d.write(place, "who lives where")
	}
	d.write("store/objects/ab/"+long, strings.Repeat("x", shelf.ObjectSize+1))
	d.write("store/objects/00/"+misplaced, string(noise))
	d.write("store/objects/ad/"+linked, string(noise))
	d.write("store/objects/ae/"+readable, strings.Repeat("a quiet street, a blue gate ", shelf.ObjectSize)[:shelf.ObjectSize])
	if err := os.Link(d.path("store", "objects", "ad", linked), d.path("elsewhere")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/hostname", d.path("store", "link")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(d.path("store", "objects", "af", pipe), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(d.path("store", "objects", "b0", folder), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(d.path("store", "objects", "ae", readable), 0o644); err != nil {
		t.Fatal(err)
	}
	planted["store/objects/ad/"+linked] = "An object that has 2 names on this disk"
	planted["store/objects/ae/"+readable] = "Its permissions let other users of this machine in."
	planted["store/link"] = "a link to another place, which was not followed."
	planted["store/objects/af/"+pipe] = "It has the name of an object and is no file: a pipe."
	planted["store/objects/b0/"+folder] = "It has the name of an object and is no file: a folder."
	planted["store/backup"] = "It is not of this program: a folder."
	planted["store/objects/zz"] = "It is not of this program: a folder."

	r := d.build(nil)
	table := r.Table("others", "others")
	if table == nil {
		t.Fatal("nothing was found")
	}
	found := map[string]string{}
	for _, row := range table.Rows {
		found["store/"+row[0].(string)] = row[1].(string)
	}
	for place, what := range planted {
		if !strings.Contains(found[place], what) {
			t.Errorf("of %s the report says %q, not %q", place, found[place], what)
		}
		short := strings.TrimPrefix(place, "store/")
		for rendering, text := range map[string]string{"text": asText(t, r), "JSON": asJSON(t, r), "page": asHTML(t, r)} {
			if !strings.Contains(text, short) {
				t.Errorf("%s is not in the %s", short, rendering)
			}
		}
	}
	if n := fact(t, r, "store", "objects"); n != objects+2 {
		t.Errorf("%v objects, want %d", n, objects+2) // the one with two names, and the one that can be read
	}
	if text := fmt.Sprint(r.Table("store", "sizes").Rows); !strings.Contains(text, fmt.Sprintf("[%d 1]", shelf.ObjectSize+1)) || !strings.Contains(text, "[15 1]") {
		t.Errorf("the sizes are %s", text)
	}
	for _, test := range testIDs {
		if v := fact(t, r, "noise", test).(string); !strings.Contains(v, "NOT passed") {
			t.Errorf("with a readable object the test %s says %s", test, v)
		}
		if v := fact(t, clean, "noise", test); v != "passed" {
			t.Errorf("without one the test %s says %v", test, v)
		}
	}
	if text := fmt.Sprint(r.Table("noise", "failed")); !strings.Contains(text, "objects/ae/"+readable) || strings.Contains(text, linked) {
		t.Errorf("the objects that failed: %s", text)
	}
	if strings.Contains(asText(t, r), "who lives where") {
		t.Error("contents of a file are in the report")
	}
	if !strings.Contains(asText(t, r), d.path("elsewhere")) {
		t.Error("a file beside the store is not in the report")
	}
}

// Names of files can hold what moves the cursor of a terminal. They are shown, and move nothing.
func TestANameOfAFileCannotForgeTheReport(t *testing.T) {
	d := newDeployment(t)
	for _, name := range []string{"a\x1b[2Jb", "line\nObjects: 0", "bad\xff\xfe", "left\u202egnp", "<script>alert(1)</script>", "&amp;"} {
		d.write(filepath.Join("store", strings.ReplaceAll(name, "/", "_")), "")
	}
	r := d.build(nil)
	text := asText(t, r)
	for _, c := range []string{"\x1b", "\u202e", "\xff", "\nObjects: 0"} {
		if strings.Contains(text, c) {
			t.Errorf("%q is in the text", c)
		}
	}
	for _, shown := range []string{`a\x1b[2Jb`, `line\nObjects: 0`, `bad\xff\xfe`, `left\u202egnp`, "<script>alert(1)<_script>", "&amp;"} {
		if !strings.Contains(text, shown) {
			t.Errorf("%s is not in the text", shown)
		}
	}
	if page := asHTML(t, r); strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("a name is markup on the page")
	}
}

// Looking changes nothing: no time, no byte, no leftover swept, no file made.
func TestLookingChangesNothing(t *testing.T) {
	d := newDeployment(t)
	d.write("store/work/new-00", "cut off")
	d.write("key.temp", "cut off")
	look := func() string {
		all := ""
		err := filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			var st unix.Stat_t
			if err := unix.Lstat(path, &st); err != nil {
				return err
			}
			access := st.Atim
			if e.IsDir() || strings.HasSuffix(path, "/lock") {
				access = unix.Timespec{}
			}
			all += fmt.Sprintln(path, st.Mode, st.Size, st.Ino, st.Mtim, st.Ctim, access)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	before := look()
	if strings.Count(before, "\n") < 270 {
		t.Fatalf("there is little to change: %d", strings.Count(before, "\n"))
	}
	l := newLocator()
	d.build(func(c *Config) { c.Locators = append(c.Locators, l) })
	if release, err := d.folder().Hold(); err != nil {
		t.Error(err)
	} else if err := release(); err != nil {
		t.Error(err)
	}
	if after := look(); after != before {
		t.Error("something changed")
	}
	d.write("store/work/new-01", "")
	if look() == before {
		t.Error("the look at changes sees none")
	}
}

func TestTheFolderIsHeldAgainstAServer(t *testing.T) {
	d := newDeployment(t)
	d.serve(func(*shelf.Shelf, store.Store) {
		if _, err := d.folder().Hold(); !errors.Is(err, ErrLocked) {
			t.Errorf("while a server has it: %v", err)
		}
	})
	release, err := d.folder().Hold()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.folder().Hold(); !errors.Is(err, ErrLocked) {
		t.Errorf("a second time: %v", err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	if release, err := (Folder{Dir: d.path("nowhere")}).Hold(); err != nil || release() != nil {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestADeploymentThatNeverServedHasAReport(t *testing.T) {
	dir := t.TempDir()
	l := newLocator()
	r, err := Build(t.Context(), Config{Storage: Folder{Dir: filepath.Join(dir, "store"), Size: shelf.ObjectSize}, ObjectSize: shelf.ObjectSize,
		Data: dir, KeyFile: filepath.Join(dir, "key"), Keys: Keys{File: filepath.Join(dir, "key")}, Locators: append(noLocators, l)})
	if err != nil {
		t.Fatal(err)
	}
	if fact(t, r, "store", "objects") != int64(0) || fact(t, r, "noise", "monobit") != "nothing to examine" {
		t.Error(asText(t, r))
	}
	if v := fact(t, r, "locator", "key").(string); !strings.Contains(v, "no key was made yet") {
		t.Error(v)
	}
}

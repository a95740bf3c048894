package shelf

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// disk is what is done to key files, one method per step that a crash can fall between. osDisk is the real one; tests
// stop it and cut its power.
type disk interface {
	// read returns the whole of a plain file that its owner alone may read. It fails with fs.ErrNotExist,
	// ErrKeyFileOpen, ErrKeyFileDamaged (a size that no key file has) or the system's error.
	read(path string) ([]byte, error)
	// create makes a new file of mode 0600. Its bytes are durable when it returns; its entry is not until syncFolder.
	create(path string, data []byte) error
	// rename moves a file over whatever was at new.
	rename(old, new string) error
	// destroy overwrites a file, makes that durable, and takes it away. What is absent is fine.
	destroy(path string) error
	// exists says whether something is there.
	exists(path string) (bool, error)
	// mark is what stands for the file at path; of what is absent, the zero mark.
	mark(path string) (mark, error)
	// lock keeps other processes that lock the folder of path out until unlock is called, or fails with ErrRotating.
	lock(path string) (unlock func(), err error)
	// syncFolder makes the entries of the folder that holds path durable.
	syncFolder(path string) error
}

// osDisk is the operating system's.
type osDisk struct{}

func (osDisk) read(path string) ([]byte, error) {
	info, err := os.Lstat(path) // a link would keep the bytes where nothing overwrites them; a pipe would block
	if err != nil {
		return nil, err
	}
	// Windows has no such modes; there the folder's own permissions are what there is.
	if !info.Mode().IsRegular() || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, ErrKeyFileOpen
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, keyFileSize+1)) // one more, so that a longer file shows
	if err != nil {
		return nil, err
	}
	return b, nil
}

func (osDisk) create(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func (osDisk) rename(old, new string) error { return os.Rename(old, new) }

func (osDisk) destroy(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = io.CopyN(f, rand.Reader, info.Size())
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("overwrite: %w", err)
	}
	return os.Remove(path)
}

func (osDisk) exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (osDisk) mark(path string) (mark, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return mark{}, nil
	}
	return mark{info: info}, err
}

func (osDisk) syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be opened for this there
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

package filestore

// disk is what the store does to the file system, one method per step that a crash can fall between. Paths are
// relative to the store's folder. osDisk is the real one; tests stop it, fail it, and cut its power.
type disk interface {
	// read returns the whole of a regular file of the given size, with one open and one read. It fails with
	// fs.ErrNotExist, store.ErrDamaged (a link, a folder, another size) or the system's error.
	read(path string, size int) ([]byte, error)
	// create makes a new file with the data and the constant times. The data is durable when it returns; the entry
	// is not until its folder is synced.
	create(path string, data []byte) error
	// link gives a file a second name. It fails with fs.ErrExist.
	link(old, new string) error
	// rename moves a file over whatever was at new.
	rename(old, new string) error
	// syncFolder sets the folder's times to the constant and makes its entries durable.
	syncFolder(path string) error
	// scrub overwrites a regular file with random bytes, whatever its size, and makes that durable.
	scrub(path string) error
	// remove takes a name away.
	remove(path string) error
	// same says whether both names exist and are one file.
	same(a, b string) (bool, error)
	// links is the number of names of a regular file. It fails with store.ErrDamaged for anything else.
	links(path string) (int, error)
	// list returns the entries of a folder.
	list(path string) ([]string, error)
	// exists says whether path is a folder; anything else there is store.ErrDamaged.
	exists(path string) (bool, error)
	// makeFolder makes one folder, mode 0700.
	makeFolder(path string) error
	// quieten sets the times of a path to the constant.
	quieten(path string) error
}

package server_test

import (
	"bytes"
	"net/http"
	"path/filepath"
	"testing"

	"larkspur/server/servertest"
	"larkspur/server/shelf"
	"larkspur/server/store/memstore"
	"larkspur/server/store/miniotest"
	"larkspur/server/store/s3store"
	"larkspur/server/wire"
)

// storages are the three kinds of store, a real MinIO among them.
func storages(t *testing.T) map[string]servertest.Storage {
	m := miniotest.Start(t, miniotest.Options{})
	return map[string]servertest.Storage{
		"memory": {},
		"files":  {Dir: filepath.Join(t.TempDir(), "store")},
		"MinIO": {S3: &s3store.Config{
			Endpoint: m.Endpoint, Bucket: m.Bucket(t),
			AccessKey: s3store.NewSecret(m.AccessKey), SecretKey: s3store.NewSecret(m.SecretKey),
		}},
	}
}

// restart drops the connections that were kept, which the old life closed.
func restart(s *servertest.Server) {
	s.Restart()
	http.DefaultClient.CloseIdleConnections()
}

// Whoever recorded the call that made a vault cannot bring it back once it was erased: not now, not after a restart, and
// not after it was made and erased again.
func TestARecordedFirstSaveDoesNotBringBackWhatWasErased(t *testing.T) {
	for name, storage := range storages(t) {
		t.Run(name, func(t *testing.T) {
			s := servertest.Start(t, servertest.Options{Storage: storage})
			o := newOwner()
			noise := call(t, s.URL, readOf(o.locator))
			var recorded []*wire.Request
			for round := range 3 {
				first, version := makePage(t, s.URL, o)
				recorded = append(recorded, first)
				swap := o.request(wire.OpWrite, version)
				saved := call(t, s.URL, swap)
				wantCode(t, "save", saved, wire.CodeOK)
				recorded = append(recorded, swap)
				erase := o.request(wire.OpErase, saved.Version)
				wantCode(t, "erase", call(t, s.URL, erase), wire.CodeOK)
				for lives := range 2 {
					for _, q := range recorded {
						wantCode(t, "a recorded save", call(t, s.URL, q), wire.CodeLost)
					}
					wantCode(t, "a recorded erase", call(t, s.URL, erase), wire.CodeOK)
					if now := call(t, s.URL, readOf(o.locator)); now.Page != noise.Page || now.Version != noise.Version {
						t.Fatalf("round %d, life %d: what was erased is not answered as what never was", round, lives)
					}
					restart(s)
				}
			}
			if s.Notices() != "" {
				t.Errorf("the operator was told %q", s.Notices())
			}
		})
	}
}

// Dead, never held, and held: an answer has one size and one header, and its noise is steady for the one that asks twice,
// whatever was done in between and however often the server is started.
func TestDeadAndNeverHeldKeepTheirNoiseOverRestarts(t *testing.T) {
	for name, storage := range storages(t) {
		t.Run(name, func(t *testing.T) {
			s := servertest.Start(t, servertest.Options{Storage: storage})
			dead, never := newOwner(), newOwner()
			before := map[*owner][]byte{}
			for _, o := range []*owner{dead, never} {
				before[o] = send(t, s.URL, readOf(o.locator).AppendTo(nil)).body
			}
			if bytes.Equal(before[dead], before[never]) {
				t.Fatal("two locators share their noise")
			}
			for range 3 {
				_, version := makePage(t, s.URL, dead)
				if now := send(t, s.URL, readOf(dead.locator).AppendTo(nil)).body; bytes.Equal(now, before[dead]) {
					t.Fatal("the control: a held page is answered with noise")
				}
				wantCode(t, "erase", call(t, s.URL, dead.request(wire.OpErase, version)), wire.CodeOK)
				wantCode(t, "erase of a miss", call(t, s.URL, never.request(wire.OpErase, version)), wire.CodeOK)
				restart(s)
				for what, o := range map[string]*owner{"dead": dead, "never held": never} {
					for range 2 {
						if now := send(t, s.URL, readOf(o.locator).AppendTo(nil)).body; !bytes.Equal(now, before[o]) {
							t.Errorf("%s: the answer changed", what)
						}
					}
				}
			}
		})
	}
}

// A damaged object is answered as a store that fails, and told without its name.
func TestDamageIsAnsweredFailedAndTold(t *testing.T) {
	storage, damage := damagedMemory()
	s := servertest.Start(t, servertest.Options{Storage: storage})
	o := newOwner()
	_, version := makePage(t, s.URL, o)
	damage()
	wantCode(t, "read", call(t, s.URL, readOf(o.locator)), wire.CodeFailed)
	wantCode(t, "write", call(t, s.URL, o.request(wire.OpWrite, version)), wire.CodeFailed)
	wantCode(t, "erase", call(t, s.URL, o.request(wire.OpErase, version)), wire.CodeFailed)
	if !bytes.Contains([]byte(s.Notices()), []byte("an object in the store is damaged")) {
		t.Errorf("the operator was told %q", s.Notices())
	}
}

// damagedMemory is a memory, and what changes one bit of every object in it.
func damagedMemory() (servertest.Storage, func()) {
	m := memstore.New(memstore.Config{Size: shelf.ObjectSize})
	return servertest.Storage{Memory: m}, func() {
		for n, object := range m.Objects() {
			object[999] ^= 1
			m.Replace(n, object)
		}
	}
}

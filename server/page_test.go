package server_test

import (
	"testing"

	"larkspur/server/servertest"
	"larkspur/server/wire"
)

func TestAPageIsMadeReadSwappedAndErased(t *testing.T) {
	s := servertest.Start(t, servertest.Options{})
	o := newOwner()
	first, version := makePage(t, s.URL, o)
	a := call(t, s.URL, readOf(o.locator))
	if a.Code != wire.CodeOK || a.Version != version || a.Page != first.Page {
		t.Fatal("what was made is not what is read")
	}
	second := o.request(wire.OpWrite, version)
	b := call(t, s.URL, second)
	wantCode(t, "swap", b, wire.CodeOK)
	wantCode(t, "swap against the old version", call(t, s.URL, o.request(wire.OpWrite, version)), wire.CodeLost)
	if a := call(t, s.URL, readOf(o.locator)); a.Page != second.Page || a.Version != b.Version {
		t.Fatal("the swap is not what is read")
	}
	wantCode(t, "erase against the old version", call(t, s.URL, o.request(wire.OpErase, version)), wire.CodeLost)
	wantCode(t, "erase", call(t, s.URL, o.request(wire.OpErase, b.Version)), wire.CodeOK)
	if a := call(t, s.URL, readOf(o.locator)); a.Page == second.Page {
		t.Fatal("what was erased is read")
	}
	wantCode(t, "erase of a miss", call(t, s.URL, o.request(wire.OpErase, b.Version)), wire.CodeOK)
}

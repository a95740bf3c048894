package server

import (
	"net/http"
	"net/netip"
	"strings"
)

// source is whom a call counts against, or the zero Addr when it counts against the common budget only.
//
// A call from this machine itself has no source: behind a proxy, or as an onion service, everybody's calls come from
// here. With trustProxy, the last entry of X-Forwarded-For, which is the one that the nearest proxy wrote, stands for
// such a call, and for one from a private network. From any other peer the header is what the caller made up, and is
// not looked at.
func source(r *http.Request, trustProxy bool) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr := peer.Addr().Unmap()
	if trustProxy && (addr.IsLoopback() || addr.IsPrivate()) {
		return forwarded(r.Header)
	}
	if addr.IsLoopback() {
		return netip.Addr{}
	}
	return addr
}

func forwarded(h http.Header) netip.Addr {
	lines := h.Values("X-Forwarded-For")
	if len(lines) == 0 {
		return netip.Addr{}
	}
	last := lines[len(lines)-1]
	last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	if at, err := netip.ParseAddrPort(last); err == nil {
		return at.Addr().Unmap()
	}
	addr, err := netip.ParseAddr(last)
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap()
}

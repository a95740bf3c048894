package main

import (
	"fmt"
	"net"
	"strings"

	"larkspur/server"
)

// greeting is what the operator reads when the server is ready: where to go and what to type there.
func greeting(s settings, config server.Config, st *storage, addr net.Addr) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Serving on %s\n\n", address(s, addr))
	if s.admission == server.AdmissionOpen {
		fmt.Fprintf(&b, "To begin a plan, type one of these into the box of the page:\n\n    %s\n    %s\n\n", beginEnglish, beginSpanish)
	} else {
		fmt.Fprintf(&b, "To begin a plan, one types a starter phrase of yours into the box of the page.\n"+
			"Keys of such phrases in force: %d. To make one:\n\n    larkspur starter --server %s --keys %s\n\n",
			config.Starters.Count(), strings.TrimSuffix(address(s, addr), "/"), s.starterKeys)
	}
	fmt.Fprintf(&b, "Data      %s\nStore     %s\nKey       %s\nAdmission %s\n", st.dir, st.kind, st.key, s.admission)
	if s.grid == 0 {
		b.WriteString("\nThe grid is off: how long an answer takes shows what was done. Not for use by anybody.\n")
	}
	b.WriteString("\nCtrl-C stops it.\n")
	return b.String()
}

// address is where a browser on this machine finds the server. A name in --listen is kept, as a certificate is for names.
func address(s settings, addr net.Addr) string {
	scheme := "http"
	if s.tlsCert != "" {
		scheme = "https"
	}
	host, _, err := net.SplitHostPort(s.listen)
	_, port, err2 := net.SplitHostPort(addr.String())
	if err != nil || err2 != nil {
		return scheme + "://" + addr.String() + "/"
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port) + "/"
}

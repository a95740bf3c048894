package servertest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	mrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// meetWithin is how long servers may take to find each other.
const meetWithin = time.Minute

// A Cluster is several servers that carry live links between them, over NATS with certificates on both sides.
type Cluster struct {
	// Nodes are the servers, in the order of the options.
	Nodes []*Process

	// Addresses are where each node listens for the others.
	Addresses []string

	// TLS is what a node shows and trusts, for a test that joins them from within.
	TLS *tls.Config

	// Secret is what hides the names of rooms, in hexadecimal digits.
	Secret string
}

// StartCluster starts a server for each of the options, one after the other, and returns when all know each other. What they
// share besides, a bucket, a key file and a realm, stands in the options.
func StartCluster(t testing.TB, options ...ProcessOptions) *Cluster {
	t.Helper()
	c := &Cluster{}
	files := c.files(t)
	for range options {
		c.Addresses = append(c.Addresses, FreeAddress(t))
	}
	for i, o := range options {
		var others []string
		for j, a := range c.Addresses {
			if j != i {
				others = append(others, a)
			}
		}
		o.Args = append(append([]string{"--cluster-listen", c.Addresses[i], "--cluster-peers", strings.Join(others, ",")}, files...), o.Args...)
		c.Nodes = append(c.Nodes, StartProcess(t, o))
	}
	for i, p := range c.Nodes {
		for end := time.Now().Add(meetWithin); strings.Count(p.Output(), "a node has come") < len(options)-1; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("servertest: server %d does not find the others:\n%s", i, p.Output())
			}
		}
	}
	return c
}

// files writes what the servers need to join, an authority, a certificate for this machine and a secret, and returns the
// options that name them.
func (c *Cluster) files(t testing.TB) (options []string) {
	t.Helper()
	dir := t.TempDir()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("servertest: %v", err)
		}
	}
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		ok(os.WriteFile(path, content, 0o600))
		return path
	}
	block := func(name, kind string, der []byte) string {
		return write(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	root, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(err)
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "servers"}, NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	ca, err := x509.CreateCertificate(rand.Reader, authority, authority, root.Public(), root)
	ok(err)
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	cert, err := x509.CreateCertificate(rand.Reader, leaf, authority, root.Public(), root)
	ok(err)
	key, err := x509.MarshalPKCS8PrivateKey(root)
	ok(err)
	trusted, err := x509.ParseCertificate(ca)
	ok(err)
	pool := x509.NewCertPool()
	pool.AddCert(trusted)
	c.TLS = &tls.Config{
		MinVersion: tls.VersionTLS13, RootCAs: pool, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
		Certificates: []tls.Certificate{{Certificate: [][]byte{cert}, PrivateKey: root}},
	}
	secret := make([]byte, 32)
	rand.Read(secret)
	c.Secret = hex.EncodeToString(secret)
	return []string{
		"--cluster-ca", block("ca", "CERTIFICATE", ca), "--cluster-cert", block("cert", "CERTIFICATE", cert),
		"--cluster-key", block("key", "PRIVATE KEY", key), "--cluster-secret", write("secret", []byte(c.Secret+"\n")),
	}
}

// FreeAddress is one of this machine that nothing listens at. It lies below those that systems give to who asks for any: between
// here and the moment when somebody listens there, which may be the start of two servers later, nobody else is given it.
func FreeAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(10_000+mrand.IntN(22_000))))
		if err == nil {
			defer ln.Close()
			return ln.Addr().String()
		}
	}
	t.Fatal("servertest: a hundred ports are taken")
	return ""
}

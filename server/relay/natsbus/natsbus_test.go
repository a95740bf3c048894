package natsbus_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"testing"
	"time"

	"larkspur/crypto/secret"
	"larkspur/server/relay"
	"larkspur/server/relay/bustest"
	"larkspur/server/relay/natsbus"
	"larkspur/server/servertest"
)

// An authority signs certificates of nodes.
type authority struct {
	t    testing.TB
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pool *x509.CertPool
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	a := &authority{t: t, pool: x509.NewCertPool()}
	a.key = a.newKey()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "nodes"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	a.cert = a.sign(template, template, a.key)
	a.pool.AddCert(a.cert)
	return a
}

func (a *authority) newKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	return key
}

func (a *authority) sign(template, parent *x509.Certificate, key *ecdsa.PrivateKey) *x509.Certificate {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert
}

// node is what a node shows and whom it believes.
func (a *authority) node() *tls.Config {
	key := a.newKey()
	cert := a.sign(&x509.Certificate{
		SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}, a.cert, key)
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}, RootCAs: a.pool, ClientCAs: a.pool,
		MinVersion: tls.VersionTLS13,
	}
}

func newKey() secret.Key {
	b := make([]byte, secret.KeySize)
	rand.Read(b)
	return secret.NewKey(b)
}

// cluster starts so many nodes that know each other. Each is told of the one before it only.
func cluster(t *testing.T, nodes int) (all []*natsbus.Bus) {
	t.Helper()
	a, key := newAuthority(t), newKey()
	var peers []string
	for range nodes {
		c := natsbus.Config{Key: key, TLS: a.node(), Listen: servertest.FreeAddress(t), Peers: peers}
		all = append(all, open(t, c))
		peers = []string{c.Listen}
	}
	wantPeers(t, all, nodes-1)
	return all
}

func open(t *testing.T, c natsbus.Config) *natsbus.Bus {
	t.Helper()
	b, err := natsbus.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func wantPeers(t *testing.T, nodes []*natsbus.Bus, n int) {
	t.Helper()
	end := time.Now().Add(time.Minute)
	for i, b := range nodes {
		for b.Peers() != n {
			if time.Now().After(end) {
				t.Fatalf("node %d knows of %d others, not of %d", i, b.Peers(), n)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func buses(nodes []*natsbus.Bus) (all []relay.Bus) {
	for _, n := range nodes {
		all = append(all, n)
	}
	return all
}

func TestTheContractOfABus(t *testing.T) {
	for _, n := range []int{2, 3} {
		bustest.Run(t, n, bustest.Rounds, func(t *testing.T, nodes int) []relay.Bus { return buses(cluster(t, nodes)) })
	}
}

package server

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// writeCertificate writes a certificate for 127.0.0.1 with the given serial number.
func writeCertificate(t *testing.T, dir string, serial int64) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: cert}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

func TestOverTLSBothVersionsOfHTTPAnswer(t *testing.T) {
	certFile, keyFile := writeCertificate(t, t.TempDir(), 1)
	s, err := New(Config{Realm: "r", CertFile: certFile, KeyFile: keyFile}, failing{})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	chain, err := os.ReadFile(certFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(chain)
	for _, two := range []bool{false, true} {
		protocols := new(http.Protocols)
		protocols.SetHTTP1(!two)
		protocols.SetHTTP2(two)
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, Protocols: protocols}
		a, err := (&http.Client{Transport: transport}).Get("https://" + ln.Addr().String() + PathSite)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		body.ReadFrom(a.Body)
		a.Body.Close()
		if (a.ProtoMajor == 2) != two || body.String() != "realm=r\nwords=7\nadmission=open\ncover=recipes\n" || a.Header.Get("Date") != "" {
			t.Errorf("%s: %v %q", a.Proto, a.Header, &body)
		}
		transport.CloseIdleConnections()
	}
	old := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}}
	if _, err := (&http.Client{Transport: old}).Get("https://" + ln.Addr().String() + PathSite); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestARenewedCertificateIsTakenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		certFile, keyFile := writeCertificate(t, dir, 1)
		var told bytes.Buffer
		c, err := openCertificate(certFile, keyFile, systemClock{}, newNotices(systemClock{}, &told))
		if err != nil {
			t.Fatal(err)
		}
		serial := func() int64 {
			pair, err := c.get(nil)
			if err != nil {
				t.Fatal(err)
			}
			return pair.Leaf.SerialNumber.Int64()
		}
		if serial() != 1 {
			t.Error("not the certificate of the file")
		}
		if err := os.WriteFile(certFile, []byte("half written"), 0o600); err != nil {
			t.Fatal(err)
		}
		time.Sleep(certificateCheck)
		if serial() != 1 || told.Len() == 0 {
			t.Errorf("half a renewal: serial %d, told %q", serial(), &told)
		}
		writeCertificate(t, dir, 2)
		time.Sleep(certificateCheck)
		if serial() != 2 {
			t.Error("the renewed certificate is not taken up")
		}
	})
}

func TestACertificateThatIsNoneStopsTheStart(t *testing.T) {
	dir := t.TempDir()
	certFile, _ := writeCertificate(t, dir, 1)
	for _, keyFile := range []string{filepath.Join(dir, "absent"), certFile} {
		s, err := New(Config{Realm: "r", CertFile: certFile, KeyFile: keyFile}, failing{})
		if err != nil {
			t.Fatal(err)
		}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Serve(t.Context(), ln); err == nil {
			t.Errorf("served with %s", filepath.Base(keyFile))
		}
	}
}

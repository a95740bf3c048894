package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"larkspur/server/store/miniotest"
)

// A secretOf is what an option names, and what of it must be in no report.
type secretOf struct {
	option  string
	content []byte
	hidden  []string
}

// shownOptions are those whose value is no path of a secret: it is in the report as it is.
var shownOptions = []string{"data", "s3-endpoint", "s3-bucket", "s3-insecure", "s3-ca-file", "keep", "late", "rotate-every", "no-trickle", "listen", "tls-cert",
	"behind-tls-proxy", "trust-proxy", "client", "realm", "admission", "cover", "words", "grid", "calls-per-second",
	"directory", "live-connections", "cluster-listen", "cluster-peers", "cluster-cert", "cluster-ca", "nats-url", "nats-insecure"}

// Each file that a setting names has a sentinel in it. The path is in the report, the sentinel is not, in no rendering and in
// no message; and an option that this test does not know is a reason to think again.
func TestSecretsOfTheSettingsAreInNoReport(t *testing.T) {
	m := miniotest.Start(t, miniotest.Options{})
	cert, key := selfSigned(t)
	starter, shared := strings.Repeat("5a", 32), strings.Repeat("a5", 32)
	secrets := []secretOf{
		{"config", []byte("# the password of the safe is 8641-sentinel\nwords = 8\n"), []string{"8641-sentinel"}},
		{"starter-keys", []byte(starter + " # for-the-sentinel-house\n"), []string{starter[:16], "for-the-sentinel-house"}},
		{"tls-key", key, lines(key)},
		{"cluster-key", key, lines(key)},
		{"cluster-secret", []byte(shared + "\n"), []string{shared[:16], shared[48:]}},
		{"nats-creds", []byte("-----BEGIN NATS USER JWT-----\nsentinel-of-nats\n"), []string{"sentinel-of-nats"}},
		{"s3-access-key-file", []byte(m.AccessKey + "\n"), []string{m.AccessKey}},
		{"s3-secret-key-file", []byte(m.SecretKey + "\n"), []string{m.SecretKey}},
	}
	dir := t.TempDir()
	args := []string{"--nats-url", "tls://127.0.0.1:1", "--admission", "starter", "--s3-endpoint", "http://" + m.Endpoint, "--s3-bucket", m.Bucket(t), "--data", filepath.Join(dir, "data")}
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	var hidden []string
	for _, s := range append(secrets, secretOf{"tls-cert", cert, nil}, secretOf{"cluster-cert", cert, nil}) {
		path := filepath.Join(dir, "file-of-"+s.option)
		if err := os.WriteFile(path, s.content, 0o600); err != nil {
			t.Fatal(err)
		}
		args, hidden = append(args, "--"+s.option, path), append(hidden, s.hidden...)
	}
	keyFile := filepath.Join(dir, "file-of-key-file")
	half := make([]byte, 4096)
	rand.Read(half)
	if err := os.WriteFile(keyFile, half, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, "--key-file", keyFile)
	for at := 0; at+12 <= len(half); at += 12 {
		piece := half[at : at+12]
		hidden = append(hidden, string(piece), hex.EncodeToString(piece), base64.StdEncoding.EncodeToString(piece))
	}
	known := map[string]bool{"key-file": true, "new-key": true}
	for _, s := range secrets {
		known[s.option] = true
	}
	for _, name := range shownOptions {
		known[name] = true
	}
	page := filepath.Join(dir, "page.html")
	said := ""
	for _, form := range [][]string{nil, {"--json"}, {"--html", page}} {
		var out, errs bytes.Buffer
		if status := run(t.Context(), append(append([]string{"larkspurd", "disclose"}, args...), form...), &out, &errs); status != statusDone {
			t.Fatalf("status %d: %s", status, errs.String())
		}
		said += out.String() + errs.String()
		for _, f := range serveFlags() {
			name := f.Names()[0]
			if !known[name] {
				t.Errorf("the option %s is not known to this test: may its value be in a report?", name)
			}
			if name != "new-key" && !strings.Contains(out.String(), name) {
				t.Errorf("the option %s is in no report", name)
			}
		}
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range map[string]string{"reports": said, "page": string(html)} {
		for _, s := range append(secrets, secretOf{option: "key-file"}) {
			if !strings.Contains(text, "file-of-"+s.option) {
				t.Errorf("the path of %s is not in the %s", s.option, where)
			}
		}
		for _, h := range hidden {
			if strings.Contains(text, h) {
				t.Errorf("a secret is in the %s: %.6q...", where, h)
			}
		}
	}
	if len(hidden) < 1000 {
		t.Errorf("only %d secrets were looked for", len(hidden))
	}
}

func lines(b []byte) []string {
	var all []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "-----") {
			all = append(all, line)
		}
	}
	return all
}

func selfSigned(t *testing.T) (cert, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
}

// A report without a server makes nothing that was not there.
func TestADisclosureMakesNothing(t *testing.T) {
	dir := t.TempDir()
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"larkspurd", "disclose", "--data", dir}, &out, &errs); status != statusDone {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
	if !strings.Contains(out.String(), "Objects: 0\n") {
		t.Error(out.String())
	}
	out.Reset()
	missing := filepath.Join(dir, "missing")
	if status := run(t.Context(), []string{"larkspurd", "disclose", "--data", missing}, &out, &errs); status != statusUsage || out.Len() != 0 {
		t.Errorf("status %d, %s", status, out.String())
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a data folder was made")
	}
}

// The words of the help are those that the interface may have.
func TestTheHelpSaysNoWordThatHurts(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"serve", "--help"}, {"rotate", "--help"}, {"disclose", "--help"}, {"selftest", "--help"}, {"directory", "check", "--help"}} {
		var out bytes.Buffer
		if status := run(t.Context(), append([]string{"larkspurd"}, args...), &out, &out); status != statusDone || out.Len() < 500 {
			t.Errorf("%v: status %d, %d bytes", args, status, out.Len())
		}
		for _, bad := range []string{"abuse", "addict", "victim", "compliance", "must", "should", "required", "score", "untraceable"} {
			if strings.Contains(strings.ToLower(out.String()), bad) {
				t.Errorf("%v says %q", args, bad)
			}
		}
	}
}

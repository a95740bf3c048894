// Package miniotest runs a real MinIO server beside a test.
//
// The server is found where LARKSPUR_MINIO says, or in the user's cache folder, or it is built there from source with
// the go command, once, under a lock (a few minutes). Nothing is skipped: where it cannot be had the test fails and
// says what to run. It listens on the loopback interface only, with keys of its own, and keeps its files in a
// folder of its own, which tests may search.
//
//	s := miniotest.Start(t, miniotest.Options{TLS: true})
//	bucket := s.Bucket(t)
package miniotest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
)

// Options say how the server is run.
type Options struct {
	// TLS makes a certificate authority and a certificate, and serves https.
	TLS bool
	// Dir keeps the objects; empty means a temporary folder of the test.
	Dir string
	// Env is added to the server's environment, as NAME=value.
	Env []string
}

// Server is a running MinIO.
type Server struct {
	// Endpoint is host:port. It stays the same when the server is restarted.
	Endpoint string
	// AccessKey and SecretKey are those of the root user.
	AccessKey, SecretKey string
	// CAFile is the certificate authority in PEM; empty without TLS.
	CAFile string
	// Dir is the folder that MinIO keeps everything in.
	Dir string
	// Log is the file that MinIO's output goes to.
	Log string

	binary, certs, home string
	env                 []string
	process             *process
}

const (
	startWithin = 60 * time.Second // two slow cores at work on something else
	startTries  = 3                // another process may take the port between choosing and listening
	stopWithin  = 15 * time.Second
)

// Start runs a server until the test ends.
func Start(t testing.TB, opts Options) *Server {
	t.Helper()
	binary, err := Locate()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{
		AccessKey: random(10), SecretKey: random(20), Dir: opts.Dir,
		binary: binary, env: opts.Env, home: t.TempDir(),
	}
	if s.Dir == "" {
		s.Dir = t.TempDir()
	}
	s.Log, s.certs = filepath.Join(s.home, "log"), filepath.Join(s.home, "certs")
	if err := os.Mkdir(s.certs, 0o700); err != nil {
		t.Fatal(err)
	}
	if opts.TLS {
		if s.CAFile, err = writeCertificates(s.home, s.certs); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(s.Kill)
	for range startTries {
		if s.Endpoint, err = freeEndpoint(); err != nil {
			break
		}
		if err = s.start(); err == nil {
			return s
		}
	}
	t.Fatalf("%v; its output:\n%s", err, s.Output())
	return nil
}

// Output is what the server has printed.
func (s *Server) Output() string {
	b, _ := os.ReadFile(s.Log)
	return string(b)
}

// Stop ends the server in good order.
func (s *Server) Stop() { s.end(syscall.SIGTERM) }

// Kill ends the server with SIGKILL.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

// Restart runs the server again, on the same port and folder, after it was stopped or killed.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.Kill()
	if err := s.start(); err != nil {
		t.Fatalf("%v; its output:\n%s", err, s.Output())
	}
}

// Bucket makes a bucket with a fresh name.
func (s *Server) Bucket(t testing.TB) string {
	t.Helper()
	name := "b" + random(8)
	c, err := s.Client()
	if err == nil {
		err = c.MakeBucket(t.Context(), name, minio.MakeBucketOptions{})
	}
	if err != nil {
		t.Fatalf("make a bucket: %v", err)
	}
	return name
}

func (s *Server) end(sig syscall.Signal) {
	if s.process == nil {
		return
	}
	s.process.signal(sig)
	select {
	case <-s.process.done:
	case <-time.After(stopWithin):
		s.process.signal(syscall.SIGKILL)
		<-s.process.done
	}
	s.process = nil
}

// start runs the server and waits until it answers an authorised call.
func (s *Server) start() error {
	log, err := os.OpenFile(s.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(s.binary, "server", "--address", s.Endpoint, "--certs-dir", s.certs, "--quiet", s.Dir)
	cmd.Env = append([]string{
		"HOME=" + s.home, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + s.home,
		"MINIO_ROOT_USER=" + s.AccessKey, "MINIO_ROOT_PASSWORD=" + s.SecretKey,
		"MINIO_BROWSER=off", "MINIO_UPDATE=off", "MINIO_CALLHOME_ENABLE=off",
	}, s.env...)
	cmd.Stdout, cmd.Stderr = log, log
	if s.process, err = run(cmd); err != nil {
		return fmt.Errorf("start %s: %w", s.binary, err)
	}
	if err := s.ready(); err != nil {
		s.Kill()
		return err
	}
	return nil
}

func (s *Server) ready() error {
	c, err := s.Client()
	if err != nil {
		return err
	}
	deadline := time.After(startWithin)
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		_, err := c.ListBuckets(ctx)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-s.process.done:
			return errors.New("MinIO ended while it started")
		case <-deadline:
			return fmt.Errorf("MinIO was not ready within %s: %w", startWithin, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func freeEndpoint() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func random(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

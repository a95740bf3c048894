package miniotest

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/minio/minio-go/v7"
)

func TestServesAndKeepsOverKillAndRestart(t *testing.T) {
	for name, opts := range map[string]Options{"plain": {}, "tls": {TLS: true}} {
		t.Run(name, func(t *testing.T) {
			s := Start(t, opts)
			bucket := s.Bucket(t)
			c, err := s.Client()
			if err != nil {
				t.Fatal(err)
			}
			body := []byte("kept over a kill")
			if _, err := c.PutObject(t.Context(), bucket, "x", bytes.NewReader(body), int64(len(body)), minio.PutObjectOptions{}); err != nil {
				t.Fatal(err)
			}
			pid := s.process.cmd.Process.Pid
			s.Kill()
			if err := syscall.Kill(pid, 0); err == nil {
				t.Fatal("the process is still there after Kill")
			}
			if _, err := c.StatObject(t.Context(), bucket, "x", minio.StatObjectOptions{}); err == nil {
				t.Fatal("a killed server answers")
			}
			s.Restart(t)
			o, err := c.GetObject(t.Context(), bucket, "x", minio.GetObjectOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(o); err != nil || !bytes.Equal(got, body) {
				t.Fatalf("%q, %v", got, err)
			}
			if _, err := os.Stat(filepath.Join(s.Dir, bucket)); err != nil {
				t.Fatalf("Dir is not where the objects are: %v", err)
			}
			s.Stop()
		})
	}
}

func TestSaysWhatToDoWhenThereIsNone(t *testing.T) {
	t.Setenv(env, filepath.Join(t.TempDir(), "none"))
	if _, err := Locate(); err == nil {
		t.Fatal("found a MinIO server where there is none")
	}
}

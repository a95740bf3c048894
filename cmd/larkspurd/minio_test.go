package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"

	"github.com/minio/minio-go/v7/pkg/signer"
	"github.com/rogpeppe/go-internal/testscript"

	"larkspur/server/store/miniotest"
)

func startMinIO(ts *testscript.TestScript, _ bool, args []string) {
	tls := slices.Contains(args, "tls")
	m := runMinIO(ts, tls)
	if tls {
		ca, err := os.ReadFile(m.CAFile)
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs("ca"), ca, 0o600))
		ts.Setenv("ENDPOINT", "https://"+m.Endpoint)
		return
	}
	ts.Setenv("ENDPOINT", "http://"+m.Endpoint)
}

func runMinIO(ts *testscript.TestScript, tls bool) *miniotest.Server {
	s := stageOf(ts)
	m := miniotest.Start(s.t, miniotest.Options{TLS: tls, Dir: filepath.Join(s.work, "minio")})
	ts.Check(os.WriteFile(ts.MkAbs("access"), []byte(m.AccessKey+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("secret"), []byte(m.SecretKey+"\n"), 0o600))
	return m
}

// startLiar puts a proxy before a MinIO that takes the conditions out of every write and signs again what is left.
func startLiar(ts *testscript.TestScript, _ bool, _ []string) {
	m := runMinIO(ts, false)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		out, err := http.NewRequestWithContext(r.Context(), r.Method, "http://"+m.Endpoint+r.URL.RequestURI(), bytes.NewReader(body))
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		for name, values := range r.Header {
			switch name {
			case "Authorization", "Accept-Encoding", "If-Match", "If-None-Match":
			default:
				out.Header[name] = values
			}
		}
		answer, err := http.DefaultTransport.RoundTrip(signer.SignV4(*out, m.AccessKey, m.SecretKey, "", "us-east-1"))
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer answer.Body.Close()
		for name, values := range answer.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.StatusCode)
		_, _ = io.Copy(w, answer.Body)
	}))
	ts.Defer(proxy.Close)
	ts.Setenv("ENDPOINT", proxy.URL)
}

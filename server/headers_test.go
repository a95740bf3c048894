package server_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"larkspur/server/servertest"
)

// wantedHeaders is typed again, as a list of its own. What a browser makes of it is for the browser stories to show.
var wantedHeaders = http.Header{
	"Content-Security-Policy": {"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
		"connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; " +
		"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types larkspur"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Embedder-Policy": {"require-corp"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Referrer-Policy":              {"no-referrer"},
	"X-Content-Type-Options":       {"nosniff"},
	"X-Frame-Options":              {"DENY"},
	"Request-Otr":                  {"1"},
	"Cache-Control":                {"no-store"},
	"Permissions-Policy": {"accelerometer=(), ambient-light-sensor=(), attribution-reporting=(), autoplay=(), bluetooth=(), " +
		"browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), encrypted-media=(), fullscreen=(), " +
		"gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), interest-cohort=(), keyboard-map=(), " +
		"local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), " +
		"publickey-credentials-get=(), screen-wake-lock=(), serial=(), speaker-selection=(), storage-access=(), usb=(), " +
		"web-share=(), window-management=(), xr-spatial-tracking=()"},
}

func TestTheSameSecurityHeadersAreOnEverything(t *testing.T) {
	s := servertest.Start(t, servertest.Options{Client: fstest.MapFS{
		"index.html": {Data: []byte("cover")}, "core.wasm": {Data: []byte("core")}, "core.wasm.br": {Data: []byte("c")},
	}})
	allowed := []string{"Content-Type", "Content-Length", "Content-Encoding"}
	for _, target := range []string{
		"GET /", "HEAD /", "GET /core.wasm", "GET /v1/site", "GET /v1/directory", "GET /v1/page", "POST /v1/page", "POST /", "PUT /v1/page",
		"OPTIONS /v1/page", "GET /nothing", "GET /index.html", "GET /core.wasm.br", "GET /?x", "DELETE /nothing",
		"GET /v1/site?", "GET //", "GET /../v1/site", "GET /%761/site", "TRACE /", "GET /v1/", "GET /v1/page/",
	} {
		method, path, _ := strings.Cut(target, " ")
		r, err := http.NewRequest(method, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", "https://elsewhere.example")
		r.Header.Set("If-None-Match", "*")
		r.Header.Set("If-Modified-Since", "Mon, 02 Jan 2006 15:04:05 GMT")
		r.Header.Set("Range", "bytes=0-1")
		got := exchange(t, r)
		for _, name := range allowed {
			got.header.Del(name)
		}
		if !maps.EqualFunc(got.header, wantedHeaders, slices.Equal) {
			t.Errorf("%s: headers %v", target, got.header)
		}
		if got.status == http.StatusPartialContent || got.status == http.StatusNotModified || got.status/100 == 3 {
			t.Errorf("%s: status %d", target, got.status)
		}
	}
}

package server

import "net/http"

// securityHeaders are on every answer, whatever it is: the cover, a file, a page, a refusal. They are the
// same on all, so that none of them tells what was asked.
//
// There is no Strict-Transport-Security: a browser keeps the host names that sent it, on disk, past the history that
// somebody may have cleared. There is no Date, so that answers to equal calls are equal to the byte.
var securityHeaders = [...][2]string{
	{"Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
		"connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; " +
		"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types larkspur"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Embedder-Policy", "require-corp"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Referrer-Policy", "no-referrer"},
	{"X-Content-Type-Options", "nosniff"},
	{"X-Frame-Options", "DENY"},
	{"Request-OTR", "1"},
	{"Permissions-Policy", "accelerometer=(), ambient-light-sensor=(), attribution-reporting=(), autoplay=(), bluetooth=(), " +
		"browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), encrypted-media=(), fullscreen=(), " +
		"gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), interest-cohort=(), keyboard-map=(), " +
		"local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), " +
		"publickey-credentials-get=(), screen-wake-lock=(), serial=(), speaker-selection=(), storage-access=(), usb=(), " +
		"web-share=(), window-management=(), xr-spatial-tracking=()"},
	{"Cache-Control", "no-store"},
}

// setSecurityHeaders lays the headers of every answer on h and keeps net/http from adding a Date.
func setSecurityHeaders(h http.Header) {
	for _, kv := range securityHeaders {
		h.Set(kv[0], kv[1])
	}
	h["Date"] = nil
}

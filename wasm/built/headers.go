package built

// Header is one header of an answer.
type Header struct{ Name, Value string }

// policy lets the page run our script, our workers and our core, and nothing else.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; " +
	"style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types larkspur"

// permissions turns off what the page never uses, so that nothing that gets into it can ask.
const permissions = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), " +
	"encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), " +
	"keyboard-map=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), " +
	"publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), usb=(), window-management=(), " +
	"xr-spatial-tracking=()"

// Headers are sent with everything the client is made of, the same on every answer, cover and vault alike. The type of
// a file and its encoding come on top; no ETag, no Last-Modified, no cookie ever does.
func Headers() []Header {
	return []Header{
		{"Content-Security-Policy", policy},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Embedder-Policy", "require-corp"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Referrer-Policy", "no-referrer"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Cache-Control", "no-store"},
		{"Permissions-Policy", permissions},
		{"Request-OTR", "1"},
	}
}

// Types are the content types by ending of the file name, before an ending .br.
func Types() map[string]string {
	return map[string]string{
		".html": "text/html; charset=utf-8",
		".js":   "text/javascript; charset=utf-8",
		".css":  "text/css; charset=utf-8",
		".json": "application/json",
		".wasm": "application/wasm",
	}
}

// Page is the file that is served as "/" for a cover.
func Page(cover string) string { return cover + ".html" }

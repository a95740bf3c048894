package s3store

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"

	"github.com/minio/minio-go/v7"

	"larkspur/server/store"
)

// codeBusy is the code of a 409: another write to the same name was at work.
const codeBusy = "ConditionalRequestConflict"

// code is the shape of S3's error codes. A text of another shape comes from something else and may quote the request.
var code = regexp.MustCompile(`^[A-Za-z]{1,48}$`)

// codeOf is the server's own code for a failure, empty if the server did not answer.
func codeOf(err error) string {
	if r, ok := errors.AsType[minio.ErrorResponse](err); ok {
		return r.Code
	}
	return ""
}

// isConflict says whether the server refused a write because of its condition: what is held has another tag, or
// nothing is held where a tag was named, or other writes were at work.
func isConflict(err error) bool {
	r, ok := errors.AsType[minio.ErrorResponse](err)
	return ok && (r.StatusCode == http.StatusPreconditionFailed || r.Code == "PreconditionFailed" ||
		r.Code == "NoSuchKey" || r.Code == codeBusy)
}

// isTransient says whether a read may be answered when it is asked again.
func isTransient(err error) bool {
	if errors.Is(err, store.ErrAbsent) || errors.Is(err, store.ErrDamaged) || errors.Is(err, context.Canceled) {
		return false
	}
	r, answered := errors.AsType[minio.ErrorResponse](err)
	return !answered || r.StatusCode >= 500 || r.StatusCode == http.StatusTooManyRequests
}

// failed is the error of an operation. What the contract names stays as it is.
func failed(operation string, err error) error {
	if err == store.ErrAbsent || err == errClosed {
		return err
	}
	if errors.Is(err, store.ErrDamaged) {
		return fmt.Errorf("s3store: %s: %w", operation, err)
	}
	return fmt.Errorf("s3store: %s: %w", operation, unknown(err))
}

// unknown keeps the reason of a failure and drops what must not be logged: the object's name, which is in the
// address and in the server's answer.
func unknown(err error) error {
	if r, ok := errors.AsType[minio.ErrorResponse](err); ok {
		if !code.MatchString(r.Code) {
			return fmt.Errorf("the server answered %d", r.StatusCode)
		}
		return fmt.Errorf("the server answered %d %s", r.StatusCode, r.Code)
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

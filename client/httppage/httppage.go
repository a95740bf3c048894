// Package httppage is the native Transport: it carries calls with net/http. The browser has its own (fetch); net/http more
// than doubles the client there and is never linked into it.
package httppage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"larkspur/client"
	"larkspur/server/wire"
)

// Timeout bounds one call, answer included. The server's grid, an overrun and a slow line fit in.
const Timeout = 30 * time.Second

// ErrURL is returned for a server address that cannot be one.
var ErrURL = errors.New("httppage: the server's address begins with https:// (http:// only for this machine itself)")

// Transport carries calls to one server. It keeps one connection, so that the number of connections says nothing.
type Transport struct {
	base string
	http *http.Client
}

var _ client.Transport = (*Transport)(nil)

// New returns a Transport for the server at address, for example https://plans.example.org. Plain http is refused but for
// this machine itself. transport may be nil, or one of the caller that it gives up. It sends nothing.
func New(address string, transport *http.Transport) (*Transport, error) {
	base, err := Base(address)
	if err != nil {
		return nil, err
	}
	if transport == nil {
		transport = http.DefaultTransport.(*http.Transport).Clone()
	}
	transport.MaxConnsPerHost = 1
	transport.DisableCompression = true
	return &Transport{
		base: base,
		http: &http.Client{
			Transport:     transport,
			Timeout:       Timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Base returns the address of a server as paths are appended to it. Error: ErrURL, as New says.
func Base(address string) (string, error) {
	u, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" {
		return "", ErrURL
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())) {
		return "", ErrURL
	}
	return u.Scheme + "://" + u.Host, nil
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Page implements client.Transport. Every answer but one of exactly the right size and status is an error.
func (t *Transport) Page(ctx context.Context, request []byte) ([]byte, error) {
	return t.do(ctx, wire.Method, wire.Path, request, wire.MessageSize)
}

// Site fetches what the deployment says of itself. Errors: client.ErrUnreachable, client.ErrSite.
func (t *Transport) Site(ctx context.Context) (client.Site, error) {
	b, err := t.do(ctx, http.MethodGet, client.SitePath, nil, client.MaxSite)
	if err != nil {
		return client.Site{}, fmt.Errorf("%w: %w", client.ErrUnreachable, err)
	}
	return client.ParseSite(b)
}

// Directory fetches the deployment's own list of places. Error: client.ErrUnreachable.
func (t *Transport) Directory(ctx context.Context) (string, error) {
	b, err := t.do(ctx, http.MethodGet, client.DirectoryPath, nil, client.MaxDirectory)
	if err != nil {
		return "", fmt.Errorf("%w: %w", client.ErrUnreachable, err)
	}
	return string(b), nil
}

// Close lets the connection go.
func (t *Transport) Close() { t.http.CloseIdleConnections() }

func (t *Transport) do(ctx context.Context, method, path string, body []byte, limit int64) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, t.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/octet-stream")
		r.GetBody = nil // net/http repeats no call by itself: whether to repeat is for the session to decide
	}
	r.Header.Set("User-Agent", "") // nothing about this machine
	answer, err := t.http.Do(r)
	if err != nil {
		return nil, trim(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(io.LimitReader(answer.Body, limit+1))
	switch {
	case err != nil:
		return nil, trim(err)
	case answer.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("httppage: status %d", answer.StatusCode)
	case int64(len(b)) > limit:
		return nil, errors.New("httppage: the answer is too long")
	}
	return b, nil
}

// trim drops the method and the address from an error of net/http.
func trim(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

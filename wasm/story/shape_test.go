//go:build unix

package story

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"larkspur/server/wire"
)

// buildWait is how long the first start may take, as it makes the client.
const buildWait = 10 * time.Minute

// calls counts the calls of the page service in what was sent.
func calls(sent [][]byte) int {
	n := 0
	for _, b := range sent {
		n += bytes.Count(b, []byte("POST "+wire.Path+" "))
	}
	return n
}

// sameShape sees that every call and every answer of the page service has one size and that the headers of each kind of
// program are always the same.
func sameShape(t *testing.T, sent, answered [][]byte) {
	t.Helper()
	requests, answers := map[string]int{}, map[string]int{}
	for i := range sent {
		in, out := bufio.NewReader(bytes.NewReader(sent[i])), bufio.NewReader(bytes.NewReader(answered[i]))
		for {
			r, err := http.ReadRequest(in)
			if err != nil {
				break // the end, or a connection cut short
			}
			body, err := io.ReadAll(r.Body)
			if err != nil {
				break
			}
			a, err := http.ReadResponse(out, r)
			if err != nil {
				break
			}
			answer, err := io.ReadAll(a.Body)
			if err != nil || r.URL.Path != wire.Path {
				continue
			}
			if len(body) != wire.MessageSize || len(answer) != wire.MessageSize || a.StatusCode != http.StatusOK {
				t.Errorf("a call of %d bytes, an answer of %d, status %d", len(body), len(answer), a.StatusCode)
			}
			requests[headersOf(r.Header)]++
			a.Header.Del("Date")
			answers[headersOf(a.Header)]++
		}
	}
	// Two browsers and the command line have headers of their own; within each there is one form.
	if len(requests) != 3 {
		t.Errorf("%d forms of headers in calls, one is expected of each of three programs:\n%v", len(requests), requests)
	}
	if len(answers) != 1 {
		t.Errorf("%d forms of headers in answers: %v", len(answers), answers)
	}
}

func headersOf(h http.Header) string {
	var lines []string
	for name, values := range h {
		lines = append(lines, name+": "+strings.Join(values, ","))
	}
	slices.Sort(lines)
	return strconv.Itoa(len(lines)) + " " + strings.Join(lines, "\n")
}

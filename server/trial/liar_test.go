package trial

import (
	"bytes"
	"crypto/rand"
	"io"
	mrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"larkspur/server/wire"
)

// A liar stands between callers and a real server and answers one call in some with something that is not so.
type liar struct {
	to  string
	lie func(l *liar, q *wire.Request, ask func() *wire.Answer) *wire.Answer

	mu    sync.Mutex
	told  int
	older map[wire.Locator]*wire.Answer
}

func (l *liar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	q, err := wire.ParseRequest(body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	answer := l.lie(l, q, func() *wire.Answer {
		a, err := http.Post(l.to+wire.Path, "application/octet-stream", bytes.NewReader(body))
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer a.Body.Close()
		text, err := io.ReadAll(a.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		parsed, err := wire.ParseAnswer(text)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		return parsed
	})
	_, _ = w.Write(answer.AppendTo(nil))
}

// now says whether this is the call to lie at: one in twenty.
func (l *liar) now() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if mrand.IntN(20) != 0 {
		return false
	}
	l.told++
	return true
}

func done() *wire.Answer {
	a := &wire.Answer{Code: wire.CodeOK}
	rand.Read(a.Version[:])
	rand.Read(a.Page[:])
	return a
}

var lies = map[string]func(l *liar, q *wire.Request, ask func() *wire.Answer) *wire.Answer{
	"says that it wrote and does not": func(l *liar, q *wire.Request, ask func() *wire.Answer) *wire.Answer {
		if q.Op == wire.OpWrite && l.now() {
			return done()
		}
		return ask()
	},
	"says that it erased and does not": func(l *liar, q *wire.Request, ask func() *wire.Answer) *wire.Answer {
		if q.Op == wire.OpErase && l.now() {
			return done()
		}
		return ask()
	},
	"serves an older page": func(l *liar, q *wire.Request, ask func() *wire.Answer) *wire.Answer {
		a := ask()
		if q.Op != wire.OpRead {
			return a
		}
		lie := l.now()
		l.mu.Lock()
		defer l.mu.Unlock()
		if older := l.older[q.Locator]; lie && older != nil && older.Version != a.Version {
			return older
		}
		l.older[q.Locator] = a
		return a
	},
	"says lost of what it wrote": func(l *liar, q *wire.Request, ask func() *wire.Answer) *wire.Answer {
		a := ask()
		if q.Op == wire.OpWrite && a.Code == wire.CodeOK && l.now() {
			a.Code = wire.CodeLost
		}
		return a
	},
	"tells the truth": func(_ *liar, _ *wire.Request, ask func() *wire.Answer) *wire.Answer { return ask() },
}

// The negative control of the histories: a server that lies now and then is found out, and the same way around a server that
// does not is not.
func TestHistoriesOverAWireThatLiesAreFoundOut(t *testing.T) {
	s := onFiles(t, "--grid", "0s")
	for name, lie := range lies {
		t.Run(name, func(t *testing.T) {
			l := &liar{to: s.url, lie: lie, older: map[wire.Locator]*wire.Answer{}}
			between := httptest.NewServer(l)
			defer between.Close()
			histories := 60 // one may happen to be explicable
			if name == "tells the truth" {
				histories = 2
			}
			for i := range histories {
				g := newCrowd(t, newCaller(between.URL, s.realm), 1)
				g.work(4, 40)
				if err := g.history.Check(checkWithin); err != nil {
					if name == "tells the truth" {
						t.Fatal(err)
					}
					t.Logf("found out in history %d, after %d lies", i+1, l.told)
					return
				}
			}
			if name != "tells the truth" {
				t.Fatalf("%d lies in %d histories were taken for the truth", l.told, histories)
			}
		})
	}
}

package trial

import (
	"bufio"
	"context"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"larkspur/client"
	"larkspur/server/wire"
)

// pollers is how many polls are under way at once. Answers leave on a grid of a quarter of a second, so one after the other
// would take hours; all classes are polled in one random order, so whatever disturbs one disturbs the others alike.
const pollers = 64

// A class is what lies under a locator that is polled.
type class struct {
	name    string
	locator wire.Locator
}

// poll polls each class n times, with eight clients at work beside, and returns how long each answer took by the clock of
// the caller, from the moment before the first byte was sent to the moment after the last was read.
func (s site) poll(classes []class, n, atOnce int) map[string][]time.Duration {
	s.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	busy := s.others(ctx)
	order := make([]int, 0, n*len(classes))
	for i := range classes {
		for range n {
			order = append(order, i)
		}
	}
	mrand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	var (
		mu    sync.Mutex
		next  int
		took  = map[string][]time.Duration{}
		wrong []error
		wait  sync.WaitGroup
	)
	for range atOnce {
		wait.Go(func() {
			p, err := newPoller(s.url)
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				wrong = append(wrong, err)
				return
			}
			defer p.conn.Close()
			// Not all at one moment: otherwise they would move in step, from line to line.
			time.Sleep(time.Duration(mrand.IntN(250)) * time.Millisecond)
			for {
				mu.Lock()
				if next == len(order) || len(wrong) != 0 {
					mu.Unlock()
					return
				}
				c := classes[order[next]]
				next++
				mu.Unlock()
				d, err := p.poll(c.locator)
				mu.Lock()
				if err != nil {
					wrong = append(wrong, err)
				}
				took[c.name] = append(took[c.name], d)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	stop()
	acts, err := busy()
	if err != nil {
		wrong = append(wrong, err)
	}
	if len(wrong) != 0 {
		s.t.Fatal(wrong[0])
	}
	if acts < 8 {
		s.t.Fatalf("the others did %d acts meanwhile: there was no load", acts)
	}
	s.t.Logf("the others did %d acts meanwhile", acts)
	return took
}

// A poller has one connection and keeps it, as a client does.
type poller struct {
	conn   net.Conn
	in     *bufio.Reader
	answer [wire.MessageSize]byte
	rng    *mrand.ChaCha8
}

func newPoller(url string) (*poller, error) {
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		return nil, err
	}
	var seed [32]byte
	for i := range seed {
		seed[i] = byte(mrand.Uint32())
	}
	return &poller{conn: c, in: bufio.NewReaderSize(c, 2*wire.MessageSize), rng: mrand.NewChaCha8(seed)}, nil
}

const pollHead = "POST /v1/page HTTP/1.1\r\nHost: h\r\nContent-Type: application/octet-stream\r\nContent-Length: 33024\r\n\r\n"

func (p *poller) poll(l wire.Locator) (time.Duration, error) {
	q := &wire.Request{Op: wire.OpRead, Locator: l}
	_, _ = p.rng.Read(q.Page[:]) // filler: any will do here
	text := q.AppendTo([]byte(pollHead))
	if err := p.conn.SetDeadline(time.Now().Add(callTimeout)); err != nil {
		return 0, err
	}
	begin := time.Now()
	if _, err := p.conn.Write(text); err != nil {
		return 0, err
	}
	a, err := http.ReadResponse(p.in, nil)
	if err != nil {
		return 0, err
	}
	if _, err := io.ReadFull(a.Body, p.answer[:]); err != nil {
		return 0, err
	}
	took := time.Since(begin)
	if code := wire.Code(p.answer[1]); code != wire.CodeOK {
		return 0, fmt.Errorf("a poll was answered with code %d", code)
	}
	_, err = io.Copy(io.Discard, a.Body)
	return took, err
}

// others are eight clients at work until ctx ends: they make vaults, save, open, try phrases that open nothing, and erase.
// The function that is returned waits for them and says how many acts they did.
func (s site) others(ctx context.Context) func() (acts int, err error) {
	s.t.Helper()
	var (
		mu    sync.Mutex
		total int
		first error
		wait  sync.WaitGroup
	)
	for range 8 {
		d := s.device(s.url, nil)
		wait.Go(func() {
			for ctx.Err() == nil {
				n, err := oneLife(ctx, s.t, d)
				mu.Lock()
				total += n
				if err != nil && first == nil {
					first = err
				}
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	return func() (int, error) { wait.Wait(); return total, first }
}

// oneLife counts the acts of one vault, which go on to their end when ctx ends.
func oneLife(ctx context.Context, t testing.TB, d *client.Client) (acts int, err error) {
	background, words := context.Background(), newPhrase(t)
	session, err := d.New(background, words, starter())
	if err != nil {
		return acts, err
	}
	for acts = 1; acts < 6 && ctx.Err() == nil; acts++ {
		switch mrand.IntN(3) {
		case 0:
			if err := addNote(session, "another thing"); err != nil {
				return acts, err
			}
			err = session.Save(background)
		case 1:
			_, err = d.Open(background, words)
		case 2:
			_, err = d.Open(background, newPhrase(t))
			err = wants(client.ErrNothing, err)
		}
		if err != nil {
			return acts, err
		}
	}
	if err := session.Erase(background); err != nil {
		return acts, err
	}
	return acts + 1, d.Settle(background)
}

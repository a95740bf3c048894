package game

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"larkspur/client/httplive"
	"larkspur/client/live"
	"larkspur/client/live/call"
	"larkspur/client/live/link"
	"larkspur/client/plan"
	"larkspur/crypto/phrase"
	"larkspur/server/servertest"
)

// Game h, bit 1 against bit 0: on a live link much is typed by both, or nothing is. The view is when frames left and arrived
// at either end, over a real relay, in real time: nothing but times, as all frames have one size.

// lineTimes is what a watcher sees of one end, and about when a moment of its beat was, which a patient one finds out.
type lineTimes struct {
	sent, heard []time.Duration
	zero        time.Duration
}

type linkTimes struct{ host, guest lineTimes }

// linkWatch is a relay, and how the ends behave.
type linkWatch struct {
	url, realm string
	late       time.Duration // a fault: an end with something to say is so late with its frames, at most
	hear       time.Duration // how long is listened, from letting in on
}

// seenLine is the line of one end, and what is seen of its last connection, the one in the secret room.
type seenLine struct {
	call.Line
	seenFrames
	dialed time.Time // below mu
	lag    func() time.Duration
}

// seenFrames is what is seen of a line's last connection.
type seenFrames struct {
	mu          sync.Mutex
	sent, heard *sightings
}

// watch makes the line of an end that comes from an address.
func watch(url string, from net.IP) (*seenLine, error) {
	l := &seenLine{}
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: from}}
	line, err := httplive.New(url, &http.Transport{DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
		dialed := time.Now()
		c, err := dialer.DialContext(ctx, network, to)
		if err != nil {
			return nil, err
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.dialed = dialed
		l.sent, l.heard = &sightings{}, &sightings{}
		return &seenConn{c, l.sent, l.heard, l.lag}, nil
	}})
	l.Line = line
	return l, err
}

func (l *seenFrames) from(t time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent.from(t)
	l.heard.from(t)
}

func (l *seenFrames) until(t time.Time) lineTimes {
	l.mu.Lock()
	defer l.mu.Unlock()
	return lineTimes{sent: l.sent.until(t), heard: l.heard.until(t)}
}

// zero is a moment of the beat of this end, which begins when it dials, and half of what is drawn.
func (l *seenLine) zero(begin time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dialed.Sub(begin) + call.Spread/2
}

// world has a link for each bit, side by side.
func (w linkWatch) world(d *draw, bits []bool) ([]linkTimes, error) {
	views, failed := make([]linkTimes, len(bits)), make([]error, len(bits))
	var wait sync.WaitGroup
	for i, busy := range bits {
		r := d.of(fmt.Sprint("link ", i)).rand()
		from := net.IPv4(127, byte(1+r.IntN(200)), byte(1+r.IntN(200)), byte(1+r.IntN(200))) // so much comes from one place only
		wait.Go(func() { views[i], failed[i] = w.one(from, busy) })
	}
	wait.Wait()
	return views, errors.Join(failed...)
}

func (w linkWatch) one(from net.IP, busy bool) (v linkTimes, err error) {
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Minute)
	defer stop()
	ends := make([]*seenLine, 2)
	for i := range ends {
		if ends[i], err = watch(w.url, from); err != nil {
			return v, err
		}
		if busy && w.late > 0 {
			ends[i].lag = func() time.Duration {
				var b [1]byte
				_, _ = rand.Read(b[:])
				return w.late * time.Duration(b[0]) / 255
			}
		}
	}
	config := func(i int) call.Config {
		return call.Config{Line: ends[i], Realm: w.realm, Random: rand.Reader, Changed: func() {}, Joint: func([]byte) {}}
	}
	code, err := link.NewCode(phrase.English, rand.Reader)
	if err != nil {
		return v, err
	}
	host := call.Invite(ctx, config(0), code)
	if err := until(ctx, func() (is bool) { host.Do(func() { is = host.Connected() }); return is }); err != nil {
		return v, err
	}
	guest, err := call.Knock(ctx, config(1), code, live.Card{Name: "A", Role: "peer", Reporter: "no"})
	if err != nil {
		return v, err
	}
	var words []string
	if err := until(ctx, func() (is bool) {
		guest.Do(func() {
			if guest.Guest() != nil {
				words = guest.Guest().Words()
			}
		})
		host.Do(func() { is = host.Host() != nil && host.Host().Stage() == live.Waiting })
		return is && words != nil
	}); err != nil {
		return v, err
	}
	host.Do(func() {
		h := host.Host()
		err = errors.Join(h.Choose(slices.IndexFunc(h.Choices(), func(c []string) bool { return slices.Equal(c, words) })),
			h.LetIn(live.Terms{Until: time.Now().Add(live.Hour), Parts: []live.Part{{Section: plan.ID{1}, Right: live.Edit}}}, time.Now()))
	})
	if err == nil {
		err = until(ctx, func() (is bool) { guest.Do(func() { is = guest.Guest().Stage() == live.Open }); return is })
	}
	if err != nil {
		return v, err
	}
	begin := time.Now()
	for _, l := range ends {
		l.from(begin)
	}
	for time.Since(begin) < w.hear {
		if busy { // a few letters at each end, each some hundred bytes with what goes along
			host.Do(func() { _ = host.Host().Say(make([]byte, 300)) })
			guest.Do(func() { _ = guest.Guest().Say(make([]byte, 300)) })
		}
		time.Sleep(190 * time.Millisecond)
	}
	end := time.Now()
	v = linkTimes{ends[0].until(end), ends[1].until(end)}
	v.host.zero, v.guest.zero = ends[0].zero(begin), ends[1].zero(begin)
	stop()
	<-host.Done()
	<-guest.Done()
	return v, nil
}

func until(ctx context.Context, is func() bool) error {
	for !is() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

// TestGameH: 55 in 100 guesses may be right, which is an advantage of 0.1, and what chance does in few rounds.
func TestGameH(t *testing.T) {
	server := servertest.Start(t, servertest.Options{})
	w := linkWatch{url: server.URL, realm: server.Realm, hear: 8 * time.Second}
	g := game[linkTimes]{name: "h: a link on which much is said, or nothing", world: w.world, together: 8, players: linkPlayers()}
	for _, o := range g.play(t, atLeast(200, 3000)) {
		if o.advantage() > 0.1+map[bool]float64{false: 4 / math.Sqrt(float64(o.rounds()))}[*long] {
			t.Errorf("%s: it can be told", o)
		}
	}
}

// TestGameHNotices ends that are late with a frame when they have something to say: by 40 ms at the most, which is 20 on the average,
// beside what is drawn, which has a deviation of 27. On a machine that is busy with something else frames are late by as much for that, and
// another course is played.
func TestGameHNotices(t *testing.T) {
	server := servertest.Start(t, servertest.Options{})
	w := linkWatch{url: server.URL, realm: server.Realm, hear: 8 * time.Second, late: 40 * time.Millisecond}
	for range 3 {
		g := game[linkTimes]{name: "h, with frames that are late", world: w.world, together: 8, players: linkPlayers()}
		if all := g.play(t, atLeast(60, 300)); finds(0.5, "lateness", all) {
			return
		}
	}
	t.Error("it is not found")
}

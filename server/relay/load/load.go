// Package load puts load on a relay over loopback and measures what it does: frames carried, the time that one takes, memory
// for an idle connection. It is the generator of `larkspur bench relay` and of the comparison in server/relay/bench, and
// speaks to any relay that a Dial reaches.
//
// It sends traffic to loopback only, is bounded in all it does, and stops by itself.
package load

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// ErrElsewhere is returned for an address that is not of this machine.
var ErrElsewhere = errors.New("load: only relays on this machine itself are measured")

// Bounds of a run.
const (
	MaxPairs   = 20_000
	MaxSeconds = 300
)

// Peer is one connection in a room of two.
type Peer interface {
	// Send sends a frame with a number in it that the other side reads back.
	Send(stamp uint64) error
	// Receive waits for the next frame and returns its number.
	Receive() (stamp uint64, err error)
	Close()
}

// Target is one relay.
type Target struct {
	Name string
	// Dial opens a connection in a room, from the n-th address of this machine.
	Dial func(ctx context.Context, room uint64, n int) (Peer, error)
	// PID is the process whose memory and time are measured; 0: neither is.
	PID int
}

// From is the n-th address of this machine to connect from: a server bounds how much comes from one.
func From(n int) net.Addr {
	return &net.TCPAddr{IP: net.IPv4(127, 0, byte(1+n/200%250), byte(1+n%200))}
}

// Local reports with ErrElsewhere that a host and port are not of this machine.
func Local(hostport string) error {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return ErrElsewhere
	}
	return nil
}

// pair is two connections in one room; the first sends, the second hears.
type pair struct{ from, to Peer }

// pairs connects so many, to one target or to two nodes of one.
func pairs(ctx context.Context, a, b Target, n int) ([]pair, error) {
	if n > MaxPairs {
		return nil, errors.New("load: more than " + strconv.Itoa(MaxPairs) + " pairs")
	}
	out := make([]pair, n)
	var wait sync.WaitGroup
	var failed atomic.Pointer[error]
	room := uint64(time.Now().UnixNano())
	gate := make(chan struct{}, 32)
	for i := range out {
		wait.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			var err error
			if out[i].to, err = b.Dial(ctx, room+uint64(i), 2*i); err == nil {
				out[i].from, err = a.Dial(ctx, room+uint64(i), 2*i+1)
			}
			if err != nil {
				failed.Store(&err)
			}
		})
	}
	wait.Wait()
	if err := failed.Load(); err != nil {
		closeAll(out)
		return nil, *err
	}
	return out, nil
}

func closeAll(all []pair) {
	for _, p := range all {
		for _, x := range [...]Peer{p.from, p.to} {
			if x != nil {
				x.Close()
			}
		}
	}
}

// Result is what a run has measured.
type Result struct {
	Offered, Carried float64       // frames a second that were sent, and that arrived
	P50, P99         time.Duration // from before a frame was sent to after it was received
	CPU              time.Duration // time of the process for each 1,000 frames that arrived; 0: not measured
}

// Carry has pairs send so many frames a second, all together, for a time. a is where the senders are, b where the others.
func Carry(ctx context.Context, a, b Target, n, perSecond int, d time.Duration) (Result, error) {
	if d > MaxSeconds*time.Second {
		return Result{}, errors.New("load: longer than " + strconv.Itoa(MaxSeconds) + " s")
	}
	all, err := pairs(ctx, a, b, n)
	if err != nil {
		return Result{}, err
	}
	defer closeAll(all)
	var sent, got atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	begin := time.Now()
	var readers sync.WaitGroup
	for _, p := range all {
		readers.Go(func() { // some relays send it what it sent
			for {
				if _, err := p.from.Receive(); err != nil {
					return
				}
			}
		})
		readers.Go(func() {
			var own []time.Duration
			for {
				stamp, err := p.to.Receive()
				if err != nil {
					break
				}
				got.Add(1)
				own = append(own, time.Since(begin)-time.Duration(stamp))
			}
			mu.Lock()
			took = append(took, own...)
			mu.Unlock()
		})
	}
	cpu := cpuOf(a, b)
	end := begin.Add(d)
	var writers sync.WaitGroup
	every := time.Duration(float64(time.Second) * float64(n) / float64(perSecond))
	for i, p := range all {
		writers.Go(func() {
			next := begin.Add(every * time.Duration(i) / time.Duration(n)) // one after the other
			for next.Before(end) && ctx.Err() == nil {
				time.Sleep(time.Until(next))
				next = next.Add(every)
				if p.from.Send(uint64(time.Since(begin))) != nil {
					return
				}
				sent.Add(1)
			}
		})
	}
	writers.Wait()
	took0 := time.Since(begin)
	for range 40 { // what is still under way
		if got.Load() >= sent.Load() {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	used := cpuOf(a, b) - cpu
	r := Result{Offered: float64(sent.Load()) / took0.Seconds(), Carried: float64(got.Load()) / took0.Seconds()}
	if n := got.Load(); n > 0 {
		r.CPU = used * 1000 / time.Duration(n)
	}
	closeAll(all)
	readers.Wait()
	slices.Sort(took)
	if len(took) > 0 {
		r.P50, r.P99 = took[len(took)/2], took[len(took)*99/100]
	}
	return r, ctx.Err()
}

func cpuOf(a, b Target) time.Duration {
	d := CPU(a.PID)
	if b.PID != a.PID {
		d += CPU(b.PID)
	}
	return d
}

// Idle connects so many pairs that say nothing, and returns the memory of the process for each connection, in bytes.
func Idle(ctx context.Context, t Target, n int) (perConnection float64, err error) {
	warm, err := pairs(ctx, t, t, 8) // what is allocated once
	if err != nil {
		return 0, err
	}
	defer closeAll(warm)
	before, err := settled(t.PID)
	if err != nil {
		return 0, err
	}
	all, err := pairs(ctx, t, t, n)
	if err != nil {
		return 0, err
	}
	defer closeAll(all)
	after, err := settled(t.PID)
	return float64(after-before) / float64(2*n), err
}

// settled is the memory of a process once it does not grow any more.
func settled(pid int) (int64, error) {
	last, err := RSS(pid)
	for range 20 {
		time.Sleep(250 * time.Millisecond)
		var now int64
		if now, err = RSS(pid); err != nil || now == last {
			break
		}
		last = now
	}
	return last, err
}

// stamped puts a number at the beginning of b.
func stamped(b []byte, stamp uint64) []byte {
	binary.BigEndian.PutUint64(b, stamp)
	return b
}

package trial

import (
	"context"
	"testing"

	"larkspur/client"
	"larkspur/server/wire"
)

// Somebody on the line recorded the calls that made a vault and saved it, as a real client sent them. After the owner erased
// it they are sent again, byte for byte and in any order: nothing comes back, not now and not after the server was killed and
// started again, and whoever reads sees the noise that was there before there was a vault.
func TestRecordedSavesBringNothingBack(t *testing.T) {
	for _, storage := range storages {
		t.Run(storage.name, func(t *testing.T) {
			s := storage.start(t, "--grid", "0s")
			p := newTap(t, s.url)
			d, c, ctx, words := s.device(p.url, nil), s.caller(), context.Background(), newPhrase(t)
			settle := func() []exchange {
				t.Helper()
				if err := d.Settle(ctx); err != nil {
					t.Fatal(err)
				}
				calls, _, err := p.take()
				if err != nil {
					t.Fatal(err)
				}
				return calls
			}
			session, err := d.New(ctx, words, starter())
			if err != nil {
				t.Fatal(err)
			}
			recorded := settle()
			if err := addNote(session, "the key is with the neighbour"); err != nil {
				t.Fatal(err)
			}
			if err := session.Save(ctx); err != nil {
				t.Fatal(err)
			}
			recorded = append(recorded, settle()...)
			if err := session.Erase(ctx); err != nil {
				t.Fatal(err)
			}
			erase := settle()
			before := noiseOf(t, recorded)
			if len(before) != 2 {
				t.Fatalf("the vault was made over %d locators, not over a door and a plan", len(before))
			}
			for life := range 3 {
				for i := range recorded {
					wantNothingDone(t, c, recorded[i])
					wantNothingDone(t, c, recorded[len(recorded)-1-i])
				}
				for _, e := range erase {
					wantNothingDone(t, c, e)
				}
				for l, noise := range before {
					now, err := c.ask(ctx, readOf(l))
					if err != nil {
						t.Fatal(err)
					}
					if now.Version != noise.Version || now.Page != noise.Page {
						t.Errorf("life %d: what was erased is not answered as before it was made", life)
					}
				}
				if _, err := d.Open(ctx, words); wants(client.ErrNothing, err) != nil {
					t.Errorf("life %d: the phrase opens something: %v", life, err)
				}
				settle()
				s.Restart()
			}
			// The owner makes a vault under the same phrase anew, and it opens: what is refused is the recording.
			if _, err := d.New(ctx, words, starter()); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Open(ctx, words); err != nil {
				t.Errorf("the owner cannot make it again: %v", err)
			}
		})
	}
}

// noiseOf returns what the locators that were written to answered at first.
func noiseOf(t *testing.T, calls []exchange) map[wire.Locator]*wire.Answer {
	t.Helper()
	first := map[wire.Locator]*wire.Answer{}
	written := map[wire.Locator]*wire.Answer{}
	for _, e := range calls {
		q, err := wire.ParseRequest(e.request.body)
		if err != nil {
			t.Fatal(err)
		}
		a, err := wire.ParseAnswer(e.answer.body)
		if err != nil {
			t.Fatal(err)
		}
		if q.Op == wire.OpRead && first[q.Locator] == nil {
			first[q.Locator] = a
		}
		if q.Op == wire.OpWrite {
			if a.Code != wire.CodeOK || first[q.Locator] == nil {
				t.Fatalf("a recorded write was answered %d", a.Code)
			}
			written[q.Locator] = first[q.Locator]
		}
	}
	return written
}

// wantNothingDone sends a recorded call again: a write is lost, an erase of what is gone is as good as done.
func wantNothingDone(t *testing.T, c *caller, e exchange) {
	t.Helper()
	a, err := c.send(context.Background(), e.request.body)
	if err != nil {
		t.Fatal(err)
	}
	want := wire.CodeOK
	if e.op() == wire.OpWrite {
		want = wire.CodeLost
	}
	if a.Code != want {
		t.Errorf("operation %d, sent again: code %d, want %d", e.op(), a.Code, want)
	}
}

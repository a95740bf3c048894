package bench

import (
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// The chat pattern as it is usually written over gorilla/websocket: a hub for each room that owns its members, and for each
// member one goroutine that reads and one that writes from a channel of 256 messages. It runs as a process of its own.

const chatEnv = "LARKSPUR_BENCH_CHAT"

func TestMain(m *testing.M) {
	if at := os.Getenv(chatEnv); at != "" {
		chat(at)
	}
	os.Exit(m.Run())
}

type hub struct {
	members     map[*member]bool
	broadcast   chan sent
	join, leave chan *member
}

type sent struct {
	by *member
	b  []byte
}

type member struct {
	hub  *hub
	conn *websocket.Conn
	send chan []byte
}

func (h *hub) run() {
	for {
		select {
		case m := <-h.join:
			h.members[m] = true
		case m := <-h.leave:
			if h.members[m] {
				delete(h.members, m)
				close(m.send)
			}
		case s := <-h.broadcast:
			for m := range h.members {
				if m == s.by {
					continue
				}
				select {
				case m.send <- s.b:
				default:
					delete(h.members, m)
					close(m.send)
				}
			}
		}
	}
}

func (m *member) read() {
	defer func() { m.hub.leave <- m; m.conn.Close() }()
	m.conn.SetReadLimit(4096)
	for {
		_, b, err := m.conn.ReadMessage()
		if err != nil {
			return
		}
		m.hub.broadcast <- sent{m, b}
	}
}

func (m *member) write() {
	ping := time.NewTicker(54 * time.Second)
	defer func() { ping.Stop(); m.conn.Close() }()
	for {
		select {
		case b, open := <-m.send:
			if !open {
				return
			}
			_ = m.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if m.conn.WriteMessage(websocket.BinaryMessage, b) != nil {
				return
			}
		case <-ping.C:
			if m.conn.WriteMessage(websocket.PingMessage, nil) != nil {
				return
			}
		}
	}
}

func chat(at string) {
	up := websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 1024}
	var mu sync.Mutex
	hubs := map[string]*hub{}
	l, err := net.Listen("tcp", at)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := hubs[r.URL.Path]
		if h == nil {
			h = &hub{map[*member]bool{}, make(chan sent), make(chan *member), make(chan *member)}
			hubs[r.URL.Path] = h
			go h.run()
		}
		mu.Unlock()
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		m := &member{h, conn, make(chan []byte, 256)}
		h.join <- m
		go m.write()
		go m.read()
	})))
}

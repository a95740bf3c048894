package natsbus

import (
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// maxPayload is above the largest message, and far below what could hurt.
const maxPayload = 2048

// connect starts a server of its own, or finds the external cluster.
func (b *Bus) connect() (err error) {
	options := []nats.Option{
		nats.NoEcho(), nats.MaxReconnects(-1), nats.ReconnectWait(helloEvery), nats.ReconnectBufSize(-1), nats.Timeout(askLife * 5),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { b.config.Notice("the connection to the other nodes is lost") }),
		nats.ReconnectHandler(func(*nats.Conn) { b.config.Notice("the connection to the other nodes is back") }),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // it would be printed, with the subject
	}
	if b.config.URL == "" {
		token := rand.Text()
		if b.server, err = startServer(b.config, token); err != nil {
			return err
		}
		options = append(options, nats.InProcessServer(b.server), nats.Token(token))
	} else {
		if b.config.TLS != nil {
			options = append(options, nats.Secure(clientSide(b.config.TLS)))
		} else if !b.config.Insecure {
			return errors.New("natsbus: TLS is needed for an external cluster")
		}
		if b.config.Credentials != "" {
			options = append(options, nats.UserCredentials(b.config.Credentials))
		}
	}
	if b.conn, err = nats.Connect(b.config.URL, options...); err != nil {
		b.stopServer()
		return fmt.Errorf("natsbus: connect: %w", err)
	}
	return nil
}

func clientSide(c *tls.Config) *tls.Config {
	c = c.Clone()
	c.ClientAuth, c.ClientCAs = tls.NoClientCert, nil
	return c
}

func (b *Bus) stopServer() {
	if b.server != nil {
		b.server.Shutdown()
		b.server.WaitForShutdown()
	}
}

// startServer starts the server of this node: reachable for other nodes, with a certificate, and for this process. It logs
// nothing, keeps nothing and has no port to watch it by. It does not look for other nodes before it has a port for clients, so
// it has one, on this machine only and closed to all who do not know the token of this process.
func startServer(c Config, token string) (*server.Server, error) {
	if c.TLS == nil || len(c.TLS.Certificates) == 0 || c.TLS.ClientCAs == nil || c.TLS.RootCAs == nil {
		return nil, errors.New("natsbus: nodes need a certificate and the authorities of the others")
	}
	host, port, err := splitAddress(c.Listen)
	if err != nil {
		return nil, fmt.Errorf("natsbus: listen: %w", err)
	}
	// The server would end the program without a word where the port is taken.
	probe, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("natsbus: listen: %w", err)
	}
	if err := probe.Close(); err != nil {
		return nil, fmt.Errorf("natsbus: listen: %w", err)
	}
	mutual := c.TLS.Clone()
	mutual.ClientAuth = tls.RequireAndVerifyClientCert
	mutual.MinVersion = tls.VersionTLS13
	o := &server.Options{
		ServerName: rand.Text(), Host: "127.0.0.1", Port: server.RANDOM_PORT, Authorization: token, NoLog: true, NoSigs: true, NoSystemAccount: true, MaxPayload: maxPayload,
		DisableShortFirstPing: true,
		Cluster: server.ClusterOpts{
			Name: "larkspur", Host: host, Port: port, TLSConfig: mutual, TLSTimeout: 5, NoAdvertise: true, ConnectRetries: 1 << 30,
			Compression: server.CompressionOpts{Mode: server.CompressionOff}, // frames are as good as random
		},
	}
	for _, p := range c.Peers {
		if _, _, err := splitAddress(p); err != nil {
			return nil, fmt.Errorf("natsbus: peer: %w", err)
		}
		o.Routes = append(o.Routes, &url.URL{Scheme: "nats-route", Host: p})
	}
	s, err := server.NewServer(o)
	if err != nil {
		return nil, fmt.Errorf("natsbus: %w", err)
	}
	s.Start()
	for end := time.Now().Add(startLife); !s.ReadyForConnections(time.Second); {
		if time.Now().After(end) {
			s.Shutdown()
			return nil, errors.New("natsbus: the server of this node did not start")
		}
	}
	return s, nil
}

func splitAddress(a string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(a)
	if err != nil {
		return "", 0, err
	}
	port, err = strconv.Atoi(text)
	if err == nil && (port < 1 || port > 65535) {
		err = errors.New("a port from 1 to 65535 is needed")
	}
	return host, port, err
}

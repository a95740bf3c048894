package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"larkspur/crypto/secret"
	"larkspur/server/relay"
	"larkspur/server/relay/natsbus"
)

// toJoin is the category of what joins several servers. Pages need none of it: they meet in the store.
const toJoin = "Live links over several machines"

func clusterFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "live-connections", Value: relay.DefaultConnections, Category: toServe, EnvVars: env("live-connections"), Usage: "`NUMBER` of connections of live links at once; each takes 7 KB, and 15 KB with TLS"},
		text("cluster-listen", "", toJoin, "`ADDRESS` for the other servers, HOST:PORT; without it, and without --nats-url, both ends of a link have to be on this server"),
		text("cluster-peers", "", toJoin, "`ADDRESSES` of the other servers, with commas; best all of them, on each"),
		text("cluster-cert", "", toJoin, "`FILE` with the certificate that this server shows to the others, and to them alone, in PEM"),
		text("cluster-key", "", toJoin, "`FILE` with its key, in PEM"),
		text("cluster-ca", "", toJoin, "`FILE` with the authority that vouches for all servers and for nobody else, in PEM"),
		text("cluster-secret", "", toJoin, "`FILE` with 64 hexadecimal digits, the same on all servers: names of rooms are hidden under it"),
		text("nats-url", "", toJoin, "`URL` of a NATS cluster of yours, tls://HOST:PORT, in place of --cluster-listen"),
		text("nats-creds", "", toJoin, "`FILE` with the credentials for it, if it wants some"),
		flag("nats-insecure", toJoin, "allow nats:// to another machine; who is in between sees when frames go"),
	}
}

type clusterSettings struct {
	listen, peers, cert, key, ca, secret string
	url, creds                           string
	insecure                             bool
	connections                          int
}

func clusterOf(c *cli.Context) clusterSettings {
	return clusterSettings{
		listen: c.String("cluster-listen"), peers: c.String("cluster-peers"), cert: c.String("cluster-cert"), key: c.String("cluster-key"),
		ca: c.String("cluster-ca"), secret: c.String("cluster-secret"), url: c.String("nats-url"), creds: c.String("nats-creds"),
		insecure: c.Bool("nats-insecure"), connections: c.Int("live-connections"),
	}
}

func (s *clusterSettings) check() error {
	if s.connections < 1 {
		return usage("--live-connections %d: at least 1 is needed", s.connections)
	}
	switch {
	case s.listen == "" && s.url == "":
		if s.peers != "" || s.cert != "" || s.key != "" || s.ca != "" || s.secret != "" || s.creds != "" || s.insecure {
			return usage("--cluster-listen or --nats-url is missing; the other options of this kind have no effect without it")
		}
		return nil
	case s.listen != "" && s.url != "":
		return usage("--cluster-listen and --nats-url are two ways to the same; give one of them")
	case s.secret == "":
		return usage("--cluster-secret is missing")
	case s.listen != "":
		return s.checkOwn()
	default:
		return s.checkTheirs()
	}
}

func (s *clusterSettings) checkOwn() error {
	if s.cert == "" || s.key == "" || s.ca == "" {
		return usage("--cluster-listen needs --cluster-cert, --cluster-key and --cluster-ca: whoever could join the servers could join every link")
	}
	if s.creds != "" || s.insecure {
		return usage("--nats-creds and --nats-insecure are for --nats-url")
	}
	for _, a := range append([]string{s.listen}, s.others()...) {
		if _, port, err := net.SplitHostPort(a); err != nil || port == "" || port == "0" {
			return usage("--cluster-listen, --cluster-peers: HOST:PORT is needed, not %q", a)
		}
	}
	return nil
}

func (s *clusterSettings) checkTheirs() error {
	u, err := url.Parse(s.url)
	if err != nil || u.Hostname() == "" || u.Port() == "" || (u.Scheme != "tls" && u.Scheme != "nats") || u.User != nil ||
		u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return usage("--nats-url: tls://HOST:PORT is needed, and nothing else in it")
	}
	if u.Scheme == "nats" && !s.insecure && !loopback(u.Hostname()) {
		return usage("--nats-url %s: use tls://, or --nats-insecure when the network is yours alone", s.url)
	}
	if s.peers != "" {
		return usage("--cluster-peers is for --cluster-listen")
	}
	if (s.cert == "") != (s.key == "") {
		return usage("--cluster-cert and --cluster-key are needed together")
	}
	return nil
}

func (s *clusterSettings) others() (all []string) {
	for a := range strings.SplitSeq(s.peers, ",") {
		if a = strings.TrimSpace(a); a != "" {
			all = append(all, a)
		}
	}
	return all
}

// openLinks starts the relay, and joins it with those of the other servers where there are any.
func openLinks(s clusterSettings, notices io.Writer) (links *relay.Relay, closeBus func(), err error) {
	say := func(text string) { fmt.Fprintln(notices, "larkspurd: live links:", text) }
	config := relay.Config{Connections: s.connections, Rooms: s.connections, Trouble: func(err error) { say(err.Error()) }}
	if s.listen == "" && s.url == "" {
		return relay.New(config), func() {}, nil
	}
	c := natsbus.Config{Listen: s.listen, Peers: s.others(), URL: s.url, Credentials: s.creds, Insecure: strings.HasPrefix(s.url, "nats:"), Notice: say}
	if c.Key, err = clusterSecret(s.secret); err != nil {
		return nil, nil, err
	}
	if !c.Insecure {
		if c.TLS, err = s.certificates(); err != nil {
			return nil, nil, err
		}
	}
	bus, err := natsbus.Open(c)
	if err != nil {
		return nil, nil, err
	}
	config.Bus = bus
	return relay.New(config), bus.Close, nil
}

func (s *clusterSettings) certificates() (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS13}
	if s.ca != "" {
		pem, err := os.ReadFile(s.ca)
		if err != nil {
			return nil, usage("--cluster-ca: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, usage("--cluster-ca: %s holds no certificate", s.ca)
		}
		c.RootCAs, c.ClientCAs = pool, pool
	}
	if s.cert != "" {
		pair, err := tls.LoadX509KeyPair(s.cert, s.key)
		if err != nil {
			return nil, usage("--cluster-cert, --cluster-key: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

func clusterSecret(path string) (secret.Key, error) {
	f, err := os.Open(path)
	if err != nil {
		return secret.Key{}, usage("--cluster-secret: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxSecretFile))
	if err != nil {
		return secret.Key{}, usage("--cluster-secret: %w", err)
	}
	defer secret.Wipe(content)
	var b [secret.KeySize]byte
	defer clear(b[:])
	if digits := bytes.TrimSpace(content); len(digits) != 2*len(b) {
		return secret.Key{}, usage("--cluster-secret: %s has to hold 64 hexadecimal digits and nothing else", path)
	} else if _, err := hex.Decode(b[:], digits); err != nil {
		return secret.Key{}, usage("--cluster-secret: %s has to hold hexadecimal digits only", path)
	}
	return secret.NewKey(b[:]), nil
}

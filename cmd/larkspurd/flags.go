package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"larkspur/server"
	"larkspur/server/rotator"
)

// Categories of the help.
const (
	toServe = "Serving"
	toStore = "Storage"
	toBegin = "Who may begin"
)

func storeFlags() []cli.Flag {
	return []cli.Flag{
		text("config", "", toServe, "`FILE` with settings, lines of \"name = value\""),
		text("data", "", toStore, "`DIR` for what is kept; the built-in store lies in it, and the key unless --key-file says otherwise (default: larkspur in your data folder)"),
		text("key-file", "", toStore, "`FILE` for this machine's half of the key; best on another medium than the store, and in no backup of it (default: key in --data)"),
		text("s3-endpoint", "", toStore, "`URL` of a MinIO server, or of another that honours If-Match on PUT, to use instead of the built-in store: https://HOST:PORT"),
		text("s3-bucket", "", toStore, "`NAME` of the bucket, made if it does not exist; one that keeps no versions"),
		text("s3-access-key-file", "", toStore, "`FILE` that holds the access key"),
		text("s3-secret-key-file", "", toStore, "`FILE` that holds the secret key"),
		text("s3-ca-file", "", toStore, "`FILE` with the authorities that vouch for the server, in PEM (default: the system's)"),
		&cli.IntFlag{Name: "keep", Category: toStore, EnvVars: env("keep"), Usage: "`MONTHS` after which a plan that nobody opened is dropped, at the next change of the key; a recovery phrase that nobody used goes in the same way. 0 keeps all for ever, and knows of no use"},
		&cli.DurationFlag{Name: "late", Value: time.Minute, Category: toStore, EnvVars: env("late"), Usage: "`TIME` that a change of the key waits before it removes anything, with the --s3 options: longer than a call that was given up may take to come into effect all the same"},
		flag("s3-insecure", toStore, "allow http:// to another machine; who is in between can then change what is stored"),
	}
}

func serveFlags() []cli.Flag {
	return append(append(storeFlags(), clusterFlags()...),
		flag("new-key", toStore, "make a new key although the old one, or half of it, is gone; all that was kept under the old one is lost for good"),
		&cli.DurationFlag{Name: "rotate-every", Value: rotator.DefaultEvery, Category: toStore, EnvVars: env("rotate-every"), Usage: "`TIME` from one change of the key to the next: from then on what was erased is in no copy of the store. 0 leaves it to larkspurd rotate"},
		flag("no-trickle", toStore, "re-seal nothing between two changes of the key, for a store that bills by the write: what changes in it is then what somebody saved"),
		text("listen", "127.0.0.1:8080", toServe, "`ADDRESS` to serve on"),
		text("tls-cert", "", toServe, "`FILE` with the certificate chain, in PEM; read again when it changes"),
		text("tls-key", "", toServe, "`FILE` with the certificate's key, in PEM"),
		flag("behind-tls-proxy", toServe, "serve without TLS beyond this machine, because a proxy in front speaks TLS. Without TLS browsers refuse to run the client, and whoever is in between can replace it"),
		flag("trust-proxy", toServe, "count calls by the last address in X-Forwarded-For; for a proxy on this machine or in a private network that sets it. Used for the budgets of load and kept nowhere"),
		text("client", "", toServe, "`DIR` with the client's files (default: the built-in ones, or made from the sources)"),
		text("directory", "", toServe, "`FILE` with places and people near you, which everybody is sent who opens the page; see larkspurd directory check"),
		text("realm", "", toBegin, "`NAME` of this deployment, for ever: every phrase depends on it (default: drawn at the first start and kept in --data)"),
		text("admission", server.AdmissionOpen, toBegin, "`MODE`: open, anyone may make a vault, or starter, only with a starter phrase of yours"),
		text("starter-keys", "", toBegin, "`FILE` with starter keys, one of 64 hexadecimal digits a line; read again when it changes"),
		text("cover", "recipes", toServe, "`NAME` of the page that is shown: recipes"),
		&cli.IntFlag{Name: "words", Value: 7, Category: toBegin, EnvVars: env("words"), Usage: "`NUMBER` of words in a phrase: 7, or 8 for more than ten million vaults; never changed later"},
		&cli.DurationFlag{Name: "grid", Value: server.DefaultGrid, Category: toServe, EnvVars: env("grid"), Usage: "`TIME` between the moments at which answers leave; above the slowest ordinary operation of the store. 0 shows how long each took"},
		&cli.Float64Flag{Name: "calls-per-second", Value: server.DefaultRate, Category: toServe, EnvVars: env("calls-per-second"), Usage: "`NUMBER` of calls taken from all callers together"},
	)
}

// explained is what a flag means, without the marks around the name of its value.
func explained(f cli.Flag) string {
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return ""
	}
	return strings.ReplaceAll(d.GetUsage(), "`", "")
}

func text(name, value, category, usage string) cli.Flag {
	return &cli.StringFlag{Name: name, Value: value, Category: category, EnvVars: env(name), Usage: usage}
}

func flag(name, category, usage string) cli.Flag {
	return &cli.BoolFlag{Name: name, Category: category, EnvVars: env(name), Usage: usage}
}

func env(name string) []string {
	return []string{"LARKSPUR_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))}
}

// settings are the options, wherever they came from.
type settings struct {
	listen, data, keyFile, realm, admission, starterKeys, cover, client, directory string
	tlsCert, tlsKey                                                                string
	s3                                                                             s3Settings
	cluster                                                                        clusterSettings
	newKey, behindTLSProxy, trustProxy, noTrickle                                  bool
	words, keep                                                                    int
	grid, rotateEvery, lateCalls                                                   time.Duration
	callsPerSecond                                                                 float64

	config string
	values map[string]string // of every option, as text, for the report of disclose
}

// late is how long a rotation waits for calls that were given up: with the built-in store there are none.
func (s *settings) late() time.Duration {
	if s.s3.endpoint == "" {
		return 0
	}
	return s.lateCalls
}

type s3Settings struct {
	endpoint, bucket, accessKeyFile, secretKeyFile, caFile string
	insecure                                               bool
}

// settingsOf reads the configuration file where one is named, and checks what can be checked without touching anything.
func settingsOf(c *cli.Context, flags []cli.Flag) (settings, error) {
	if err := noArguments(c); err != nil {
		return settings{}, err
	}
	if path := c.String("config"); path != "" {
		if err := applyFile(c, flags, path); err != nil {
			return settings{}, err
		}
	}
	s := settings{
		listen: c.String("listen"), data: c.String("data"), keyFile: c.String("key-file"), realm: c.String("realm"),
		admission: c.String("admission"), starterKeys: c.String("starter-keys"), cover: c.String("cover"),
		client: c.String("client"), directory: c.String("directory"), tlsCert: c.String("tls-cert"), tlsKey: c.String("tls-key"),
		s3: s3Settings{
			endpoint: c.String("s3-endpoint"), bucket: c.String("s3-bucket"), insecure: c.Bool("s3-insecure"),
			accessKeyFile: c.String("s3-access-key-file"), secretKeyFile: c.String("s3-secret-key-file"), caFile: c.String("s3-ca-file"),
		},
		newKey: c.Bool("new-key"), behindTLSProxy: c.Bool("behind-tls-proxy"), trustProxy: c.Bool("trust-proxy"),
		words: c.Int("words"), grid: c.Duration("grid"), callsPerSecond: c.Float64("calls-per-second"),
		keep: c.Int("keep"), rotateEvery: c.Duration("rotate-every"), noTrickle: c.Bool("no-trickle"), lateCalls: c.Duration("late"),
		cluster: clusterOf(c), config: c.String("config"), values: map[string]string{},
	}
	for _, f := range flags {
		s.values[f.Names()[0]] = fmt.Sprint(c.Value(f.Names()[0]))
	}
	return s, s.check()
}

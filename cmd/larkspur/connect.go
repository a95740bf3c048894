package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"larkspur/client"
	"larkspur/client/httppage"
	"larkspur/crypto/phrase"
)

// maxPhraseFile is more than the longest phrase, in bytes.
const maxPhraseFile = 4096

func flagServer() cli.Flag {
	return &cli.StringFlag{Name: "server", EnvVars: []string{"LARKSPUR_SERVER"}, Usage: "the server's `URL`", Required: true}
}

func flagPhraseFile() cli.Flag {
	return &cli.StringFlag{Name: "phrase-file", Usage: "read the phrase from `FILE` (- for standard input) and not from the terminal"}
}

func flagLang() cli.Flag {
	return &cli.StringFlag{Name: "lang", Value: langOfEnvironment(), Usage: "`LANGUAGE` of words: en or es"}
}

func flagJSON() cli.Flag { return &cli.BoolFlag{Name: "json", Usage: "print for a script"} }

func flagYes() cli.Flag { return &cli.BoolFlag{Name: "yes", Usage: "do not ask"} }

func flagStarterFile() cli.Flag {
	return &cli.StringFlag{Name: "starter-file", Usage: "read a starter phrase from `FILE` (- for standard input), where the server asks for one"}
}

func langOfEnvironment() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "es") {
				return string(phrase.Spanish)
			}
			break
		}
	}
	return string(phrase.English)
}

func language(c *cli.Context) (phrase.Language, error) {
	switch l := phrase.Language(c.String("lang")); l {
	case phrase.English, phrase.Spanish:
		return l, nil
	default:
		return "", usagef("--lang is en or es")
	}
}

// connect asks the server what it is and returns a client for it.
func connect(ctx context.Context, c *cli.Context) (*client.Client, error) {
	t, err := httppage.New(c.String("server"), nil)
	if err != nil {
		return nil, err
	}
	site, err := t.Site(ctx)
	if err != nil {
		return nil, err
	}
	return client.New(client.Config{Site: site, Transport: t, Random: rand.Reader}), nil
}

// readPhrase reads a phrase from the file named by flag, or asks for it on the terminal without echo.
func readPhrase(c *cli.Context, std streams, flag, prompt string, words int) (phrase.Phrase, error) {
	text, err := readSecret(c, std, flag, prompt)
	if err != nil {
		return phrase.Phrase{}, err
	}
	p, err := phrase.Parse(text, words)
	if err != nil {
		if errors.Is(err, phrase.ErrUnknownWord) {
			fmt.Fprintln(std.err, "larkspur:", strings.TrimPrefix(err.Error(), "phrase: ")) // which word, not what it was
		}
		return phrase.Phrase{}, err
	}
	if fixed := p.Corrected(); len(fixed) > 0 {
		// Which word, and not what it was or is: the screen may be seen.
		for _, i := range fixed {
			fmt.Fprintf(std.err, "larkspur: word %d was corrected by one letter\n", i+1)
		}
	}
	return p, nil
}

func readSecret(c *cli.Context, std streams, flag, prompt string) (string, error) {
	switch name := c.String(flag); {
	case name == "-":
		// One line, so that a starter phrase and a phrase can both come this way.
		return readLine(std.in)
	case name != "":
		f, err := os.Open(name)
		if err != nil {
			return "", usageError{fmt.Errorf("--%s: %w", flag, err)}
		}
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, maxPhraseFile))
		return string(b), err
	case !term.IsTerminal(int(std.in.Fd())):
		return "", usagef("there is no terminal to ask on: give --%s FILE, or - for standard input", flag)
	}
	fmt.Fprint(std.err, prompt+": ")
	b, err := term.ReadPassword(int(std.in.Fd()))
	fmt.Fprintln(std.err)
	return string(b), err
}

// readLine reads up to the end of a line, byte by byte, so that what follows is left for the next reader.
func readLine(r io.Reader) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for len(line) < maxPhraseFile {
		n, err := r.Read(one)
		if n == 1 && one[0] == '\n' {
			break
		}
		line = append(line, one[:n]...)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", err
		}
	}
	return string(line), nil
}

// withSession opens the plan, runs do, and lets the last burst out before it returns.
func withSession(c *cli.Context, std streams, do func(ctx context.Context, cl *client.Client, s *client.Session) error) error {
	ctx := c.Context
	cl, err := connect(ctx, c)
	if err != nil {
		return err
	}
	p, err := readPhrase(c, std, "phrase-file", "Phrase", cl.Site().Words)
	if err != nil {
		return err
	}
	defer settle(cl)
	opened, err := cl.Open(ctx, p)
	if err != nil {
		return err
	}
	if opened.Session == nil {
		return client.ErrNothing // a starter opens no plan
	}
	defer opened.Session.Close()
	return do(ctx, cl, opened.Session)
}

// settle lets the filler of the last burst go out, so that the calls of a command have the shape of all others.
func settle(cl *client.Client) { _ = cl.Settle(context.Background()) }

// confirm asks and reports whether the answer was yes. Without a terminal it is an error to ask.
func confirm(c *cli.Context, std streams, question string) (bool, error) {
	if c.Bool("yes") {
		return true, nil
	}
	if !term.IsTerminal(int(std.in.Fd())) {
		return false, usagef("there is no terminal to ask on: give --yes")
	}
	fmt.Fprint(std.err, question+" [y/N] ")
	line, err := bufio.NewReader(std.in).ReadString('\n')
	if err != nil {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes", "s", "si", "sí":
		return true, nil
	}
	return false, nil
}

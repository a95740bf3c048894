package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"larkspur/client"
	"larkspur/crypto/phrase"
	"larkspur/crypto/secret"
)

// starterPatience is how long starter waits for the server to read its file of starter keys again.
const starterPatience = 15 * time.Second

func cmdStarter(std streams) *cli.Command {
	return &cli.Command{
		Name:  "starter",
		Usage: "for operators: make a starter phrase and print it, and nothing else, on standard output",
		Description: "Adds a new starter key to the server's file of starter keys (larkspurd --starter-keys), waits until the server " +
			"has read it, and makes the page that the phrase opens. A starter phrase says that somebody comes from this centre, and " +
			"never who. To retire one, take its line out of the file.",
		Flags: []cli.Flag{flagServer(), flagLang(), flagJSON(),
			&cli.StringFlag{Name: "keys", Usage: "the server's `FILE` of starter keys", Required: true},
			&cli.StringFlag{Name: "comment", Usage: "a `TEXT` to stand above the key in the file, for example the month"}},
		Action: func(c *cli.Context) error {
			lang, err := language(c)
			if err != nil {
				return err
			}
			cl, err := connect(c.Context, c)
			if err != nil {
				return err
			}
			defer settle(cl)
			if cl.Site().Admission != "starter" {
				return usagef("this server admits anyone; start it with --admission starter to use starter phrases")
			}
			key := make([]byte, secret.KeySize)
			if _, err := rand.Read(key); err != nil {
				return err
			}
			if err := addKey(c.String("keys"), c.String("comment"), key); err != nil {
				return err
			}
			p, err := phrase.Generate(lang, cl.Site().Words, rand.Reader)
			if err != nil {
				return err
			}
			for end := time.Now().Add(starterPatience); ; time.Sleep(time.Second) {
				err := cl.MakeStarter(c.Context, p, client.StarterKey{Key: secret.NewKey(key)})
				if err == nil {
					return printPhrase(c, std, p)
				}
				if !errors.Is(err, client.ErrAdmission) || time.Now().After(end) {
					return fmt.Errorf("the key is in the file, but the server does not take it: is --keys the file that the server reads? %w", err)
				}
			}
		},
	}
}

// addKey appends a line to the file of starter keys, which is made with mode 0600 if it is not there.
func addKey(file, comment string, key []byte) error {
	if strings.ContainsAny(comment, "\r\n") {
		return usagef("--comment is one line")
	}
	before, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return usageError{fmt.Errorf("--keys: %w", err)}
	}
	line := hex.EncodeToString(key) + "\n"
	if comment != "" {
		line = "# " + comment + "\n" + line
	}
	if len(before) > 0 && before[len(before)-1] != '\n' {
		line = "\n" + line // whoever edited the file by hand left its last line open
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return usageError{fmt.Errorf("--keys: %w", err)}
	}
	_, err = f.WriteString(line)
	return errors.Join(err, f.Sync(), f.Close())
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// Exit statuses. The list is append-only.
const (
	statusDone   = 0
	statusFailed = 1 // the server or its store could not do it
	statusUsage  = 2 // an option or a setting is wrong
)

// errUsage marks what the operator can put right in an option, a variable or the configuration file.
var errUsage = errors.New("usage")

// usage makes an error of the operator's settings. The mark does not show in the text.
func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

type usageError struct{ error }

func (usageError) Is(target error) bool { return target == errUsage }
func (e usageError) Unwrap() error      { return e.error }

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	app := newApp(out, errs)
	err := app.RunContext(ctx, args)
	if err == nil {
		return statusDone
	}
	fmt.Fprintln(errs, "larkspurd:", err)
	if errors.Is(err, errUsage) {
		return statusUsage
	}
	return statusFailed
}

func newApp(out, errs io.Writer) *cli.App {
	return &cli.App{
		Name:            "larkspurd",
		Usage:           "the server of a Larkspur deployment",
		Description:     description,
		HideVersion:     true,
		HideHelpCommand: true,
		Writer:          out,
		ErrWriter:       errs,
		Flags:           serveFlags(),
		Action:          serve,
		OnUsageError:    onUsageError,
		ExitErrHandler:  func(*cli.Context, error) {}, // run chooses the status
		Commands:        []*cli.Command{serveCommand(), rotateCommand(), discloseCommand(), selftestCommand(), directoryCommand()},
	}
}

const description = `Without arguments: serve on 127.0.0.1:8080, with data in your data folder.

Every option can also be given in the environment (--key-file as LARKSPUR_KEY_FILE) and in
a file (--config FILE, lines of "key-file = value", # begins a comment). An option
outranks the environment, and that outranks the file. Secrets are read from files only.`

func onUsageError(_ *cli.Context, err error, _ bool) error {
	return usage("%w; see larkspurd --help", err)
}

// noArguments refuses what would otherwise be ignored: a mistyped command or a value without its option, left behind the
// options; and options before a command, which has options of its own of the same names.
func noArguments(c *cli.Context) error {
	for _, above := range c.Lineage()[1:] {
		if above.Command != nil && above.NumFlags() > 0 {
			return usage("options stand behind the command: larkspurd %s OPTIONS", c.Command.Name)
		}
	}
	if c.NArg() > 0 {
		return usage("%q is not understood here; see larkspurd --help", strings.Join(c.Args().Slice(), " "))
	}
	return nil
}

package main

import (
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"
)

func selftestCommand() *cli.Command {
	return &cli.Command{
		Name:  "selftest",
		Usage: "prove that the store keeps its promises, without serving",
		Description: "Opens the store, makes it show that it compares before it swaps, checks that both halves of the\n" +
			"key fit it, and prints what was found. The exit status is 0 when all of it holds.",
		Flags:        storeFlags(),
		Action:       selftest,
		OnUsageError: onUsageError,
	}
}

// selftest makes no key and no realm: on a deployment that never served, it says so and ends well.
func selftest(c *cli.Context) (err error) {
	s, err := settingsOf(c, storeFlags())
	if err != nil {
		return err
	}
	if err := noCoreDumps(); err != nil {
		return fmt.Errorf("core dumps could not be turned off: %w", err)
	}
	out := c.App.Writer
	st, err := openStorage(c.Context, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	fmt.Fprintf(out, "store  %s\nswaps  compared, also when several race: holds\n", st.kind)
	has, err := st.hasKey()
	if err != nil {
		return err
	}
	if !has {
		state, err := st.withoutKey(c.Context)
		if err != nil {
			return fmt.Errorf("key: %w", err)
		}
		fmt.Fprintf(out, "key    %s\n", state)
		return nil
	}
	if _, err := openShelf(c.Context, s, st, c.App.ErrWriter); err != nil {
		return err
	}
	realm, err := realmOf(st.dir, "", true)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "key    both halves are there and fit\nrealm  %s\n", realm)
	return nil
}

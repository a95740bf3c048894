package app

import (
	"errors"

	"larkspur/client"
)

// troubleKey is the one place that turns an error of the client into words that say what to do.
func troubleKey(err error) string {
	for _, t := range troubles {
		if errors.Is(err, t.err) {
			return t.key
		}
	}
	return "ui.trouble.other"
}

var troubles = []struct {
	err error
	key string
}{
	{client.ErrUnreachable, "ui.offline"},
	{client.ErrBusy, "ui.trouble.busy"},
	{client.ErrServer, "ui.trouble.server"},
	{client.ErrAdmission, "ui.trouble.admission"},
	{client.ErrRefused, "ui.trouble.refused"},
	{client.ErrTooLarge, "ui.trouble.toolarge"},
	{client.ErrGone, "ui.trouble.gone"},
	{client.ErrContended, "ui.trouble.contended"},
	{client.ErrDamaged, "ui.trouble.damaged"},
	{client.ErrTaken, "ui.trouble.taken"},
	{client.ErrRecovery, "ui.trouble.recovery"},
}

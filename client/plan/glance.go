package plan

import "strings"

// glances has a line for each kind: what a list shows of its items beside their names, in this order. F.C is a column of
// rows: a line of every row, and of anything else the last one that is there. What ends in "!" can be said in the list
// itself: one of the options, or a yes.
const glances = `
chan type state!
tele room
tech topic state
priv topic whom answer ended
rel org why until ended
act topic who by want!
letter type sent
appt service how start repeat place
win state days from to place chan
opts rows.name
place travel only apart worries
xfer to asked.date asked.answer state
trade rows.name
gap state who by
card kit near
med refill holds
back who person
backup for who phone
prov told
room type signal
thing where packed!
doc type where until
word means
person rel phone
child where fetch
pet what stays
job type knows
order type next until
money where state
`

// Glance returns the fields that a list shows of items of the kind, each alone or with a column, and the one that can be
// said there, or "".
func (k Kind) Glance() (shown [][]string, said string) {
	for line := range strings.Lines(glances) {
		fields, is := strings.CutPrefix(line, k.Key+" ")
		if !is {
			continue
		}
		for _, f := range strings.Fields(fields) {
			field, can := strings.CutSuffix(f, "!")
			if can {
				said = field
				continue
			}
			shown = append(shown, strings.Split(f, "."))
		}
	}
	return shown, said
}

package game

import (
	"math"
	"slices"
	"time"

	"larkspur/client/live/call"
)

// off is how far a time is from the nearest of those that are ticks from zero.
func off(at, zero time.Duration) time.Duration {
	d := ((at-zero)%call.Tick + call.Tick) % call.Tick
	if d > call.Tick/2 {
		d -= call.Tick
	}
	return d
}

// middleOf is where times lie on a circle of a tick.
func middleOf(at []time.Duration) time.Duration {
	var x, y float64
	for _, t := range at {
		a := 2 * math.Pi * t.Seconds() / call.Tick.Seconds()
		x, y = x+math.Cos(a), y+math.Sin(a)
	}
	return time.Duration(math.Atan2(y, x) / (2 * math.Pi) * float64(call.Tick))
}

// lookAtLateness reads how late the frames of a line are, by all that is left to read when each is late by what is drawn as well:
// the mean and the middle, and the sum that tells most of a small shift (of the density of SPEC §13.3, the slope of its logarithm).
// What lies outside of what is drawn is late without a doubt.
func lookAtLateness(name string, at []time.Duration, zero time.Duration, c *clues) {
	var sum, squares, slope, outside float64
	offs := []time.Duration{}
	for _, x := range at {
		d := off(x, zero)
		offs = append(offs, d)
		s := d.Seconds() * 1000
		sum, squares = sum+s, squares+s*s
		slope += max(-8, min(8, math.Tan(math.Pi/2*max(-0.99, min(0.99, float64(d)/float64(call.Spread/2))))))
		if d > call.Spread/2 {
			outside++
		}
	}
	if len(offs) == 0 {
		offs = append(offs, 0)
	}
	slices.Sort(offs)
	n := float64(len(offs))
	c.add(name+": late, mean", sum/n)
	c.add(name+": late, middle", offs[len(offs)/2].Seconds()*1000)
	c.add(name+": late, slope", slope/n)
	c.add(name+": late, deviation", math.Sqrt(max(0, squares/n-sum/n*sum/n)))
	c.add(name+": late, most", offs[len(offs)-1].Seconds()*1000)
	c.add(name+": late, outside", outside/n)
}

func lookAtHostLateness(v linkTimes, c *clues) {
	lookAtLateness("host sends", v.host.sent, v.host.zero, c)
}

func lookAtAllLateness(v linkTimes, c *clues) {
	lookAtHostLateness(v, c)
	lookAtLateness("guest hears", v.guest.heard, v.host.zero, c)
	lookAtLateness("guest sends", v.guest.sent, v.guest.zero, c)
	lookAtLateness("host hears", v.host.heard, v.guest.zero, c)
}

// lookAtFrames reads what times of frames can tell: how many there are, how far apart, how regular, and how late against a
// grid of ticks.
func lookAtFrames(v linkTimes, c *clues) {
	for _, x := range []struct {
		name string
		at   []time.Duration
	}{{"host sends", v.host.sent}, {"host hears", v.host.heard}, {"guest sends", v.guest.sent}, {"guest hears", v.guest.heard}} {
		c.add(x.name+": frames", float64(len(x.at)))
		var sum, squares, most, least, turn, close float64
		least = math.Inf(1)
		last := math.NaN()
		n := 0.0
		phases := make([]float64, 0, len(x.at))
		for i := 1; i < len(x.at); i++ {
			gap := (x.at[i] - x.at[i-1]).Seconds()
			if gap < 0.05 {
				close++ // of one tick
				continue
			}
			n++
			sum += gap
			squares += gap * gap
			most, least = max(most, gap), min(least, gap)
			if !math.IsNaN(last) {
				turn += math.Abs(gap - last)
			}
			last = gap
			phases = append(phases, math.Mod(x.at[i].Seconds(), call.Tick.Seconds()))
		}
		if n == 0 {
			n, least = 1, 0
		}
		slices.Sort(phases)
		middle, spread := 0.0, 0.0
		if len(phases) > 4 {
			middle = phases[len(phases)/2]
			spread = phases[len(phases)*3/4] - phases[len(phases)/4]
		}
		c.add(x.name+": mean gap", sum/n)
		c.add(x.name+": variance", squares/n-sum/n*sum/n)
		c.add(x.name+": largest gap", most)
		c.add(x.name+": smallest gap", least)
		c.add(x.name+": unrest", turn/n)
		c.add(x.name+": of one tick", close)
		c.add(x.name+": phase", middle)
		c.add(x.name+": spread of phases", spread)
	}
}

func linkPlayers() []adversary[linkTimes] {
	return []adversary[linkTimes]{newStudent("times of frames", lookAtFrames),
		newStudent("lateness", lookAtAllLateness), newStudent("lateness of the host", lookAtHostLateness)}
}

package directory

import (
	"slices"
	"strings"
)

// FilterGroup is some filters that stand under one heading. The words of the heading are dir.filters.KEY, those of a filter
// dir.filter.KEY.
type FilterGroup struct {
	Key     string
	Filters []string
}

// filters are those of DOMAIN §3, in the order in which a screen shows them.
var filters = []FilterGroup{
	{"setting", keys("outpatient residential")},
	{"care", keys("withdrawal mar")},
	{"mind", keys("mh nomh")}, // mental health: a part of the care, or a reason to be turned away
	{"family", keys("family")},
	{"for", keys("women pregnant veterans lgbtq deaf")},
	{"peer", keys("peer")},
	{"recovery", keys("coaching vocational advocacy outreach housing life mutual transport")},
	{"harm", keys("overdose supplies sexual referral")},
	{"place", keys("gender apart public onsite")}, // apart: will not serve both partners in one place
}

// Filters returns all filters. The caller changes nothing.
func Filters() []FilterGroup { return filters }

// OnSite is the filter of partners inside the center (DOMAIN C10). Apart is that of places that will not serve an
// (ex-)partner too (C8).
const (
	OnSite = "onsite"
	Apart  = "apart"
)

// Groups are the headings of the list (dir.group.KEY): help at once, then those of the source in its order, with two for
// what only an operator's file has before the papers for those who help.
func Groups() []string { return groups }

var groups = keys("now harm mutual rco treatment dv other training")

// Languages are those that have words (dir.lang.KEY); "interpreter" is any other, through one.
func Languages() []string { return languages }

var languages = keys("en es ar asl bn fr hi ht hmn ja km ko lo nv pl pt ru so sw tl uk ur vi zh interpreter")

// Sources are what an entry can have been compared with (dir.with.KEY): the toolkit that the list comes from, a public
// page, a call, or somebody there.
func Sources() []string { return sources }

var sources = keys("toolkit page call visit")

// Sharing is how much a tier lets a person offer to share of a plan. It is an offer: sharing nothing is always one too.
type Sharing uint8

// The ways of sharing.
const (
	ShareNothing  Sharing = iota // a referral; nothing of the plan goes there
	ShareWithOne                 // one named person, chosen sections
	ShareWithRole                // chosen sections for each of Roles
)

// Tier is how closely a partner and a center work together (dir.tier.KEY; what sharing may offer is dir.tier.KEY.share).
type Tier struct {
	Key    string
	Shares Sharing
}

// Tiers returns the tiers, the loosest first.
func Tiers() []Tier { return tiers }

var tiers = []Tier{{"informed", ShareNothing}, {"collaborative", ShareWithOne}, {"integrated", ShareWithRole}}

// TierOf returns a tier by its key; one that is not known shares nothing.
func TierOf(key string) (Tier, bool) {
	i := slices.IndexFunc(tiers, func(t Tier) bool { return t.Key == key })
	if i < 0 {
		return Tier{Key: key}, false
	}
	return tiers[i], true
}

// Roles are what a person who is let into a part of a plan can be. They are those of client/plan, with its words
// (kind.rel.field.role.KEY).
func Roles() []string { return roles }

var roles = keys("advocate peer coach specialist other")

func keys(list string) []string { return strings.Fields(list) }

func allFilters() []string {
	var all []string
	for _, g := range filters {
		all = append(all, g.Filters...)
	}
	return all
}

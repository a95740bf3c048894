package directory

import "strings"

// Keys are written in one string each, which costs the page less than a list does.

// FilterGroup is some filters that stand under one heading. The words of the heading are dir.filters.KEY, those of a filter
// dir.filter.KEY.
type FilterGroup struct {
	Key     string
	Filters []string
}

// filters are what somebody may look for, in the order in which a screen shows them: a line is a group and what is in it. mh and nomh:
// mental health is a part of the care, or a reason to be turned away. apart: will not serve both partners in one place.
const filters = `setting outpatient residential
care withdrawal mar
mind mh nomh
family family
for women pregnant veterans lgbtq deaf
peer peer
recovery coaching vocational advocacy outreach housing life mutual transport
harm overdose supplies sexual referral
place gender apart public onsite`

// Filters returns all filters.
func Filters() (groups []FilterGroup) {
	for _, line := range strings.Split(filters, "\n") {
		words := strings.Fields(line)
		groups = append(groups, FilterGroup{words[0], words[1:]})
	}
	return groups
}

// filterKeys are all filters in one list.
func filterKeys() string {
	all := ""
	for _, g := range Filters() {
		all += " " + strings.Join(g.Filters, " ")
	}
	return all
}

// IsFilter reports whether there is a filter of that key.
func IsFilter(key string) bool { return isOne(filterKeys(), key) }

// OnSite is the filter of partners inside the center (row C10 of client/catalog/README.md). Apart is that of places that will not serve an
// (ex-)partner too (C8).
const (
	OnSite = "onsite"
	Apart  = "apart"
)

// The other lists of words that a field can have.
const (
	groups    = "now harm mutual rco treatment dv other training"
	languages = "en es ar asl bn fr hi ht hmn ja km ko lo nv pl pt ru so sw tl uk ur vi zh interpreter"
	sources   = "toolkit page call visit"
	tiers     = "informed collaborative integrated"
	roles     = "advocate peer coach specialist other"
)

// Groups are the headings of the list (dir.group.KEY): help at once, then those of the source in its order, with two for
// what only an operator's file has before the papers for those who help.
func Groups() []string { return strings.Fields(groups) }

// Languages are those that have words (dir.lang.KEY); "interpreter" is any other, through one.
func Languages() []string { return strings.Fields(languages) }

// Sources are what an entry can have been compared with (dir.with.KEY): the toolkit that the list comes from, a public
// page, a call, or somebody there.
func Sources() []string { return strings.Fields(sources) }

// Tiers say how closely a partner and a center work together (dir.tier.KEY; what sharing may offer is dir.tier.KEY.share),
// the loosest first.
func Tiers() []string { return strings.Fields(tiers) }

// Roles are what a person who is let into a part of a plan can be. They are those of client/plan, with its words
// (kind.rel.field.role.KEY).
func Roles() []string { return strings.Fields(roles) }

// Sharing is how much a tier lets a person offer to share of a plan. It is an offer: sharing nothing is always one too.
type Sharing uint8

// The ways of sharing.
const (
	ShareNothing  Sharing = iota // a referral; nothing of the plan goes there
	ShareWithOne                 // one named person, chosen sections
	ShareWithRole                // chosen sections for each of Roles
)

// Shares returns how much a tier lets share; one that is not known shares nothing.
func Shares(tier string) Sharing {
	switch tier {
	case "collaborative":
		return ShareWithOne
	case "integrated":
		return ShareWithRole
	}
	return ShareNothing
}

// isOne reports whether a word is in a list.
func isOne(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if w == word {
			return true
		}
	}
	return false
}

// wordsOf takes the value of a field of words apart, at spaces and commas.
func wordsOf(value string) []string { return strings.Fields(strings.ReplaceAll(value, ",", " ")) }

package grade

import "strings"

// English counts the syllables of an English word: groups of vowels, less those that are written and not heard.
func English(word string) int {
	w := strings.ToLower(word)
	if i := strings.IndexAny(w, "'’"); i > 0 {
		w = w[:i] // isn't, sister's: the rest is hardly ever a syllable of its own
	}
	n := 0
	vowel := false
	for _, r := range w {
		is := strings.ContainsRune("aeiouy", r)
		if is && !vowel {
			n++
		}
		vowel = is
	}
	switch stem := strings.TrimSuffix(w, "s"); {
	case strings.HasSuffix(w, "ed"): // saved has one, counted has two
		if !hasAnySuffix(w, "ted", "ded", "eed", "ied") {
			n--
		}
	case hasAnySuffix(stem, "le") && !hasAnySuffix(stem, "ale", "ele", "ile", "ole", "ule"): // people, little
	case strings.HasSuffix(w, "es") && hasAnySuffix(w, "ses", "ces", "xes", "zes", "ches", "shes", "ges"): // places
	case strings.HasSuffix(stem, "e") && !hasAnySuffix(stem, "ee", "ie", "oe", "ye", "ue"): // safe
		n--
	}
	return max(n, 1)
}

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, x := range suffixes {
		if strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}

// Spanish counts the syllables of a Spanish word. Two vowels that meet are one syllable unless both are strong (a, e, o) or
// the weak one (i, u) bears the accent mark. The u of gue, gui, que, qui is not heard; y is a vowel at the end.
func Spanish(word string) int {
	const (
		none  = iota
		weak  // joins the vowel beside it
		stays // weak with an accent mark: a syllable of its own
		strong
	)
	letters := []rune(strings.ToLower(word))
	n, last := 0, none
	for i, r := range letters {
		kind := none
		switch {
		case strings.ContainsRune("aeoáéó", r):
			kind = strong
		case strings.ContainsRune("íú", r):
			kind = stays
		case r == 'u' && mute(letters, i):
		case strings.ContainsRune("iuü", r), r == 'y' && i == len(letters)-1:
			kind = weak
		}
		joins := kind == weak && (last == weak || last == strong) || kind == strong && last == weak
		if kind != none && !joins {
			n++
		}
		last = kind
	}
	return max(n, 1)
}

// mute reports whether the u at i is the one of gue, gui, que or qui.
func mute(letters []rune, i int) bool {
	return i > 0 && i+1 < len(letters) && strings.ContainsRune("gq", letters[i-1]) && strings.ContainsRune("eiéí", letters[i+1])
}

package view

// begins is how many elements of the main part a screen begins with: more than the window of a phone holds.
const begins = 55

// Cut returns the beginning of a new screen, and whether that is all of it. A screen is all of it when something asks for the
// focus that would be cut away.
func Cut(n *Node) (tree *Node, all bool) {
	left := begins
	tree, all = cut(n, &left)
	if !all && asks(n) > asks(tree) {
		return n, true
	}
	return tree, all
}

func cut(n *Node, left *int) (*Node, bool) {
	if n.Tag == "header" { // the frame, of which everything is in sight
		return n, true
	}
	*left--
	for i, c := range n.Children {
		if c == nil {
			continue
		}
		var kept *Node
		var all bool
		if *left > 0 {
			kept, all = cut(c, left)
		}
		if !all {
			short := *n
			short.Children = append(append([]*Node(nil), n.Children[:i]...), kept)
			return &short, false
		}
	}
	return n, true
}

// asks counts what asks for the focus.
func asks(n *Node) int {
	if n == nil {
		return 0
	}
	count := 0
	if n.Focus {
		count++
	}
	for _, c := range n.Children {
		count += asks(c)
	}
	return count
}

package config

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// line finds where a path like "ladders/W/rungs/2/after" stands: each part is a
// key, a position in a list, or the name or id of an item of a list. It is the
// line of the deepest part that exists.
func (d document) line(path string) int {
	if d.root == nil {
		return 0
	}
	n, line := d.root, d.root.GetToken().Position.Line
	for part := range strings.SplitSeq(path, "/") {
		next, at, ok := child(n, part)
		if !ok {
			return line
		}
		n, line = next, at
	}
	return line
}

func child(n ast.Node, part string) (next ast.Node, line int, ok bool) {
	if anchor, is := n.(*ast.AnchorNode); is {
		n = anchor.Value
	}
	if pairs, is := pairsOf(n); is {
		for _, pair := range pairs {
			if keyOf(pair) == part {
				return pair.Value, pair.Key.GetToken().Position.Line, true
			}
		}
		return nil, 0, false
	}
	list, is := n.(*ast.SequenceNode)
	if !is {
		return nil, 0, false
	}
	for i, item := range list.Values {
		if strconv.Itoa(i) == part || named(item, part) {
			return item, startOf(item), true
		}
	}
	return nil, 0, false
}

// named says whether an item of a list carries a name or id.
func named(item ast.Node, want string) bool {
	pairs, _ := pairsOf(item)
	return slices.ContainsFunc(pairs, func(pair *ast.MappingValueNode) bool {
		key := keyOf(pair)
		text, ok := scalarOf(pair.Value)
		return ok && (key == "id" || key == "name") && text == want
	})
}

// startOf is the line an item begins on; the token of a block is its first colon.
func startOf(item ast.Node) int {
	if pairs, ok := pairsOf(item); ok && len(pairs) > 0 {
		return pairs[0].Key.GetToken().Position.Line
	}
	return item.GetToken().Position.Line
}

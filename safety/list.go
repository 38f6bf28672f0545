package safety

import (
	"cmp"
	"maps"
	"slices"
)

// unique keeps the first of each.
func unique(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	var out []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

func without(ids []string, who string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == who })
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

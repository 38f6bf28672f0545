package safety

import (
	"cmp"
	"maps"
	"slices"
)

func unique(ids []string) []string {
	var out []string
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func without(ids []string, who string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == who })
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

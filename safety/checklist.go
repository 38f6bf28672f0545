package safety

import "slices"

// A Checklist is a named list of items (domain.md 9).
type Checklist struct {
	ID    string          `yaml:"id"`
	Name  string          `yaml:"name"`
	Why   string          `yaml:"why"`
	Items []ChecklistItem `yaml:"items"`
}

// A ChecklistItem is one question of a visit. Ids are kept for ever.
type ChecklistItem struct {
	ID       string   `yaml:"id"`
	Text     string   `yaml:"text"`
	Hint     string   `yaml:"hint"` // what good looks like
	Severity Severity `yaml:"severity"`
	OnSpot   bool     `yaml:"onspot"` // usually fixable during the visit
	Photo    bool     `yaml:"photo"`  // picture mandatory on fail
	Category Category `yaml:"category"`
	Applies  []Tag    `yaml:"applies"` // asked of sites with one of these; empty: of all (domain.md 9.5)

	AskIfFail []FurtherQuestion `yaml:"ask_if_fail"` // asked once the item failed, in words; each may be skipped
}

// A FurtherQuestion follows from a failed item. Ids are kept for ever.
type FurtherQuestion struct {
	ID   string `yaml:"id"`
	Text string `yaml:"text"`
	Hint string `yaml:"hint"` // an example answer
}

// HighRisk stands in an item's Applies for sites with the flag (隐患高危单位).
const HighRisk Tag = "high_risk"

// A ChecklistUse says which objects a checklist is for: grids of a level, or
// sites of a class and kind.
type ChecklistUse struct {
	Checklist string    `yaml:"checklist"`
	Level     Level     `yaml:"level"`
	Class     SiteClass `yaml:"class"`
	Kind      SiteKind  `yaml:"kind"` // empty: any kind of the class
	Why       string    `yaml:"why"`
}

// ItemsFor are the items asked of a site, in the order they are asked
// (domain.md 9.2 to 9.5); none for a class that no use names.
func (p *Policy) ItemsFor(site Site) []ChecklistItem {
	return p.itemsOf(
		func(u ChecklistUse) bool { return u.Class == site.Class && (u.Kind == "" || u.Kind == site.Kind) },
		site.meets,
	)
}

// ItemsForGrid are the items asked of a grid itself (domain.md 9.1).
func (p *Policy) ItemsForGrid(g Grid) []ChecklistItem {
	return p.itemsOf(
		func(u ChecklistUse) bool { return u.Class == "" && u.Level == g.Level },
		func(applies []Tag) bool { return len(applies) == 0 },
	)
}

func (p *Policy) itemsOf(used func(ChecklistUse) bool, meets func([]Tag) bool) []ChecklistItem {
	var items []ChecklistItem
	for _, u := range p.Uses {
		if !used(u) {
			continue
		}
		for _, item := range p.Checklists[u.Checklist].Items {
			if meets(item.Applies) {
				items = append(items, item)
			}
		}
	}
	return items
}

// meets says that an item for these tags is asked of the site.
func (s Site) meets(applies []Tag) bool {
	return len(applies) == 0 || slices.ContainsFunc(applies, func(t Tag) bool {
		return t == HighRisk && s.HighRisk || slices.Contains(s.Tags, t)
	})
}

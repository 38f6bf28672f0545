package safety

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
}

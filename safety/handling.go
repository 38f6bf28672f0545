package safety

// Handling is what the policy says about the ways off the main line of a
// hazard's life (domain.md 6.3, 6.7).
type Handling struct {
	Returns    ReturnRule     `yaml:"returns"`
	Extension  ExtensionRule  `yaml:"extension"`
	Suspension SuspensionRule `yaml:"suspension"`
	Severity   SeverityRule   `yaml:"severity"`
	Merge      MergeRule      `yaml:"merge"`
	Void       VoidRule       `yaml:"void"`
	Reopen     ReopenRule     `yaml:"reopen"`
	Chronic    ChronicRule    `yaml:"chronic"`
}

// A ReturnRule bounds the ping-pong of assignments.
type ReturnRule struct {
	Most int    `yaml:"most"` // returns; afterwards the safety office decides
	Why  string `yaml:"why"`
}

// An ExtensionRule bounds extensions; how long they may be in all is the limit itself.
type ExtensionRule struct {
	Most  int     `yaml:"most"`
	Offer []Delay `yaml:"offer"` // lengths a member can choose from
	Why   string  `yaml:"why"`
}

// A SuspensionRule bounds how long nobody looks at a suspended hazard.
type SuspensionRule struct {
	Look  Delay   `yaml:"look"` // at the latest
	Offer []Delay `yaml:"offer"`
	Why   string  `yaml:"why"`
}

// A SeverityRule is about changing the severity of an open hazard.
type SeverityRule struct {
	Least Delay  `yaml:"least"` // a new deadline is not sooner than this
	Why   string `yaml:"why"`
}

// A MergeRule is about undoing a merging.
type MergeRule struct {
	Undo Delay  `yaml:"undo"`
	Why  string `yaml:"why"`
}

// A VoidRule is about taking back what was entered by mistake.
type VoidRule struct {
	Own Delay  `yaml:"own"` // how long who entered it may
	Why string `yaml:"why"`
}

// A ReopenRule says how long a closed hazard can be reopened; later it is a new one.
type ReopenRule struct {
	Days int    `yaml:"days"`
	Why  string `yaml:"why"`
}

// A ChronicRule says when a hazard counts as chronic and where its ladder starts.
type ChronicRule struct {
	Closed int    `yaml:"closed"` // how often
	Days   int    `yaml:"days"`   // within
	Level  int    `yaml:"level"`
	Why    string `yaml:"why"`
}

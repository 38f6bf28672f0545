package safety

// A Policy is everything the business decides: timers, ladders, plans,
// checklists, limits, words. It is loaded from YAML and never changed.
type Policy struct {
	Version    string // hash of the files, stored with what was decided by it
	Calendar   *Calendar
	Plans      []Plan
	Ladders    map[string]Ladder
	Checklists map[string]Checklist
	Uses       []ChecklistUse // in the order in which an object is asked
	Office     Office
	Limits     map[Severity]Limit
	Categories []CategoryRule
	Handling   Handling
	Reporting  Reporting
	Joint      JointRules
	Delivery   Delivery
	Emergency  Emergency
	Handing    Handing
	Spellings  Spellings
	Escalation Escalation
	Leave      LeaveRules
	Succession SuccessionRules
	Visibility Visibility
	Coverage   CoverageRules
	Bodies     BodyNames
	Intensify  Intensification
	Daily      Routines
}

// Office is when the offices of a street work (T-3); in Asia/Shanghai.
type Office struct {
	Closes string `yaml:"closes"` // "18:00", when limits in days end (T-8, T-9); empty: 18:00. See [Calendar.ClosingAt]
	Why    string `yaml:"why"`
}

// A Limit is how long a severity may take (domain.md 6.3, 6.4).
type Limit struct {
	Rectify      Delay  `yaml:"rectify"`
	Roll         bool   `yaml:"roll"` // a deadline on a day off rolls to the next working day (T-9)
	Min          Delay  `yaml:"min"`
	Max          Delay  `yaml:"max"`
	Judge        Delay  `yaml:"judge"`  // to accept or reject a report of this severity (domain.md 10.3)
	Verify       Delay  `yaml:"verify"` // to make clear on the spot what a report is about
	Assign       Delay  `yaml:"assign"`
	Acknowledge  Delay  `yaml:"acknowledge"`
	AckExpires   Delay  `yaml:"ack_expires"`
	Review       Delay  `yaml:"review"`
	ExtendBy     Role   `yaml:"extend_by"`     // who answers a request for an extension
	ExtendRecord bool   `yaml:"extend_record"` // the answer is the decision of an authority above, on record
	Ladder       string `yaml:"ladder"`
	Interim      bool   `yaml:"interim"`      // an interim precaution is mandatory while open
	ReviewPhoto  bool   `yaml:"review_photo"` // the reviewer's own picture is mandatory
	Reviewers    int    `yaml:"reviewers"`    // how many must pass it
	Why          string `yaml:"why"`
}

// A CategoryRule is a kind of hazard with the words that suggest it.
type CategoryRule struct {
	ID    Category `yaml:"id"`
	Name  string   `yaml:"name"`
	Words []string `yaml:"words"`
}

// Delivery is how posts travel (T-11 to T-13).
type Delivery struct {
	QuietFrom string              `yaml:"quiet_from"` // "21:00"
	QuietTo   string              `yaml:"quiet_to"`   // "07:30"
	DayOffTo  string              `yaml:"day_off_to"` // "09:00" on the next working day
	Cap       int                 `yaml:"cap"`        // messages a day and member
	Spread    Delay               `yaml:"spread"`     // over how long openings are spread
	PerMinute int                 `yaml:"per_minute"` // to one member (promises.md R10)
	PerHour   int                 `yaml:"per_hour"`
	PerDay    int                 `yaml:"per_day"` // person-times of the app
	Classes   map[Class]ClassRule `yaml:"classes"`
	Why       string              `yaml:"why"`
}

// A ClassRule says what a class of post is allowed.
type ClassRule struct {
	Quiet  bool   `yaml:"quiet"`   // held in quiet hours
	DayOff bool   `yaml:"day_off"` // held on days off
	Capped bool   `yaml:"capped"`  // counts against the cap
	Bundle bool   `yaml:"bundle"`  // may be merged with others to the same member
	Spread bool   `yaml:"spread"`  // spread over the minutes after its instant
	Grace  Delay  `yaml:"grace"`   // how late it is still of use; zero: always
	First  int    `yaml:"first"`   // order when limits make posts wait: lower goes first
	Why    string `yaml:"why"`
}

// Emergency is what imminent danger sounds like (domain.md 6.9).
type Emergency struct {
	Words  []string `yaml:"words"`
	Unless []string `yaml:"unless"` // phrases that contain a word but mean the opposite
	Advice string   `yaml:"advice"` // the very first reply
	Why    string   `yaml:"why"`
}

package safety

// Escalation is how leaders answer what has reached them, and what keeps the
// ladders honest (domain.md 7: E-3, E-5, E-8).
type Escalation struct {
	Orders      []OrderRule     `yaml:"orders"`
	Bodies      []BodyWords     `yaml:"bodies"`
	Supervision SupervisionRule `yaml:"supervision"`
	Inhibit     InhibitRule     `yaml:"inhibit"`
	Silence     SilenceRule     `yaml:"silence"`
	Audit       AuditRule       `yaml:"audit"`
	Why         string          `yaml:"why"`
}

// Order is what a leader can say in one word (E-5). The words are stored.
type Order string

const (
	OrderSupervise Order = "supervise"
	OrderExtend    Order = "extend"
	OrderHandOver  Order = "hand_over"
	OrderReassign  Order = "reassign"
	OrderNoted     Order = "noted"
)

// Orders are all orders in the order they are offered, each with an example of
// how it is mostly typed.
var Orders = []struct {
	Order   Order
	Name    string
	Example string
	Does    string
}{
	{OrderSupervise, "督办", "2 督办 3天", "开一张督办单，有自己的期限，办结或到期都回告"},
	{OrderExtend, "延期", "2 延期 5天", "在自己的权限内准予延期"},
	{OrderHandOver, "移交", "2 移交 消防", "提议移交给有权处置的部门，由安监办主任批准"},
	{OrderReassign, "换人", "3 换人 樊冬青", "换整改责任人，待复查的换复查人，没派发的换经办人；期限不变"},
	{OrderNoted, "知悉", "1、3 知悉", "不再重复提醒本人，过期仍没动静再提醒；一直列在早报里"},
}

func (o Order) String() string {
	for _, f := range Orders {
		if f.Order == o {
			return f.Name
		}
	}
	return string(o)
}

// A Part is what may stand behind an order's word.
type Part string

const (
	PartTerm  Part = "term"  // 3天, 本周五, 9月30日前
	PartName  Part = "name"  // a person
	PartBody  Part = "body"  // a department
	PartWords Part = "words" // a requirement or reason
)

// An OrderRule is how an order is said and who may give it.
type OrderRule struct {
	Do         Order               `yaml:"do"`
	Words      []string            `yaml:"words"` // mean it even when said alone
	Weak       []string            `yaml:"weak"`  // mean it only beside a number
	Takes      []Part              `yaml:"takes"`
	By         []Role              `yaml:"by"`
	BySeverity map[Severity][]Role `yaml:"by_severity"` // instead of By; empty: nobody of the street
	Why        string              `yaml:"why"`
}

// BodyWords is how a department is called when something is handed over to it.
type BodyWords struct {
	To    Authority `yaml:"to"` // empty: it is a department, but none that takes hand-overs
	Words []string  `yaml:"words"`
}

// SupervisionRule bounds a supervision order's own deadline.
type SupervisionRule struct {
	Due    Delay  `yaml:"due"` // when the leader says none
	Min    Delay  `yaml:"min"`
	Max    Delay  `yaml:"max"`
	Ladder string `yaml:"ladder"`
	Why    string `yaml:"why"`
}

// InhibitRule says which routine reminders a bigger matter at the same place
// hides. Nothing above the responsible person is ever hidden.
type InhibitRule struct {
	By      []Severity `yaml:"by"`      // of the bigger matter
	Classes []Class    `yaml:"classes"` // of what is hidden
	Why     string     `yaml:"why"`
}

// SilenceRule bounds what may be silenced, for how long and by whom.
type SilenceRule struct {
	Max        Delay      `yaml:"max"`
	By         []Role     `yaml:"by"`
	Level      int        `yaml:"level"`      // the highest level of a ladder that can be silenced
	Severities []Severity `yaml:"severities"` // that can be silenced
	Why        string     `yaml:"why"`
}

// AuditRule is what the nightly self-audit looks at (E-8).
type AuditRule struct {
	Days   int    `yaml:"days"`   // how far it looks back
	Late   Delay  `yaml:"late"`   // a step that fires later was late, unless the program was down
	Stuck  Delay  `yaml:"stuck"`  // a message that waits longer without reason is stuck
	Stale  Delay  `yaml:"stale"`  // nothing may wait longer, even if nothing shows that the program worked
	Report string `yaml:"report"` // when the safety office reads it, "08:20"
	Why    string `yaml:"why"`
}

// Rule is how an order is said and who may give it.
func (e Escalation) Rule(o Order) OrderRule {
	for _, r := range e.Orders {
		if r.Do == o {
			return r
		}
	}
	return OrderRule{}
}

// Rights are the roles that may give an order about a severity; empty severity:
// about something that has none.
func (r OrderRule) Rights(s Severity) []Role {
	if by, ok := r.BySeverity[s]; ok {
		return by
	}
	return r.By
}

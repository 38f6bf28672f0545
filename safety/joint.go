package safety

import (
	"slices"
	"time"
)

// JointState is where a joint inspection stands.
type JointState string

const (
	JointPlanned JointState = "planned" // being prepared or under way
	JointSigning JointState = "signing" // closing remarks agreed, signatures wanted
	JointSent    JointState = "sent"    // signed, waiting for the next joint meeting
)

// A JointInspection is the record of a quarter's inspection by the street with
// the departments (联合检查, OB-17; domain.md 9.6). The day it is fixed for is
// kept with its occurrence.
type JointInspection struct {
	ID      string     `json:"id"` // of its occurrence
	Period  string     `json:"period"`
	Grid    string     `json:"grid"`
	Version int        `json:"-"`
	State   JointState `json:"state"`

	Fixed        int               `json:"fixed"` // how often a day was fixed: each asks anew who comes
	Lead         string            `json:"lead"`  // who fixed it, told of the answers
	Assembly     string            `json:"assembly,omitempty"`
	Participants []Participant     `json:"participants,omitempty"`
	Absences     map[string]string `json:"absences,omitempty"` // body → why nobody of it came
	Attended     time.Time         `json:"attended,omitzero"`  // when attendance was recorded
	Targets      []Target          `json:"targets,omitempty"`
	Communities  []CommunityCheck  `json:"communities,omitempty"`
	LookBack     []LookBack        `json:"look_back,omitempty"`
	LookedBack   time.Time         `json:"looked_back,omitzero"`
	Remarks      string            `json:"remarks,omitempty"` // closing remarks agreed by the team
	ClosedBy     string            `json:"closed_by,omitempty"`
	Sheets       []string          `json:"sheets,omitempty"` // pictures of the sheet signed on paper
	SentAt       time.Time         `json:"sent_at,omitzero"`
	Meeting      string            `json:"meeting,omitempty"` // the joint meeting that took it up
}

// About is the subject of its history: that of its occurrence.
func (j *JointInspection) About() string { return OccurrenceSubject + j.ID }

// Coming is what an invited person answered, or did.
type Coming string

const (
	Invited  Coming = "invited"
	Accepted Coming = "accepted"
	Declined Coming = "declined"
	Came     Coming = "came"
	Absent   Coming = "absent"
)

var comingNames = map[Coming]string{Invited: "未答复", Accepted: "参加", Declined: "不能参加", Came: "到场", Absent: "未到"}

func (c Coming) String() string { return comingNames[c] }

// A Participant is somebody of one of the bodies.
type Participant struct {
	Member string    `json:"member"`
	Body   BodyKind  `json:"body"`
	Coming Coming    `json:"coming"`
	Reason string    `json:"reason,omitempty"` // why not
	Signed time.Time `json:"signed,omitzero"`
}

// A Target is a place the inspection goes to, with why it was chosen and what
// came of the visit (JI-02, JI-03).
type Target struct {
	Grid    string         `json:"grid"`
	Site    string         `json:"site,omitempty"`
	Reasons []TargetReason `json:"reasons"`
	Points  int            `json:"points"`
	Added   string         `json:"added,omitempty"` // who added it by hand
	Taken   string         `json:"taken,omitempty"` // who is there now

	Visit   string     `json:"visit,omitempty"` // id of the recorded visit
	By      string     `json:"by,omitempty"`
	At      time.Time  `json:"at,omitzero"`
	Skipped string     `json:"skipped,omitempty"` // why it was not visited
	Propose []Proposal `json:"propose,omitempty"`
}

// Key is how the target is named: the site's code, else the grid's.
func (t Target) Key() string { return Object{Grid: t.Grid, Site: t.Site}.Key() }

// Settled says that the target was visited, or that it is known why not.
func (t Target) Settled() bool { return t.Visit != "" || t.Skipped != "" }

// A Proposal is a hazard that should be handed over, with the addressee (JI-05).
type Proposal struct {
	Hazard string `json:"hazard"` // number
	To     string `json:"to"`
}

// A CommunityCheck is what was found of a community's own work: plans, roster,
// ledgers, publicity, volunteers (JI-06, OB-06 to OB-10). What is wanting there
// is looked at again next quarter; it is no hazard.
type CommunityCheck struct {
	Grid     string    `json:"grid"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Findings []Finding `json:"findings"`
}

// A LookBack is a finding of the last joint inspection and how it stands (JI-07).
type LookBack struct {
	Subject string `json:"subject"` // "hazard:…" or "grid:…"
	No      string `json:"no,omitempty"`
	Text    string `json:"text"`
	Now     string `json:"now"`              // how it stands by the ledger
	Answer  Answer `json:"answer,omitempty"` // pass: still holds; na: could not be seen
	Note    string `json:"note,omitempty"`
	Hazard  string `json:"hazard,omitempty"` // registered because it did not hold
}

// A JointQuery selects joint inspections, the latest period first.
type JointQuery struct {
	Grid    string
	States  []JointState
	Waiting bool // sent and not yet taken up by a joint meeting
	Limit   int  // 0 means 200
}

// participant finds a person on the list.
func (j *JointInspection) participant(who string) *Participant {
	for i := range j.Participants {
		if j.Participants[i].Member == who {
			return &j.Participants[i]
		}
	}
	return nil
}

// Target finds a target by its code.
func (j *JointInspection) Target(code string) *Target {
	for i := range j.Targets {
		if j.Targets[i].Key() == code {
			return &j.Targets[i]
		}
	}
	return nil
}

// Of are the people of one body.
func (j *JointInspection) Of(body BodyKind) []Participant {
	return slices.DeleteFunc(slices.Clone(j.Participants), func(p Participant) bool { return p.Body != body })
}

// Present says that somebody of a body came.
func (j *JointInspection) Present(body BodyKind) bool {
	return slices.ContainsFunc(j.Of(body), func(p Participant) bool { return p.Coming == Came })
}

// Why is the reason a body gave for not coming, empty if it gave none.
func (j *JointInspection) Why(body BodyKind) string {
	if why := j.Absences[string(body)]; why != "" {
		return why
	}
	for _, p := range j.Of(body) {
		if p.Reason != "" {
			return p.Reason
		}
	}
	return ""
}

// Team are those who came, else those who did not say no.
func (j *JointInspection) Team() []string {
	var came, may []string
	for _, p := range j.Participants {
		switch p.Coming {
		case Came:
			came = append(came, p.Member)
		case Invited, Accepted:
			may = append(may, p.Member)
		}
	}
	if len(came) > 0 {
		return came
	}
	return may
}

// Unsigned are those who came and have not signed; a signed sheet speaks for all.
func (j *JointInspection) Unsigned() []string {
	if len(j.Sheets) > 0 {
		return nil
	}
	var ids []string
	for _, p := range j.Participants {
		if p.Coming == Came && p.Signed.IsZero() {
			ids = append(ids, p.Member)
		}
	}
	return ids
}

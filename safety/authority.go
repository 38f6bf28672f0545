package safety

import (
	"slices"
	"strings"
)

// Handing is what the policy says about handing matters over, and about what is
// watched, told and planned meanwhile (domain.md 6.6, 3.1 A1–A3).
type Handing struct {
	Criteria    []CriterionRule `yaml:"criteria"`
	Visits      VisitRule       `yaml:"visits"`
	Authorities []AuthorityRule `yaml:"authorities"`
	Routes      []Route         `yaml:"routes"` // the first that fits counts; the last fits all
	Limits      HandoverLimits  `yaml:"limits"`
	Request     string          `yaml:"request"` // what the letter asks for
	Watch       WatchRule       `yaml:"watch"`
	Notify      NotifyRule      `yaml:"notify"`
	Treatment   TreatmentRule   `yaml:"treatment"`
	Why         string          `yaml:"why"`
}

// Criterion is why something may be handed over. The words are stored.
type Criterion string

const (
	ByOverdue Criterion = "overdue"
	ByFailed  Criterion = "failed"
	ByRefused Criterion = "refused"
	ByPowers  Criterion = "powers"
	ByMeans   Criterion = "means"
	ByMajor   Criterion = "major"
)

// Criteria are all criteria; what they are called and why they count is policy data.
var Criteria = []Criterion{ByOverdue, ByFailed, ByRefused, ByPowers, ByMeans, ByMajor}

// A CriterionRule is a criterion in words.
type CriterionRule struct {
	ID    Criterion `yaml:"id"`
	Name  string    `yaml:"name"`
	Words string    `yaml:"words"` // as the letter says it
	Why   string    `yaml:"why"`
}

// A VisitRule says how many visits on different days in vain are enough.
type VisitRule struct {
	Most int    `yaml:"most"`
	Why  string `yaml:"why"`
}

// Authority is who takes over what the street cannot solve. The words are stored.
type Authority string

// An AuthorityRule is an authority in words. Those of a body's kind with members
// in the roster can be reached in chat, all others on paper.
type AuthorityRule struct {
	ID   Authority `yaml:"id"`
	Name string    `yaml:"name"`
	Body BodyKind  `yaml:"body"`
	Why  string    `yaml:"why"`
}

// RoutePlace is where a hazard stands, as routes see it.
type RoutePlace string

// AtCourtyard is a place that is no site; the others are the classes of sites.
const AtCourtyard RoutePlace = "courtyard"

// RoutePlaces are all places a route may name.
var RoutePlaces = []RoutePlace{AtCourtyard, RoutePlace(SmallSite), RoutePlace(UnitSite), RoutePlace(KeySite)}

// A Route says to whom a matter goes. All that is given must hold; of a list, one.
type Route struct {
	ID         string       `yaml:"id"`
	Matter     string       `yaml:"matter"`
	Categories []Category   `yaml:"categories"`
	Words      []string     `yaml:"words"`
	At         []RoutePlace `yaml:"at"`
	Tags       []Tag        `yaml:"tags"`
	HighRisk   bool         `yaml:"high_risk"`
	To         Authority    `yaml:"to"`
	Basis      string       `yaml:"basis"`
	Why        string       `yaml:"why"`
}

// fitsAll says that a route has no condition.
func (r Route) fitsAll() bool {
	return len(r.Categories)+len(r.Words)+len(r.At)+len(r.Tags) == 0 && !r.HighRisk
}

func (r Route) fits(h *Hazard, site Site) bool {
	at := AtCourtyard
	if site.Code != "" {
		at = RoutePlace(site.Class)
	}
	switch {
	case len(r.Categories) > 0 && !contains(r.Categories, h.Category),
		len(r.Words) > 0 && !slices.ContainsFunc(r.Words, func(w string) bool { return strings.Contains(h.What, w) }),
		len(r.At) > 0 && !contains(r.At, at),
		len(r.Tags) > 0 && !slices.ContainsFunc(r.Tags, func(t Tag) bool { return contains(site.Tags, t) }),
		r.HighRisk && !site.HighRisk:
		return false
	}
	return true
}

// Route is the row of the routing table for a hazard at a site, the zero Site for
// a courtyard. A policy that was checked always has one.
func (p *Policy) Route(h *Hazard, site Site) Route {
	for _, r := range p.Handing.Routes {
		if r.fits(h, site) {
			return r
		}
	}
	return Route{}
}

// Authority finds an authority by its id.
func (p *Policy) Authority(id Authority) (AuthorityRule, bool) {
	for _, a := range p.Handing.Authorities {
		if a.ID == id {
			return a, true
		}
	}
	return AuthorityRule{}, false
}

// Criterion finds a criterion by its id.
func (p *Policy) Criterion(id Criterion) (CriterionRule, bool) {
	for _, c := range p.Handing.Criteria {
		if c.ID == id {
			return c, true
		}
	}
	return CriterionRule{}, false
}

// HandoverLimits are how long the acts of a hand-over may take (domain.md 6.6).
type HandoverLimits struct {
	Usual ActLimits `yaml:"usual"`
	Major ActLimits `yaml:"major"`
	Why   string    `yaml:"why"`
}

// ActLimits are the limits of the acts, each from the act before.
type ActLimits struct {
	Approve Delay `yaml:"approve"`
	Send    Delay `yaml:"send"`
	Receipt Delay `yaml:"receipt"`
	ReplyBy Delay `yaml:"reply_by"` // from sending; stands in the letter
}

// of are the limits for a severity.
func (l HandoverLimits) of(s Severity) ActLimits {
	if s.Rank() >= Major.Rank() {
		return l.Major
	}
	return l.Usual
}

// A WatchRule says who looks after what was handed over (domain.md 6.6).
type WatchRule struct {
	Severities []Severity `yaml:"severities"`
	Who        Role       `yaml:"who"`
	Interim    string     `yaml:"interim"` // precaution where nobody wrote one
	Why        string     `yaml:"why"`
}

// A NotifyRule says which findings are told to the police without being handed
// over, and by when (OB-16).
type NotifyRule struct {
	Finders []Role      `yaml:"finders"`
	Classes []SiteClass `yaml:"classes"`
	Kinds   []SiteKind  `yaml:"kinds"` // of small sites that are enterprises too
	To      Authority   `yaml:"to"`
	By      Delay       `yaml:"by"`
	Why     string      `yaml:"why"`
}

// A TreatmentRule says what a major hazard's treatment plan must hold.
type TreatmentRule struct {
	Elements []TreatmentElement `yaml:"elements"`
	By       Delay              `yaml:"by"`
	Why      string             `yaml:"why"`
}

// A TreatmentElement is one part of a treatment plan.
type TreatmentElement struct {
	ID      string `yaml:"id"`
	Name    string `yaml:"name"`
	Ask     string `yaml:"ask"`
	Example string `yaml:"example"`
}

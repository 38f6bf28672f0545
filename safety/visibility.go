package safety

import (
	"context"
	"slices"
)

// Field is one thing that may be shown of a hazard, or of the matters of a grid
// (domain.md 2.5).
type Field string

const (
	FieldHazard   Field = "hazard"   // that it exists: state, place, severity, deadline
	FieldEvidence Field = "evidence" // all pictures, private ones and signed papers too
	FieldReasons  Field = "reasons"  // what people wrote down while they handled it
	FieldFinder   Field = "finder"   // who found it at an inspection
	FieldParty    Field = "party"    // who is to put it right, by name
	FieldMobile   Field = "mobile"   // the responsible party's telephone
	FieldReporter Field = "reporter" // who of the public reported it
	FieldLedger   Field = "ledger"   // all open hazards of one's grids
	FieldFigures  Field = "figures"  // counts of one's grids
	FieldSteps    Field = "steps"    // who was urged and when
	FieldStaff    Field = "staff"    // members of bodies, with their telephones
)

// Fields are all fields in the order of the table.
var Fields = []Field{
	FieldHazard, FieldEvidence, FieldReasons, FieldFinder, FieldParty, FieldMobile, FieldReporter, FieldLedger, FieldFigures, FieldSteps, FieldStaff,
}

// Visibility is who may see what. A role sees what is in its grid and all below
// it; roles towards one hazard see that hazard.
type Visibility struct {
	Fields []SightRule `yaml:"fields"`
	Why    string      `yaml:"why"`
}

// A SightRule says which roles may see a field.
type SightRule struct {
	Field Field  `yaml:"field"`
	Name  string `yaml:"name"` // as the table shows it
	Roles []Role `yaml:"roles"`
	Why   string `yaml:"why"`
}

// Shows says that one of the roles may see a field.
func (v Visibility) Shows(f Field, roles ...Role) bool {
	i := slices.IndexFunc(v.Fields, func(rule SightRule) bool { return rule.Field == f })
	return i >= 0 && slices.ContainsFunc(roles, func(role Role) bool { return contains(v.Fields[i].Roles, role) })
}

// Sees says whether a member may see a hazard at all.
func (s *Service) Sees(ctx context.Context, h *Hazard, who string) (bool, error) {
	return s.MaySee(ctx, h, who, FieldHazard)
}

// MaySee says whether a member may see a field of a hazard.
func (s *Service) MaySee(ctx context.Context, h *Hazard, who string, f Field) (bool, error) {
	roles, err := s.Roles(ctx, h, who)
	return s.Policy.Visibility.Shows(f, roles...), err
}

// SeesAnywhere says whether a member acts in a role, in any grid, that may see a
// field there.
func (s *Service) SeesAnywhere(r *Roster, who string, f Field) bool {
	return slices.ContainsFunc(r.Of(who, s.Now), func(a Assignment) bool { return s.Policy.Visibility.Shows(f, a.Role) })
}

package store

import (
	"context"

	"gridwarden/safety"
)

// treatmentRow is the treatment of a major hazard as a row; [safety.Treatment]
// says what the columns mean.
type treatmentRow struct {
	ID        string `gorm:"primaryKey"` // of the hazard
	Version   int
	Grid      string
	Round     int
	Climbed   int
	OpenedAt  int64
	Due       int64
	Plan      string
	PlanBy    string
	PlanAt    int64
	ListedBy  string
	ListedNo  string
	ListedAt  int64
	Progress  string
	ProgressN int
	AskedAt   int64
	EndedAt   int64
}

func (treatmentRow) TableName() string { return "treatments" }

// Treatment finds that of a hazard by the hazard's id; [safety.ErrNotFound].
func (t *Tx) Treatment(ctx context.Context, hazard string) (m *safety.Treatment, err error) {
	defer wrap(&err, "load treatment of %s", hazard)
	r, err := one[treatmentRow](ctx, t, "SELECT * FROM treatments WHERE id = ?", hazard)
	if err != nil {
		return nil, err
	}
	m = &safety.Treatment{
		Hazard: r.ID, Version: r.Version, Grid: r.Grid, Round: r.Round, Climbed: r.Climbed, OpenedAt: moment(r.OpenedAt), Due: moment(r.Due),
		PlanBy: r.PlanBy, PlanAt: moment(r.PlanAt), ListedBy: r.ListedBy, ListedNo: r.ListedNo, ListedAt: moment(r.ListedAt),
		Progress: r.Progress, ProgressN: r.ProgressN, AskedAt: moment(r.AskedAt), EndedAt: moment(r.EndedAt),
	}
	return m, decode(r.Plan, &m.Plan)
}

// SaveTreatment keeps a changed treatment with the event that explains it, as
// SaveHazard does.
func (t *Tx) SaveTreatment(ctx context.Context, m *safety.Treatment, e safety.Event) (err error) {
	defer wrap(&err, "save treatment of %s", m.Hazard)
	row := treatmentRow{
		ID: m.Hazard, Version: m.Version + 1, Grid: m.Grid, Round: m.Round, Climbed: m.Climbed, OpenedAt: ms(m.OpenedAt), Due: ms(m.Due),
		Plan: encode(m.Plan), PlanBy: m.PlanBy, PlanAt: ms(m.PlanAt), ListedBy: m.ListedBy, ListedNo: m.ListedNo, ListedAt: ms(m.ListedAt),
		Progress: m.Progress, ProgressN: m.ProgressN, AskedAt: ms(m.AskedAt), EndedAt: ms(m.EndedAt),
	}
	if err := t.saveVersion(ctx, &row, m.Hazard, m.Version); err != nil {
		return err
	}
	m.Version++
	return t.addEvent(ctx, e)
}

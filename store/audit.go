package store

import (
	"context"
	"time"

	"gridwarden/safety"
)

type auditRow struct {
	Day     string `gorm:"primaryKey"`
	At      int64
	SinceAt int64
	Version string
	Due     int
	Fates   string
	Steps   int
	MadeUp  int
	Gaps    string
}

func (auditRow) TableName() string { return "audits" }

func (r auditRow) report() (rep safety.AuditReport, err error) {
	rep = safety.AuditReport{At: moment(r.At), Since: moment(r.SinceAt), Version: r.Version, Due: r.Due, Steps: r.Steps, MadeUp: r.MadeUp}
	if err := decode(r.Fates, &rep.Fates); err != nil {
		return rep, err
	}
	return rep, decode(r.Gaps, &rep.Gaps)
}

// KeepAudit keeps an audit, one for a day.
func (t *Tx) KeepAudit(ctx context.Context, rep safety.AuditReport) (err error) {
	defer wrap(&err, "keep audit")
	row := auditRow{
		Day: rep.At.In(safety.Shanghai).Format(time.DateOnly), At: ms(rep.At), SinceAt: ms(rep.Since), Version: rep.Version, Due: rep.Due,
		Fates: encode(rep.Fates), Steps: rep.Steps, MadeUp: rep.MadeUp, Gaps: encode(rep.Gaps),
	}
	if _, err := t.exec(ctx, "DELETE FROM audits WHERE day = ?", row.Day); err != nil {
		return err
	}
	_, err = t.insert(ctx, &row)
	return err
}

// LastAudit is the latest audit before a moment with the gaps it found;
// [safety.ErrNotFound].
func (t *Tx) LastAudit(ctx context.Context, before time.Time) (rep safety.AuditReport, err error) {
	defer wrap(&err, "load last audit")
	var rows []auditRow
	day := before.In(safety.Shanghai).Format(time.DateOnly)
	if err := t.load(ctx, &rows, "SELECT * FROM audits WHERE day < ? ORDER BY day DESC LIMIT 1", day); err != nil {
		return rep, err
	}
	if len(rows) == 0 {
		return rep, safety.ErrNotFound
	}
	return rows[0].report()
}

// PolicySince is the moment since which audits ran under the policy version;
// zero if no other version was ever audited.
func (t *Tx) PolicySince(ctx context.Context, version string) (at time.Time, err error) {
	defer wrap(&err, "load policy's first audit")
	var last int64
	if err := t.load(ctx, &last, "SELECT COALESCE(MAX(at), 0) FROM audits WHERE version <> ?", version); err != nil || last == 0 {
		return time.Time{}, err
	}
	return moment(last), nil
}

package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	Gaps    int
	Fresh   int
}

func (auditRow) TableName() string { return "audits" }

type gapRow struct {
	Gkey     string `gorm:"primaryKey"`
	Kind     string
	Subject  string
	No       string
	Words    string
	At       int64
	FoundDay string
	SeenDay  string
}

func (gapRow) TableName() string { return "audit_gaps" }

// KeepAudit keeps an audit, one for a day, and says how many of its gaps no
// earlier day had found.
func (t *Tx) KeepAudit(ctx context.Context, rep safety.AuditReport) (fresh int, err error) {
	defer wrap(&err, "keep audit")
	day := rep.At.In(safety.Shanghai).Format(time.DateOnly)
	rows := make([]gapRow, len(rep.Gaps))
	keys := make([]string, len(rep.Gaps))
	for i, g := range rep.Gaps {
		sum := sha256.Sum256([]byte(g.Key))
		keys[i] = hex.EncodeToString(sum[:])
		rows[i] = gapRow{
			Gkey: keys[i], Kind: string(g.Kind), Subject: g.Subject, No: g.No, Words: g.Text, At: ms(g.At), FoundDay: day, SeenDay: day,
		}
	}
	if len(rows) > 0 {
		if _, err := t.insert(ctx, rows); err != nil {
			return 0, err
		}
		for start := 0; start < len(keys); start += batch {
			some := keys[start:min(start+batch, len(keys))]
			if _, err := t.exec(ctx, "UPDATE audit_gaps SET seen_day = ? WHERE gkey IN ?", day, some); err != nil {
				return 0, err
			}
		}
	}
	if err := t.load(ctx, &fresh, "SELECT COUNT(*) FROM audit_gaps WHERE seen_day = ? AND found_day = ?", day, day); err != nil {
		return 0, err
	}
	row := auditRow{
		Day: day, At: ms(rep.At), SinceAt: ms(rep.Since), Version: rep.Version, Due: rep.Due, Fates: encode(rep.Fates),
		Steps: rep.Steps, MadeUp: rep.MadeUp, Gaps: len(rep.Gaps), Fresh: fresh,
	}
	if _, err := t.exec(ctx, "DELETE FROM audits WHERE day = ?", day); err != nil {
		return 0, err
	}
	_, err = t.insert(ctx, &row)
	return fresh, err
}

// LastAudit is the latest audit with the gaps it found, the newest found first;
// [safety.ErrNotFound].
func (t *Tx) LastAudit(ctx context.Context) (rep safety.AuditReport, err error) {
	defer wrap(&err, "load last audit")
	var rows []auditRow
	if err := t.load(ctx, &rows, "SELECT * FROM audits ORDER BY day DESC LIMIT 1"); err != nil {
		return rep, err
	}
	if len(rows) == 0 {
		return rep, safety.ErrNotFound
	}
	r := rows[0]
	rep = safety.AuditReport{At: moment(r.At), Since: moment(r.SinceAt), Version: r.Version, Due: r.Due, Steps: r.Steps, MadeUp: r.MadeUp}
	if err := decode(r.Fates, &rep.Fates); err != nil {
		return rep, err
	}
	var gaps []gapRow
	if err := t.load(ctx, &gaps, "SELECT * FROM audit_gaps WHERE seen_day = ? ORDER BY found_day DESC, at, gkey", r.Day); err != nil {
		return rep, err
	}
	for _, g := range gaps {
		rep.Gaps = append(rep.Gaps, safety.Gap{Key: g.Gkey, Kind: safety.GapKind(g.Kind), Subject: g.Subject, No: g.No, Text: g.Words, At: moment(g.At)})
	}
	return rep, nil
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

package store

import (
	"context"
	"time"

	"gridwarden/safety"
)

type stepRow struct {
	Skey    string `gorm:"primaryKey"`
	Subject string
	Ladder  string
	Rung    string
	Round   int
	Mark    string
	Level   int
	Due     int64
	State   string
	Reason  string
	Ended   int64
	ToldTo  string
}

func (stepRow) TableName() string { return "steps" }

func stepsOf(rows []stepRow) ([]safety.Step, error) {
	steps := make([]safety.Step, len(rows))
	for i, r := range rows {
		steps[i] = safety.Step{
			Key: r.Skey, Subject: r.Subject, Ladder: r.Ladder, Rung: r.Rung, Round: r.Round, Mark: safety.Mark(r.Mark), Level: r.Level,
			Due: moment(r.Due), State: safety.StepState(r.State), Reason: r.Reason, Ended: moment(r.Ended),
		}
		if err := decode(r.ToldTo, &steps[i].To); err != nil {
			return nil, err
		}
	}
	return steps, nil
}

// PlanSteps adds steps; a key that exists stays as it is.
func (t *Tx) PlanSteps(ctx context.Context, steps []safety.Step) (err error) {
	defer wrap(&err, "plan steps")
	if len(steps) == 0 {
		return nil
	}
	rows := make([]stepRow, len(steps))
	for i, s := range steps {
		rows[i] = stepRow{
			Skey: s.Key, Subject: s.Subject, Ladder: s.Ladder, Rung: s.Rung, Round: s.Round, Mark: string(s.Mark), Level: s.Level,
			Due: ms(s.Due), State: string(s.State), Reason: s.Reason, Ended: ms(s.Ended), ToldTo: toldTo(s.To),
		}
	}
	_, err = t.insert(ctx, rows)
	return err
}

func toldTo(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return encode(ids)
}

// DropSteps ends the planned steps of a subject that count from the given marks,
// all marks if none is given.
func (t *Tx) DropSteps(ctx context.Context, subject, reason string, at time.Time, marks ...safety.Mark) (err error) {
	defer wrap(&err, "drop steps of %s", subject)
	g := t.table(ctx, &stepRow{}).Where("subject = ? AND state = ?", subject, safety.StepPlanned)
	if len(marks) > 0 {
		g = g.Where("mark IN ?", marks)
	}
	return g.Updates(map[string]any{"state": string(safety.StepDropped), "reason": reason, "ended": ms(at)}).Error
}

// DueSteps are the planned steps due by now, earliest first.
func (t *Tx) DueSteps(ctx context.Context, now time.Time, limit int) (steps []safety.Step, err error) {
	defer wrap(&err, "select due steps")
	var rows []stepRow
	if err := t.load(ctx, &rows, t.d.hot.stepsDue, ms(now), limit); err != nil {
		return nil, err
	}
	return stepsOf(rows)
}

// MoveStep gives a planned step another instant; [safety.ErrStale] if it was
// ended.
func (t *Tx) MoveStep(ctx context.Context, key string, due time.Time) (err error) {
	defer wrap(&err, "move step %s", key)
	n, err := t.exec(ctx, "UPDATE steps SET due = ? WHERE skey = ? AND state = ?", ms(due), key, safety.StepPlanned)
	if err == nil && n == 0 {
		return safety.ErrStale
	}
	return err
}

// EndStep records what became of a planned step; [safety.ErrStale] if it was
// ended before.
func (t *Tx) EndStep(ctx context.Context, s safety.Step) (err error) {
	defer wrap(&err, "end step %s", s.Key)
	n, err := t.exec(ctx, "UPDATE steps SET state = ?, reason = ?, ended = ?, told_to = ? WHERE skey = ? AND state = ?",
		s.State, s.Reason, ms(s.Ended), toldTo(s.To), s.Key, safety.StepPlanned)
	if err == nil && n == 0 {
		return safety.ErrStale
	}
	return err
}

// Steps are all steps of a subject, in order of their instants.
func (t *Tx) Steps(ctx context.Context, subject string) (steps []safety.Step, err error) {
	defer wrap(&err, "load steps of %s", subject)
	var rows []stepRow
	if err := t.load(ctx, &rows, "SELECT * FROM steps WHERE subject = ? ORDER BY due, skey", subject); err != nil {
		return nil, err
	}
	return stepsOf(rows)
}

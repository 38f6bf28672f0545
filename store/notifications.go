package store

import (
	"context"

	"gridwarden/safety"
)

// notificationRow is a notification as a row; [safety.Notification] says what the
// columns mean.
type notificationRow struct {
	ID        string `gorm:"primaryKey"`
	Version   int
	Hazard    string
	Grid      string
	State     string
	Round     int
	Climbed   int
	Authority string
	Addressee string
	OpenedAt  int64
	Due       int64
	ByMember  string
	At        int64
	Means     string
	Document  string
	Note      string
	Photos    string
}

func (notificationRow) TableName() string { return "notifications" }

func (r notificationRow) notification() (*safety.Notification, error) {
	n := &safety.Notification{
		No: r.ID, Version: r.Version, Hazard: r.Hazard, Grid: r.Grid, State: safety.NotificationState(r.State), Round: r.Round, Climbed: r.Climbed,
		Authority: safety.Authority(r.Authority), Addressee: r.Addressee, OpenedAt: moment(r.OpenedAt), Due: moment(r.Due),
		By: r.ByMember, At: moment(r.At), Means: safety.Means(r.Means), Document: r.Document, Note: r.Note,
	}
	return n, decode(r.Photos, &n.Photos)
}

// Notification finds by number; [safety.ErrNotFound].
func (t *Tx) Notification(ctx context.Context, no string) (n *safety.Notification, err error) {
	defer wrap(&err, "load notification %s", no)
	row, err := one[notificationRow](ctx, t, "SELECT * FROM notifications WHERE id = ?", no)
	if err != nil {
		return nil, err
	}
	return row.notification()
}

// SaveNotification keeps a changed notification with the event that explains it,
// as SaveHazard does.
func (t *Tx) SaveNotification(ctx context.Context, n *safety.Notification, e safety.Event) (err error) {
	defer wrap(&err, "save notification %s", n.No)
	row := notificationRow{
		ID: n.No, Version: n.Version + 1, Hazard: n.Hazard, Grid: n.Grid, State: string(n.State), Round: n.Round, Climbed: n.Climbed,
		Authority: string(n.Authority), Addressee: n.Addressee, OpenedAt: ms(n.OpenedAt), Due: ms(n.Due),
		ByMember: n.By, At: ms(n.At), Means: string(n.Means), Document: n.Document, Note: n.Note, Photos: encode(n.Photos),
	}
	if err := t.saveVersion(ctx, &row, n.No, n.Version); err != nil {
		return err
	}
	n.Version++
	return t.addEvent(ctx, e)
}

// Notifications selects notifications, ordered by number.
func (t *Tx) Notifications(ctx context.Context, q safety.NotificationQuery) (ns []*safety.Notification, err error) {
	defer wrap(&err, "select notifications")
	g := t.inGrids(t.table(ctx, &notificationRow{}), q.Grids)
	if q.Hazard != "" {
		g = g.Where("hazard = ?", q.Hazard)
	}
	if len(q.States) > 0 {
		g = g.Where("state IN ?", q.States)
	}
	var rows []notificationRow
	if err := g.Order("id").Limit(orAll(q.Limit)).Find(&rows).Error; err != nil {
		return nil, err
	}
	ns = make([]*safety.Notification, len(rows))
	for i, r := range rows {
		if ns[i], err = r.notification(); err != nil {
			return nil, err
		}
	}
	return ns, nil
}

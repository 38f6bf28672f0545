package safety

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Cadence is how often a plan is due.
type Cadence string

const (
	Weekly    Cadence = "week"
	Monthly   Cadence = "month"
	Quarterly Cadence = "quarter"
	Daily     Cadence = "day"
)

var cadenceNames = map[Cadence]string{Weekly: "每周", Monthly: "每月", Quarterly: "每季度", Daily: "每天"}

func (e Cadence) String() string { return cadenceNames[e] }

// A Period is a week, month, quarter or day in Shanghai: From ≤ moment < To.
// Weeks are those of ISO 8601 (T-2). Its ID is kept for ever.
type Period struct {
	ID    string // "2026-W38", "2026-09", "2026-Q3", "2026-09-14"
	Every Cadence
	From  time.Time
	To    time.Time
}

// Period is the period that a moment lies in; the zero Period for an unknown cadence.
func (e Cadence) Period(at time.Time) Period {
	day := Day(at)
	first := day.AddDate(0, 0, 1-day.Day())
	switch e {
	case Weekly:
		from := Week(at)
		year, week := from.ISOWeek()
		return Period{fmt.Sprintf("%d-W%02d", year, week), e, from, from.AddDate(0, 0, 7)}
	case Monthly:
		return Period{first.Format("2006-01"), e, first, first.AddDate(0, 1, 0)}
	case Quarterly:
		n := (int(day.Month()) - 1) / 3
		from := time.Date(day.Year(), time.Month(3*n+1), 1, 0, 0, 0, 0, Shanghai)
		return Period{fmt.Sprintf("%d-Q%d", day.Year(), n+1), e, from, from.AddDate(0, 3, 0)}
	case Daily:
		return Period{day.Format(time.DateOnly), e, day, day.AddDate(0, 0, 1)}
	}
	return Period{}
}

// Next is the period after.
func (p Period) Next() Period { return p.Every.Period(p.To) }

// Prev is the period before.
func (p Period) Prev() Period { return p.Every.Period(p.From.Add(-1)) }

// Name is how members read a period: "2026年第38周", "2026年9月", "2026年第3季度".
func (p Period) Name() string {
	switch p.Every {
	case Weekly:
		year, week := p.From.ISOWeek()
		return fmt.Sprintf("%d年第%d周", year, week)
	case Monthly:
		return p.From.Format("2006年1月")
	case Quarterly:
		return fmt.Sprintf("%d年第%s季度", p.From.Year(), p.ID[len(p.ID)-1:])
	}
	return p.From.Format("2006年1月2日")
}

var weekForm = regexp.MustCompile(`^(\d{4})-W(\d\d)$`)
var quarterForm = regexp.MustCompile(`^(\d{4})-Q([1-4])$`)

// ParsePeriod finds a period by its ID.
func ParsePeriod(id string) (Period, error) {
	var p Period
	if m := weekForm.FindStringSubmatch(id); m != nil {
		year, _ := strconv.Atoi(m[1])
		week, _ := strconv.Atoi(m[2])
		fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, Shanghai) // lies in week 1
		p = Weekly.Period(fourth.AddDate(0, 0, 7*(week-1)))
	} else if m := quarterForm.FindStringSubmatch(id); m != nil {
		year, _ := strconv.Atoi(m[1])
		n, _ := strconv.Atoi(m[2])
		p = Quarterly.Period(time.Date(year, time.Month(3*n), 1, 0, 0, 0, 0, Shanghai))
	} else if t, err := time.ParseInLocation("2006-01", id, Shanghai); err == nil {
		p = Monthly.Period(t)
	} else if t, err := time.ParseInLocation(time.DateOnly, id, Shanghai); err == nil {
		p = Daily.Period(t)
	}
	if p.ID != id || id == "" {
		return Period{}, fmt.Errorf("%q is not a period like 2026-W38, 2026-09, 2026-Q3 or 2026-09-14", id)
	}
	return p, nil
}

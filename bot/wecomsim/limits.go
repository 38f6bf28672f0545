package wecomsim

import "time"

// Frequency limits of wecom-api.md 4.11.
const (
	perMemberMinute = 30
	perMemberHour   = 1000
	perCorpMinute   = 10_000
	perCorpHour     = 150_000
	perIPMinute     = 20_000
	perIPHour       = 600_000
	perAccountDay   = 200
	pictureDay      = 1000
	pictureMonth    = 3000
)

// shanghai is where the platform's days begin.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// A window counts what happened in the span before now. The platform does not
// tell whether its minutes are fixed or slide; sliding ones refuse more.
type window struct {
	span  time.Duration
	max   int
	times []int64 // Unix milliseconds, oldest first
}

// room tells whether one more fits.
func (w *window) room(now time.Time) bool {
	oldest := now.Add(-w.span).UnixMilli()
	for len(w.times) > 0 && w.times[0] <= oldest {
		w.times = w.times[1:]
	}
	return len(w.times) < w.max
}

func (w *window) add(now time.Time) { w.times = append(w.times, now.UnixMilli()) }

// A pace is a minute and an hour that both must have room; whoever exceeds one by
// allow is blocked for its span.
type pace struct {
	windows []window
	blocked time.Time
}

func newPace(perMinute, perHour int) *pace {
	return &pace{windows: []window{{span: time.Minute, max: perMinute}, {span: time.Hour, max: perHour}}}
}

func (p *pace) allow(now time.Time) bool {
	if now.Before(p.blocked) {
		return false
	}
	for i := range p.windows {
		if !p.windows[i].room(now) {
			p.blocked = now.Add(p.windows[i].span)
			return false
		}
	}
	for i := range p.windows {
		p.windows[i].add(now)
	}
	return true
}

// quotas are the counters of the app and the corp.
type quotas struct {
	corp     *pace
	byIP     map[string]*pace
	dayMax   int            // person-times
	accepted map[string]int // person-times by day
	shown    map[string]int // by day, for message/get_statistics
	fullDay  string         // the day whose quota was exceeded
	uploads  window
	monthly  window
	mobiles  map[string]int // wrong mobiles asked for, by day
}

func newQuotas(cfg Config) quotas {
	return quotas{
		corp:     newPace(perCorpMinute, perCorpHour),
		byIP:     map[string]*pace{},
		dayMax:   cfg.Accounts * perAccountDay,
		accepted: map[string]int{},
		shown:    map[string]int{},
		uploads:  window{span: 24 * time.Hour, max: pictureDay},
		monthly:  window{span: 30 * 24 * time.Hour, max: pictureMonth},
		mobiles:  map[string]int{},
	}
}

func dayOf(t time.Time) string { return t.In(shanghai).Format(time.DateOnly) }

// call counts a call of any API; message/send does not count for the corp.
func (q *quotas) call(api, ip string, now time.Time) bool {
	of := q.byIP[ip]
	if of == nil {
		of = newPace(perIPMinute, perIPHour)
		q.byIP[ip] = of
	}
	return of.allow(now) && (api == apiSend || q.corp.allow(now))
}

// persons takes person-times from the day's quota. A send that exceeds it is
// refused as a whole, and all that follow until midnight.
func (q *quotas) persons(n int, now time.Time) bool {
	day := dayOf(now)
	if q.fullDay == day {
		return false
	}
	if q.accepted[day]+n > q.dayMax {
		q.fullDay = day
		return false
	}
	q.accepted[day] += n
	return true
}

package scheduler

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

// A phone network shows messages, and remembers requests as the platform's
// duplicate check does.
type phones struct {
	mu    sync.Mutex
	now   func() time.Time
	shown []shown
	seen  map[string]time.Time
	// fail may refuse a call; with after the members have seen it by then.
	fail func(c bot.Call) (fault error, after bool)
}

type shown struct {
	to, text string
	at       time.Time
}

func newPhones(now func() time.Time) *phones {
	return &phones{now: now, seen: map[string]time.Time{}, fail: func(bot.Call) (error, bool) { return nil, false }}
}

func (p *phones) Render(_ context.Context, body bot.Body, to []string, task string) (bot.Call, error) {
	check := "check"
	if task == "" {
		check = "nocheck"
	}
	if body.Update != nil {
		return bot.Call{API: "message/update_template_card", To: to, JSON: []byte(check + "\n" + body.Update.Code + "\n" + body.Update.Done)}, nil
	}
	return bot.Call{API: "message/send", To: to, JSON: []byte(check + "\n" + strings.Join(to, "|") + "\n" + body.Text)}, nil
}

func (p *phones) Send(_ context.Context, c bot.Call) (bot.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fault, after := p.fail(c)
	if fault != nil && !after {
		return bot.Receipt{}, fault
	}
	part := strings.SplitN(string(c.JSON), "\n", 3)
	now := p.now()
	if last, ok := p.seen[string(c.JSON)]; !ok || part[0] == "nocheck" || now.Sub(last) > 4*time.Hour {
		p.seen[string(c.JSON)] = now
		for _, to := range c.To {
			p.shown = append(p.shown, shown{to, part[2], now})
		}
	}
	return bot.Receipt{MsgID: "m"}, fault
}

// texts are what one member saw, in order.
func (p *phones) texts(to string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var ts []string
	for _, s := range p.shown {
		if s.to == to {
			ts = append(ts, s.text)
		}
	}
	return ts
}

// delivery is the policy of the tests: the default one's shape with small limits.
func testPolicy() *safety.Policy {
	return &safety.Policy{Calendar: testCalendar(), Delivery: safety.Delivery{
		QuietFrom: "21:00", QuietTo: "07:30", DayOffTo: "09:00",
		Cap: 8, Spread: delay("10m"), PerMinute: 24, PerHour: 800,
		Classes: map[safety.Class]safety.ClassRule{
			"answer":   {First: 0},
			"alarm":    {First: 1},
			"escalate": {First: 2, Quiet: true, Capped: true, Bundle: true},
			"urge":     {First: 3, Quiet: true, Capped: true, Bundle: true, Grace: delay("12h")},
			"opening":  {First: 4, Quiet: true, Capped: true, Spread: true, Grace: delay("12h")},
			"remind":   {First: 5, Quiet: true, DayOff: true, Capped: true, Bundle: true, Grace: delay("12h")},
			"digest":   {First: 6, Quiet: true, DayOff: true},
			"news":     {First: 7, Quiet: true, DayOff: true, Capped: true, Bundle: true},
		},
	}}
}

func delay(s string) safety.Delay {
	d, err := safety.ParseDelay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// testCalendar has the autumn of 2026 (domain.md 4).
func testCalendar() *safety.Calendar {
	var days []safety.CalendarDay
	for d := 1; d <= 7; d++ {
		days = append(days, safety.CalendarDay{Date: fmt.Sprintf("2026-10-%02d", d), Name: "国庆节", Off: true})
	}
	for _, d := range []string{"2026-09-20", "2026-10-10"} {
		days = append(days, safety.CalendarDay{Date: d, Name: "补班"})
	}
	for d := 25; d <= 27; d++ {
		days = append(days, safety.CalendarDay{Date: fmt.Sprintf("2026-09-%02d", d), Name: "中秋节", Off: true})
	}
	slices.SortFunc(days, func(a, b safety.CalendarDay) int { return cmp.Compare(a.Date, b.Date) })
	c, err := safety.NewCalendar([]safety.CalendarYear{{Year: 2026, Source: "test", Days: days}}, nil)
	if err != nil {
		panic(err)
	}
	return c
}

// at reads a moment in Shanghai.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", s, safety.Shanghai)
	if err != nil {
		t, err = time.ParseInLocation("2006-01-02 15:04", s, safety.Shanghai)
	}
	if err != nil {
		panic(err)
	}
	return t
}

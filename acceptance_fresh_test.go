package main

import (
	"strings"
	"testing"
	"time"

	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
)

// Whatever the day on which a street begins, nobody is overwhelmed: what has
// begun long ago is not announced, and what is asked for is told once.
func TestAFreshImportOnAnyDayOfTheYearIsNoFlood(t *testing.T) {
	for _, day := range []string{
		"2026-01-01", "2026-02-10", "2026-02-17", "2026-03-31", "2026-05-01", "2026-06-01", "2026-06-15", "2026-08-25",
		"2026-09-24", "2026-10-08", "2026-11-09", "2026-12-31",
	} {
		t.Run(day, func(t *testing.T) {
			w := newWorld(t, day+" 08:55")
			w.pass(2 * time.Hour)
			running := w.program.policy.Occasions(nil, w.clock.Now(), w.clock.Now())
			for _, p := range w.sim.People() {
				said := heardBy(w.sim.Phone(p.UserID))
				if len(said) > 5 {
					t.Errorf("%s hears %d messages on the first morning:\n%s", p.UserID, len(said), strings.Join(said, "\n"))
				}
				all := strings.Join(said, "\n")
				for _, o := range running {
					if strings.Contains(all, "节点预告："+o.Name+" ") || strings.Contains(all, o.Name+"快到了") {
						t.Errorf("%s hears that %s is coming, which has begun:\n%s", p.UserID, o.Name, all)
					}
				}
			}
		})
	}
}

// heardBy is what the bot said to a phone.
func heardBy(p *wecomsim.Phone) (said []string) {
	for _, s := range p.Shown() {
		if s.From == wecomsim.FromBot {
			said = append(said, s.At.In(safety.Shanghai).Format("01-02 15:04")+" "+textOf(s))
		}
	}
	return said
}

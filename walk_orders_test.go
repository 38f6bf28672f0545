package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// Ladders of what a leader has ordered, and of a role that changed hands.

func TestTheLadderOfASupervisionOrderIsWalked(t *testing.T) {
	const begin = "2026-09-18 10:00"
	order := func(who string) act {
		return act{"2026-09-18 14:00", func(l *walker) {
			l.t.Helper()
			_, err := l.service().OrderAbout(l.ctx, who, l.h.About(), safety.OrderText{Do: safety.OrderSupervise})
			l.no(err)
		}}
	}
	ordered := func(*walker) []string { return []string{safety.SupervisionSubject + "DB-2026-01-0001"} }
	walks(t, begin,
		walk{name: "general", begin: begin, about: ordered, acts: underRepair(safety.General), until: "2026-09-25 10:00", want: `
09-21 09:00 Sup/before-1d L0 told officer+owner
09-22 09:00 Sup/due-day L0 told officer+owner
09-23 09:00 Sup/overdue L2 told
09-23 09:00 Sup/overdue-up L3 told principal`}.after(order(testdata.StreetDeputyLead)),
		walk{name: "serious", begin: begin, about: ordered, acts: underRepair(safety.Serious), until: "2026-09-25 10:00", want: `
09-22 14:00 Sup-serious/before-4h L0 told officer+owner
09-22 18:00 Sup-serious/overdue L2 told office
09-22 18:00 Sup-serious/overdue-up L3 told principal`}.after(order(testdata.SafetyOfficeHead)),
		walk{name: "major", begin: begin, about: ordered, acts: underRepair(safety.Major), until: "2026-09-25 10:00", want: `
09-22 14:00 Sup-major/before-4h L0 told officer+owner
09-22 18:00 Sup-major/overdue L2 told deputy
09-22 18:00 Sup-major/overdue-up L3 told principal`}.after(order(testdata.StreetDeputyLead)),
	)
}

func TestTheLadderOfASuccessionIsWalked(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	w.replaces(testdata.CourtyardLead, testdata.SafetyKeeper, "阮守田", safety.CourtyardLead, testdata.Courtyard, "2026-09-15")
	passed := act{"2026-09-15 08:05", func(l *walker) {
		l.t.Helper()
		l.no(l.service().ChangeHolders(l.ctx))
	}}
	w.walks(walk{name: "nobody confirms", begin: "2026-09-15 08:00", about: of("succession:JJ-2026-0001"), acts: []act{passed}, until: "2026-09-23 10:00", want: `
09-16 09:00 Jj/remind-1 L0 told lead+resident_safety_keeper
09-17 09:00 Jj/remind-2 L0 told lead+resident_safety_keeper
09-18 09:00 Jj/ask-above L1 told head+officer
09-21 09:00 Jj/ask-higher L2 told office`,
	})
}

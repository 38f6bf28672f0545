package main

import (
	"testing"
	"time"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// Ladders of what waits for somebody's word: a review, a judgement, an answer.

// underRepair is a hazard that the owner has acknowledged at 11:00.
func underRepair(severity safety.Severity) []act {
	const begin = "2026-09-18 10:00"
	return []act{{begin, found(severity)}, {begin, assign}, {"2026-09-18 11:00", acknowledge}}
}

func (x walk) after(acts ...act) walk {
	x.acts = append(x.acts, acts...)
	return x
}

// only keeps the rungs of one ladder.
func only(ladder string, x walk) walk {
	x.ladder = ladder
	return x
}

func TestTheLadderOfAReviewThatWaitsIsWalked(t *testing.T) {
	const begin, until = "2026-09-18 10:00", "2026-09-24 10:00"
	claimed := act{"2026-09-18 14:00", claim(0)}
	walks(t, begin,
		only("R", walk{name: "general", begin: begin, acts: underRepair(safety.General), until: until, want: `
09-20 09:00 R/remind L0 told officer
09-21 09:00 R/waiting-2 L1 told head+officer
09-22 09:00 R/waiting-3 L2 told office`}.after(claimed)),
		only("R-serious", walk{name: "serious", begin: begin, acts: underRepair(safety.Serious), until: until, want: `
09-19 02:00 R-serious/remind L0 told officer
09-20 18:00 R-serious/waiting-1 L1 told head+officer
09-22 09:00 R-serious/waiting-3 L2 told office`}.after(claimed)),
		only("R-major", walk{name: "major", begin: begin, acts: underRepair(safety.Major), until: until, want: `
09-19 02:00 R-major/remind L0 told office+officer
09-20 18:00 R-major/waiting-1 L1 told head+officer
09-22 09:00 R-major/waiting-3 L2 told deputy+office`}.after(claimed)),
	)
}

func TestTheLadderOfAReportThatWaitsIsWalked(t *testing.T) {
	const begin, until = "2026-09-18 10:00", "2026-09-24 10:00"
	reported := func(severity safety.Severity) act {
		return act{begin, func(l *walker) { l.report(testdata.Volunteer, severity) }}
	}
	walks(t, begin,
		walk{name: "general", begin: begin, acts: []act{reported("")}, until: until, want: `
09-20 09:00 V/remind L0 told officer
09-20 18:00 V/waiting-1 L1 told head+officer
09-21 18:00 V/waiting-2 L2 told office
09-22 09:00 V/verify L0 told
09-22 10:00 V/verify-remind L0 told lead+officer
09-22 18:00 V/unverified-1 L1 told head+officer
09-23 18:00 V/unverified-2 L2 told office`},
		walk{name: "serious", begin: begin, acts: []act{reported(safety.Serious)}, until: until, want: `
09-18 22:00 V-serious/remind L0 told officer
09-19 04:00 V-serious/verify L0 told
09-19 10:00 V-serious/waiting-24h L1 told head+officer
09-20 10:00 V-serious/waiting-48h L2 told office`},
		walk{name: "major", begin: begin, acts: []act{reported(safety.Serious),
			{begin, does(safety.ChangeSeverity, testdata.SafetyOfficeHead, safety.Given{Severity: safety.Major, Reason: "外墙要塌", Interim: "围挡"})}}, until: until, want: `
09-18 22:00 V-major/remind L0 told officer
09-19 04:00 V-major/verify L0 told
09-19 10:00 V-major/waiting-24h L1 told head+officer
09-20 10:00 V-major/waiting-48h L2 told deputy+office`},
	)
}

func TestTheLadderOfARequestThatWaitsIsWalked(t *testing.T) {
	const begin, until = "2026-09-18 10:00", "2026-09-24 10:00"
	at := "2026-09-18 14:00"
	suspension := func(look time.Time) func(l *walker) {
		return does(safety.AskSuspension, testdata.SafetyOfficeHead, safety.Given{Until: look, Reason: "要等老旧小区改造", Interim: "围挡隔离"})
	}
	look := time.Date(2026, 9, 24, 18, 0, 0, 0, safety.Shanghai)
	walks(t, begin,
		only("X", walk{name: "an extension", begin: begin, acts: underRepair(safety.General), until: until, want: `
09-20 09:00 X/extension-remind L0 told head
09-20 18:00 X/extension-waits L2 told office
09-21 18:00 X/extension-waits-2 L3 told principal`}.after(act{at, func(l *walker) {
			does(safety.AskExtension, testdata.ShopOwner, safety.Given{Until: l.h.Deadline.AddDate(0, 0, 2), Reason: "配件没到", Interim: "专人看守"})(l)
		}})),
		only("X", walk{name: "another severity", begin: begin, acts: underRepair(safety.General), until: until, want: `
09-20 09:00 X/severity-remind L0 told head+officer
09-20 18:00 X/severity-waits L2 told office`}.after(act{at, does(safety.AskSeverity, testdata.Volunteer, safety.Given{Severity: safety.Serious, Reason: "通道完全堵死"})})),
		only("X", walk{name: "a suspension", begin: begin, acts: underRepair(safety.General), until: until, want: `
09-21 09:00 X/suspension-remind L0 told deputy
09-22 18:00 X/suspension-waits L3 told principal`}.after(act{at, suspension(look)})),
		only("X", walk{name: "a look date", begin: begin, acts: underRepair(safety.General), until: "2026-09-25 10:00", want: `
09-21 09:00 X/look-3d L0 told office
09-24 09:00 X/look-day L0 told office
09-24 18:00 X/look L0 told`}.after(act{at, suspension(look)}, act{"2026-09-18 15:00", does(safety.Suspend, testdata.StreetDeputyLead, safety.Given{})})),
	)
}

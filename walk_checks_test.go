package main

import (
	"testing"

	"gridwarden/testdata"
)

// Ladders of checks that nobody does. All of the street lives the same weeks; the
// lines are those of one courtyard or community.

func of(subjects ...string) func(*walker) []string {
	return func(*walker) []string { return subjects }
}

func TestTheLadderOfTheWeeklyCheckIsWalked(t *testing.T) {
	const week, yard = "weekly/2026-W38", "/" + testdata.Courtyard
	walks(t, "2026-09-13 23:00",
		walk{name: "one week", begin: "2026-09-14 00:00", open: "weekly", until: "2026-09-24 09:00",
			about: of("period:"+week, "period:"+week+"/"+testdata.Community, "occurrence:"+week+yard), want: `
09-14 09:00 W/open L0 told head+lead+officer
09-17 09:00 W/midweek L0 told head+lead+officer
09-19 10:00 W/saturday L0 told head+lead+officer
09-20 10:00 W/last-call L0 told head+lead+officer
09-21 09:00 W/missed L1 told head+officer
09-21 09:00 W/missed-twice L2 skipped
09-21 09:00 W/missed-thrice L3 skipped
09-21 09:00 W/missed-many L3 told principal
09-23 18:00 W/not-made-up L2 told office`},
		walk{name: "the third week", begin: "2026-09-14 00:00", open: "weekly", until: "2026-10-15 09:00",
			about: of("occurrence:weekly/2026-W38"+yard, "occurrence:weekly/2026-W39"+yard, "occurrence:weekly/2026-W40"+yard, "period:weekly/2026-W40/"+testdata.Community), want: `
09-21 09:00 W/missed-twice L2 skipped
09-21 09:00 W/missed-thrice L3 skipped
09-23 18:00 W/not-made-up L2 told office
09-28 09:00 W/missed-twice L2 told office
09-28 09:00 W/missed-thrice L3 skipped
09-30 18:00 W/not-made-up L2 told office
10-08 09:00 W/missed L1 told head+officer
10-08 09:00 W/missed-twice L2 told office
10-08 09:00 W/missed-thrice L3 told principal
10-08 09:00 W/missed-many L3 told principal
10-08 18:00 W/not-made-up L2 told office`},
	)
}

func TestTheLadderOfTheMonthlySweepIsWalked(t *testing.T) {
	const month = "monthly/2026-09"
	walks(t, "2026-08-31 23:00",
		walk{name: "September", begin: "2026-09-01 00:00", open: "monthly", until: "2026-10-13 10:00", about: of("period:"+month, "occurrence:"+month+"/"+testdata.Community), want: `
09-01 09:00 M/open L0 told officer
09-15 09:00 M/middle L0 told officer
09-22 09:00 M/before-5 L0 told officer
09-28 09:00 M/before-2 L0 told officer
09-28 09:00 M/behind L1 told head
09-30 09:00 M/due-day L0 told officer
09-30 18:00 M/missed L1 told head
10-08 09:00 M/missed-1 L2 told office
10-10 09:00 M/missed-3 L3 told principal`},
	)
}

func TestTheLadderOfTheJointInspectionIsWalked(t *testing.T) {
	const quarter = "quarterly/2026-Q4"
	walks(t, "2026-09-30 23:00",
		walk{name: "the fourth quarter", begin: "2026-10-01 00:00", open: "quarterly", until: "2027-01-05 10:00", about: of("period:"+quarter, "occurrence:"+quarter+"/"+testdata.StreetGrid), want: `
10-08 09:00 Q/plan L0 told office
10-20 18:00 Q/no-date L2 told office
12-03 09:00 Q/before-20 L0 told office
12-17 09:00 Q/before-10 L0 told office
12-24 09:00 Q/before-5 L0 told office
12-24 09:00 Q/late-5 L2 told office
12-29 09:00 Q/late-2 L3 told principal
12-31 18:00 Q/missed L3 told principal`},
		walk{name: "a date is fixed", begin: "2026-10-01 00:00", open: "quarterly", until: "2026-12-04 10:00", about: of("period:"+quarter, "occurrence:"+quarter+"/"+testdata.StreetGrid),
			acts: []act{{"2026-10-09 10:00", func(l *walker) {
				l.t.Helper()
				_, _, err := l.service().FixDate(l.ctx, quarter+"/"+testdata.StreetGrid, testdata.SafetyOfficeHead, moment(l.t, "2026-11-10 00:00"), "街道办事处门口", "")
				l.no(err)
			}}}, want: `
10-08 09:00 Q/plan L0 told office
10-20 18:00 Q/no-date L2 skipped
11-08 09:00 Q/two-days L0 told emergency_staff+grid_worker+office
12-03 09:00 Q/before-20 L0 told office`},
	)
}

func TestTheLadderOfTheDailyPatrolIsWalked(t *testing.T) {
	const day = "patrol-guard/2026-09-16"
	walks(t, "2026-09-13 23:00",
		walk{name: "a week", begin: "2026-09-14 00:00", open: "patrol-", until: "2026-09-22 10:00",
			about: of("period:"+day, "occurrence:"+day+"/"+testdata.Courtyard, "week:D/2026-W38/"+testdata.Community), want: `
09-16 19:30 D/last-call L0 told security_guard
09-17 12:00 D/three-days L2 told office
09-21 14:00 D/week-low L1 told head+officer
09-21 14:00 D/week-poor L2 told office`},
	)
}

func TestTheLadderOfASpecialCheckIsWalked(t *testing.T) {
	const window = "period:special/flood-26-0601-0615c"
	walks(t, "2026-05-31 23:00",
		walk{name: "before the floods", begin: "2026-06-01 00:00", open: "special", until: "2026-06-17 10:00", about: of(window, window+"/"+testdata.Community), want: `
06-01 09:00 S/open L0 told officer
06-11 09:00 S/before-2wd L0 told officer
06-15 14:00 S/last-call L0 told officer
06-15 18:00 S/missed L1 told head+officer
06-15 18:00 S/missed-street L2 told office
06-16 09:00 S/missed-many L3 told principal`},
	)
}

func TestTheLadderOfPublicityIsWalked(t *testing.T) {
	walks(t, "2026-06-14 23:00",
		walk{name: "the month of safety", begin: "2026-06-15 00:00", open: "special", until: "2026-07-08 10:00", about: of("task:publicity/safety-month-26-0601-0630p/" + testdata.Community), want: `
06-16 09:00 P/before-14d L0 told officer
06-27 09:00 P/before-3d L0 told officer
07-01 09:00 P/passed L1 told head+officer
07-07 09:00 P/passed-5wd L2 told office`},
	)
}

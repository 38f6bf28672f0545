package safety

// facts are what the conditions of rungs are judged by.
type facts struct {
	hazard *Hazard
	occ    *Occurrence
	share  int // per cent of a community's courtyards missed in the period

	percent  int // of a sweep's objects seen
	rate     int // per cent of a beat's duty days of a week done
	handover *Handover
	watch    *WatchDay
}

// conditions are the words a rung may use in its "if"; each gives the reason why
// it does not hold, or nothing when it does.
var conditions = map[Condition]func(facts) string{
	NotStarted:      func(f facts) string { return unless(f.occ.Started.IsZero(), "已经开始检查") },
	NotDone:         func(f facts) string { return unless(f.occ.DoneAt.IsZero(), "已经完成检查") },
	NoDate:          func(f facts) string { return unless(f.occ.Planned.IsZero(), "已经定了日期") },
	TwoMisses:       func(f facts) string { return unless(f.occ.Misses >= 2, "没有连续漏查两次") },
	ThreeMisses:     func(f facts) string { return unless(f.occ.Misses >= 3, "没有连续漏查三次") },
	NowThreeMisses:  func(f facts) string { return unless(f.occ.Misses == 3, "不是刚好连续漏查三次") },
	CoverageBelow80: func(f facts) string { return unless(f.percent < 80, "已查到八成") },
	RateBelow80:     func(f facts) string { return unless(f.rate < 80, "这一周查够八成") },
	RateBelow60:     func(f facts) string { return unless(f.rate < 60, "这一周查够六成") },
	ShareOver20:     func(f facts) string { return unless(f.share > 20, "漏查楼院没有超过两成") },
	Unassigned:      func(f facts) string { return unless(f.hazard.State == Registered, "已经派发") },
	Unacknowledged:  func(f facts) string { return unless(f.hazard.State == Assigned, "已经签收") },
	FirstFail:       func(f facts) string { return unless(f.hazard.FailCount == 1, "不是第一次复查不通过") },
	SecondFail:      func(f facts) string { return unless(f.hazard.FailCount >= 2, "复查不通过不到两次") },
	Unjudged:        func(f facts) string { return unless(f.hazard.State == Reported, "已经受理或转去核实") },
	Unverified:      func(f facts) string { return unless(f.hazard.State == Verifying, "已经核实") },
	Unhanded:        func(f facts) string { return unless(f.hazard.State != Transferred, "已经移交") },
	Unasked:         func(f facts) string { return unless(!f.handover.AskFrom.IsZero(), "已经记下询问结果") },
	Unwatched:       func(f facts) string { return unless(f.watch.State == WatchOpen, f.watch.State.String()) },
}

func unless(holds bool, why string) string {
	if holds {
		return ""
	}
	return why
}

// unmet is why a rung need not fire, empty when all its conditions hold.
func unmet(ifs []Condition, f facts) string {
	for _, c := range ifs {
		if why := conditions[c](f); why != "" {
			return why
		}
	}
	return ""
}

package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

const week38 = "weekly/2026-W38/" + testdata.Courtyard

func TestALeadAsksToBeExcusedAndTheOfficerDecides(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	lead, officer, head := w.member(testdata.CourtyardLead), w.member(testdata.SafetyOfficer), w.member(testdata.CommunityHead)
	lead.says("免查").hears("为什么这次不用查")
	lead.says("院里封闭施工").hears("已报给祁文柏", "准了之前还要照常查")
	officer.hears("苗巧云请予免查", "院里封闭施工", "[准予免查] [不准]")
	head.hasNotHeard("请予免查")
	officer.taps("不准").hears("为什么不准")
	officer.says("楼里还有人住").hears("已回复")
	lead.hears("没有准予免查", "楼里还有人住")

	lead.says("免查").says("院里断路三天")
	officer.hears("院里断路三天")
	officer.taps("准予免查").hears("原因")
	officer.says("断路，人进不去").hears("已准予免查")
	lead.hears("已由祁文柏准予免查", "断路，人进不去")
	if o := w.occurrence(week38); o.State != safety.Excused || o.Reason == "" {
		t.Fatalf("the check is %s (%q), want excused with the reason", o.State, o.Reason)
	}
	officer.says("统计").hears("应查 6，", "另准予免查 1")
	lead.says("检查").hears("没有要做的检查")
	w.until("2026-09-23 18:30")
	lead.hasNotHeard("还没补上")
	for rung, s := range w.steps("occurrence:" + week38) {
		if s.State == safety.StepTold {
			t.Errorf("step %s was told although the check was excused", rung)
		}
	}
}

func TestAMissedCheckIsExcusedDirectlyFromTheList(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	officer := w.member(testdata.SafetyOfficer)
	w.until("2026-09-21 09:05")
	officer.hears("7 个楼院里有 7 个没按时做每周楼院检查", "发“准予免查”")
	officer.says("准予免查").hears("准予哪一处免查")
	officer.says("每周楼院检查·梧桐里一号院")
	if w.occurrence(week38).State == safety.Missed {
		officer.says("院里封闭施工").hears("已准予免查")
	}
	if o := w.occurrence(week38); o.State != safety.Excused {
		t.Errorf("the check is %s, want excused", o.State)
	}
	w.until("2026-09-23 18:00")
	if s := w.steps("occurrence:" + week38)["not-made-up"]; s.State != safety.StepDropped {
		t.Errorf("the street's step is %s, want dropped", s.State)
	}
}

func TestAPaperCheckSignedInTimeCountsInTimeAndIsMarked(t *testing.T) {
	for _, c := range []struct {
		name, day, signed string
		want              safety.OccurrenceState
	}{
		{"signed and dated in time", "9月19日", "有签名", safety.Done},
		{"not signed", "9月19日", "没有签名", safety.DoneLate},
		{"dated after the deadline", "9月22日", "有签名", safety.DoneLate},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "2026-09-14 08:55")
			lead := w.member(testdata.CourtyardLead)
			w.until("2026-09-22 10:00")
			lead.says("补录").says("补每周楼院检查·梧桐里一号院").hears("哪天检查的")
			lead.says("8月1日").hears("不算这一期的")
			lead.says(c.day).sends("courtyard").says(c.signed).hears("共 24 项")
			lead.says("除7外正常").says("3号楼灭火器过期了").says("提交")
			said := lead.hears("检查完成", "登记隐患", "已注明是纸质补录")
			o := w.occurrence(week38)
			if o.State != c.want {
				t.Errorf("the check is %s, want %s", o.State, c.want)
			}
			w.read(func(tx *store.Tx) error {
				vs, err := tx.Visits(w.ctx, "weekly", testdata.Courtyard, "", 1)
				if err == nil && (len(vs) != 1 || !vs[0].Paper || vs[0].Dated.IsZero()) {
					t.Errorf("the visit is not marked as paper: %+v", vs)
				}
				return err
			})
			if h := w.hazard(hazardNo.FindString(said)); len(h.Photos(safety.Before)) != 1 || h.State != safety.Registered {
				t.Errorf("the hazard is %s with %d photos, want registered with the paper's picture", h.State, len(h.Photos(safety.Before)))
			}
		})
	}
}

func TestThreeCleanChecksAgainstReportsProposeASpotCheckOnce(t *testing.T) {
	w := newWorld(t, "2026-09-14 09:30")
	lead, head := w.member(testdata.CourtyardLead), w.member(testdata.CommunityHead)
	clean := func() {
		lead.says("检查").says("全部正常").sends("courtyard").says("提交").hears("检查完成")
	}
	clean()
	w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	w.until("2026-09-21 09:30")
	clean()
	head.hasNotHeard("看看实际情况")
	w.until("2026-09-28 09:30")
	clean()
	head.hears("梧桐里一号院连续 3 次", "反映了 1 件事", "看看实际情况")
	w.until("2026-10-09 10:00")
	lead.says("检查").says("全部正常").sends("courtyard").says("提交").hears("检查完成")
	w.until("2026-10-10 10:00")
	head.hasNotHeard("看看实际情况")
}

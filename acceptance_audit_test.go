package main

import (
	"strings"
	"testing"
	"time"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// The nightly self-audit (E-8, peers.md idea 3).

// fortnight is a street in which something of everything happens: checks done,
// missed and made up, hazards put right, overdue and serious ones, reports judged
// and left, an order answered and one that is not, a silence, a staff change.
func fortnight(t *testing.T) (w *world, began time.Time) {
	w = newWorld(t, "2026-09-14 08:55")
	began = w.clock.Now()
	lead, officer, owner, leader := w.member(testdata.CourtyardLead), w.member(testdata.SafetyOfficer), w.member(testdata.ShopOwner), w.member(testdata.StreetDeputyLead)
	w.until("2026-09-14 09:30")
	lead.says("检查").says("除7外正常").says("3号楼灭火器过期了").sends("extinguisher-expired").says("改不了，登记隐患").sends("courtyard").says("提交")
	late := w.register("case-late")
	w.assign(late.No, "鲍来福")
	owner.says("签收 " + late.No)
	fixed := w.register("case-fixed")
	w.assign(fixed.No, "鲍来福")
	w.until("2026-09-15 11:00")
	owner.says("签收 " + fixed.No)
	owner.says("查 " + fixed.No).taps("改好了").sends("corridor-clear").says("提交")
	officer.says("查 " + fixed.No).taps("复查通过").says("跳过").says("提交")
	no := w.report(testdata.Volunteer, "来福小炒门口堆了煤气罐", "来福小炒", "corridor-cluttered")
	w.until("2026-09-16 15:00")
	w.accept(no)
	w.registerAs("case-serious", safety.Serious)
	w.member(testdata.CommunityHead).says("静默").says("和顺小区").says("7天").says("整院改造，住户已搬走").says("提交")
	w.until("2026-09-23 08:31")
	leader.says("督办 " + late.No + " 明天")
	w.until("2026-09-24 11:00")
	officer.says("督办回复").says("已到场，约好明天清理").says("跳过").says("提交")
	leader.says("督办 " + no + " 2天")
	w.until("2026-09-28 04:00")
	return w, began
}

func TestAFortnightOfEverythingLeavesNoGap(t *testing.T) {
	w, began := fortnight(t)
	rep := accounted(t, w, began)
	if rep.Steps < 100 {
		t.Errorf("the audit saw only %d steps", rep.Steps)
	}
	office := w.member(testdata.SafetyOfficeHead)
	said := 0
	for _, s := range office.phone().Shown() {
		if strings.Contains(textOf(s), "昨夜自查") {
			said++
			if !strings.Contains(textOf(s), "全部有着落") || s.At.In(safety.Shanghai).Format("15:04") < "08:20" {
				t.Errorf("%s: %s", s.At.In(safety.Shanghai), textOf(s))
			}
		}
	}
	if said != 9 { // the working days from the 15th on; the 20th is made up, the 25th is off
		t.Errorf("the office read %d lines of the audit, want one a working day", said)
	}
	for _, line := range w.journal.failures() {
		t.Errorf("logged: %s", line)
	}
}

func TestAMonthWithTwoDaysWithoutTheProgramIsAccountedFor(t *testing.T) {
	w, began := fortnight(t)
	owner := w.member(testdata.ShopOwner)
	w.until("2026-09-30 10:00")
	owner.taps("改好了").sends("extinguisher-new").says("提交")
	w.until("2026-10-08 17:00")
	w.down("2026-10-10 10:00") // two days without the program
	w.until("2026-10-15 04:00")
	rep := accounted(t, w, began)
	if rep.MadeUp == 0 {
		t.Error("nothing was made up after two days without the program")
	}
	for _, row := range w.rows("SELECT id, state, missed FROM occurrences WHERE missed < ?", w.clock.Now().UnixMilli()) {
		switch safety.OccurrenceState(row[1]) {
		case safety.Done, safety.DoneLate, safety.Missed, safety.Excused, safety.Cancelled:
		default:
			t.Errorf("%s is %s", row[0], row[1])
		}
	}
	for _, row := range w.rows("SELECT skey FROM steps WHERE state = 'planned' AND due < ?", w.clock.Now().UnixMilli()) {
		t.Errorf("step %s was due and is still planned", row[0])
	}
}

// A fault of the day is read about in the morning, by the safety office and by
// who watches the program.
func TestAFaultOfTheDayIsReadAboutInTheMorning(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	h := w.register("case-fault")
	w.until("2026-09-15 20:00")
	w.tamper("DELETE FROM deliveries WHERE post = (SELECT id FROM posts WHERE pkey = ?)", h.About()+"/H-general/0/unassigned")
	office := w.member(testdata.SafetyOfficeHead)
	w.until("2026-09-16 08:00")
	office.hasNotHeard("昨夜自查")
	w.until("2026-09-16 08:21")
	office.hears("昨夜自查：新发现", "[看全部]")
	office.taps("看全部").hears("记着已通知，消息却不在", h.No)
	if log := strings.Join(w.journal.failures(), "\n"); !strings.Contains(log, "self-audit found gaps") {
		t.Errorf("the log says %q", log)
	}
	w.until("2026-09-17 08:21")
	office.hears("没有新问题，以前发现的还有")
	w.member(testdata.ShopOwner).says("自查").hears("由安监办和街道负责人查看")
}

func TestTheLedgerOfSupervisionSaysWhatWasToldToWhomAndWhyNot(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	h := overdueHazard(w)
	w.until("2026-09-24 12:00")
	head := w.member(testdata.SafetyOfficeHead)
	head.says("账 "+h.No).hears("催办记录（第", "［L2］", "已催：", "俞建禾", "领导在次日早报中看到", "还没到", "往前看发“账 "+h.No)
	head.says("查 " + h.No).taps("更多").taps("催办记录").hears("催办记录（第")
	head.says("账 "+h.No+" 2").hears("第 2/", "鲍来福")
	w.member(testdata.SafetyOfficer).says("账 " + h.No).hears("由安监办和街道负责人查看")
}

// The whole fortnight is told once; each fault is put into the file as it stands
// at its end, found, and taken out again.
func TestInjectedFaultsAreEachNamedByTheAudit(t *testing.T) {
	w, began := fortnight(t)
	for _, fault := range []struct {
		name, table, inject string
		want                safety.GapKind
		alone               bool // nothing else is said
	}{
		{"a dropped job: a step that never was planned", "steps", "DELETE FROM steps WHERE rung = 'overdue-5'", safety.GapStepMissing, true},
		{"a dropped job: a step that never fired", "steps", "UPDATE steps SET state = 'planned', ended = 0, told_to = '' WHERE skey = " + someStep, safety.GapStepUnfired, false},
		{"a dropped job: no steps for a week", "steps", "DELETE FROM steps WHERE subject = 'period:weekly/2026-W39' AND rung = 'saturday'", safety.GapStepMissing, false},
		{"a dropped job: no step for a sweep", "steps", "DELETE FROM steps WHERE subject LIKE 'occurrence:monthly/2026-09/%' AND rung = 'behind'", safety.GapStepMissing, true},
		{"a dropped job: nobody asks for the quarter's date", "steps", "DELETE FROM steps WHERE rung = 'no-date'", safety.GapStepMissing, false},
		{"a dropped job: nobody looks back on a week", "steps", "DELETE FROM steps WHERE subject LIKE 'week:%' AND rung = 'week-poor'", safety.GapStepMissing, false},
		{"a dropped job: a digest", "posts", "DELETE FROM posts WHERE pkey = 'digest:2026-09-24/wt_yanxiuhe'", safety.GapDigest, true},
		{"a doubled job: a step", "steps", "INSERT INTO steps SELECT skey || '-again', subject, ladder, rung, round, mark, level, due, state, reason, ended, '' FROM steps WHERE skey = " + someStep, safety.GapStepDoubled, false},
		{"a doubled job: a message", "posts deliveries", "INSERT INTO posts SELECT 900001, pkey || '-again', class, about, due, until_at, line, body, sum, posted_at FROM posts WHERE id = " + somePost +
			"; INSERT INTO deliveries SELECT 900000 + id, 900001, member, class, state, due, next_at, look_at, seq, why, reason, tries, again, 'other', ended_at + 60000, fence, worker FROM deliveries WHERE post = " + somePost,
			safety.GapPostDoubled, false},
		{"a message without a step", "posts deliveries", "UPDATE posts SET pkey = replace(pkey, '/overdue-1', '/overdue-5') WHERE id = " + somePost, safety.GapPostUnfounded, false},
		{"more than the cap", "calls deliveries posts", "INSERT INTO calls SELECT 'many' || p.id, 'x', '[]', '', '[]', 'news', 0, 'done', 1790564400000, 0, NULL, 0, 0, '', '', '', 0 FROM posts p WHERE p.id NOT IN (SELECT post FROM deliveries WHERE member = 'wt_guyuqing') LIMIT 12" +
			"; UPDATE posts SET posted_at = 1790400000000 WHERE id IN (SELECT substr(id, 5) + 0 FROM calls WHERE id LIKE 'many%')" +
			"; INSERT INTO deliveries SELECT 900000 + rowid, substr(id, 5) + 0, 'wt_guyuqing', 'news', 'sent', 1, 1, NULL, 0, 'send', 'r', 0, 0, id, 1790564400000, 0, '' FROM calls WHERE id LIKE 'many%' ON CONFLICT DO NOTHING",
			safety.GapCap, false},
		{"a step left behind", "steps", "UPDATE steps SET state = 'planned', ended = 0 WHERE skey = (SELECT skey FROM steps WHERE state = 'dropped' AND rung = 'overdue-5' LIMIT 1)", safety.GapStepLeft, true},
		{"an empty role of which nobody heard", "posts", "DELETE FROM posts WHERE pkey LIKE 'vacancy:%'", safety.GapVacancyUntold, true},
		{"a lost outbox row", "deliveries", "DELETE FROM deliveries WHERE post = " + somePost, safety.GapPostLost, true},
		{"a lost post", "posts", "DELETE FROM posts WHERE id = " + somePost, safety.GapPostLost, true},
		{"a step that fired late", "steps", "UPDATE steps SET ended = ended + 86400000 WHERE skey = " + someStep, safety.GapStepLate, true},
		{"a step that fired early", "steps", "UPDATE steps SET ended = due - 3600000 WHERE skey = " + someStep, safety.GapStepEarly, true},
		{"a step told to nobody", "steps", "UPDATE steps SET told_to = '', reason = '' WHERE skey = " + someStep, safety.GapStepToNobody, true},
		{"a check never marked as missed", "occurrences", "UPDATE occurrences SET state = 'open', misses = 0 WHERE id = 'weekly/2026-W38/0102'", safety.GapCheckOpen, true},
		{"a check that is not there", "occurrences", "DELETE FROM occurrences WHERE id = 'weekly/2026-W40/0102'", safety.GapCheckMissing, true},
		{"a check done in no time", "occurrences", "UPDATE occurrences SET done_at = 0 WHERE id = 'weekly/2026-W38/0101'", safety.GapCheckState, true},
		{"a hazard that jumped", "hazards", "UPDATE hazards SET state = 'rejected' WHERE no = 'YH-2026-01-0003'", safety.GapHazardState, false},
		{"a message that is stuck", "deliveries", "UPDATE deliveries SET state = 'waiting', ended_at = 0, look_at = next_at WHERE post = " + somePost, safety.GapPostStuck, true},
		{"a message that was dropped for no reason", "deliveries", "UPDATE deliveries SET state = 'skipped', reason = '' WHERE post = " + somePost, safety.GapPostSilent, true},
		{"a message in the night", "calls", "UPDATE calls SET frozen = frozen + 14 * 3600000 WHERE id = (SELECT call_id FROM deliveries WHERE post = " + somePost + ")", safety.GapQuiet, true},
	} {
		t.Run(fault.name, func(t *testing.T) {
			w.t = t
			var found map[safety.GapKind]string
			w.withFault(fault.table, fault.inject, func() { found = w.gaps(began) })
			if found[fault.want] == "" || fault.alone && len(found) > 1 {
				t.Errorf("want %s, found %v", fault.want, found)
			}
			if strings.Contains(found[fault.want], "{matter}") || testing.Verbose() {
				t.Log(found[fault.want])
			}
		})
	}
	if found := w.gaps(began); len(found) > 0 {
		t.Errorf("gaps are left after the faults: %v", found)
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// year2027 is an invented table of a year whose notice is not published yet.
const year2027 = `year: 2027
source: invented for a story
days:
  - {date: 2027-01-01, name: 元旦, off: true}
  - {date: 2027-01-02, name: 元旦, off: true}
  - {date: 2027-01-03, name: 元旦, off: true}
  - {date: 2027-01-04, name: 元旦, off: true}
  - {date: 2027-01-09, name: 元旦, off: false}
  - {date: 2027-02-05, name: 春节, off: true}
  - {date: 2027-02-08, name: 春节, off: true}
`

func TestScenario17YearFileForNextYearMissingOn1DecemberDatesMarkedProvisionalWeeklyReminder(t *testing.T) {
	w := newWorld(t, "2026-11-13 08:30")
	office := w.member(testdata.SafetyOfficeHead)
	office.hasNotHeard("放假安排")
	w.until("2026-11-16 08:50")
	office.hears("2027年的放假安排还没有装进系统", "都标“暂定”", "每周提醒一次")
	w.until("2026-11-22 23:00")
	office.hasNotHeard("放假安排还没有装进系统")
	w.until("2026-11-30 09:00")
	office.hears("放假安排还没有装进系统")
	office.hears("放假安排还没有装进系统")
	w.until("2026-12-01 09:00")
	office.says("节点 元旦").hears("元旦", "日期：12月29日—1月6日（暂定）")
	office.says("节点 双十二").hears("日期：12月10日—12月13日")
}

func TestDeadlinesOfOrdinaryChecksThatCountWorkingDaysAreMarkedWhileTheTableIsMissing(t *testing.T) {
	w := newWorld(t, "2026-12-30 10:00")
	officer, lead := w.member(testdata.SafetyOfficer), w.member(testdata.CourtyardLead)
	w.until("2026-12-31 17:00")
	officer.says("待办")
	if said := officer.hears("今天 18:00前"); strings.Contains(said, "暂定") {
		t.Errorf("the year that has its table is marked: %s", said)
	}
	w.until("2027-01-04 09:15")
	officer.hears("梧桐里社区的检查还没补上", "最晚1月6日（周三）18:00（暂定）")
	officer.hears("新一轮每月排查", "完成期限：1月29日（周五）18:00（暂定）")
	officer.says("待办").hears("1月29日（周五）18:00（暂定）前")
	officer.says("月查").hears("1月29日（周五）18:00（暂定）前")
	office := w.member(testdata.SafetyOfficeHead)
	office.says("联合检查 2027-Q1").hears("3月31日（周三）18:00（暂定）")
	lead.says("待办")
	if said := lead.hears("每周楼院检查", "1月10日（周日）18:00前"); strings.Contains(said, "暂定") {
		t.Errorf("a Sunday does not depend on the table: %s", said)
	}
}

func TestWhenTheTableComesWhatWasProvisionalIsSettledAndOnlyWhatWasNotToldMoves(t *testing.T) {
	w := newWorld(t, "2026-12-28 09:30")
	office, officer := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficer)
	office.says("节点 元旦").hears("12月29日—1月6日（暂定）")
	h := w.register("new-year")
	officer.says("查 " + h.No).hears("（暂定）")

	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "calendar"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "calendar", "2027.yaml"), []byte(year2027), 0o600); err != nil {
		t.Fatal(err)
	}
	w.program.settings.Policy = dir
	w.restart()
	w.until("2026-12-29 09:00")
	office.hears("2027年的放假安排已装好", "“暂定”的日期定下来了")
	office.says("节点 元旦")
	if said := office.hears("元旦", "12月29日—1月7日"); strings.Contains(said, "暂定") {
		t.Errorf("still provisional: %s", said)
	}
	moved := w.hazard(h.No)
	if got := moved.Deadline.In(safety.Shanghai).Format("2006-01-02 15:04"); got != "2027-01-05 18:00" {
		t.Errorf("the deadline is %s; it fell on a day off", got)
	}
	if !h.Deadline.Before(moved.Deadline) {
		t.Error("the deadline did not move")
	}
	officer.hears(h.No, "顺延到")
	office.hasNotHeard("还没有装进系统")
}

package main

import (
	"context"
	"strings"
	"testing"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// specials are the special occurrences that a window asked for.
func (w *world) specials(window string) (found []*safety.Occurrence) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		occs, err := tx.Occurrences(w.ctx, safety.OccurrenceQuery{Plan: safety.SpecialPlan, Limit: 10_000})
		for _, o := range occs {
			if holdsOne(o.Special.Windows, window) {
				found = append(found, o)
			}
		}
		return err
	})
	return found
}

func holdsOne(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// previewed is what the safety office would be shown of a window now.
func (w *world) previewed(window string) (p safety.Preview) {
	w.t.Helper()
	err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) (err error) {
		p, err = s.PreviewOf(context.Background(), testdata.SafetyOfficeHead, window)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func TestAFestivalIsShownAMonthAheadConfirmedAndBeginsByItself(t *testing.T) {
	w := newWorld(t, "2026-08-27 08:30")
	office, officer := w.member(testdata.SafetyOfficeHead), w.member(testdata.SafetyOfficer)
	w.until("2026-08-28 08:45")
	office.hears("国庆节快到了，请安排", "不答复，到日子按办法执行", "安监办主任 节前联合检查", "[同意] [改日期] [这次不搞]")
	office.taps("同意").hears("“国庆节”（9月28日—10月10日）已确认", "到日子自动发给要做的人", "撤回 国庆节")
	office.says("节点").hears("国庆节 9月28日—10月10日，已确认")
	officer.hasNotHeard("国庆节")
	if made := w.specials("national-day/2026"); len(made) > 0 {
		t.Fatalf("%d tasks a month ahead", len(made))
	}
	w.until("2026-09-28 09:15")
	office.hears("节前联合检查", "要查：", "完成期限：9月30日（周三）18:00", "[开始检查]")
	office.says("待办").hears("节前联合检查")
	w.until("2026-10-08 09:15")
	officer.hears("节后回头看")
	shown, made := w.previewed("national-day/2026"), w.specials("national-day/2026")
	if len(made) == 0 || len(made) != len(shown.Visits) {
		t.Errorf("%d tasks were made, %d shown", len(made), len(shown.Visits))
	}
}

func TestWhoDoesNotAnswerIsRemindedWeeklyAndTheWindowBeginsAllTheSame(t *testing.T) {
	w := newWorld(t, "2026-08-27 08:30")
	office := w.member(testdata.SafetyOfficeStaff)
	w.until("2026-08-28 08:45")
	office.hears("国庆节快到了，请安排")
	w.until("2026-09-03 08:45")
	office.hasNotHeard("还没答复：国庆节")
	w.until("2026-09-04 08:45")
	office.hears("国庆节")
	w.until("2026-09-28 00:30")
	if made := w.specials("national-day/2026"); len(made) == 0 {
		t.Error("the window did not begin")
	}
	office.says("节点 国庆节").hears("进行中", "到开始日没有答复，按办法执行", "[撤回]")
}

func TestTheDaysOfAFestivalAreMovedInChatAndTheTasksFollow(t *testing.T) {
	w := newWorld(t, "2026-09-01 08:55")
	office := w.member(testdata.SafetyOfficeHead)
	office.says("节点 盂兰").hears("没有找到节点“盂兰”")
	w.until("2026-10-09 09:00")
	office.says("节点 重阳").hears("独居老人走访", "[改日期]")
	office.taps("改日期").hears("现在是10月15日—10月18日")
	office.says("9月1日").hears("开始日期最早是今天")
	office.says("12月1日").hears("开始日期要在10月9日到10月29日之间")
	office.says("10月14日").says("跳过").says("提交").hears("“重阳”（10月14日—10月18日）已确认")
	w.until("2026-10-14 00:30")
	if made := w.specials("double-ninth/2026"); len(made) == 0 || made[0].Due.In(safety.Shanghai).Format("01-02 15:04") != "10-18 18:00" {
		t.Errorf("the visits are %v", made)
	}
}

func TestAFestivalThatIsNotKeptThisYearMakesNothingAndSaysWhy(t *testing.T) {
	w := newWorld(t, "2026-10-09 08:55")
	office := w.member(testdata.SafetyOfficeHead)
	office.says("节点 重阳").taps("这次不搞").hears("为什么不搞")
	office.says("社区自己已经走访过").says("提交").hears("“重阳”今年不搞", "改主意了")
	w.until("2026-10-16 09:15")
	if made := w.specials("double-ninth/2026"); len(made) > 0 {
		t.Errorf("%d visits of a festival that is not kept", len(made))
	}
	office.says("节点 重阳").hears("这次不搞", "社区自己已经走访过", "[还是要搞]")
	office.taps("还是要搞").hears("已确认")
	if made := w.specials("double-ninth/2026"); len(made) == 0 {
		t.Error("nothing was made when the office changed its mind")
	}
}

func TestOneCommandTakesAWindowBackWhatIsBegunGoesOn(t *testing.T) {
	w := newWorld(t, "2026-10-15 08:55")
	office, lead := w.member(testdata.SafetyOfficeHead), w.member(testdata.CourtyardLead)
	w.until("2026-10-15 09:15")
	lead.hears("独居老人走访", "完成期限：10月18日")
	lead.tapsOn("独居老人走访", "开始检查").hears("独居老人走访", "看过没问题的打勾")
	office.says("撤回 重阳")
	said := office.hears("“重阳”已撤回", "没有开始的任务", "1 件已经开始的照常做完")
	made := w.specials("double-ninth/2026")
	cancelled := 0
	for _, o := range made {
		if o.State == safety.Cancelled {
			cancelled++
			if !strings.Contains(o.Reason, "撤回") {
				t.Errorf("%s was cancelled because %q", o.ID, o.Reason)
			}
		}
	}
	if cancelled == 0 || cancelled != len(made)-1 {
		t.Errorf("%d of %d visits were cancelled; the office heard %q", cancelled, len(made), said)
	}
	office.says("撤回 重阳").hears("已经撤回过了")
	lead.says("全部正常").hears("检查完成")
	other := w.member(w.holder(safety.CourtyardLead, "0102"))
	other.says("待办")
	other.hasNotHeard("走访")
}

func TestOnlyTheSafetyOfficeDecidesAboutWindows(t *testing.T) {
	w := newWorld(t, "2026-10-09 08:55")
	for _, id := range []string{testdata.SafetyOfficer, testdata.CourtyardLead, testdata.Volunteer} {
		p := w.member(id)
		for _, word := range []string{"节点", "撤回 重阳", "同意节点 重阳"} {
			p.says(word).hears("由街道安监办安排")
		}
	}
}

// 2025: the Mid-Autumn Festival lies within the National Day's holiday (domain.md 8.3).
func TestOverlappingWindowsMergeTheStrictestWinsAndItIsOneTaskNotTwo(t *testing.T) {
	w := newWorld(t, "2025-09-28 08:30")
	w.until("2025-10-12 09:00")
	crowded := map[string]int{}
	rounds := map[string]int{}
	for _, o := range append(w.specials("mid-autumn/2025"), w.specials("national-day/2025")...) {
		day := o.Due.In(safety.Shanghai).Format("01-02")
		if o.Special.Kind == safety.DoPatrol || o.Special.Kind == safety.DoLookBack {
			rounds[string(o.Special.Kind)+" "+o.Grid+" "+day]++
			continue
		}
		if o.Special.Site == testdata.KeyUnit {
			crowded[o.ID]++
			if o.Special.Who != safety.SafetyOfficeHead || !strings.HasSuffix(strings.Join(o.Special.Reasons, "、"), "中秋、国庆节") {
				t.Errorf("the shopping centre is checked by the %s for %v", o.Special.Who, o.Special.Reasons)
			}
		}
	}
	if len(crowded) != 1 {
		t.Errorf("the shopping centre is checked %d times, want once: %v", len(crowded), crowded)
	}
	for key, n := range rounds {
		if n != 2 { // once for each window that asked for it
			t.Errorf("%s: %d", key, n)
		}
	}
}

// 2026: 寒衣节 falls on fire day (domain.md 8.3).
func TestTwoWindowsThatAskForPublicityAreOneEvent(t *testing.T) {
	w := newWorld(t, "2026-11-02 08:30")
	officer := w.member(testdata.SafetyOfficer)
	officer.says("待办").hears("宣传“文明祭祀、不烧纸、消防宣传月”", "11月9日")
	officer.says("宣传").hears("讲了什么")
	officer.says("跳过").says("入户").says("小区广场").says("35").sends("courtyard").says("完成").says("跳过").says("提交")
	officer.hears("已登记", "35 人", "这项宣传任务完成了")
	officer.says("待办")
	officer.hasNotHeard("宣传“文明祭祀")
}

func TestPublicityThatNobodyHoldsGoesUp(t *testing.T) {
	w := newWorld(t, "2026-11-02 08:30")
	officer, head := w.member(testdata.SafetyOfficer), w.member(testdata.CommunityHead)
	w.until("2026-11-06 09:15")
	officer.hears("请办一次宣传", "[登记]")
	w.until("2026-11-10 09:05")
	head.hears("宣传没有办")
	w.until("2026-11-16 09:05")
	w.read(func(tx *store.Tx) error {
		d, err := tx.SoftDuty(w.ctx, "publicity/cold-clothes-26-1102-1109p/"+testdata.Community)
		if err == nil && d.Climbed != 2 {
			t.Errorf("it climbed to %d, want the street", d.Climbed)
		}
		return err
	})
}

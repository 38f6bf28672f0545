package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

// The ways off the main line of a hazard's life (domain.md 6.3).

// assigned is a general hazard that the shop owner was asked to put right.
func (w *world) assigned() string {
	w.t.Helper()
	no := w.report(testdata.Volunteer, "2单元楼道堆了纸箱", "梧桐里一号院", "corridor-cluttered")
	w.accept(no)
	w.assign(no, "鲍来福")
	return no
}

// presses shows a hazard and presses a button of it, on whichever of its cards.
func (p *talker) presses(no, text string) *talker {
	p.w.t.Helper()
	p.says("查 " + no)
	for range 3 {
		shown := p.phone().Shown()
		card := shown[len(shown)-1].Card
		if card == nil {
			break
		}
		for _, b := range card.Buttons {
			if b.Text == text {
				return p.taps(text)
			}
		}
		p.taps("更多")
	}
	p.w.t.Fatalf("%s is not offered %q for %s; the phone shows\n%s", p.id, text, no, p.all())
	return p
}

// events counts what happened to a hazard, by action.
func (w *world) events(no string) map[safety.Action]int {
	w.t.Helper()
	n := map[safety.Action]int{}
	w.read(func(tx *store.Tx) error {
		es, err := tx.History(w.ctx, w.hazard(no).About())
		for _, e := range es {
			n[e.Action]++
		}
		return err
	})
	return n
}

func TestScenario10PartyReturnsTheAssignmentTwiceGoesToTheSafetyOfficeThirdReturnImpossible(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	owner, officer, office := w.member(testdata.ShopOwner), w.member(testdata.SafetyOfficer), w.member(testdata.SafetyOfficeHead)

	owner.presses(no, "退回").says("不归我管").says("这段楼道归物业管").says("提交").hears("已退回社区安全员")
	officer.hears("第 1 次退回", "这段楼道归物业管")
	office.hearsNothing()
	w.assign(no, "鲍来福")
	owner.presses(no, "退回").says("地点不对").says("是隔壁那家门口").says("提交").hears("改由街道安监办定责任人")
	office.hears("第 2 次退回", "由安监办来定", "前定下责任人")

	officer.says("查 " + no).taps("派发").says("鲍来福").says("1").says("跳过").says("提交").hears("由街道安监办来定责任人")
	officer.says("取消")
	office.says("查 " + no).taps("派发").says("鲍来福").says("1").says("跳过").says("提交").hears("已派给")
	h := w.hazard(no)
	if h.State != safety.Assigned || h.ReturnCount != 2 {
		t.Fatalf("hazard is %s after %d returns, want assigned after two", h.State, h.ReturnCount)
	}
	owner.says("查 " + no)
	shown := owner.phone().Shown()
	if text := textOf(shown[len(shown)-1]); strings.Contains(text, "[退回]") {
		t.Errorf("a third return is offered: %s", text)
	}
	err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
		_, err := s.Do(w.ctx, no, safety.ReturnAssignment, testdata.ShopOwner, safety.Given{Reason: "不归我管"})
		return err
	})
	if _, no := err.(*safety.Refusal); !no || !strings.Contains(err.Error(), "不能再退回") {
		t.Errorf("the third return: %v, want a refusal", err)
	}
}

func TestReturnedHazardThatNobodyTakesOnClimbs(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	owner, head := w.member(testdata.ShopOwner), w.member(testdata.CommunityHead)
	owner.presses(no, "退回").says("不归我管").says("归物业管").says("提交").hears("已退回")
	w.until("2026-09-15 18:05")
	head.hears("请督促", "还没有派发")
}

func TestScenario15MergeUndoneAfter10HoursBothHazardsAsBefore(t *testing.T) {
	w := newWorld(t, "2026-09-14 09:30")
	master := w.assigned()
	second := w.report(testdata.SafetyKeeper, "楼道里纸箱堵住了通道", "梧桐里一号院", "stairwell-ebike")
	o := w.member(testdata.SafetyOfficer)
	o.says("查 " + second).taps("受理").says("突出隐患")
	o.says("提交").hears("已受理 " + second)
	w.sameCategory(master, second)
	before := map[string]*safety.Hazard{master: w.hazard(master), second: w.hazard(second)}
	steps := map[string][]string{master: w.planned(master), second: w.planned(second)}

	keeper, owner := w.member(testdata.SafetyKeeper), w.member(testdata.ShopOwner)
	o.presses(second, "并案").says("1").says("提交").hears(second+" 已并入 "+master, "24小时内可以撤销")
	keeper.hears("是同一件事", "您会收到它的进展")
	merged, m := w.hazard(second), w.hazard(master)
	if merged.State != safety.Merged || merged.MergedInto != master || m.Severity != safety.Serious {
		t.Fatalf("merged is %s into %q, master %s; want merged and serious", merged.State, merged.MergedInto, m.Severity)
	}
	if n := len(w.planned(second)); n != 0 {
		t.Errorf("%d steps are planned for the merged hazard", n)
	}
	owner.presses(master, "收到").hears("已签收")
	keeper.hears(master, "责任人已收到整改通知")

	w.pass(10 * time.Hour)
	o.presses(second, "撤销并案").hears("已撤销并案", "恢复为“已登记”")
	keeper.hears("不再并案")
	ignore := cmpopts.IgnoreFields(safety.Hazard{}, "HeardAt", "Version", "Round", "State", "Since", "Climbed")
	for no, was := range before {
		if diff := cmp.Diff(was, w.hazard(no), ignore, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s is not as before:\n%s", no, diff)
		}
	}
	if h := w.hazard(second); h.State != safety.Registered || !h.Since.Equal(before[second].Since) {
		t.Errorf("%s is %s since %s, want registered since %s", second, h.State, h.Since, before[second].Since)
	}
	// What came due meanwhile is due at once; the rest has its old instants.
	for no, want := range steps {
		got := w.planned(no)
		for _, line := range want {
			if moment(t, line[:16]).After(w.clock.Now()) && !strings.Contains(line, "ack") && !slices.Contains(got, line) {
				t.Errorf("%s: step %s is not planned again; planned are\n%s", no, line, strings.Join(got, "\n"))
			}
		}
	}
	keeper.from = len(keeper.phone().Shown())
	owner.presses(master, "改好了").sends("corridor-clear").says("提交").hears("已报改好")
	keeper.hasNotHeard(master)
}

// planned are the planned steps of a hazard, as lines.
func (w *world) planned(no string) (lines []string) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		steps, err := tx.Steps(w.ctx, w.hazard(no).About())
		for _, s := range steps {
			if s.State == safety.StepPlanned {
				lines = append(lines, s.Due.In(safety.Shanghai).Format("2006-01-02 15:04 ")+s.Ladder+" "+s.Rung)
			}
		}
		return err
	})
	return lines
}

// sameCategory fails the story when two hazards are not of one kind.
func (w *world) sameCategory(a, b string) {
	w.t.Helper()
	if x, y := w.hazard(a).Category, w.hazard(b).Category; x != y {
		w.t.Fatalf("%s is %q, %s is %q: the story needs one kind", a, x, b, y)
	}
}

func TestExtensionIsAskedForGrantedOnceMoreAndThenNoMore(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	owner, head := w.member(testdata.ShopOwner), w.member(testdata.CommunityHead)
	first := w.hazard(no).Deadline
	ask := func(choice string) {
		t.Helper()
		owner.presses(no, "申请延期").says(choice).says("配件要从外地发货").says("专人看守").says("提交").hears("延期申请已交上去")
		head.hears("请答复延期申请", "专人看守")
	}
	ask("1")
	owner.says("查 " + no).hears("申请延到")
	head.taps("同意延期").says("提交").hears("已延期")
	owner.hears("延期申请已同意")
	once := w.hazard(no).Deadline
	if want := first.AddDate(0, 0, 1); !once.Equal(want) {
		t.Errorf("deadline is %s, want a day later: %s", once, want)
	}
	owner.presses(no, "申请延期").says("1").says("还是没到货").says("提交").hears("延期申请已交上去")
	head.taps("不同意延期").says("已经给过一次了").says("提交").hears("已把不同意的原因告诉申请人")
	owner.hears("没有同意", "已经给过一次了")
	if got := w.hazard(no); !got.Deadline.Equal(once) || len(got.Asks) != 0 {
		t.Errorf("after a refusal the deadline is %s and %d requests wait", got.Deadline, len(got.Asks))
	}
	owner.presses(no, "申请延期").says("1").says("还是没到货").says("提交").hears("延期申请已交上去")
	head.taps("同意延期").says("提交").hears("已延期")
	owner.says("查 " + no)
	shown := owner.phone().Shown()
	if text := textOf(shown[len(shown)-1]); strings.Contains(text, "[申请延期]") {
		t.Errorf("a third extension is offered: %s", text)
	}
}

func TestExtensionThatNobodyAnswersClimbsAndTheOldCardAnswersKindly(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	owner, head, office := w.member(testdata.ShopOwner), w.member(testdata.CommunityHead), w.member(testdata.SafetyOfficeHead)
	owner.presses(no, "申请延期").says("1").says("配件要从外地发货").says("专人看守").says("提交").hears("延期申请已交上去")
	head.hears("请答复延期申请")
	w.until("2026-09-15 18:05")
	head.hears("请答复延期申请")
	office.hears("请督促：延期申请还没有答复")
	owner.taps("改好了").sends("corridor-clear").says("提交").hears("已报改好")
	head.taps("同意延期").hears("待复查")
	if h := w.hazard(no); len(h.Asks) != 0 {
		t.Errorf("%d requests wait for a hazard that is put right", len(h.Asks))
	}
}

func TestSuspendedHazardRestsUntilTheLookDateAndGoesOnByItself(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	owner, office, deputy := w.member(testdata.ShopOwner), w.member(testdata.SafetyOfficeHead), w.member(testdata.StreetDeputyLead)
	deadline := w.hazard(no).Deadline
	office.presses(no, "申请挂账").says("要等老旧小区改造").says("1").says("围挡隔离，每天巡查").says("提交").hears("挂账申请已请街道分管负责人批准")
	deputy.hears("请决定是否挂账", "要等老旧小区改造")
	w.until("2026-09-15 10:00")
	deputy.taps("批准挂账").says("提交").hears("已挂账")
	owner.hears("已批准挂账", "围挡隔离")
	if lines := w.planned(no); len(lines) != 3 {
		t.Errorf("while suspended these are planned:\n%s\nwant the look date only", strings.Join(lines, "\n"))
	}
	owner.from = len(owner.phone().Shown())
	w.until("2026-09-21 17:00")
	owner.hearsNothing()
	office.hears("挂账的隐患要再看一次", "恢复整改")
	w.until("2026-09-21 18:05")
	h := w.hazard(no)
	if h.State != safety.Assigned || h.Deadline.Before(deadline.AddDate(0, 0, 6)) {
		t.Errorf("after the look date the hazard is %s, due %s; want assigned, six days later than %s", h.State, h.Deadline, deadline)
	}
	if got, want := h.CaseClock(w.clock.Now()), 24*time.Hour; got < want || got > want+10*time.Minute {
		t.Errorf("the case clock shows %s, want it to have stood still while suspended", got)
	}
	owner.hears("恢复整改", "[收到]")
	office.hears("挂账结束，已恢复整改")
}

func TestSuspensionIsProlongedBeforeTheLookDate(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	office, deputy := w.member(testdata.SafetyOfficeHead), w.member(testdata.StreetDeputyLead)
	office.presses(no, "申请挂账").says("要等老旧小区改造").says("1").says("围挡隔离").says("提交").hears("挂账申请")
	deputy.taps("批准挂账").says("提交").hears("已挂账")
	w.until("2026-09-21 10:00")
	office.presses(no, "继续挂账").says("改造排到下个月").says("2").says("提交").hears("挂账申请")
	deputy.taps("批准挂账").says("提交").hears("已挂账")
	since := w.hazard(no).Since
	w.until("2026-09-23 10:00")
	if h := w.hazard(no); h.State != safety.Suspended || !h.Since.Equal(since) {
		t.Errorf("hazard is %s since %s, want suspended all the time", h.State, h.Since)
	}
	office.presses(no, "恢复整改").hears("已恢复整改", "新期限")
}

func TestSeverityIsRaisedByOneAndLoweredByTwo(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	officer, second, owner, office := w.member(testdata.SafetyOfficer), w.member(testdata.SecondOfficer), w.member(testdata.ShopOwner), w.member(testdata.SafetyOfficeHead)
	w.until("2026-09-14 12:00")
	registered := w.hazard(no).RegisteredAt
	officer.presses(no, "调整等级").says("突出隐患").says("通道完全堵死").says("专人看守").says("提交").hears("已调为“突出隐患”")
	owner.hears("等级已调为“突出隐患”", "新期限")
	h := w.hazard(no)
	if want := registered.Add(72 * time.Hour); !h.Deadline.Equal(want) || h.Light(w.clock.Now()) != safety.Green {
		t.Errorf("due %s, want 72 hours after the registration: %s", h.Deadline, want)
	}
	for _, line := range w.planned(no) {
		if strings.Contains(line, "H-general") {
			t.Errorf("a step of the old ladder is planned: %s", line)
		}
	}
	officer.presses(no, "调整等级").says("一般隐患").says("已经清出一半").says("提交").hears("建议已交上去")
	second.hears("请答复调级建议", "已经清出一半")
	second.taps("同意调级").says("提交").hears("已调为“一般隐患”")
	officer.hears("等级已调为“一般隐患”")

	officer.presses(no, "调整等级").says("重大隐患").says("要停业治理").says("提交").hears("建议已交上去")
	office.hears("请答复调级建议", "要停业治理")
	office.taps("同意调级").says("提交").hears("已调为“重大隐患”")
	if h := w.hazard(no); h.Severity != safety.Major {
		t.Errorf("hazard is %s, want major", h.Severity)
	}
	w.pass(time.Minute)
	principal := w.member(testdata.StreetPrincipal)
	principal.heardAt("请知悉", no)
}

func TestLateSeverityLeavesFourHoursToAct(t *testing.T) {
	w := newWorld(t, "2026-09-14 10:00")
	no := w.assigned()
	w.until("2026-09-18 10:00")
	w.member(testdata.SafetyOfficer).presses(no, "调整等级").says("突出隐患").says("通道完全堵死").says("专人看守").says("提交").hears("已调为")
	if h, want := w.hazard(no), w.clock.Now().Add(4*time.Hour); h.Deadline.Sub(want).Abs() > time.Minute {
		t.Errorf("due %s, want four hours from now: %s", h.Deadline, want)
	}
}

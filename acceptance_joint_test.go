package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

const fourthQuarter = "quarterly/2026-Q4/" + testdata.StreetGrid

// joint reads a joint inspection.
func (w *world) joint(id string) (j *safety.JointInspection) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		j, err = tx.Joint(w.ctx, id)
		return err
	})
	return j
}

// ofBody are the people of a body.
func (w *world) ofBody(kind safety.BodyKind) (ids []string) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		r, err := tx.Roster(w.ctx)
		if err != nil {
			return err
		}
		for _, b := range r.Bodies {
			if b.Kind == kind {
				ids = append(ids, b.Members...)
			}
		}
		return nil
	})
	return ids
}

// only leaves these sites on the list.
func (w *world) only(id, who string, codes ...string) {
	w.t.Helper()
	for _, t := range w.joint(id).Targets {
		if slices.Contains(codes, t.Site) {
			continue
		}
		err := w.program.within(w.ctx, w.clock.Now(), func(s *safety.Service) error {
			_, err := s.DropTarget(w.ctx, id, who, t.Key(), "这次走不完")
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// planJoint fixes the day in chat.
func (w *world) planJoint(day string) *talker {
	w.t.Helper()
	head := w.member(testdata.SafetyOfficeHead)
	w.until("2026-10-08 09:12")
	head.hears("请定季度联合检查的日期", "[定日期]")
	head.taps("定日期").says(day).says("街道院内，上午九点").says("提交")
	head.hears("联合检查定在", "已邀请 6 人", "目标已排好 12 处")
	return head
}

func TestAQuarterFromThePlanningCardToTheSignedRecord(t *testing.T) {
	w := newWorld(t, "2026-10-08 08:55")
	governance, police := w.member(w.ofBody(safety.GovernanceOffice)[0]), w.ofBody(safety.PoliceStation)
	civil, market := w.member(w.ofBody(safety.CivilAffairs)[0]), w.member(w.ofBody(safety.MarketRegulation)[0])
	staff := w.member(testdata.SafetyOfficeStaff)
	head := w.planJoint("10月22日")

	for _, id := range police {
		p := w.member(id)
		p.taps("不能参加").says("当天有安保任务")
		p.hears("已告诉安监办")
	}
	head.hears("公安派出所", "不能参加", "当天有安保任务")
	for _, p := range []*talker{governance, civil, market} {
		p.hears("邀请您参加季度联合检查", "[参加]")
		p.taps("参加").hears("10月22日（周四）09:00见")
	}

	head.says("改检查日期").says("10月23日").says("派出所二十二日有任务").says("提交")
	head.hears("联合检查定在10月23日（周五）09:00")
	governance.hears("联合检查改期了", "派出所二十二日有任务")
	governance.says("参加联合检查 " + fourthQuarter + " 2026-10-22").hears("已改到10月23日（周五）09:00")
	for _, p := range []*talker{governance, civil} {
		p.taps("参加").hears("10月23日（周五）09:00见")
	}
	for _, id := range police {
		w.member(id).taps("不能参加").says("二十三日也有任务")
	}
	market.taps("不能参加").says("参加全市会议")
	head.says("联合检查").hears("参加 3 家，未答复 0 家")

	head.says("目标清单").hears("12 处", "隐患高危单位", "重点单位本季度还没查过")
	head.says("改目标").says("加一处").says("来福小炒").says("有人反映油烟道没清洗")
	head.hears("已加上来福小炒", "现在 12 处")
	staff.says("查一处").hears("到那天再开始")
	w.only(fourthQuarter, testdata.SafetyOfficeHead, testdata.KeyUnit, testdata.Shop, "0202-01")

	w.until("2026-10-21 09:05")
	governance.hears("联合检查快到了", "10月23日（周五）09:00")
	if at := governance.heardAt("联合检查快到了").Format("01-02 15:04"); at != "10-21 09:00" {
		t.Errorf("the reminder came at %s, want two days before at nine", at)
	}
	market.hasNotHeard("联合检查快到了")

	w.until("2026-10-23 09:00")
	w.visitsJoint(staff, governance)
	w.signsJoint(head, staff, governance, civil)
}

// visitsJoint are the two sites with failed items, by two inspectors at once, and the
// one that was not visited.
func (w *world) visitsJoint(staff, governance *talker) {
	w.t.Helper()
	staff.says("查一处").hears("查哪一处？还剩 3 处", "[梧桐购物中心]", "[来福小炒]")
	staff.taps("梧桐购物中心").hears("梧桐购物中心", "季度联合检查，共 ")
	governance.says("查一处").hears("浅色的已有人在查")
	governance.says("2").hears("来福小炒", "共 21 项") // the number does what a tap does

	governance.says("除3外正常").says("过道里堆了米袋").sends("corridor-cluttered").says("当场改好了").sends("corridor-clear")
	governance.sends("shop").says("提交")
	governance.hears("来福小炒检查完成", "当场改好并销号")

	staff.says("除8外正常").says("三楼疏散门上了锁").sends("stairwell-ebike").says("改不了，登记隐患")
	staff.sends("courtyard").hears("要建议移交吗")
	staff.says("消防救援机构").says("提交")
	staff.hears("梧桐购物中心检查完成", "登记隐患", "建议移交 1 条", "移交函已拟稿")
	staff.hears("联合检查还剩 1 处")
	head := w.member(testdata.SafetyOfficeHead)
	head.says("改目标").says("写没去成的原因").says("1").says("停业检修，大门锁着")
	head.hears("这一处算没去成")
}

// signsJoint records who came, looks at communities and back, and signs.
func (w *world) signsJoint(head, staff, governance, civil *talker) {
	w.t.Helper()
	head.says("收尾签字")
	said := head.hears("还不能收尾，差这些")
	for _, want := range []string{"没有记到场的人", "社区工作没有看：梧桐里社区、临河社区", "上季度的问题没有回头看"} {
		if !strings.Contains(said, want) {
			w.t.Errorf("the list of what is missing says %q, want also %q", said, want)
		}
	}
	head.says("记到场").hears("谁到场了")
	came := []string{}
	for i, p := range w.joint(fourthQuarter).Participants {
		if slices.Contains([]string{head.id, staff.id, governance.id, civil.id}, p.Member) {
			came = append(came, fmt.Sprint(i+1))
		}
	}
	head.says(strings.Join(came, "、")).says("提交")
	head.hears("已记到场：3 家 4 人")
	governance.says("看社区工作").says("梧桐里社区").says("除5外正常").says("志愿者名单还是去年的").says("提交")
	governance.hears("1 样要补")
	governance.says("看社区工作").says("临河社区")
	governance.hears("名册里看到：临河社区·供销社家属院没有在任的楼院长")
	governance.says("全部正常").says("提交")
	head.says("回头看").hears("没有留下问题")
	head.says("提交").hears("写进记录")

	head.says("收尾签字").says("高危单位疏散门问题多，建议消防专项检查").says("提交")
	head.hears("签字")
	civil.hears("联合检查记录请您签字")
	civil.taps("退回修改").says("少写了一条意见")
	head.hears("退回修改", "少写了一条意见")
	head.says("收尾签字").says("高危单位疏散门问题多，建议消防专项检查；社区补志愿者名单").says("提交")
	w.pass(2 * time.Minute) // nobody is sent more than 24 messages a minute
	for _, p := range []*talker{head, staff, governance} {
		p.says("签字确认").hears("已签字", "还差")
	}
	civil.taps("签字确认")
	record := civil.hears("联合检查记录", "2026年第4季度", "派出所：未参加（二十三日也有任务）", "没有查：停业检修", "消防救援机构", "提交下次联席会议")
	if !strings.Contains(record, "社区补志愿者名单") {
		w.t.Errorf("the record lacks the remarks: %s", record)
	}
	head.hears("联合检查已全部签字完成")
	head.says("联合检查记录").hears("联合检查记录")

	o := w.occurrence(fourthQuarter)
	if o.State != safety.Done || o.DoneBy != civil.id {
		w.t.Errorf("the occurrence is %s by %s", o.State, o.DoneBy)
	}
	for rung, st := range w.steps(o.About()) {
		if st.State == safety.StepPlanned {
			w.t.Errorf("step %s is still planned", rung)
		}
	}
	w.read(func(tx *store.Tx) error {
		js, err := tx.Joints(w.ctx, safety.JointQuery{Waiting: true})
		if len(js) != 1 {
			w.t.Errorf("%d records wait for the joint meeting, want one", len(js))
		}
		hs, err2 := tx.Hazards(w.ctx, safety.HazardQuery{Source: safety.FromQuarterly})
		if len(hs) != 2 {
			w.t.Errorf("%d hazards came of it, want two", len(hs))
		}
		if err == nil {
			err = err2
		}
		return err
	})
}

func TestNextQuarterLooksBackAtWhatWasFoundAndRegistersWhatDidNotHold(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	third := "quarterly/2026-Q3/" + testdata.StreetGrid
	head := w.member(testdata.SafetyOfficeHead)
	staff := w.member(testdata.SafetyOfficeStaff)
	w.until("2026-09-14 09:30")
	head.says("定日期").says("今天").says("跳过").says("提交")
	w.only(third, head.id, testdata.KeyUnit)
	staff.says("查一处").taps("梧桐购物中心").says("除8外正常").says("三楼疏散门上了锁").sends("corridor-cluttered").says("当场改好了").sends("corridor-clear").sends("courtyard").says("提交")
	no := hazardNo.FindString(staff.hears("当场改好并销号"))

	w.until("2026-10-21 09:30")
	head.says("定日期").says("今天").says("跳过").says("提交")
	head.hears("联合检查定在今天")
	head.says("回头看").hears("上季度发现的 1 条", no, "已销号")
	head.says("除1外正常").says("疏散门又锁上了").says("跳过").says("提交")
	said := head.hears("又出现了，重新登记为")
	again := w.hazard(hazardNo.FindString(strings.SplitN(said, "重新登记为", 2)[1]))
	if again.RecurrenceOf != no || again.Source != safety.FromQuarterly || again.Place.Site != testdata.KeyUnit {
		t.Errorf("registered %+v, want a recurrence of %s at the same site", again, no)
	}
}

func TestAJointInspectionFixedForTodayBeginsAtTheNextHalfHour(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	head := w.member(testdata.SafetyOfficeHead)
	w.until("2026-09-14 09:10")
	head.says("定日期").says("今天").hears("跳过就写街道院内 09:30")
	head.says("跳过").says("提交").hears("联合检查定在今天 09:30")
	w.until("2026-09-14 10:10")
	head.says("改检查日期").says("今天").hears("跳过就写街道院内 09:30") // the same day again moves nothing
	head.says("跳过").says("再确认一次").says("提交").hears("联合检查定在今天 09:30")
	head.says("改检查日期").says("明天").hears("跳过就写街道院内 09:00")
	head.says("跳过").says("雨太大").says("提交").hears("联合检查定在明天 09:00")
}

func TestTheLadderOfAQuarterThatNobodyPlansClimbsToTheMinute(t *testing.T) {
	w := newWorld(t, "2026-10-08 08:55")
	lead, principal := w.member(testdata.StreetDeputyLead), w.member(testdata.StreetPrincipal)
	staff := w.member(testdata.SafetyOfficeStaff)
	w.until("2026-10-21 08:35")
	if at := staff.heardAt("季度联合检查还没定日期").Format("01-02 15:04"); at != "10-20 18:00" {
		t.Errorf("the safety office heard at %s, want on the tenth working day at 18:00", at)
	}
	if at := lead.heardAt("早报", "季度联合检查还没有定日期").Format("01-02 15:04"); at != "10-21 08:30" {
		t.Errorf("the deputy lead heard at %s, want in the next digest", at)
	}
	w.until("2026-12-31 18:05")
	if at := principal.heardAt("季度联合检查还没定日期").Format("01-02 15:04"); at != "12-29 09:00" {
		t.Errorf("the principal heard at %s, want two working days before the end", at)
	}
	if at := principal.heardAt("本季度没有做成联合检查").Format("01-02"); at != "12-31" {
		t.Errorf("the principal heard of the miss at %s", at)
	}
	steps := w.steps(safety.PeriodSubject + "quarterly/2026-Q4")
	for rung, st := range w.steps(safety.OccurrenceSubject + fourthQuarter) {
		steps[rung] = st
	}
	for rung, want := range map[string]string{
		"plan": "10-08 09:00", "no-date": "10-20 18:00", "before-20": "12-03 09:00", "before-10": "12-17 09:00", "before-5": "12-24 09:00",
		"late-5": "12-24 09:00", "late-2": "12-29 09:00", "missed": "12-31 18:00",
	} {
		st := steps[rung]
		if got := st.Due.In(safety.Shanghai).Format("01-02 15:04"); got != want || st.State != safety.StepTold || st.Ended.Sub(st.Due) > time.Minute {
			t.Errorf("rung %s is %s, due %s, ended %s (%s), want told at %s", rung, st.State, got, st.Ended.In(safety.Shanghai).Format("01-02 15:04"), st.Reason, want)
		}
	}
	if o := w.occurrence(fourthQuarter); o.State != safety.Missed {
		t.Errorf("the occurrence is %s, want missed", o.State)
	}
}

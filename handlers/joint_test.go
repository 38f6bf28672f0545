package handlers

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

func sampleQuarter() *safety.Occurrence {
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, safety.Shanghai)
	}
	return &safety.Occurrence{
		ID: "quarterly/2026-Q4/WT", Plan: "quarterly", Period: "2026-Q4", Grid: "WT", State: safety.Open,
		Opens: at(10, 1, 0), Due: at(12, 31, 18), Late: at(12, 31, 18).AddDate(0, 0, 15), Planned: at(11, 10, 9),
	}
}

func sampleJoint() *safety.JointInspection {
	return &safety.JointInspection{
		ID: "quarterly/2026-Q4/WT", Period: "2026-Q4", Grid: "WT", State: safety.JointPlanned, Fixed: 1, Lead: "wt_head", Assembly: "街道院内，上午九点",
		Targets: []safety.Target{{Grid: "0101"}, {Grid: "0104", Site: "0104-01"}}, Remarks: "高危单位疏散通道问题多，建议专项检查。",
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed; read the difference, then go test ./handlers -update\n%s", name, diff)
	}
}

func TestTheRecordOfAJointInspectionReadsAsTheGoldenFileSays(t *testing.T) {
	full := safety.JointRecord{
		Period: "2026年第4季度", Where: "梧桐街道", Day: "2026年11月10日", Assembly: "街道院内，上午九点",
		Bodies: []safety.RecordBody{
			{Name: "综治办", Came: []string{"甄诚"}}, {Name: "安监办", Came: []string{"俞建禾", "谷雨晴"}}, {Name: "公安派出所", Why: "当天有安保任务"},
			{Name: "民政所", Came: []string{"岑朗"}}, {Name: "工商所"},
		},
		Targets: []safety.RecordTarget{
			{Name: "梧桐购物中心", Why: "超期隐患 2 条；隐患高危单位", By: "谷雨晴", Passed: 20, Failed: 2, Lines: []string{
				"疏散通道、安全出口、消防车通道畅通：三楼通道堆货（当场改好，YH-2026-01-0007）",
				"自动报警、喷淋、防排烟在正常状态，未擅自停用：喷淋阀关着（登记隐患，YH-2026-01-0008）",
			}},
			{Name: "临河路加油站", Why: "重点单位本季度还没查过", Skipped: "停业检修"},
			{Name: "金穗大厦", Why: "有人反映"},
		},
		Fixed: 1, Proofs: 2, Registered: 1,
		Proposals:   []safety.RecordProposal{{No: "YH-2026-01-0008", What: "喷淋阀关着", To: "消防救援机构"}},
		Communities: []safety.RecordCommunity{{Name: "梧桐里社区", Wanting: []string{"志愿者队伍在活动：名单还是去年的"}}, {Name: "临河社区"}},
		LookBack: []safety.LookBack{
			{No: "YH-2026-02-0003", Text: "河畔大酒店 应急灯不亮", Answer: safety.Pass},
			{No: "YH-2026-02-0004", Text: "春晖养老院 通道堆物", Answer: safety.Fail, Note: "又堆了", Hazard: "YH-2026-02-0019"},
			{Text: "北苑社区：人员名册是现在的（缺一人）", Answer: safety.NotApplicable, Note: "负责人外出"},
			{No: "YH-2026-02-0005", Text: "石桥液化气站 超量", Answer: safety.Fail, Note: "还没运走"},
		},
		Remarks: "高危单位疏散通道问题多，建议专项检查。", Signed: []string{"俞建禾", "谷雨晴"}, Sheets: 1, SentAt: "2026年11月12日",
	}
	golden(t, "joint_record.txt", recordText(full)+"\n\n==\n\n"+recordText(safety.JointRecord{Where: "梧桐街道", Period: "2026年第4季度"})+"\n")
}

func TestALongRecordComesInPartsThatEachFitAMessage(t *testing.T) {
	text := strings.Repeat("第一处：通道堆物，登记隐患。\n", 200)
	parts := inParts(text)
	if strings.Join(parts, "\n") != text {
		t.Error("the parts are not the text")
	}
	for _, p := range parts {
		if len(p) > 2048 {
			t.Errorf("a part has %d bytes", len(p))
		}
	}
}

func TestNoticesOfTheJointInspectionReadAsTheGoldenFileSays(t *testing.T) {
	joint := func(planned bool, mark safety.Mark, state safety.OccurrenceState, level int) words {
		w := sample("joint_invited")
		w.Step = &safety.Step{Ladder: "Q", Mark: mark, Level: level, Due: w.now}
		w.Words["plan"] = "季度联合检查"
		w.Occurrence.State = state
		if !planned {
			w.Occurrence.Planned = time.Time{}
		}
		return w
	}
	var b strings.Builder
	for _, tc := range []struct {
		name string
		put  func(words) saying
		w    words
	}{
		{"plan it", periodReminder, joint(false, safety.MarkEve, safety.Open, 0)},
		{"still no day near the end", periodReminder, joint(false, safety.MarkDue, safety.Open, 0)},
		{"not done near the end", periodReminder, joint(true, safety.MarkDue, safety.Open, 0)},
		{"no day, to the street", stepFired, joint(false, safety.MarkEve, safety.Open, 2)},
		{"not done, to the street", stepFired, joint(true, safety.MarkDue, safety.Open, 3)},
		{"missed", stepFired, joint(true, safety.MarkMissed, safety.Missed, 3)},
		{"told those below", steppedUp, joint(false, safety.MarkEve, safety.Open, 2)},
		{"told those below of the principal", steppedUp, joint(true, safety.MarkDue, safety.Open, 3)},
	} {
		said := tc.w.placed(tc.put(tc.w))
		fmt.Fprintf(&b, "== %s\n%s\n\n", tc.name, render(said))
		if c := said.body.Card; c != nil && len([]rune(c.Title)) > 26 {
			t.Errorf("%s: title has %d characters", tc.name, len([]rune(c.Title)))
		}
	}
	golden(t, "notices_joint.txt", b.String())
}

package handlers

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gridwarden/bot"
	"gridwarden/config"
	"gridwarden/safety"
)

// defaultPolicy is the policy as it is delivered, for those who only read it.
var defaultPolicy = sync.OnceValue(func() *safety.Policy {
	p, err := config.LoadPolicy("")
	if err != nil {
		panic(err)
	}
	return p
})

var update = flag.Bool("update", false, "rewrite golden files")

// sample is what every wording can be tried with.
func sample(kind safety.NoticeKind) words {
	now := time.Date(2026, 9, 29, 9, 0, 0, 0, safety.Shanghai)
	h := &safety.Hazard{
		ID: "c1", No: "YH-2026-01-0007", State: safety.Assigned, Severity: safety.General, Category: "exit",
		Place: safety.Place{Grid: "0101", Label: "梧桐里一号院 2 单元"}, What: "楼道里堆了纸箱和旧家具", Source: safety.FromPublic,
		Reporter: "wt_volunteer", Finder: "wt_lead", Party: "wt_owner", ClaimedBy: "wt_owner", Requirement: "清空楼道，保持畅通",
		NoticeNo: "〔2026〕第3号", Reason: "还剩两个纸箱", ReopenCount: 1,
		Since: now, ReportedAt: now.AddDate(0, 0, -11), RegisteredAt: now.AddDate(0, 0, -11), Deadline: time.Date(2026, 9, 28, 18, 0, 0, 0, safety.Shanghai),
		Evidence: []safety.Evidence{{Photo: "p1", Stage: safety.Before}, {Photo: "p2", Stage: safety.After}},
	}
	o := &safety.Occurrence{
		ID: "weekly/2026-W40/0101", Plan: "weekly", Period: "2026-W40", Grid: "0101", State: safety.Open, Misses: 2,
		Opens: now.AddDate(0, 0, -1).Add(-9 * time.Hour), Due: now.AddDate(0, 0, 5).Add(9 * time.Hour), Late: now.AddDate(0, 0, 8).Add(9 * time.Hour),
	}
	roster := safety.NewRoster(safety.Roster{
		Grids: []safety.Grid{
			{Code: "WT", Name: "梧桐街道", Level: safety.Street}, {Code: "01", Name: "梧桐里社区", Parent: "WT", Level: safety.Community},
			{Code: "0101", Name: "梧桐里一号院", Parent: "01", Level: safety.Courtyard},
		},
		Members: []safety.Member{{ID: "wt_lead", Name: "苗巧云"}, {ID: "wt_owner", Name: "鲍来福"}, {ID: "wt_volunteer", Name: "柴小满"}, {ID: "wt_deputy", Name: "晏秀禾"}, {ID: "wt_chief", Name: "葛淑英"}},
		Assignments: []safety.Assignment{
			{Member: "wt_deputy", Role: safety.StreetDeputyLead, Grid: "WT"}, {Member: "wt_chief", Role: safety.CommunityHead, Grid: "01"},
		},
	})
	policy := defaultPolicy()
	n := safety.Notice{
		Kind: kind, To: []string{"wt_deputy"}, Hazard: h, Step: &safety.Step{Ladder: "H-general", Rung: "overdue-2", Level: 2, Due: now},
		Lines: []safety.Line{{N: 1, Subject: "hazard:c1", No: h.No, Text: "梧桐里一号院 楼道堆物，整改中，超期 1 天"}, {N: 2, Subject: "occurrence:x", Text: "梧桐里社区·梧桐里二号院 每周楼院检查漏查，连续 2 次"}},
		Words: map[string]string{
			"plan": "每周楼院检查", "grid": "梧桐里社区", "missed": "2", "all": "6", "late": "10月8日（周四）18:00", "leader": "晏秀禾", "role": "楼院长",
			"who": "柴小满", "where": "梧桐里社区·梧桐里一号院", "mobile": "13900000001", "text": "3 号楼着火了", "from": "祁文柏", "to": "樊冬青",
			"reason": "账号不在应用可见范围内", "week": "2026年第39周", "clean": "3", "reports": "2", "why": "不是照片", "n": "10", "sha256": "0a1b2c",
			"no": "DB-2026-01-0003", "by": "9月30日（周三）18:00", "words": "三天内清空，拍照回复", "title": "梧桐里一号院 楼道堆物", "answer": "已清空楼道，装了门禁",
			"outcome": "已复查通过", "due": "128", "gaps": "3", "fresh": "1", "fates": "已发 120，合并发出 8", "silences": "1", "first": "催晚了：YH-2026-01-0007 应在 9:00，10:00 才催", "overdue": "超期 1 天",
			"leave": "c9", "days": "9月28日（周一）到9月30日（周三）", "stand_in": "阮守田", "asked": "阮守田", "posts": "梧桐里社区·梧桐里一号院楼院长",
			"back": "10月1日（周四）", "last": "9月30日（周三）", "side": "takes", "missing": "樊冬青", "reported": "2", "closed": "1", "done": "1",
		},
	}
	switch kind {
	case "hazard_merged", "hazard_merged_news":
		h.State, h.MergedInto = safety.Merged, "YH-2026-01-0003"
	case "hazard_suspended", "hazard_suspended_news":
		h.State, h.LookAt, h.Interim = safety.Suspended, now.AddDate(0, 0, 21), "围挡隔离，每天巡查"
		n.Ask = safety.Ask{Do: safety.Suspend, By: "wt_office", At: now, Reason: "要等老旧小区改造", Until: h.LookAt}
	case "extension_asked":
		n.Ask = safety.Ask{Do: safety.Extend, By: "wt_owner", At: now, Reason: "配件周五才到", Interim: "专人看守", Until: now.AddDate(0, 0, 6)}
	case "suspension_asked":
		n.Ask = safety.Ask{Do: safety.Suspend, By: "wt_lead", At: now, Reason: "要等老旧小区改造", Interim: "围挡隔离", Until: now.AddDate(0, 0, 21)}
	case "severity_asked":
		n.Ask = safety.Ask{Do: safety.ChangeSeverity, By: "wt_lead", At: now, Reason: "通道完全堵死", Severity: safety.Serious}
	case "hazard_interim":
		h.Interim, n.Words["who"] = "专人看守，停止充电", "鲍来福"
	case "hazard_returned":
		h.State, h.ReturnCount, h.Reason, n.Words["who"] = safety.Registered, 1, "不归我管：这段楼道归物业管", "鲍来福"
	case "hazard_chronic":
		n.Words["why"] = "90 天内同一地点同类隐患销号 3 次以上"
	case "hazard_to_verify", "hazard_looked_at":
		h.State, h.Deadline, h.Reason = safety.Verifying, time.Time{}, "确实堆了纸箱，占了一半通道"
	case "period", "excuse_asked", "excused", "excuse_denied", "spot_check":
		n.Hazard, n.Occurrence = nil, o
	case "window_preview":
		n.Hazard, n.Step, n.Preview = nil, nil, samplePreview(now)
	case "soft_duty":
		n.Step.Level = 0
		n.Hazard, n.SoftDuty = nil, &safety.SoftDuty{
			ID: "publicity/fire-month-2026-1130p/01", Kind: safety.Publicity, Name: "消防宣传月", Grid: "01", Who: safety.CommunitySafetyOfficer,
			Due: now.AddDate(0, 0, 9).Add(9 * time.Hour), Reasons: []string{"消防宣传月", "寒衣节"},
		}
	case "deadline_moved":
		n.Words = map[string]string{"year": "2027"}
	case "calendar_missing", "calendar_arrived":
		n.Hazard, n.Words = nil, map[string]string{"year": "2027", "moved": "3"}
	}
	if strings.HasPrefix(string(kind), "joint_") {
		n.Hazard, n.Occurrence, n.Joint = nil, sampleQuarter(), sampleJoint()
		n.Words["who"], n.Words["reason"], n.Words["was"], n.Words["body"], n.Words["coming"] = "俞建禾", "当天有安保任务", "9月22日（周二）09:00", "公安派出所", "不能参加"
	}
	sampleTransfer(&n, now)
	if _, ok := nowhere[kind]; ok {
		n.Hazard = nil // they are told without a matter
	}
	return words{n, now, roster, policy}
}

// samplePreview is the National Day of the sample street, three days ahead.
func samplePreview(now time.Time) *safety.Preview {
	return &safety.Preview{
		Occasion: safety.Occasion{
			Window: safety.Window{ID: "national-day", Name: "国庆节"}, Year: 2026, From: safety.Day(now).AddDate(0, 0, 3), To: safety.Day(now).AddDate(0, 0, 15),
		},
		Tasks: []safety.PreviewLine{
			{Name: "节前联合检查", Who: safety.SafetyOfficeHead, Number: 12, Shared: 2}, {Name: "节日巡查", Who: safety.PatrolMember, Number: 28},
			{Name: "节后回头看", Who: safety.CommunitySafetyOfficer, Number: 4},
		},
		Effects: []string{"启用值班表"},
	}
}

// said is a notice as it is posted.
func said(kind safety.NoticeKind, w words) saying { return w.placed(wording[kind](w)) }

func render(s saying) string {
	if s.body.Card != nil {
		return bot.PlainText(*s.body.Card) + "\n  ⇒ " + s.line
	}
	return s.body.Text + "\n  ⇒ " + s.line
}

func TestNoticesReadAsTheGoldenFileSays(t *testing.T) {
	var b strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(wording)) {
		fmt.Fprintf(&b, "== %s\n%s\n\n", kind, render(said(kind, sample(kind))))
	}
	for _, rung := range []struct {
		name, ladder, id, to string
		level                int
	}{
		{"remind", "H-general", "before-1d", "wt_owner", 0}, {"inform", "H-serious", "registered", "wt_chief", 1},
		{"ask the community", "H-general", "overdue-1", "wt_chief", 1},
	} {
		w := sample("step")
		w.To = []string{rung.to}
		w.Step.Ladder, w.Step.Rung, w.Step.Level = rung.ladder, rung.id, rung.level
		fmt.Fprintf(&b, "== step/%s\n%s\n\n", rung.name, render(said("step", w)))
	}
	for _, gaps := range []string{"0", "2"} {
		w := sample("audit_report")
		w.Words["gaps"], w.Words["fresh"] = gaps, "0"
		fmt.Fprintf(&b, "== audit_report/%s\n%s\n\n", gaps, render(said("audit_report", w)))
	}
	for _, state := range safety.OpenHandovers() {
		for _, kind := range []safety.NoticeKind{"handover_step", "stepped_up"} {
			w := sample(kind)
			w.Handover = sampleHandover(state, w.now)
			fmt.Fprintf(&b, "== %s/%s\n%s\n\n", kind, string(state), render(said(kind, w)))
		}
	}
	for _, kind := range []safety.NoticeKind{"watch_step", "notification_step", "treatment_step"} {
		w := sample(kind)
		w.Step.Level = 0
		fmt.Fprintf(&b, "== %s/to those who do it\n%s\n\n", kind, render(said(kind, w)))
	}
	w := sample("step")
	w.Hazard, w.Occurrence = nil, sample("period").Occurrence
	fmt.Fprintf(&b, "== step/missed\n%s\n", render(said("step", w)))
	fmt.Fprintf(&b, "\n%s", ofWindows())

	file := filepath.Join("testdata", "notices.txt")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("notices changed; read the difference, then go test ./handlers -update\n%s", diff)
	}
}

// ofWindows are the notices whose words differ when a window stands behind them.
func ofWindows() string {
	var b strings.Builder
	w := sample("window_preview")
	w.Words["again"] = "again"
	fmt.Fprintf(&b, "== window_preview/again\n%s\n\n", render(said("window_preview", w)))
	w = sample("soft_duty")
	w.Step.Level = 1
	fmt.Fprintf(&b, "== soft_duty/passed\n%s\n\n", render(said("soft_duty", w)))
	w = sample("period")
	w.Occurrence.Special = &safety.Special{Kind: safety.DoCheck, Name: "节前联合检查", Who: safety.SafetyOfficeHead, Reasons: []string{"国庆节"}}
	w.Words["plan"] = "节前联合检查"
	fmt.Fprintf(&b, "== period/special\n%s\n\n", render(said("period", w)))
	w = sample("missed_list")
	w.Words["special"], w.Words["plan"] = "国庆节", "节前联合检查"
	fmt.Fprintf(&b, "== missed_list/special\n%s\n", render(said("missed_list", w)))
	return b.String()
}

func TestEveryNoticeOfTheDomainHasItsWords(t *testing.T) {
	files, err := filepath.Glob("../safety/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				checkCalled(t, name, call)
			}
			kv, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			key, isKey := kv.Key.(*ast.Ident)
			lit, isLit := kv.Value.(*ast.BasicLit)
			if isKey && isLit && (key.Name == "Kind" || roles[key.Name]) && lit.Kind == token.STRING {
				found++
				if kind := safety.NoticeKind(strings.Trim(lit.Value, `"`)); wording[kind] == nil {
					t.Errorf("%s: notice %q has no words", name, kind)
				}
			}
			return true
		})
	}
	if found < 20 {
		t.Errorf("found only %d notices: the test looks in the wrong place", found)
	}
}

// checkCalled looks at the kinds that are given to a maker of notices.
func checkCalled(t *testing.T, file string, call *ast.CallExpr) {
	t.Helper()
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !strings.HasSuffix(sel.Sel.Name, "Notice") {
		return
	}
	for _, arg := range call.Args {
		if lit, ok := arg.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if kind := safety.NoticeKind(strings.Trim(lit.Value, `"`)); wording[kind] == nil {
				t.Errorf("%s: notice %q has no words", file, kind)
			}
		}
	}
}

// roles are the keys of safety's table of news.
var roles = map[string]bool{"CommunitySafetyOfficer": true, "Reporter": true, "Party": true, "Reviewer": true,
	"CourtyardLead": true, "SafetyOfficeHead": true, "Applicant": true, "Approver": true}

func TestCardsKeepWithinWhatThePlatformShows(t *testing.T) {
	for kind, put := range wording {
		c := put(sample(kind)).body.Card
		if c == nil {
			continue
		}
		if n := len([]rune(c.Title)); n > 36 {
			t.Errorf("%s: title has %d characters, 36 are shown", kind, n)
		}
		if len(c.Fields) > 6 || len(c.Buttons) > 6 {
			t.Errorf("%s: %d fields and %d buttons, 6 are allowed", kind, len(c.Fields), len(c.Buttons))
		}
		for _, f := range c.Fields {
			if len([]rune(f.Name)) > 5 || len([]rune(f.Value)) > 30 {
				t.Errorf("%s: field %s is cut: %s", kind, f.Name, f.Value)
			}
		}
		for _, b := range c.Buttons {
			if len([]rune(b.Text)) > 10 {
				t.Errorf("%s: button %s is cut", kind, b.Text)
			}
		}
	}
}

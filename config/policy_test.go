package config

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"
	"github.com/6tail/lunar-go/calendar"
	"github.com/google/go-cmp/cmp"

	"gridwarden/safety"
)

var update = flag.Bool("update", false, "rewrite golden files")

func defaultPolicy(t testing.TB) *safety.Policy {
	t.Helper()
	p, err := LoadPolicy("")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// at reads "2026-09-18 10:00" as Shanghai time.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, safety.Shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

func show(t time.Time) string { return t.In(safety.Shanghai).Format("2006-01-02 15:04") }

func TestTheDefaultPolicyHasNoMistakes(t *testing.T) {
	for _, p := range CheckPolicy("") {
		t.Error(p)
	}
	p := defaultPolicy(t)
	if n := len(p.Checklists["RC"].Items); n != 24 {
		t.Errorf("the weekly check has %d items, domain.md 9.1 has 24", n)
	}
	for _, name := range []string{"W", "H-general", "H-serious", "H-major", "R", "V"} {
		if len(p.Ladders[name].Rungs) == 0 {
			t.Errorf("ladder %s is empty", name)
		}
	}
}

// climb is every rung of a hazard that nobody touches after it was registered.
func due(p *safety.Policy, s safety.Severity, registered time.Time) (time.Time, map[string]string) {
	limit := p.Limits[s]
	deadline := limit.Deadline(limit.Rectify, registered, p.Calendar)
	rungs := map[string]string{}
	for _, step := range p.Ladders[limit.Ladder].Plan(safety.MarkDue, deadline, p.Calendar) {
		rungs[step.Rung.ID] = fmt.Sprintf("L%d %s %s", step.Rung.Level, step.Rung.Do, show(step.Due))
	}
	return deadline, rungs
}

// The oracle of domain.md 7, scenario 6. That the draft is delivered at
// 2026-10-08 09:00 is the deliverer's part.
func TestTheWorkedExampleOfTheLadders(t *testing.T) {
	p := defaultPolicy(t)
	deadline, got := due(p, safety.General, at("2026-09-18 10:00"))
	if show(deadline) != "2026-09-28 18:00" {
		t.Errorf("general is due %s", show(deadline))
	}
	want := map[string]string{
		"before-3d": "L0 remind 2026-09-25 09:00", "before-1d": "L0 remind 2026-09-27 09:00", "due-day": "L0 remind 2026-09-28 09:00",
		"overdue-1": "L1 ask 2026-09-29 09:00", "overdue-2": "L2 ask 2026-09-30 09:00", "overdue-5": "L3 ask 2026-10-10 09:00",
		"handover": "L2 draft 2026-10-05 18:00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("general (-want +got):\n%s", diff)
	}

	deadline, got = due(p, safety.Serious, at("2026-09-18 10:00"))
	if show(deadline) != "2026-09-21 10:00" {
		t.Errorf("serious is due %s", show(deadline))
	}
	want = map[string]string{
		"before-24h": "L0 remind 2026-09-20 10:00", "before-4h": "L0 remind 2026-09-21 06:00",
		"overdue-0": "L2 ask 2026-09-21 10:00", "overdue-24h": "L3 ask 2026-09-22 10:00", "handover": "L2 draft 2026-09-23 10:00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("serious (-want +got):\n%s", diff)
	}
}

// Every week of two years: the rungs of the weekly check stand where domain.md 7
// puts them, and the street never hears of a miss before the community.
func TestTheWeeklyLadderKeepsItsOrderThroughHolidays(t *testing.T) {
	p := defaultPolicy(t)
	plan, c := p.Plans[0], p.Calendar
	for week := plan.Every.Period(at("2025-01-01 00:00")); week.From.Before(at("2027-01-01 00:00")); week = week.Next() {
		opens, deadline, missed, _ := plan.Window(week, c)
		rungs := map[string]time.Time{}
		for mark, from := range map[safety.Mark]time.Time{safety.MarkOpened: opens, safety.MarkDue: deadline, safety.MarkMissed: missed} {
			for _, step := range p.Ladders[plan.Ladder].Plan(mark, from, c) {
				rungs[step.Rung.ID] = step.Due
			}
		}
		for id, want := range map[string]string{"open": "Mon 09:00", "midweek": "Thu 09:00", "saturday": "Sat 10:00", "last-call": "Sun 10:00"} {
			if got := rungs[id].Format("Mon 15:04"); got != want || !rungs[id].Before(deadline) {
				t.Errorf("%s: %s is %s", week.ID, id, got)
			}
		}
		community, street := rungs["missed"], rungs["not-made-up"]
		if !c.IsWorkday(community) || !community.Equal(c.NextWorkday(deadline).Add(9*time.Hour)) {
			t.Errorf("%s: the community hears %s", week.ID, show(community))
		}
		if street.Before(community) {
			t.Errorf("%s: the street hears %s, before the community %s", week.ID, show(street), show(community))
		}
		if wednesday := week.To.AddDate(0, 0, 2); c.IsWorkday(wednesday) && !street.Equal(wednesday.Add(18*time.Hour)) {
			t.Errorf("%s: the street hears %s, not on Wednesday 18:00", week.ID, show(street))
		}
	}
}

func TestTheCalendarAgreesWithLunarGo(t *testing.T) {
	c := defaultPolicy(t).Calendar
	for day := at("2025-01-01 00:00"); day.Year() <= 2026; day = day.AddDate(0, 0, 1) {
		listed := HolidayUtil.GetHoliday(day.Format(time.DateOnly))
		want := day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
		if listed != nil {
			want = listed.IsWork()
		}
		if got := c.IsWorkday(day); got != want {
			t.Errorf("%s: working day %v, lunar-go says %v", day.Format(time.DateOnly), got, want)
		}
		if _, off := c.Holiday(day); listed != nil && off == listed.IsWork() {
			t.Errorf("%s: holiday %v, lunar-go says work %v", day.Format(time.DateOnly), off, listed.IsWork())
		}
		if c.Provisional(day) {
			t.Errorf("%s is provisional", day.Format(time.DateOnly))
		}
	}
}

// The oracle table of domain.md 8.3, computed from the moon and the sun.
func TestTheFestivalsAgreeWithLunarGo(t *testing.T) {
	var file struct {
		Festivals map[int]safety.Festivals `yaml:"festivals"`
	}
	text, err := defaults.ReadFile("policy/" + festivalsFile)
	if err != nil {
		t.Fatal(err)
	}
	if _, problems := decode(festivalsFile, text, &file); len(problems) > 0 {
		t.Fatal(problems)
	}
	lunar := map[string][2]int{"春节": {1, 1}, "元宵": {1, 15}, "三月三": {3, 3}, "端午": {5, 5}, "中元": {7, 15}, "中秋": {8, 15}, "重阳": {9, 9}, "寒衣节": {10, 1}}
	for year := 2025; year <= 2032; year++ {
		want := safety.Festivals{}
		date := func(y, m, d int) string {
			solar := calendar.NewLunarFromYmd(y, m, d).GetSolar()
			return fmt.Sprintf("%02d-%02d", solar.GetMonth(), solar.GetDay())
		}
		for name, md := range lunar {
			want[name] = date(year, md[0], md[1])
		}
		want["小年"] = date(year-1, 12, 23)
		newYear := calendar.NewLunarFromYmd(year, 1, 1).GetSolar()
		want["除夕"] = newYear.NextDay(-1).ToYmd()[5:]
		want["清明"] = newYear.GetLunar().GetJieQiTable()["清明"].ToYmd()[5:]
		if diff := cmp.Diff(want, file.Festivals[year]); diff != "" {
			t.Errorf("%d (-lunar-go +festivals.yaml):\n%s", year, diff)
		}
	}
}

func TestEmergencyWordsAreHeardAndTheirOppositesAreNot(t *testing.T) {
	e := defaultPolicy(t).Emergency
	for text, want := range map[string]bool{
		"着火了！3号楼": true, "楼道里有很大的燃气味": true, "有人被困电梯": true, "我家着火了怎么办": true, "二楼在冒烟，没有着火": true,
		"今天没有着火": false, "下午有着火怎么办演练": false, "纸箱堆在楼道，容易着火": false, "飞线充电有触电隐患": false,
		"消防通道被堵": false, "发宣传单防煤气中毒": false,
	} {
		if got := e.Alarming(text); got != want {
			t.Errorf("%s: alarming %v", text, got)
		}
	}
}

func TestEveryWeeklyItemSuggestsItsOwnCategory(t *testing.T) {
	p := defaultPolicy(t)
	for text, want := range map[string]safety.Category{
		"三楼楼道堆满纸箱": "passage", "消防车道停满了车，进不来": "fire_lane", "门厅里给电瓶车充电": "ebike", "灭火器压力不够": "fire_equipment",
		"电表箱里电线裸露": "electrical", "厨房燃气软管老化": "gas", "阁楼里住人": "living", "外墙瓷砖脱落": "structure", "井盖坏了": "public_place", "不知道算什么": "other",
	} {
		if got := p.Suggest(text); got != want {
			t.Errorf("%s: suggested %s, want %s", text, got, want)
		}
	}
}

func TestTheLaddersInTheDocsAreThoseOfThePolicy(t *testing.T) {
	p := defaultPolicy(t)
	var b strings.Builder
	b.WriteString("# 催办阶梯 (ladders)\n\n由默认办法 `config/policy/ladders.yaml` 生成：`go test ./config -run Ladders -update`。\n")
	names := make([]string, 0, len(p.Ladders))
	for name := range p.Ladders {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString("\n" + safety.LadderTable(p.Ladders[name]))
	}
	fresh(t, "ladders.md", b.String())
}

func TestTheVisibilityInTheDocsIsThatOfThePolicy(t *testing.T) {
	fresh(t, "visibility.md", safety.VisibilityDoc(defaultPolicy(t).Visibility))
}

func TestAFolderOverridesFileByFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "plans.yaml", strings.Replace(embedded(t, "plans.yaml"), "due: sun 18:00", "due: sat 12:00", 1))
	write(t, dir, "calendar/2027.yaml", "year: 2027\nsource: 测试\ndays:\n  - {date: 2027-01-01, name: 元旦, off: true}\n")
	write(t, dir, "..data/plans.yaml", "the older version of a mounted folder")
	p, err := LoadPolicy(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Plans[0].Due.String(); got != "sat 12:00" {
		t.Errorf("due %s", got)
	}
	if p.Calendar.Provisional(at("2027-03-01 00:00")) {
		t.Error("2027 is provisional although its table was given")
	}
	if p.Version == defaultPolicy(t).Version || p.Version == "" {
		t.Errorf("version %q does not tell the policies apart", p.Version)
	}
}

// fresh compares a generated document with the file in docs.
func fresh(t *testing.T, name, doc string) {
	t.Helper()
	file := filepath.Join("..", "docs", name)
	if *update {
		if err := os.WriteFile(file, []byte(doc), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), doc); diff != "" {
		t.Errorf("docs/%s is not fresh, run go test ./config -update (-docs +policy):\n%s", name, diff)
	}
}

func embedded(t testing.TB, name string) string {
	t.Helper()
	text, err := defaults.ReadFile("policy/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTheMatrixInTheDocsIsThatOfTheLifecycleAndThePolicy(t *testing.T) {
	fresh(t, "matrix.md", safety.MatrixDoc(safety.Lifecycle, defaultPolicy(t)))
}

func TestHandoverDocumentIsFresh(t *testing.T) {
	fresh(t, "handover.md", safety.HandoverDoc(safety.HandoverLife, defaultPolicy(t)))
}

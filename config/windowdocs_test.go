package config

import (
	"fmt"
	"strings"
	"testing"

	"gridwarden/safety"
)

// oracle is the table of domain.md 8.3.
const oracle = `
2025 01-22 01-28 01-29 02-12 03-31 04-04 05-31 09-06 10-06 10-29 11-20
2026 02-10 02-16 02-17 03-03 04-19 04-05 06-19 08-27 09-25 10-18 11-09
2027 01-30 02-05 02-06 02-20 04-09 04-05 06-09 08-16 09-15 10-08 10-29
2028 01-19 01-25 01-26 02-09 03-28 04-04 05-28 09-03 10-03 10-26 11-16
2029 02-06 02-12 02-13 02-27 04-16 04-04 06-16 08-24 09-22 10-16 11-06
2030 01-26 02-02 02-03 02-17 04-05 04-05 06-05 08-13 09-12 10-05 10-27
2031 01-16 01-22 01-23 02-06 03-25 04-05 06-24 09-01 10-01 10-24 11-15
2032 02-04 02-10 02-11 02-25 04-12 04-04 06-12 08-20 09-19 10-12 11-03
`

var oracleFestivals = []string{"小年", "除夕", "春节", "元宵", "三月三", "清明", "端午", "中元", "中秋", "重阳", "寒衣节"}

func TestTheFestivalsAreThoseOfTheOracle(t *testing.T) {
	c := defaultPolicy(t).Calendar
	for _, line := range strings.Split(strings.TrimSpace(oracle), "\n") {
		fields := strings.Fields(line)
		for i, name := range oracleFestivals {
			t.Run(fields[0]+" "+name, func(t *testing.T) {
				var year int
				fmt.Sscan(fields[0], &year)
				day, ok := c.Festival(year, name)
				if got := day.Format("01-02"); !ok || got != fields[i+1] {
					t.Errorf("%s, want %s", got, fields[i+1])
				}
			})
		}
	}
}

// The windows that a festival moves, in the years of the oracle.
func TestTheWindowsOfFestivalsLieWhereTheOracleSays(t *testing.T) {
	p := defaultPolicy(t)
	for _, tc := range []struct {
		key, from, to string
	}{
		{"spring-festival/2025", "2025-01-22", "2025-02-12"}, {"spring-festival/2026", "2026-02-10", "2026-03-03"}, {"spring-festival/2027", "2027-01-30", "2027-02-20"},
		{"spring-festival/2028", "2028-01-19", "2028-02-09"}, {"spring-festival/2029", "2029-02-06", "2029-02-27"}, {"spring-festival/2030", "2030-01-26", "2030-02-17"},
		{"spring-festival/2031", "2031-01-16", "2031-02-06"}, {"spring-festival/2032", "2032-02-04", "2032-02-25"},
		{"ghost-festival/2025", "2025-08-30", "2025-09-06"}, {"ghost-festival/2026", "2026-08-20", "2026-08-27"}, {"ghost-festival/2032", "2032-08-13", "2032-08-20"},
		{"cold-clothes/2026", "2026-11-02", "2026-11-09"}, {"cold-clothes/2031", "2031-11-08", "2031-11-15"},
		{"double-ninth/2026", "2026-10-15", "2026-10-18"}, {"lantern/2026", "2026-03-02", "2026-03-03"}, {"double-third/2026", "2026-04-18", "2026-04-19"},
		{"mid-autumn/2025", "2025-09-28", "2025-10-11"}, {"national-day/2025", "2025-09-28", "2025-10-11"},
		{"national-day/2026", "2026-09-28", "2026-10-10"}, {"new-year/2026", "2025-12-29", "2026-01-06"}, {"qingming/2026", "2026-04-01", "2026-04-09"},
		{"winter-spring/2026", "2026-11-01", "2027-03-31"}, {"disaster-day/2026", "2026-05-11", "2026-05-17"}, {"term-spring/2028", "2028-02-23", "2028-02-29"},
	} {
		t.Run(tc.key, func(t *testing.T) {
			for _, o := range p.Occasions(nil, at(tc.from+" 00:00"), at(tc.to+" 00:00")) {
				if o.Key() != tc.key {
					continue
				}
				if from, to := o.From.Format("2006-01-02"), o.To.Format("2006-01-02"); from != tc.from || to != tc.to {
					t.Errorf("%s to %s, want %s to %s", from, to, tc.from, tc.to)
				}
				return
			}
			t.Error("it is not there")
		})
	}
}

func TestTheWindowsInTheDocsAreThoseOfThePolicy(t *testing.T) {
	p := defaultPolicy(t)
	var b strings.Builder
	b.WriteString("# 节点年历 (windows of intensification)\n\n由默认办法 `config/policy/windows.yaml` 和放假安排生成：`go test ./config -run Windows -update`。\n" +
		"改日子、改检查表、加一个节点，都改 `windows.yaml`，再跑 `gridwarden policy check`。怎么写，见文件开头。\n\n" +
		"安监办在聊天里：发“节点”看近一个月的，“节点 国庆节”看明细，“同意节点 国庆节”、“撤回 国庆节”各一句话；“临时节点”另设一个。\n\n")
	for _, year := range p.Calendar.Years() {
		b.WriteString(safety.WindowYearTable(p, year) + "\n")
	}
	b.WriteString(safety.WindowTable(p))
	fresh(t, "windows.md", b.String())
}

package flow

import (
	"testing"
	"time"
)

func TestDatesAsPeopleWriteThem(t *testing.T) {
	now := time.Date(2026, 3, 5, 0, 30, 0, 0, shanghai) // a Thursday; still the 4th in UTC
	for said, want := range map[string]string{
		"今天": "2026-03-05", "明天": "2026-03-06", "大后天": "2026-03-08", "昨天": "2026-03-04",
		"周五": "2026-03-06", "星期天": "2026-03-08", "周日": "2026-03-08", "下周一": "2026-03-09", "上周三": "2026-02-25", "本周一": "2026-03-02", "下个星期二": "2026-03-10", "周4": "2026-03-05",
		"2026-3-8": "2026-03-08", "2026/03/08": "2026-03-08", "2026年3月8日": "2026-03-08", "20260308": "2026-03-08", "２０２６．３．８": "2026-03-08",
		"3月8日": "2026-03-08", "3.8": "2026-03-08", "三月八号": "2026-03-08", "12月30日": "2025-12-30", "8月1日": "2026-08-01", "2月28日": "2026-02-28",
		"8号": "2026-03-08", "28日": "2026-02-28", "3天后": "2026-03-08", "三天前": "2026-03-02", "十天以后": "2026-03-15",
	} {
		day, ok := parseDate(said, now)
		if !ok || day.Format(time.DateOnly) != want {
			t.Errorf("%q: got %s, %v, want %s", said, day.Format(time.DateOnly), ok, want)
		}
	}
	for _, said := range []string{"", "尽快", "三月", "2月30日", "13月1日", "2026-02-29", "0号", "周八", "月底"} {
		if day, ok := parseDate(said, now); ok {
			t.Errorf("%q was read as %s", said, day.Format(time.DateOnly))
		}
	}
}

package handlers

import (
	"testing"
	"time"
)

func TestWhatIsLeftOfADeadlineIsSaidInWholeUnitsThatHavePassed(t *testing.T) {
	for _, tc := range []struct {
		name string
		left time.Duration
		want string
	}{
		{"two days", 48 * time.Hour, "还剩 2 天"},
		{"almost two days", 48*time.Hour - time.Second, "还剩 47 小时"},
		{"an hour", time.Hour, "还剩 1 小时"},
		{"almost an hour", time.Hour - time.Second, "还剩 59 分钟"},
		{"a second", time.Second, "还剩 1 分钟"},
		{"at the due minute", 0, "刚到期"},
		{"still in the due minute", -59 * time.Second, "刚到期"},
		{"a minute over", -time.Minute, "已超期 1 分钟"},
		{"almost an hour over", -time.Hour + time.Second, "已超期 59 分钟"},
		{"an hour over", -time.Hour, "已超期 1 小时"},
		{"almost two days over", -48*time.Hour + time.Second, "已超期 47 小时"},
		{"two days over", -48 * time.Hour, "已超期 2 天"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			now := time.Date(2026, 9, 28, 18, 0, 0, 0, time.UTC)
			if got := left(now.Add(tc.left), now); got != tc.want {
				t.Errorf("%s left is said %q, want %q", tc.left, got, tc.want)
			}
		})
	}
}

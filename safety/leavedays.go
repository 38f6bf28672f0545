package safety

import (
	"fmt"
	"time"
)

// leaveFirst, leaveBetween and leaveLast are what people write around the days
// of a leave.
var (
	leaveFirst   = []string{" ", "从", "自", "我", "要", "想", "请", "请假", "休假", "在", ":", ","}
	leaveBetween = []string{" ", "到", "至", "-", "起", "开始", "一直", "直", ",", "、", "请假", "休假", "共", "上午", "下午", "早上", "晚上", "/"}
	leaveLast    = []string{" ", "请假", "休假", "的假", "结束", "为止", "止", "。", ".", "上午", "下午", "晚上", "回来", "上班前", "一天", "两天", "整天", "共"}
)

// ParseDays reads the first and last day of a leave as people write them: 明天,
// 下周一到周三, 10月1日到7日, 明天起3天, 3天, 下周. The refusal says how to write it.
func ParseDays(text string, now time.Time) (from, to time.Time, err error) {
	s, today := newScan(text), Day(now)
	s.skip(leaveFirst)
	if from, to, ok := s.wholeWeek(today); ok && s.tail() {
		return latest(from, today), to, nil
	}
	if n, ok := s.dayCount(); ok { // 3天: from today on
		if !s.tail() {
			return from, to, errDays
		}
		return today, today.AddDate(0, 0, n-1), nil
	}
	from, ok := s.leaveDay(today, today)
	if !ok {
		return from, to, errDays
	}
	to = from
	mark := s.at
	s.skip(leaveBetween)
	switch n, counted := s.dayCount(); {
	case counted:
		to = from.AddDate(0, 0, n-1)
	default:
		last, ok := s.leaveDay(from, today)
		if !ok {
			s.at = mark
			break
		}
		to = last
	}
	s.skip(leaveBetween)
	if !s.tail() || to.Before(from) {
		return from, to, errDays
	}
	return from, to, nil
}

var errDays = Refuse("没看懂是哪几天。请写成“明天”“下周一到周三”或“10月1日到10月7日”。")

// tail passes over what may stand behind the days, and says that nothing else does.
func (s *scan) tail() bool {
	s.skip(leaveLast)
	return s.end()
}

// dayCount reads 3天, 一周, 半个月.
func (s *scan) dayCount() (n int, ok bool) {
	ok = s.try(func() bool {
		t, err := s.span()
		n = t.Delay.n
		return err == nil && t.Given() && t.Delay.unit == days && n > 0 && s.text[s.at-1] != '日' // 7日 is a date
	})
	return n, ok
}

// wholeWeek reads 本周, 下周 where no day of the week follows.
func (s *scan) wholeWeek(today time.Time) (from, to time.Time, ok bool) {
	ok = s.try(func() bool {
		weeks := 0
		switch {
		case s.has("下"):
			weeks = 1
		case s.has("本"), s.has("这"):
		default:
			return false
		}
		s.has("个")
		if _, week := s.longest([]string{"周", "星期", "礼拜"}); !week {
			return false
		}
		s.has("整周")
		from = Week(today).AddDate(0, 0, 7*weeks)
		to = from.AddDate(0, 0, 6)
		return s.end()
	})
	return from, to, ok
}

// leaveDay reads a day on or after another: 明天, 周三, 10月7日, and 7日 or 7 where the
// month is known from the day before.
func (s *scan) leaveDay(after, today time.Time) (day time.Time, ok bool) {
	if day, ok = s.nearDay(today); ok {
		return day, true
	}
	relative := s.peek() != '下'
	if day, ok = s.weekday(today); ok {
		for relative && day.Before(after) {
			day = day.AddDate(0, 0, 7)
		}
		return day, true
	}
	if day, ok = s.date(today, true); ok {
		for day.Before(after) && after.After(today) && day.AddDate(1, 0, 0).Sub(after) < 100*24*time.Hour {
			day = day.AddDate(1, 0, 0)
		}
		return day, true
	}
	ok = s.try(func() bool {
		n, _, is := s.number()
		if !is || n < 1 || n > 31 {
			return false
		}
		if !s.has("日") && !s.has("号") && !s.end() {
			return false
		}
		day = after.AddDate(0, 0, n-after.Day())
		if n < after.Day() {
			day = time.Date(after.Year(), after.Month()+1, n, 0, 0, 0, 0, Shanghai)
		}
		return day.Day() == n
	})
	return day, ok
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// dayWords words a day: 9月18日（周五）.
func dayWords(t, now time.Time) string {
	t = t.In(Shanghai)
	year := ""
	if t.Year() != now.In(Shanghai).Year() {
		year = fmt.Sprintf("%d年", t.Year())
	}
	return fmt.Sprintf("%s%d月%d日（%s）", year, t.Month(), t.Day(), weekdays[t.Weekday()])
}

// spanOf words the days from one to another.
func spanOf(from, to, now time.Time) string {
	if Day(from).Equal(Day(to)) {
		return dayWords(from, now)
	}
	return dayWords(from, now) + "到" + dayWords(to, now)
}

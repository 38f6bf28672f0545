package safety

import (
	"fmt"
	"slices"
	"time"
)

// A Term is how long something may take, as a leader said it: a Delay, or a day
// and hour.
type Term struct {
	Delay   Delay
	At      time.Time
	Closing bool // no hour was said: until the office closes on the day of At
}

// Given says that a term was said.
func (t Term) Given() bool { return !t.Delay.IsZero() || !t.At.IsZero() }

// From is the moment a term ends when it begins at a moment; days roll as the
// limit of the matter's severity does (T-9).
func (t Term) From(at time.Time, roll bool, c *Calendar) time.Time {
	switch {
	case t.Closing:
		return c.close().on(t.At)
	case !t.At.IsZero():
		return t.At
	}
	return Limit{Roll: roll}.Deadline(t.Delay, at, c)
}

// termFirst and termLast stand around a term and add nothing to it.
var (
	termFirst = []string{" ", "限", "限期", "期限", "在", "于", "到", "至", "最晚", "最迟"}
	termLast  = []string{" ", "之内", "以内", "内", "之前", "以前", "前", "底前", "之后", "后", "完成", "办结", "办好", "办完", "整改到位", "整改完", "改好", "回复", "为限", "为止", "止"}
)

// spans are the units of a length of time; days counts in calendar days.
var spans = []struct {
	words  []string
	suffix string // of the Delay
	times  int
}{
	{[]string{"个工作日", "工作日", "wd"}, "wd", 1},
	{[]string{"个小时", "小时", "个钟头", "钟头", "h"}, "h", 1},
	{[]string{"个自然日", "自然日", "天", "d"}, "d", 1},
	{[]string{"个星期", "星期", "个礼拜", "礼拜", "周", "个周"}, "d", 7},
	{[]string{"个月"}, "d", 30},
}

// term reads a term, or stays where it was. The error asks about one that can
// mean two things.
func (s *scan) term(o *OrderText, now time.Time) (err error) {
	s.try(func() bool {
		to := false
		for _, first := range []string{" ", "到", "至"} {
			to = s.has(first) && first != " " || to
		}
		s.skip(termFirst)
		var t Term
		if t, err = s.span(); err != nil {
			return false
		}
		if !t.Given() {
			t, err = s.day(now, to || len(o.Lines) > 0)
		}
		if err != nil || !t.Given() {
			return false
		}
		o.Term = t
		s.skip(termLast)
		return true
	})
	return err
}

// span reads 3天, 三个工作日, 72小时, 一周, 半个月.
func (s *scan) span() (t Term, err error) {
	s.try(func() bool {
		if s.has("半个月") || s.has("半月") {
			t.Delay = Delay{n: 15, unit: days}
			return true
		}
		n, _, ok := s.number()
		s.skip([]string{" "})
		if !ok || n == 0 {
			return false
		}
		for _, f := range spans {
			if _, is := s.longest(f.words); is {
				d, bad := ParseDelay(fmt.Sprintf("%d%s", n*f.times, f.suffix))
				t.Delay = d
				return bad == nil
			}
		}
		if !s.has("日") {
			return false
		}
		if s.has("前") || s.has("之前") || s.has("以前") {
			err = Refuse("“%d日前”是 %d 天之内，还是这个月 %d 日之前？请写成“%d天”或“某月%d日前”。", n, n, n, n, n)
			return false
		}
		t.Delay = Delay{n: n, unit: days}
		return true
	})
	return t, err
}

var weekdayRunes = []rune("一二三四五六日")

// day reads 明天, 本周五, 9月30日, 30号, 月底, each with an hour if one follows; a day
// without one ends at the close of office.
func (s *scan) day(now time.Time, short bool) (t Term, err error) {
	today, said := Day(now), ""
	start := s.at
	at, ok := s.nearDay(today)
	if !ok {
		at, ok = s.weekday(today)
	}
	if !ok {
		at, ok = s.date(today, short)
	}
	if !ok {
		return Term{}, nil
	}
	said = string(s.text[start:s.at])
	hour, minute, named := s.hour()
	at = At(at, hour, minute)
	if !at.After(now) {
		return Term{}, Refuse("%s已经过了，请另写一个期限。", said)
	}
	return Term{At: at, Closing: !named}, nil
}

func (s *scan) nearDay(today time.Time) (time.Time, bool) {
	for _, f := range []struct {
		words []string
		days  int
	}{
		{[]string{"大后天"}, 3}, {[]string{"后天", "后日"}, 2}, {[]string{"明天", "明日", "明早", "明晚"}, 1},
		{[]string{"今天", "今日", "今晚", "当天"}, 0},
	} {
		if _, ok := s.longest(f.words); ok {
			return today.AddDate(0, 0, f.days), true
		}
	}
	if _, ok := s.longest([]string{"本月底", "这个月底", "月底", "月末", "本月末"}); ok {
		return today.AddDate(0, 1, -today.Day()), true
	}
	return time.Time{}, false
}

// weekday reads 周五, 本周五, 下周一, 星期天, 周末.
func (s *scan) weekday(today time.Time) (day time.Time, ok bool) {
	ok = s.try(func() bool {
		weeks := 0
		switch {
		case s.has("下下"):
			weeks = 2
		case s.has("下"):
			weeks = 1
		default:
			_ = s.has("本") || s.has("这")
		}
		s.has("个")
		if _, week := s.longest([]string{"周", "星期", "礼拜"}); !week {
			return false
		}
		n := slices.Index(weekdayRunes, s.peek())
		if s.peek() == '天' || s.peek() == '末' {
			n = 6
		}
		if n < 0 {
			return false
		}
		s.at++
		day = Week(today).AddDate(0, 0, 7*weeks+n)
		return true
	})
	return day, ok
}

// date reads 2026年9月30日, 9月30日, 30号, and 9-30 or 9/30 or 9.30 where a short form
// can only be a date.
func (s *scan) date(today time.Time, short bool) (day time.Time, ok bool) {
	ok = s.try(func() bool {
		n, digits, is := s.number()
		if !is {
			return false
		}
		year := 0
		if digits == 4 && (s.has("年") || s.has("-") || s.has("/")) {
			year, short = n, true
			if n, _, is = s.number(); !is {
				return false
			}
		}
		if year == 0 && s.has("号") {
			day = today.AddDate(0, 0, n-today.Day())
			if n < today.Day() {
				day = time.Date(today.Year(), today.Month()+1, n, 0, 0, 0, 0, Shanghai)
			}
			return n >= 1 && n <= 31 && !slices.Contains([]rune("楼院门单"), s.peek())
		}
		month := n
		if !s.has("月") && (!short || !s.has("-") && !s.has("/") && !s.has(".")) {
			return false
		}
		if n, _, is = s.number(); !is || month < 1 || month > 12 || n < 1 || n > 31 {
			return false
		}
		_ = s.has("日") || s.has("号")
		if day = time.Date(max(year, today.Year()), time.Month(month), n, 0, 0, 0, 0, Shanghai); year == 0 && day.Before(today.AddDate(0, -6, 0)) {
			day = day.AddDate(1, 0, 0)
		}
		return day.Day() == n
	})
	return day, ok
}

// hour reads 下午3点, 18:00, 中午; an hour that was not named, or 下班前, is when
// offices usually close.
func (s *scan) hour() (h, m int, named bool) {
	h = 18
	closing := false
	named = s.try(func() bool {
		s.skip([]string{" "})
		late := 0
		part, said := s.longest([]string{"上午", "早上", "中午", "下午", "晚上", "傍晚", "下班"})
		switch part {
		case "中午":
			h = 12
		case "上午", "早上":
			h = 12
		case "晚上":
			h, late = 21, 12
		case "下午", "傍晚":
			late = 12
		}
		n, _, is := s.number()
		if !is {
			closing = part == "下班"
			return said
		}
		switch {
		case s.has("点半"):
			m = 30
		case s.has("点"), s.has("时"):
			if minutes, _, more := s.number(); more && minutes < 60 {
				m = minutes
				s.has("分")
			}
		case s.has(":"):
			if m, _, is = s.number(); !is || m > 59 {
				m = 0
				return false
			}
		default:
			return false
		}
		if n > 23 {
			return false
		}
		if h = n; n < 12 {
			h += late
		}
		return true
	})
	return h, m, named && !closing
}

// ParseTerm reads a term by itself: 3天, 本周五, 9月30日. The refusal asks about one
// that can mean two things, or that is none.
func ParseTerm(text string, now time.Time) (Term, error) {
	s := newScan(text)
	var o OrderText
	s.skip(termFirst)
	if err := s.term(&o, now); err != nil {
		return Term{}, err
	}
	if !o.Term.Given() || trimTail(s.rest()) != "" {
		return Term{}, Refuse("没看懂到什么时候，请写成“7天”“下周五”或“9月30日”。")
	}
	return o.Term, nil
}

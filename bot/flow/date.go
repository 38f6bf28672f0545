package flow

import (
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Days are those of Shanghai, which has no summer time.
var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Date asks for a day; the variable gets its 00:00 in Shanghai. 2026-03-05,
// 3月5日, 3.5, 20260305, 5号, 明天, 下周五, 3天后 are understood; a date without a year is
// the nearest one. Bounds are a matter of Check.
func Date(key, prompt string, to *time.Time) Question {
	return Question{key: key, prompt: prompt, kind: dateKind{to}}
}

type dateKind struct{ to *time.Time }

func (k dateKind) take(_ context.Context, c Case, in input) (outcome, error) {
	day, ok := parseDate(in.text, c.When)
	if !ok {
		return outcome{reason: "没看懂是哪一天，请写成“3月5日”这样"}, nil
	}
	*k.to = day
	return outcome{verdict: complete, note: k.show()}, nil
}

func (k dateKind) clear()      { *k.to = time.Time{} }
func (k dateKind) blank() bool { return k.to.IsZero() }
func (k dateKind) free() bool  { return false }
func (k dateKind) lacks() string {
	if k.to.IsZero() {
		return "还没填"
	}
	return ""
}
func (k dateKind) show() string {
	if k.to.IsZero() {
		return ""
	}
	d := k.to.In(shanghai)
	return d.Format("2006年1月2日") + "（周" + string([]rune("日一二三四五六")[d.Weekday()]) + "）"
}
func (k dateKind) view(json.RawMessage, bool) view    { return view{} }
func (k dateKind) exact(string, json.RawMessage) bool { return false }

var (
	fullDate  = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?$`)
	plainDate = regexp.MustCompile(`^(20\d\d)(\d\d)(\d\d)$`)
	shortDate = regexp.MustCompile(`^(\d{1,2})[-/.月](\d{1,2})[日号]?$`)
	dayOnly   = regexp.MustCompile(`^(\d{1,2})[日号]$`)
	dayShift  = regexp.MustCompile(`^(\d{1,3})天(之?后|以后|之?前|以前)$`)
	weekDay   = regexp.MustCompile(`^(上上|下下|上|下|本|这)?个?(?:周|星期|礼拜)([一二三四五六日天1-7])$`)
)

var namedDays = map[string]int{
	"今天": 0, "今日": 0, "当天": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3,
}

var namedWeeks = map[string]int{"上上": -2, "上": -1, "": 0, "本": 0, "这": 0, "下": 1, "下下": 2}

// parseDate reads a day as it is written at a moment.
func parseDate(text string, now time.Time) (time.Time, bool) {
	s := strings.Join(strings.Fields(fold(text)), "")
	s = strings.Trim(s, "。,，!！")
	y, m, d := now.In(shanghai).Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, shanghai)
	if n, ok := namedDays[s]; ok {
		return today.AddDate(0, 0, n), true
	}
	if g := weekDay.FindStringSubmatch(s); g != nil {
		day := strings.IndexRune("一二三四五六日", []rune(g[2])[0]) / len("一")
		switch {
		case g[2] == "天":
			day = 6
		case g[2] <= "7":
			day = int(g[2][0] - '1')
		}
		monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
		return monday.AddDate(0, 0, 7*namedWeeks[g[1]]+day), true
	}
	s = arabic(s)
	if g := dayShift.FindStringSubmatch(s); g != nil {
		n, _ := strconv.Atoi(g[1])
		if strings.HasSuffix(g[2], "前") {
			n = -n
		}
		return today.AddDate(0, 0, n), true
	}
	for _, form := range []*regexp.Regexp{fullDate, plainDate} {
		if g := form.FindStringSubmatch(s); g != nil {
			return validDate(g[1], g[2], g[3])
		}
	}
	if g := shortDate.FindStringSubmatch(s); g != nil {
		return nearest(today, func(shift int) (time.Time, bool) {
			return validDate(strconv.Itoa(y+shift), g[1], g[2])
		})
	}
	if g := dayOnly.FindStringSubmatch(s); g != nil {
		return nearest(today, func(shift int) (time.Time, bool) {
			first := time.Date(y, m+time.Month(shift), 1, 0, 0, 0, 0, shanghai)
			return validDate(strconv.Itoa(first.Year()), strconv.Itoa(int(first.Month())), g[1])
		})
	}
	return time.Time{}, false
}

// arabic writes the Chinese numerals in s as digits.
func arabic(s string) string {
	var b strings.Builder
	for rs := []rune(s); len(rs) > 0; {
		n, used := leadingNumber(rs)
		if used == 0 {
			b.WriteRune(rs[0])
			rs = rs[1:]
			continue
		}
		if '0' <= rs[0] && rs[0] <= '9' {
			b.WriteString(string(rs[:used]))
		} else {
			b.WriteString(strconv.Itoa(n))
		}
		rs = rs[used:]
	}
	return b.String()
}

func validDate(year, month, day string) (time.Time, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, shanghai)
	ok := t.Year() == y && int(t.Month()) == m && t.Day() == d && y >= 1900 && y <= 9999
	return t, ok
}

// nearest is the candidate closest to a day, among the last, this and the next.
func nearest(to time.Time, candidate func(shift int) (time.Time, bool)) (best time.Time, found bool) {
	for _, shift := range []int{0, 1, -1} {
		t, ok := candidate(shift)
		if ok && (!found || t.Sub(to).Abs() < best.Sub(to).Abs()) {
			best, found = t, true
		}
	}
	return best, found
}

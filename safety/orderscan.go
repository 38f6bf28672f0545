package safety

import (
	"slices"
	"strings"
	"unicode"
)

// A scan reads what somebody typed from left to right. It holds the text as
// runes in one width and one case.
type scan struct {
	text []rune
	at   int
}

// newScan folds full-width characters, capitals and the many dashes.
func newScan(text string) *scan {
	fold := func(r rune) rune {
		switch {
		case r == '　' || unicode.IsSpace(r):
			return ' '
		case r >= '！' && r <= '～': // full width
			r -= '！' - '!'
		}
		switch r {
		case '－', '–', '—', '−', '~', '～':
			return '-'
		case '兩':
			return '两'
		case '後':
			return '后'
		}
		return unicode.ToLower(r)
	}
	return &scan{text: []rune(strings.Map(fold, strings.TrimSpace(text)))}
}

func (s *scan) rest() string { return strings.TrimSpace(string(s.text[s.at:])) }
func (s *scan) end() bool    { return s.rest() == "" }

func (s *scan) peek() rune {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

// has says whether a word stands next, and takes it.
func (s *scan) has(word string) bool {
	w := []rune(word)
	if len(s.text)-s.at < len(w) || string(s.text[s.at:s.at+len(w)]) != word {
		return false
	}
	s.at += len(w)
	return true
}

// longest takes the longest of the words that stands next.
func (s *scan) longest(words []string) (string, bool) {
	best := ""
	for _, w := range words {
		if start := s.at; len(w) > len(best) && s.has(w) {
			best, s.at = w, start
		}
	}
	return best, best != "" && s.has(best)
}

// skip passes over any of the words, as often as they come, and says whether
// there was one.
func (s *scan) skip(words []string) bool {
	from := s.at
	for {
		if _, ok := s.longest(words); !ok {
			return s.at > from
		}
	}
}

// try reads something, or stays where it was.
func (s *scan) try(read func() bool) bool {
	start := s.at
	if read() {
		return true
	}
	s.at = start
	return false
}

var chineseDigits = map[rune]int{
	'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
}

// number reads 3, 12, 三, 十二, 二十五, 一百, ③; digits says how many figures it had
// when it was written in figures.
func (s *scan) number() (n, digits int, ok bool) {
	start := s.at
	switch r := s.peek(); {
	case '0' <= r && r <= '9':
		for ; '0' <= s.peek() && s.peek() <= '9' && s.at-start < 9; s.at++ {
			n = n*10 + int(s.peek()-'0')
		}
		return n, s.at - start, true
	case '①' <= r && r <= '⑳':
		s.at++
		return int(r-'①') + 1, 0, true
	}
	unit, digit := 0, -1
	for ; ; s.at++ {
		r := s.peek()
		if d, is := chineseDigits[r]; is && digit < 0 {
			digit = d
			continue
		}
		factor := map[rune]int{'十': 10, '百': 100}[r]
		if factor == 0 || digit < 0 && s.at > start {
			break
		}
		unit, digit = unit+max(digit, 1)*factor, -1
		if digit == 0 {
			break
		}
	}
	if s.at == start {
		return 0, 0, false
	}
	return unit + max(digit, 0), 0, true
}

// listMarks stand between the numbers of a list.
var listMarks = []string{"、", ",", ".", ";", " ", "和", "与", "及", "以及", "还有", "跟", "第"}

// rangeMarks stand between the ends of a range.
var rangeMarks = []string{"-", "到", "至"}

// lineUnits may stand behind the number of a line.
var lineUnits = []string{"条", "项", "件", "个"}

// notLines behind a number say that it counts or names something else than a
// line: 3号楼, 2单元, 5个人.
var notLines = []rune("号楼单栋层室户家米人点度块年月日天次级期元路街弄幢座排组队村里院门%/小时分钟周星礼两种套台辆位名张道扇处间口岁斤吨瓶")

// lineNumbers reads 2、1、3、第二条、1-3、①. A number that something else follows is left.
func (s *scan) lineNumbers() (lines []int, tails []string) {
	for {
		start := s.at
		s.skip(listMarks)
		from, digits, ok := s.lineNumber()
		if !ok || from == 0 && digits < 4 {
			s.at = start
			return lines, tails
		}
		if digits == 4 {
			tails = append(tails, string(s.text[s.at-4:s.at]))
			continue
		}
		to := from
		s.try(func() bool {
			s.skip([]string{" "})
			if _, ranged := s.longest(rangeMarks); !ranged {
				return false
			}
			s.skip([]string{" ", "第"})
			n, _, ok := s.lineNumber()
			to = max(from, n)
			return ok && n > from && n-from < 100
		})
		for n := from; n <= to; n++ {
			if !slices.Contains(lines, n) {
				lines = append(lines, n)
			}
		}
	}
}

// lineNumber reads one number that can be a line's, or the last four figures of
// a hazard's number.
func (s *scan) lineNumber() (n, digits int, ok bool) {
	start := s.at
	n, digits, ok = s.number()
	if !ok || digits > 4 || n > 999 && digits != 4 {
		s.at = start
		return 0, 0, false
	}
	s.try(func() bool {
		_, unit := s.longest(lineUnits)
		return unit && !s.has("工作日") && !s.has("小时") && !s.has("月")
	})
	after := s.at
	s.skip([]string{" "})
	clock := s.at+1 < len(s.text) && s.peek() == ':' && unicode.IsDigit(s.text[s.at+1])
	if clock || slices.Contains(notLines, s.peek()) {
		s.at = start
		return 0, 0, false
	}
	s.at = after
	return n, digits, true
}

// hazardNumber reads YH-2026-01-0007, however its dashes are written.
func (s *scan) hazardNumber() (no string, ok bool) {
	start := s.at
	if !s.has("yh") {
		return "", false
	}
	var b strings.Builder
	for _, r := range s.text[s.at:] {
		if r != '-' && (r > unicode.MaxASCII || !unicode.IsDigit(r) && !unicode.IsLetter(r)) {
			break
		}
		b.WriteRune(r)
		s.at++
	}
	no = "YH" + strings.ToUpper(strings.TrimRight(b.String(), "-"))
	if parts := strings.Split(no, "-"); len(parts) != 4 || len(parts[1]) != 4 || len(parts[3]) < 4 {
		s.at = start
		return "", false
	}
	return no, true
}

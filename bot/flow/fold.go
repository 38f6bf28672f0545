package flow

import (
	"strings"
	"unicode"
)

// fold makes spellings equal that mean the same: full-width forms become
// ordinary ones, capitals small. It goes rune for rune.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == '\u3000' || r == '\u00a0':
			b.WriteByte(' ')
		case 0xFF01 <= r && r <= 0xFF5E:
			b.WriteRune(unicode.ToLower(r - 0xFEE0))
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// squeeze folds s and drops spaces and punctuation; a text of nothing else
// keeps its marks.
func squeeze(s string) string {
	folded := strings.TrimSpace(fold(s))
	out := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, folded)
	if out == "" {
		return folded
	}
	return out
}

// bare is squeeze without the polite words around a wish: 我要…, …一下.
func bare(s string) string {
	said := squeeze(s)
	for trimmed := ""; trimmed != said; {
		trimmed = said
		for _, w := range politeBefore {
			if rest, ok := strings.CutPrefix(said, w); ok && rest != "" {
				said = rest
			}
		}
		for _, w := range politeAfter {
			if rest, ok := strings.CutSuffix(said, w); ok && rest != "" {
				said = rest
			}
		}
	}
	return said
}

// clip cuts s to n runes, the last being "…" if something was cut.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n-1]) + "…"
}

// printable drops control characters and marks that turn the direction of
// writing; lines stay.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsControl(r), '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069', r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
}

// length counts runes.
func length(s string) int { return len([]rune(s)) }

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

var chineseDigits = map[rune]int{
	'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '俩': 2, '三': 3, '四': 4, '五': 5,
	'六': 6, '七': 7, '八': 8, '九': 9,
}

var chineseUnits = map[rune]int{'十': 10, '百': 100, '千': 1000}

// leadingNumber reads the number a text begins with: digits, a Chinese numeral
// below ten thousand, or one circled digit. used is 0 if there is none. Two
// Chinese digits side by side are two numbers.
func leadingNumber(rs []rune) (n, used int) {
	for used < len(rs) && used < 9 && '0' <= rs[used] && rs[used] <= '9' {
		n = n*10 + int(rs[used]-'0')
		used++
	}
	if used > 0 {
		return n, used
	}
	if len(rs) > 0 && '①' <= rs[0] && rs[0] <= '⑳' {
		return int(rs[0]-'①') + 1, 1
	}
	digit, below := -1, 10000
	for i, r := range rs {
		if u, ok := chineseUnits[r]; ok && u < below && (digit > 0 || digit < 0 && u == 10) {
			n += max(digit, 1) * u
			digit, below, used = -1, u, i+1
			continue
		}
		d, ok := chineseDigits[r]
		if !ok || digit > 0 || digit == 0 && below == 10000 || below == 1 {
			break
		}
		digit = d
		if d > 0 || below == 10000 {
			used = i + 1
		}
	}
	if digit > 0 || below == 10000 && digit == 0 {
		n += digit
	}
	return n, used
}

// wholeNumber reads a text that is nothing but a number, with or without 第 or
// 选 before it and a unit behind.
func wholeNumber(text string) (n int, ok bool) {
	s := strings.TrimFunc(fold(text), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsPunct(r)
	})
	for _, w := range []string{"我选", "选择", "选", "第", "no.", "no", "#"} {
		s = strings.TrimPrefix(s, w)
	}
	rs := []rune(strings.TrimSpace(s))
	n, used := leadingNumber(rs)
	if used == 0 {
		return 0, false
	}
	switch strings.TrimSpace(string(rs[used:])) {
	case "", "个", "项", "号", "条", "题", "吧":
		return n, true
	}
	return 0, false
}

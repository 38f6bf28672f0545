package safety

import (
	"strconv"
	"strings"
	"unicode"
)

// units are what numbers of buildings, doors and floors stand before.
const units = "号栋幢座楼单层院期区巷弄组队门"

// Plain writes a name of a place in one way, however it was typed: full-width
// signs and capitals as usual ones, no spaces and marks, 三号楼, 3幢 and 3# as
// 3号楼. Two names are the same place's when they are plainly the same.
func Plain(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '#' {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return countedBuildings(arabic(b.String()))
}

// arabic writes Chinese numbers that count something as digits: 十二号 is 12号,
// the 三 of 三里屯 stays.
func arabic(s string) string {
	runes := []rune(s)
	var b strings.Builder
	for i := 0; i < len(runes); {
		n, used := chineseNumber(runes[i:])
		if end := i + used; used > 0 && end < len(runes) && strings.ContainsRune(units+"#", runes[end]) {
			b.WriteString(strconv.Itoa(n))
			i = end
			continue
		}
		b.WriteRune(runes[i])
		i++
	}
	return b.String()
}

// chineseNumber reads a number below a hundred: 七, 十, 十二, 二十, 二十一.
func chineseNumber(runes []rune) (n, used int) {
	digit := func(i int) int {
		if i < len(runes) {
			return strings.Index("零一二三四五六七八九", string(runes[i])) / len("零")
		}
		return 0
	}
	tens := func(i int) bool { return i < len(runes) && runes[i] == '十' }
	switch d := max(0, digit(0)); {
	case tens(0):
		n, used = 10, 1
	case d > 0 && tens(1):
		n, used = 10*d, 2
	case d > 0:
		return d, 1
	default:
		return 0, 0
	}
	if d := max(0, digit(used)); d > 0 {
		return n + d, used + 1
	}
	return n, used
}

// countedBuildings writes 3栋 as 3号楼; a 座 or 栋 that nothing counts stays.
func countedBuildings(s string) string {
	runes := []rune(s)
	var b strings.Builder
	for i, r := range runes {
		counted := i > 0 && unicode.IsDigit(runes[i-1])
		switch {
		case counted && strings.ContainsRune("栋幢座#", r):
			b.WriteString("号楼")
		case r == '#':
		case r == '楼' && i > 1 && strings.ContainsRune("栋幢座#", runes[i-1]) && unicode.IsDigit(runes[i-2]):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

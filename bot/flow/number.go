package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Number asks for a whole number from min to max; digits and Chinese numerals
// with a short unit behind them are understood.
func Number(key, prompt string, to *int, min, max int) Question {
	return Question{key: key, prompt: prompt, kind: numberKind{to, min, max}}
}

type numberKind struct {
	to       *int
	min, max int
}

func (k numberKind) take(_ context.Context, _ Case, in input) (outcome, error) {
	n, ok := parseNumber(in.text)
	if !ok {
		return outcome{reason: "请回一个整数"}, nil
	}
	if why := k.wrong(n); why != "" {
		return outcome{reason: why}, nil
	}
	*k.to = n
	return outcome{verdict: complete}, nil
}

func (k numberKind) wrong(n int) string {
	if n < k.min || n > k.max {
		return fmt.Sprintf("请回 %d 到 %d 之间的数", k.min, k.max)
	}
	return ""
}

func (k numberKind) clear()                             { *k.to = 0 }
func (k numberKind) blank() bool                        { return *k.to == 0 }
func (k numberKind) free() bool                         { return false }
func (k numberKind) lacks() string                      { return k.wrong(*k.to) }
func (k numberKind) show() string                       { return strconv.Itoa(*k.to) }
func (k numberKind) view(json.RawMessage, bool) view    { return view{} }
func (k numberKind) exact(string, json.RawMessage) bool { return false }

// parseNumber reads 12, １２, 十二, 约12人; not 3.5 and not a sentence.
func parseNumber(text string) (int, bool) {
	s := strings.TrimSpace(fold(text))
	s = strings.TrimRight(s, "。.!！, ，")
	for _, w := range []string{"大概", "大约", "约", "共", "一共", "有"} {
		s = strings.TrimPrefix(s, w)
	}
	s = strings.TrimSpace(s)
	negative := strings.HasPrefix(s, "-")
	rs := []rune(strings.TrimPrefix(s, "-"))
	n, used := leadingNumber(rs)
	if used == 0 {
		return 0, false
	}
	unit := strings.TrimSpace(string(rs[used:]))
	if length(unit) > 3 || strings.ContainsFunc(unit, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return 0, false
	}
	if strings.ContainsFunc(unit, func(r rune) bool {
		_, d := chineseDigits[r]
		_, u := chineseUnits[r]
		return d || u || r == '万' || r == '亿'
	}) {
		return 0, false
	}
	if negative {
		n = -n
	}
	return n, true
}

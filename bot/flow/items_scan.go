package flow

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A tokenKind is a part of speech of the checklist language.
type tokenKind int

const (
	tokNumber  tokenKind = iota // 3, 三, ③; two for a range
	tokVerdict                  // 合格 不合格 不适用
	tokAll                      // 全部
	tokRest                     // 其余
	tokExcept                   // 除
	tokOutside                  // 外
	tokFiller                   // 第 项 的 …
)

type token struct {
	kind  tokenKind
	from  int
	to    int
	found Found
}

// itemWords is the vocabulary; the longest match counts.
var itemWords = map[string]token{}

func init() {
	add := func(t token, list ...string) {
		for _, w := range list {
			itemWords[w] = t
		}
	}
	add(token{kind: tokVerdict, found: Pass}, "正常", "合格", "没问题", "没有问题", "无问题", "通过", "完好", "符合", "良好", "没毛病", "ok", "√", "✓", "✔",
		"无异常", "没异常", "没有异常", "无隐患", "没有隐患", "没隐患", "达标", "好")
	add(token{kind: tokVerdict, found: Fail}, "不合格", "不正常", "有问题", "有点问题", "异常", "有异常", "不行", "不通过", "没通过", "未通过", "不符合", "有隐患", "隐患", "不达标",
		"不好", "坏了", "坏", "问题", "×", "✗", "✘", "x")
	add(token{kind: tokVerdict, found: NotApplicable}, "不适用", "不涉及", "没有此项", "没有这项", "没有这一项", "无此项", "n/a", "na")
	add(token{kind: tokAll}, "全部", "全都", "所有", "全", "都", "均", "一切", "通通", "统统", "全部都")
	add(token{kind: tokRest}, "其余", "其他", "其它", "剩下", "剩余", "余下", "别的", "后面", "另外")
	add(token{kind: tokExcept}, "除了", "除去", "除开", "除掉", "除", "不包括", "除外")
	add(token{kind: tokOutside}, "以外", "之外", "外")
	add(token{kind: tokFiller}, "第", "项", "条", "号", "题", "个", "是", "的", "为", "有", "和", "及", "与", "跟", "以及", "还有", "但", "但是", "只有", "就", "这", "几", "两", "了", "检查", "内容", "也", "则", "改", "改成", "改为", "应为")
}

const longestItemWord = 5

// scanItems cuts a text into tokens; false if a part of it is unknown.
func scanItems(text string) (tokens []token, ok bool) {
	rs := []rune(fold(text))
	if len(rs) > 400 {
		return nil, false
	}
	for i := 0; i < len(rs); {
		if t, used := longestWord(rs[i:]); used > 0 {
			if t.kind != tokFiller {
				tokens = append(tokens, t)
			}
			i += used
			continue
		}
		if n, used := leadingNumber(rs[i:]); used > 0 {
			i += used
			to := n
			if end, more := rangeEnd(rs[i:]); more > 0 {
				to, i = end, i+more
			}
			tokens = append(tokens, token{kind: tokNumber, from: min(n, to), to: max(n, to)})
			continue
		}
		if !unicode.IsSpace(rs[i]) && !unicode.IsPunct(rs[i]) {
			return nil, false
		}
		i++
	}
	return tokens, true
}

func longestWord(rs []rune) (t token, used int) {
	for n := min(longestItemWord, len(rs)); n > 0; n-- {
		if t, ok := itemWords[string(rs[:n])]; ok {
			return t, n
		}
	}
	return token{}, 0
}

// rangeEnd reads the rest of 3-5, 3 至 5, 3到第5.
func rangeEnd(rs []rune) (n, used int) {
	i := 0
	skip := func(set string) (found bool) {
		for i < len(rs) && strings.ContainsRune(set, rs[i]) {
			found = found || !unicode.IsSpace(rs[i])
			i++
		}
		return found
	}
	skip(" 项号条")
	if !skip("-~—–至到") {
		return 0, 0
	}
	skip(" 第")
	n, more := leadingNumber(rs[i:])
	if more == 0 {
		return 0, 0
	}
	return n, i + more
}

// parseNumbers reads a text that is nothing but numbers from 1 to n.
func parseNumbers(text string, n int) (numbers []int, ok bool) {
	tokens, known := scanItems(text)
	if !known || len(tokens) == 0 {
		return nil, false
	}
	for _, t := range tokens {
		if t.kind != tokNumber || t.from < 1 || t.to > n {
			return nil, false
		}
		for i := t.from; i <= t.to; i++ {
			if !slices.Contains(numbers, i) {
				numbers = append(numbers, i)
			}
		}
	}
	return numbers, true
}

// ranges writes numbers as 1-3、7.
func ranges(numbers []int) string {
	var b strings.Builder
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if b.Len() > 0 {
			b.WriteString("、")
		}
		switch {
		case j > i+1:
			fmt.Fprintf(&b, "%d-%d", numbers[i], numbers[j])
		case j == i+1:
			fmt.Fprintf(&b, "%d、%d", numbers[i], numbers[j])
		default:
			fmt.Fprint(&b, numbers[i])
		}
		i = j + 1
	}
	return b.String()
}

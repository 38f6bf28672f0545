package flow

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A statement is what a text says about a numbered list: a finding for some
// numbers, and one for the rest ("" if the rest was not spoken of).
type statement struct {
	set  map[int]Found // by number, from 1
	rest Found
}

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

// whole are complete texts the vocabulary alone would misread.
var wholeStatements = map[string]Found{
	"好": "", "没有发现问题": Pass, "未发现问题": Pass, "没发现问题": Pass, "未发现隐患": Pass, "没发现隐患": Pass, "没有发现隐患": Pass,
	"一切正常": Pass, "都好": Pass, "都正常": Pass, "隐患": "", "问题": "", "不合格": "", "有问题": "", "不适用": "", "坏了": "", "不行": "", "异常": "",
}

// parseStatement reads a text about items 1 to n. ok is false for anything it
// does not understand wholly: a guess would be false evidence. why is a sentence
// for the member, empty if the text is no statement at all.
func parseStatement(text string, n int) (st statement, why string, ok bool) {
	if whole, known := wholeStatements[squeeze(text)]; known {
		if whole == "" {
			return st, "请写明是哪几项，如“3、7不合格”", false
		}
		return statement{rest: whole}, "", true
	}
	tokens, known := scanItems(text)
	if !known || len(tokens) == 0 {
		return st, "", false
	}
	for _, t := range tokens {
		if t.kind == tokNumber && (t.from < 1 || t.to > n) {
			bad := t.to
			if t.from < 1 {
				bad = t.from
			}
			return st, fmt.Sprintf("没有第 %d 项，一共 %d 项", bad, n), false
		}
	}
	r := reader{explicit: map[int]Found{}, implied: map[int]bool{}}
	for _, t := range tokens {
		if why := r.read(t); why != "" {
			return st, why, false
		}
	}
	return r.end(n)
}

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

// A reader understands tokens from left to right.
type reader struct {
	explicit map[int]Found // said outright
	implied  map[int]bool  // behind 除, without a word of what is wrong with them
	open     []int         // numbers waiting for their verdict
	except   bool          // between 除 and 外
	subject  bool          // 全部 or 其余 was said, its verdict not yet
	rest     Found
	lead     Found // a verdict at the beginning, before what it is about
}

func (r *reader) read(t token) (why string) {
	switch t.kind {
	case tokNumber:
		if r.lead == Pass {
			r.rest, r.lead = Pass, ""
		}
		for n := t.from; n <= t.to; n++ {
			r.open = append(r.open, n)
		}
	case tokExcept:
		if len(r.open) > 0 {
			if r.except { // 除3、7除外
				return ""
			}
			r.imply() // 3、7除外
			return ""
		}
		if r.lead != "" {
			r.rest, r.lead = r.lead, ""
		}
		r.except = true
	case tokOutside:
		if !r.except {
			return "没看懂“外”，请写成“除3、7外正常”"
		}
		r.imply()
		r.except, r.subject = false, true
	case tokAll:
		if len(r.open) == 0 || r.except {
			r.settleExcept()
			r.subject = true
		}
	case tokRest:
		r.settleExcept()
		if len(r.open) > 0 && r.lead == "" {
			r.fail()
		}
		r.assignLead()
		r.subject = true
	case tokVerdict:
		return r.verdict(t.found)
	}
	return ""
}

func (r *reader) verdict(f Found) (why string) {
	switch {
	case r.subject:
		if r.rest != "" && r.rest != f {
			return "“其余”说了两次，不一样"
		}
		r.rest, r.subject = f, false
	case len(r.open) > 0:
		return r.assign(f)
	case r.lead == "" && r.rest == "" && len(r.explicit) == 0:
		r.lead = f
	default:
		return "没看懂，请写成“3、7不合格”"
	}
	return ""
}

// assign gives the waiting numbers their verdict.
func (r *reader) assign(f Found) (why string) {
	for _, n := range r.open {
		if was, said := r.explicit[n]; said && was != f {
			return fmt.Sprintf("第 %d 项说了两次，不一样", n)
		}
		r.explicit[n] = f
	}
	r.open = nil
	return ""
}

// imply remembers the waiting numbers as the ones the rest's verdict is not for.
func (r *reader) imply() {
	for _, n := range r.open {
		r.implied[n] = true
	}
	r.open = nil
}

func (r *reader) settleExcept() {
	if r.except {
		r.imply()
		r.except = false
	}
}

// fail takes bare numbers for the ones with a problem, as people write them.
func (r *reader) fail() {
	for _, n := range r.open {
		if _, said := r.explicit[n]; !said {
			r.explicit[n] = Fail
		}
	}
	r.open = nil
}

func (r *reader) assignLead() {
	if r.lead != "" && len(r.open) > 0 {
		for _, n := range r.open {
			r.explicit[n] = r.lead
		}
		r.open, r.lead = nil, ""
	}
}

func (r *reader) end(n int) (statement, string, bool) {
	r.assignLead()
	switch {
	case r.subject:
		return statement{}, "请写明正常还是不合格，如“全部正常”", false
	case r.except:
		r.imply()
	case r.lead == Pass:
		r.rest = Pass
	case r.lead != "":
		return statement{}, "请写明是哪几项，如“3、7不合格”", false
	case len(r.open) > 0 && r.rest != "":
		return statement{}, "没看懂后面几个序号，请写成“除3、7外正常”", false
	}
	r.fail()
	for i := range r.implied {
		if _, said := r.explicit[i]; said {
			continue
		}
		switch r.rest {
		case Pass:
			r.explicit[i] = Fail
		case Fail:
			r.explicit[i] = Pass
		default:
			return statement{}, "请写明正常还是不合格，如“除3、7外正常”", false
		}
	}
	if r.rest == "" && len(r.explicit) == 0 {
		return statement{}, "", false
	}
	return statement{set: r.explicit, rest: r.rest}, "", true
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

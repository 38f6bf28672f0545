package safety

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// An OrderText is an order as it was typed.
type OrderText struct {
	Do     Order
	Lines  []int    // of the list that was shown last
	Nos    []string // numbers of hazards, whole or their last four figures
	All    bool
	Except []int // with All
	Term   Term
	Name   string // 换人: of the person
	Body   string // 移交: of the department
	Words  string // the requirement or the reason
}

// Pointed says that the order names what it is about.
func (o OrderText) Pointed() bool { return o.All || len(o.Lines) > 0 || len(o.Nos) > 0 }

// Words that carry no meaning at their place.
var (
	politeFirst = []string{" ", ",", "请", "麻烦", "帮我", "帮忙", "把", "将", "对", "对于", "关于", "针对", "那", "就", "先", "我要", "我想", "早报", "里", "中", "的", "上面", "这条", "那条", "编号", "序号", "隐患", "同志们"}
	betweenWord = []string{" ", ",", ".", ":", "、", "都", "请", "先", "也", "要", "给", "予以", "需要", "需", "应", "的", "限", "限期", "均", "项", "那条", "隐患", "做", "办", "进行"}
	behindWord  = []string{" ", ",", ".", ":", "!", "、", "一下", "吧", "了", "啊", "呀", "哈", "谢谢", "辛苦", "辛苦了", "。", "限", "限期", "在", "于", "到", "至", "给"}
	tailWords   = []string{"。", ".", "!", ",", "吧", "了", "啊", "呀", "哈", "谢谢", "辛苦了", " ", "~", "-", "内", "前", "完成", "办结", "办好"}
	allWords    = []string{"全部", "所有", "全都", "统统", "通通", "以上", "以上全部", "以上所有", "全", "都", "一律", "均"}
	urging      = []string{"请", "要", "要求", "尽快", "马上", "立即", "立刻", "抓紧", "务必", "必须", "今天", "原因", "因为", "因", "由于", "理由"}
)

// longestOrder is more than anybody types to give an order.
const longestOrder = 80

// ReadOrders reads what a leader typed: nothing if it is no order, all its
// orders ("1督办3天；2、3知悉"), or a Refusal with one short question if it was
// meant as an order but can be understood in more than one way. Known says
// whether a name is somebody's.
func (e Escalation) ReadOrders(text string, now time.Time, known func(name string) bool) ([]OrderText, error) {
	if len([]rune(text)) > longestOrder {
		return nil, nil
	}
	for _, marks := range []string{"；;\n。", "；;\n。，,"} {
		parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(marks, r) })
		if len(parts) < 2 {
			continue
		}
		if all := e.readAll(parts, now, known); all != nil {
			return all, nil
		}
	}
	o, ok, err := e.readOne(text, now, known)
	if !ok || err != nil {
		return nil, err
	}
	return []OrderText{o}, nil
}

// readAll reads parts that all are orders with their numbers.
func (e Escalation) readAll(parts []string, now time.Time, known func(string) bool) []OrderText {
	var all []OrderText
	for _, part := range parts {
		if strings.TrimSpace(part) == "" {
			continue
		}
		o, ok, err := e.readOne(part, now, known)
		if !ok || err != nil || !o.Pointed() {
			return nil
		}
		all = append(all, o)
	}
	return all
}

// readOne reads [lines] [term] word [lines] [term] [who or what or words].
func (e Escalation) readOne(text string, now time.Time, known func(string) bool) (o OrderText, ok bool, err error) {
	s := newScan(text)
	s.skip(politeFirst)
	s.targets(&o)
	s.skip(betweenWord)
	if o.Pointed() {
		if err := s.term(&o, now); err != nil {
			return o, false, nil // a date and then something that is no order
		}
		s.skip(betweenWord)
	}
	rule, strong, found := e.word(s, o.Pointed())
	if !found {
		return o, false, nil
	}
	o.Do = rule.Do
	return e.tail(s, o, rule, strong, now, known)
}

// targets reads what the order is about.
func (s *scan) targets(o *OrderText) {
	if s.try(func() bool { return (s.has("除了") || s.has("除")) && s.exceptions(o) }) {
		o.All = true
		s.skip(append([]string{"其余", "其他", "其它", "剩下", "剩余"}, append(betweenWord, allWords...)...))
		return
	}
	if _, all := s.longest(allWords); all {
		o.All = true
		s.skip(allWords)
		return
	}
	if s.try(func() bool { return s.has("前") && s.firstLines(o) }) {
		return
	}
	for {
		start := s.at
		s.skip(listMarks)
		if no, is := s.hazardNumber(); is {
			o.Nos = append(o.Nos, no)
			continue
		}
		s.at = start
		lines, tails := s.lineNumbers()
		if len(lines)+len(tails) == 0 {
			s.at = start
			return
		}
		o.Lines, o.Nos = append(o.Lines, lines...), append(o.Nos, tails...)
	}
}

// exceptions reads "2、3外".
func (s *scan) exceptions(o *OrderText) bool {
	o.Except, _ = s.lineNumbers()
	s.skip([]string{" ", "条", "项"})
	return len(o.Except) > 0 && (s.has("以外") || s.has("之外") || s.has("外"))
}

// firstLines reads "三条" behind 前.
func (s *scan) firstLines(o *OrderText) bool {
	n, _, ok := s.number()
	if _, unit := s.longest(lineUnits); !ok || !unit || n < 1 || n > 99 {
		return false
	}
	for i := range n {
		o.Lines = append(o.Lines, i+1)
	}
	return true
}

// word finds the order's word. A weak one counts only beside a number.
func (e Escalation) word(s *scan, pointed bool) (rule OrderRule, strong, ok bool) {
	best := ""
	for _, r := range e.Orders {
		for i, list := range [][]string{r.Words, r.Weak} {
			start := s.at
			if w, is := s.longest(list); is && len(w) > len(best) {
				best, rule, strong = w, r, i == 0
			}
			s.at = start
		}
	}
	return rule, strong, best != "" && (strong || pointed) && s.has(best)
}

// tail reads what stands behind the word.
func (e Escalation) tail(s *scan, o OrderText, rule OrderRule, strong bool, now time.Time, known func(string) bool) (OrderText, bool, error) {
	apart := false
	for {
		apart = s.skip(behindWord) || apart
		before := s.at
		if slices.Contains(rule.Takes, PartTerm) && !o.Term.Given() {
			if err := s.term(&o, now); err != nil {
				return o, true, err
			}
			apart = apart || s.at > before
		}
		if s.at == before && !o.Pointed() {
			s.targets(&o)
			if two := strings.Fields(string(s.text[before:s.at])); len(two) == 2 && len(o.Lines) == 2 && slices.Contains(rule.Takes, PartTerm) {
				return o, true, Refuse("是第 %[1]s、%[2]s 两条，还是第 %[1]s 条给 %[2]s 天？请写“%[1]s、%[2]s %[3]s”或“%[1]s %[3]s %[2]s天”。", two[0], two[1], rule.Do)
			}
		}
		if s.at == before {
			break
		}
	}
	if err := s.twoMeanings(o, rule); err != nil {
		return o, true, err
	}
	rest := trimTail(s.rest())
	if rest == "" {
		return o, o.Pointed() || strong, nil
	}
	apart = apart || slices.ContainsFunc(urging, func(w string) bool { return strings.HasPrefix(rest, w) })
	return e.fill(o, rule, rest, apart, known)
}

// twoMeanings asks when a bare number stands behind the word of an order that
// has its lines already: it may be days, or another line.
func (s *scan) twoMeanings(o OrderText, rule OrderRule) error {
	if !slices.Contains(rule.Takes, PartTerm) || o.Term.Given() {
		return nil
	}
	start := s.at
	n, _, ok := s.number()
	alone := s.end()
	s.at = start
	if !ok || !alone || len(o.Lines) == 0 {
		return nil
	}
	return Refuse("“%d”是 %d 天吗？请写成“%d %s %d天”。", n, n, o.Lines[0], rule.Do, n)
}

func trimTail(rest string) string {
	for {
		was := rest
		for _, w := range tailWords {
			rest = strings.TrimSpace(strings.TrimSuffix(rest, w))
		}
		if rest == was {
			return rest
		}
	}
}

// fill takes the rest for what the order's word allows.
func (e Escalation) fill(o OrderText, rule OrderRule, rest string, apart bool, known func(string) bool) (OrderText, bool, error) {
	takes := func(p Part) bool { return slices.Contains(rule.Takes, p) }
	if takes(PartName) {
		return fillName(o, rest, apart, known)
	}
	if takes(PartBody) {
		if o.Body, rest = e.body(rest); o.Body != "" {
			apart = true
		}
		rest = strings.Trim(rest, " ,:")
	}
	switch {
	case rest == "":
		return o, true, nil
	case !apart || !takes(PartWords):
		return o, false, nil
	case !o.Pointed():
		return o, true, Refuse("要%s哪一条？请带上序号，比如“%s”。", o.Do, example(o.Do))
	}
	o.Words = rest
	return o, true, nil
}

func example(do Order) string {
	for _, f := range Orders {
		if f.Order == do {
			return f.Example
		}
	}
	return ""
}

// body finds the department that a text begins with.
func (e Escalation) body(text string) (name, rest string) {
	s := newScan(text)
	s.skip([]string{"给", "到", "至", "由", "请", " "})
	for _, b := range e.Bodies {
		if w, ok := s.longest(b.Words); ok {
			s.skip([]string{"处理", "处置", "办理", "来办"})
			return w, s.rest()
		}
	}
	return "", text
}

// fillName takes the rest for a person's name.
func fillName(o OrderText, rest string, apart bool, known func(string) bool) (OrderText, bool, error) {
	s := newScan(rest)
	s.skip([]string{"给", "成", "为", "由", "叫", "让", "是", " ", ":"})
	name := s.rest()
	for _, tail := range []string{"同志", "负责", "来办", "去办", "办理", "处理", "来处理", "整改", "来整改", "复查", "来", "办", "接手"} {
		name = strings.TrimSuffix(name, tail)
	}
	han := func(r rune) bool { return unicode.Is(unicode.Han, r) || r == '·' }
	n := len([]rune(name))
	switch plausible := n >= 2 && n <= 8 && !strings.ContainsFunc(name, func(r rune) bool { return !han(r) }); {
	case plausible && (known(name) || apart && n <= 4):
		o.Name = name
		return o, true, nil
	case apart && o.Pointed() && n <= 8:
		return o, true, Refuse("要换成谁？请写姓名，比如“%s”。", example(OrderReassign))
	}
	return o, false, nil
}

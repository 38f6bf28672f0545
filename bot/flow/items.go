package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Found is what was found about one item of a checklist.
type Found string

// What can be found; the zero value means not looked at yet.
const (
	Pass          Found = "pass"
	Fail          Found = "fail"
	NotApplicable Found = "na"
)

// String is what members read.
func (f Found) String() string {
	switch f {
	case Pass:
		return "合格"
	case Fail:
		return "不合格"
	case NotApplicable:
		return "不适用"
	}
	return "未答"
}

// An Item is a line of a checklist.
type Item struct {
	ID   string
	Text string
	Hint string // what good looks like, shown while going item by item
	Tick string // with Ticks: what a tick says instead, that something was found
}

// An ItemAnswer is what was found about an item, with room for what a flow asks
// about it further.
type ItemAnswer struct {
	Item   string  `json:"item"` // Item.ID
	Found  Found   `json:"found,omitempty"`
	Note   string  `json:"note,omitempty"`
	Photos []Photo `json:"photos,omitempty"`
}

// Items puts a whole checklist as one question: 全部正常, 除3、7外正常, 3-5不合格,
// 12不适用 are understood, in several messages if need be, or the member goes item
// by item. The variable holds an answer for each item, in their order, once the
// first was given.
func Items(key, prompt string, to *[]ItemAnswer, items []Item) Question {
	k := itemsKind{texts: make([]string, len(items)), hints: make([]string, len(items))}
	for i, it := range items {
		k.texts[i], k.hints[i] = it.Text, it.Hint
	}
	k.get = func(i int) Found {
		if i < len(*to) && (*to)[i].Item == items[i].ID {
			return (*to)[i].Found
		}
		return ""
	}
	k.set = func(i int, f Found) {
		if !sameItems(*to, items) {
			*to = arrange(*to, items)
		}
		(*to)[i].Found = f
	}
	k.empty = func() { *to = nil }
	return Question{key: key, prompt: prompt, kind: k}
}

func sameItems(answers []ItemAnswer, items []Item) bool {
	if len(answers) != len(items) {
		return false
	}
	for i := range items {
		if answers[i].Item != items[i].ID {
			return false
		}
	}
	return true
}

// arrange keeps the answers of items that are still on the list.
func arrange(answers []ItemAnswer, items []Item) []ItemAnswer {
	kept := make(map[string]ItemAnswer, len(answers))
	for _, a := range answers {
		kept[a.Item] = a
	}
	out := make([]ItemAnswer, len(items))
	for i, it := range items {
		out[i] = kept[it.ID]
		out[i].Item = it.ID
	}
	return out
}

type itemsKind struct {
	texts []string
	hints []string
	get   func(int) Found
	set   func(int, Found)
	empty func()
}

// A step is the item that is asked for while going item by item.
type step struct {
	Item int `json:"item"` // from 1
}

func readStep(sub json.RawMessage, n int) int {
	var s step
	if len(sub) == 0 || json.Unmarshal(sub, &s) != nil || s.Item > n {
		return 0
	}
	return max(s.Item, 0)
}

func stepTo(n int) json.RawMessage {
	if n == 0 {
		return nil
	}
	return json.RawMessage(`{"item":` + strconv.Itoa(n) + `}`)
}

const (
	tapAllPass = "all-pass"
	tapOneWay  = "one-by-one"
)

var findings = []Option{
	{ID: string(Pass), Label: Pass.String(), Also: []string{"正常", "没问题", "没有问题", "好", "ok", "√", "✓", "通过"}},
	{ID: string(Fail), Label: Fail.String(), Also: []string{"不正常", "有问题", "异常", "不行", "不好", "×", "有隐患"}},
	{ID: string(NotApplicable), Label: NotApplicable.String(), Also: []string{"不涉及", "无此项", "没有此项", "没有这项", "na"}},
}

var (
	sayOneByOne = []string{"逐项", "逐项回答", "一项一项", "逐条", "逐项填", "一项一项来", "逐个"}
	sayRestPass = []string{"其余正常", "全部正常"}
)

func (k itemsKind) take(_ context.Context, _ Case, in input) (outcome, error) {
	at := readStep(in.sub, len(k.texts))
	picked := ""
	if len(in.picked) > 0 {
		picked = in.picked[0]
	}
	switch {
	case picked == tapAllPass:
		k.fill(Pass, in.edit || k.blank())
		return k.after(0, ""), nil
	case picked == tapOneWay || picked == "" && says(in.text, sayOneByOne):
		if k.lacks() == "" {
			return outcome{reason: "都答过了，要改哪一项请直接写，如“7合格”"}, nil
		}
		return outcome{verdict: more, sub: stepTo(k.next(0))}, nil
	case at > 0:
		id, ok := picked, picked != ""
		if !ok {
			id, ok = choose(findings, in.text)
		}
		if ok && named(findings, Found(id).String()) {
			k.set(at-1, Found(id))
			return k.after(at, ""), nil
		}
	}
	st, why, ok := parseStatement(in.text, len(k.texts))
	if !ok || matchWord(in.text).smallTalk() {
		return outcome{reason: firstOf(why, k.ask(at)), sub: in.sub}, nil
	}
	for i := range k.texts {
		if f, said := st.set[i+1]; said {
			k.set(i, f)
		} else if st.rest != "" && (in.edit || k.get(i) == "" || k.lacks() == "") {
			k.set(i, st.rest)
		}
	}
	return k.after(at, k.note()), nil
}

// fill gives a finding to all items, or to those without one.
func (k itemsKind) fill(f Found, all bool) {
	for i := range k.texts {
		if all || k.get(i) == "" {
			k.set(i, f)
		}
	}
}

// after goes on behind an item, or ends.
func (k itemsKind) after(at int, note string) outcome {
	if k.lacks() == "" {
		return outcome{verdict: complete, note: note}
	}
	if at == 0 {
		return outcome{verdict: more, note: note}
	}
	return outcome{verdict: more, note: note, sub: stepTo(k.next(at))}
}

// next is the first item without a finding behind a number, else before it.
func (k itemsKind) next(after int) int {
	for i := range k.texts {
		j := (after + i) % len(k.texts)
		if k.get(j) == "" {
			return j + 1
		}
	}
	return 0
}

// back empties the item before the one asked for and steps there; from the
// whole list it empties everything.
func (k itemsKind) back(sub json.RawMessage) json.RawMessage {
	at := readStep(sub, len(k.texts))
	switch at {
	case 0:
		k.empty()
		return nil
	case 1:
		return nil
	}
	k.set(at-2, "")
	return stepTo(at - 1)
}

func (k itemsKind) ask(at int) string {
	if at > 0 {
		return "请回“合格”“不合格”或“不适用”"
	}
	return "没看懂，请回“全部正常”，或写有问题的序号，如“3、7不合格”，或“逐项”"
}

func (k itemsKind) clear() { k.empty() }
func (k itemsKind) blank() bool {
	for i := range k.texts {
		if k.get(i) != "" {
			return false
		}
	}
	return true
}
func (k itemsKind) free() bool { return false }
func (k itemsKind) lacks() string {
	if n := k.count(""); n > 0 {
		return fmt.Sprintf("还有 %d 项没答", n)
	}
	return ""
}

func (k itemsKind) count(f Found) (n int) {
	for i := range k.texts {
		if k.get(i) == f {
			n++
		}
	}
	return n
}

func (k itemsKind) with(f Found) (numbers []int) {
	for i := range k.texts {
		if k.get(i) == f {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

// show names what is not in order.
func (k itemsKind) show() string {
	if k.count(Pass) == len(k.texts) {
		return fmt.Sprintf("%d 项全部合格", len(k.texts))
	}
	parts := []string{}
	for _, f := range []Found{Fail, NotApplicable} {
		if numbers := k.with(f); len(numbers) > 0 {
			parts = append(parts, ranges(numbers)+f.String())
		}
	}
	if n := k.count(Pass); n > 0 {
		parts = append(parts, fmt.Sprintf("%d 项合格", n))
	}
	return strings.Join(parts, "，")
}

func (k itemsKind) note() string { return "已记：" + k.show() }

func (k itemsKind) view(sub json.RawMessage, edit bool) view {
	if at := readStep(sub, len(k.texts)); at > 0 {
		prompt := fmt.Sprintf("第 %d/%d 项：%s", at, len(k.texts), k.texts[at-1])
		if hint := k.hints[at-1]; hint != "" {
			prompt += "\n" + hint
		}
		return view{prompt: prompt, options: findings, numbered: true, sub: strconv.Itoa(at)}
	}
	v := view{}
	for i, text := range k.texts {
		line := fmt.Sprintf("%d. %s", i+1, text)
		if f := k.get(i); f != "" && !edit {
			continue // the rest is asked for
		} else if f != "" {
			line += "：" + f.String()
		}
		v.list = append(v.list, line)
	}
	switch {
	case edit:
		v.how, v.after = "写要改的，如“7合格”；不改就回“完成”", "要改哪几项？"
		v.options = []Option{{ID: tapDone, Label: "不改了"}}
	case k.blank():
		v.how, v.after = "回“全部正常”，或写有问题的序号，如“3、7不合格”“12不适用”；也可以回“逐项”", "都正常吗？"
		v.options = []Option{{ID: tapAllPass, Label: "全部正常"}, {ID: tapOneWay, Label: "逐项回答"}}
	default:
		v.prompt = "其余 " + itoa(k.count("")) + " 项呢？"
		v.how = "回“其余正常”，或接着写，如“12不适用”；也可以回“逐项”"
		v.options = []Option{{ID: tapAllPass, Label: "其余正常"}, {ID: tapOneWay, Label: "逐项回答"}}
	}
	return v
}

func (k itemsKind) exact(text string, sub json.RawMessage) bool {
	if readStep(sub, len(k.texts)) > 0 && named(findings, text) {
		return true
	}
	return says(text, sayOneByOne) || says(text, sayRestPass)
}

func itoa(n int) string { return strconv.Itoa(n) }

package flow

import (
	"strings"
	"unicode"
)

// A word is something a member can say in every step.
type word int

const (
	wordNone word = iota
	wordCancel
	wordBack
	wordSkip
	wordDone
	wordEdit
	wordGoOn
	wordHelp
	wordStatus
	wordMenu
	wordRestore
	wordSubmit
	wordGreeting
	wordThanks
	wordNoted
	wordNothing
)

// shared words may be said by a command too.
func (w word) shared() bool { return w == wordHelp || w == wordStatus || w == wordMenu }

// global words are obeyed wherever the conversation stands.
func (w word) global() bool { return wordNone < w && w < wordGreeting }

// small talk never fills a question and never begins anything.
func (w word) smallTalk() bool { return w >= wordGreeting }

// words are compared after squeeze.
var words = map[word][]string{
	wordCancel:  {"取消", "退出", "算了", "不弄了", "不做了", "不报了", "停止", "结束"},
	wordBack:    {"上一步", "返回", "后退", "上一题", "上一项", "退回上一步"},
	wordSkip:    {"跳过", "略过", "跳过这一步", "跳过这步", "pass"},
	wordDone:    {"完成", "完成了", "发完了", "传完了", "拍完了", "照片发完了", "就这些"},
	wordEdit:    {"改", "修改", "更改", "改一下", "我要改", "修改一下"},
	wordGoOn:    {"继续", "接着", "接着做", "继续做", "接着来"},
	wordHelp:    {"帮助", "help", "?", "？", "怎么用", "怎么办", "怎么弄", "不会用", "使用说明"},
	wordStatus:  {"状态", "进度", "到哪了", "到哪一步了"},
	wordMenu:    {"菜单", "主菜单", "目录", "功能", "首页"},
	wordRestore: {"恢复", "恢复草稿", "找回草稿", "找回"},
	wordSubmit:  {"提交", "确认提交", "提交吧", "我要提交"},

	wordGreeting: {
		"你好", "您好", "你好呀", "你好啊", "在吗", "在不在", "在么", "在嘛", "有人吗", "早", "早上好", "上午好", "中午好", "下午好", "晚上好", "晚安",
		"hi", "hello", "嗨", "哈喽", "喂", "大家好", "老师好", "你是谁", "测试", "test",
	},
	wordThanks: {"谢谢", "谢谢你", "谢谢您", "多谢", "感谢", "非常感谢", "谢了", "辛苦了", "辛苦", "谢谢老师", "太好了", "赞", "再见", "拜拜"},
	wordNoted: {
		"好", "好的", "好的好的", "好滴", "好吧", "行", "可以", "嗯", "嗯嗯", "嗯好", "哦", "噢", "啊", "收到", "收到谢谢", "好的收到", "收到了", "已收到", "知道了", "明白", "明白了",
		"了解", "ok", "okay", "是", "是的", "对", "好了", "哈哈", "哈哈哈", "呵呵",
	},
	wordNothing: {"没有", "没有了", "没了", "没事", "没事了", "没什么", "没什么了", "不用", "不用了", "不是", "无", "没", "不"},
}

var politeBefore = []string{"我要", "我想", "我来", "我", "请帮我", "请", "帮我", "麻烦", "开始", "要", "想", "进行", "去"}
var politeAfter = []string{"一下", "一下吧", "吧", "啊", "呀", "了", "谢谢"}

// yes and no answer the question whether to go on, and yes sends what was
// shown for confirmation.
var (
	sayYes = []string{"是", "是的", "好", "好的", "行", "可以", "要", "对", "嗯", "ok", "yes", "y", "继续吧", "没问题"}
	sayNo  = []string{"否", "不", "不要", "不用", "不用了", "不继续", "no", "n"}
)

var wordOf = func() map[string]word {
	m := map[string]word{}
	for w, list := range words {
		for _, s := range list {
			m[squeeze(s)] = w
		}
	}
	return m
}()

// matchWord is the word a whole text says.
func matchWord(text string) word { return wordOf[squeeze(text)] }

// says reports whether the text is one of the words.
func says(text string, list []string) bool {
	said := squeeze(text)
	for _, w := range list {
		if said == w {
			return true
		}
	}
	return false
}

// isSentence tells a sentence that can begin something from a mutter: enough
// letters, not small talk, not only numbers.
func isSentence(text string) bool {
	if matchWord(text) != wordNone {
		return false
	}
	han, letters := 0, 0
	for _, r := range text {
		switch {
		case isHan(r):
			han++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return han >= 4 || han+letters >= 10
}

// A target is what 改 points at.
type target struct {
	n    int    // number in the summary, 0 if named
	name string // label, squeezed
	rest string // the new answer, if it came along
}

// parseEdit reads 改3, 修改第3项, 改 地点, 改2 3号楼. With strict, while a free text is
// being waited for, only 改<n> and 改 <label> with a space are understood: 改装…
// is a sentence.
func parseEdit(text string, labels []string, strict bool) (target, bool) {
	s := strings.TrimSpace(fold(text))
	rest, ok := s, false
	for _, w := range []string{"修改", "更改", "改一下", "改"} {
		if after, found := strings.CutPrefix(s, w); found {
			rest, ok = after, true
			break
		}
	}
	if !ok || rest == "" {
		return target{}, false
	}
	apart := strings.HasPrefix(rest, " ")
	rest = strings.TrimLeft(strings.TrimSpace(rest), ":,，：")
	ordinal := strings.TrimPrefix(rest, "第")
	if n, used := leadingNumber([]rune(ordinal)); used > 0 {
		tail := strings.TrimSpace(string([]rune(ordinal)[used:]))
		for _, unit := range []string{"项", "条", "题", "个"} {
			if t, found := strings.CutPrefix(tail, unit); found {
				tail = t
				break
			}
		}
		tail = strings.TrimSpace(strings.TrimLeft(tail, " :：,，为成"))
		if tail != "" && strict {
			return target{}, false
		}
		return target{n: n, rest: tail}, true
	}
	best := target{}
	for _, label := range labels {
		key := strings.TrimSpace(fold(label))
		tail, found := strings.CutPrefix(rest, key)
		if !found || key == "" || length(key) < length(best.name) {
			continue
		}
		best = target{name: key, rest: strings.TrimSpace(strings.TrimLeft(tail, " :：,，为成"))}
	}
	if best.name == "" || strict && (!apart || best.rest != "") {
		return target{}, false
	}
	return best, true
}

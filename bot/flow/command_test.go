package flow

import "testing"

func TestCommandOrSentence(t *testing.T) {
	d := &Desk{Commands: []Command{{Says: []string{"查"}, Takes: "编号"}, {Says: []string{"待办"}}}}
	for _, x := range []struct {
		said   string
		strict bool
		word   string // of the command meant, empty for none
		rest   string
	}{
		{"待办", true, "待办", ""},
		{" 待办。", true, "待办", ""},
		{"我要待办", false, "待办", ""},
		{"我要待办", true, "", ""},
		{"待办事项太多", false, "", ""},
		{"查 Ab-12", true, "查", "Ab-12"},
		{"查Ab-12", true, "查", "Ab-12"},
		{"查：１２", true, "查", "１２"},
		{"查 幸福小区", false, "查", "幸福小区"},
		{"查 幸福小区", true, "", ""},
		{"查看了楼道", false, "", ""},
		{"查出3处问题", false, "", ""},
	} {
		c, rest := d.command(x.said, x.strict)
		word := ""
		if c != nil {
			word = c.Says[0]
		}
		if word != x.word || rest != x.rest {
			t.Errorf("%q (strict %v): got %q %q, want %q %q", x.said, x.strict, word, rest, x.word, x.rest)
		}
	}
}

func TestEditWordsOrSentence(t *testing.T) {
	labels := []string{"照片", "地点", "情况"}
	for _, x := range []struct {
		said   string
		strict bool
		want   target
		ok     bool
	}{
		{"改3", true, target{n: 3}, true},
		{"改 3", true, target{n: 3}, true},
		{"修改第三项", true, target{n: 3}, true},
		{"改２ 三号楼", false, target{n: 2, rest: "三号楼"}, true},
		{"改2为三号楼", false, target{n: 2, rest: "三号楼"}, true},
		{"改3号楼的灯", true, target{}, false},
		{"改 地点", true, target{name: "地点"}, true},
		{"改地点", false, target{name: "地点"}, true},
		{"改地点 和平里", false, target{name: "地点", rest: "和平里"}, true},
		{"改地点附近的路灯", true, target{}, false},
		{"改装电动车", false, target{}, false},
		{"改", false, target{}, false},
	} {
		got, ok := parseEdit(x.said, labels, x.strict)
		if got != x.want || ok != x.ok {
			t.Errorf("%q (strict %v): got %+v %v, want %+v %v", x.said, x.strict, got, ok, x.want, x.ok)
		}
	}
}

// A text of each word is found again by it, and by nothing else.
func TestWordsMeanOneThing(t *testing.T) {
	owner := map[string]word{}
	for w, list := range words {
		for _, s := range list {
			if other, taken := owner[squeeze(s)]; taken && other != w {
				t.Errorf("%q is said by %d and %d", s, w, other)
			}
			owner[squeeze(s)] = w
		}
	}
}

func TestOptionsAreFoundByWordNumberAndPart(t *testing.T) {
	options := []Option{{ID: "pass", Label: "合格"}, {ID: "fail", Label: "不合格"}, {ID: "general", Label: "一般隐患", Also: []string{"不急"}}, {ID: "ten", Label: "10"}}
	for said, want := range map[string]string{
		"合格": "pass", " 合格。": "pass", "不合格": "fail", "2": "fail", "２": "fail", "第二个": "fail", "选2": "fail", "②": "fail", "我选不合格": "fail",
		"一般": "general", "不急": "general", "10": "ten", "4": "ten", "格": "", "5": "", "0": "", "不": "", "": "", "1 2": "", "隐患不大": "",
	} {
		if id, _ := choose(options, said); id != want {
			t.Errorf("%q: got %q, want %q", said, id, want)
		}
	}
}

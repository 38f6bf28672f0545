package bot

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestACardReadsAsNumberedText(t *testing.T) {
	for _, row := range []struct {
		name string
		card Card
		want string
	}{
		{"notice", Card{Source: "和平社区", Title: "整改到期", Desc: "今天 18:00", Figure: &Figure{"3", "处未整改"}, Note: "请尽快处理",
			Fields: []Field{{Name: "编号", Value: "HB-0012"}}, URL: "https://grid.example.gov.cn/h/1"},
			"【和平社区】\n整改到期\n今天 18:00\n3 处未整改\n编号：HB-0012\n请尽快处理\n详情：https://grid.example.gov.cn/h/1"},
		{"buttons", Card{Title: "确认收到？", Quote: "楼道有电动车", Buttons: []Button{{Text: "确认", Key: "ack"}, {Text: "查看", URL: "https://a.example.invalid"}, {Text: "不是我的", Key: "no"}}},
			"确认收到？\n“楼道有电动车”\n查看：https://a.example.invalid\n\n1. 确认\n2. 不是我的\n请回复序号"},
		{"drop-down and buttons", Card{Title: "整改结果", Pick: &Choice{Title: "结果", Options: []Option{{"a", "已整改"}, {"b", "申请延期"}}}, Buttons: []Button{{Text: "提交", Key: "k"}}},
			"整改结果\n\n结果\n1. 已整改\n2. 申请延期\n3. 提交\n请回复序号"},
		{"vote", Card{Title: "自查", Vote: &Choice{Multi: true, Options: []Option{{"a", "灭火器"}, {"b", "通道"}}}, Submit: Button{Text: "提交", Key: "s"}},
			"自查\n\n1. 灭火器\n2. 通道\n请回复序号，可多选，如“1、3”"},
		{"several lists", Card{Title: "登记", Picks: []Choice{{Title: "类别", Options: []Option{{"a", "消防"}, {"b", "用电"}}}, {Title: "等级", Options: []Option{{"c", "一般"}}}}},
			"登记\n\n类别\n1. 消防\n2. 用电\n等级\n3. 一般\n请回复序号，可多选，如“1、3”"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(row.want, PlainText(row.card)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLongCardsKeepTheirChoices(t *testing.T) {
	card := Card{Title: "自查", Desc: strings.Repeat("说明", 1000), Vote: &Choice{Multi: true}}
	for i := range 20 {
		card.Vote.Options = append(card.Vote.Options, Option{ID: fmt.Sprint(i), Text: "检查项"})
	}
	got := PlainText(card)
	if len(got) > plainLimit || !utf8.ValidString(got) || !strings.Contains(got, "…") || !strings.Contains(got, "20. 检查项") {
		t.Errorf("%d bytes: %s", len(got), got)
	}
	for i := range card.Vote.Options {
		card.Vote.Options[i].Text = strings.Repeat("很长", 100)
	}
	if got := PlainText(card); len(got) > plainLimit || !utf8.ValidString(got) || !strings.HasPrefix(got, "自查") {
		t.Errorf("%d bytes: %s", len(got), got)
	}
}

func TestCutKeepsWholeCharactersWithinTheLimit(t *testing.T) {
	one := func(rune) int { return 1 }
	for _, s := range []string{"", "a", "网格安全员", "a网b格c", "😀😀😀", strings.Repeat("…", 5)} {
		for limit := range 20 {
			got := Cut(s, limit, utf8.RuneLen)
			if len(got) > limit || !utf8.ValidString(got) || len(s) <= limit && got != s {
				t.Errorf("%q to %d bytes: %q", s, limit, got)
			}
			got = Cut(s, limit, one)
			if n := utf8.RuneCountInString(got); n > limit || utf8.RuneCountInString(s) <= limit && got != s {
				t.Errorf("%q to %d characters: %q", s, limit, got)
			}
			if got != s && got != "" && (!strings.HasSuffix(got, "…") || !strings.HasPrefix(s, strings.TrimSuffix(got, "…"))) {
				t.Errorf("%q to %d: %q", s, limit, got)
			}
		}
	}
}

func TestWordsForButtonsFitBesideALongCard(t *testing.T) {
	card := Card{Title: "请整改", Desc: strings.Repeat("楼道里堆了纸箱", 200), Buttons: []Button{
		{Text: "收到", Key: "do:签收:YH-1"}, {Text: "检查", Key: "begin:check:"}, {Text: "看地图", URL: "https://map.example.invalid/"},
	}}
	write := map[string]string{"do:签收:YH-1": "签收 YH-1", "begin:check:": "检查"}
	got := WrittenText(card, func(key string) string { return write[key] })
	if len(got) > plainLimit || !utf8.ValidString(got) || !strings.HasPrefix(got, "请整改\n") || !strings.HasSuffix(got, "…\n\n收到：回“签收 YH-1”\n回“检查”") {
		t.Errorf("%d bytes, ending %q", len(got), got[max(0, len(got)-120):])
	}
}

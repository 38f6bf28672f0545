package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gridwarden/safety"
)

// said writes an order as one line, so that a table can be read.
func said(o safety.OrderText) string {
	parts := []string{string(o.Do)}
	if o.All {
		parts = append(parts, "all")
	}
	if len(o.Except) > 0 {
		parts = append(parts, fmt.Sprint("but", o.Except))
	}
	if len(o.Lines) > 0 {
		parts = append(parts, fmt.Sprint(o.Lines))
	}
	parts = append(parts, o.Nos...)
	switch {
	case !o.Term.At.IsZero():
		parts = append(parts, o.Term.At.In(safety.Shanghai).Format("01-02T15:04"))
	case o.Term.Given():
		parts = append(parts, o.Term.Delay.String())
	}
	for _, word := range []string{o.Name, o.Body, o.Words} {
		if word != "" {
			parts = append(parts, word)
		}
	}
	return strings.Join(parts, " ")
}

// people are the names of the roster in these tests.
func people(name string) bool {
	return name == "樊冬青" || name == "祁文柏" || name == "欧阳文静"
}

// It is Tuesday, 2026-09-15, half past eight.
func TestOrdersAreUnderstoodAsTheyAreTyped(t *testing.T) {
	e, now := defaultPolicy(t).Escalation, at("2026-09-15 08:30")
	for _, row := range []struct{ text, want string }{
		{"督办", "supervise"},
		{"1 督办", "supervise [1]"},
		{"1督办", "supervise [1]"},
		{"督办1", "supervise [1]"},
		{"督办 1", "supervise [1]"},
		{"２　督办", "supervise [2]"},
		{"2、督办", "supervise [2]"},
		{"2. 督办", "supervise [2]"},
		{"2：督办。", "supervise [2]"},
		{"第2条督办", "supervise [2]"},
		{"第二条 督办", "supervise [2]"},
		{"二督办", "supervise [2]"},
		{"十二 督办", "supervise [12]"},
		{"②督办", "supervise [2]"},
		{"请督办第2条", "supervise [2]"},
		{"把第3项督办一下", "supervise [3]"},
		{"2 督办 3天", "supervise [2] 3d"},
		{"2督办3天", "supervise [2] 3d"},
		{"督办2 三天内", "supervise [2] 3d"},
		{"督办2，三天内", "supervise [2] 3d"},
		{"督办 2 3天", "supervise [2] 3d"},
		{"2 督办 三天之内办结", "supervise [2] 3d"},
		{"2 三天内督办", "supervise [2] 3d"},
		{"2限期督办三日内", "supervise [2] 3d"},
		{"2 督办 72小时", "supervise [2] 72h"},
		{"2督办24h", "supervise [2] 24h"},
		{"2 督办 四十八小时内", "supervise [2] 48h"},
		{"2 督办 两个工作日", "supervise [2] 2wd"},
		{"2督办5个工作日内", "supervise [2] 5wd"},
		{"2 督办 一周", "supervise [2] 7d"},
		{"2 督办 两个星期", "supervise [2] 14d"},
		{"2 督办 半个月", "supervise [2] 15d"},
		{"2 督办 今天", "supervise [2] 09-15T18:00"},
		{"2 督办 明天", "supervise [2] 09-16T18:00"},
		{"2督办明天中午前", "supervise [2] 09-16T12:00"},
		{"2 督办 后天下午3点", "supervise [2] 09-17T15:00"},
		{"2 督办 本周五", "supervise [2] 09-18T18:00"},
		{"2 督办 周五前", "supervise [2] 09-18T18:00"},
		{"2 督办 下周一", "supervise [2] 09-21T18:00"},
		{"2 督办 星期天", "supervise [2] 09-20T18:00"},
		{"2 督办 9月30日前", "supervise [2] 09-30T18:00"},
		{"2督办到9月30号", "supervise [2] 09-30T18:00"},
		{"2 督办 9-30", "supervise [2] 09-30T18:00"},
		{"2 督办 9/30 12:00前", "supervise [2] 09-30T12:00"},
		{"2 督办 30号前", "supervise [2] 09-30T18:00"},
		{"2 督办 月底", "supervise [2] 09-30T18:00"},
		{"2 督办 2026年9月20日", "supervise [2] 09-20T18:00"},
		{"督办3天", "supervise 3d"},
		{"督办 三天内", "supervise 3d"},
		{"2 督办 3天 清空楼道并拍照", "supervise [2] 3d 清空楼道并拍照"},
		{"2 督办 尽快整改", "supervise [2] 尽快整改"},
		{"2督办尽快整改", "supervise [2] 尽快整改"},
		{"督办 YH-2026-01-0007", "supervise YH-2026-01-0007"},
		{"yh-2026-01-0007 督办 2天", "supervise YH-2026-01-0007 2d"},
		{"YH－2026－01－0007督办", "supervise YH-2026-01-0007"},
		{"0007督办", "supervise 0007"},
		{"督查2", "supervise [2]"},
		{"1、3知悉", "noted [1 3]"},
		{"1,3 知悉", "noted [1 3]"},
		{"1 3知悉", "noted [1 3]"},
		{"1和3知悉", "noted [1 3]"},
		{"1、2、3都知悉了", "noted [1 2 3]"},
		{"知悉1、3", "noted [1 3]"},
		{"知悉 1 3", "noted [1 3]"},
		{"1-3知悉", "noted [1 2 3]"},
		{"1到4 知悉", "noted [1 2 3 4]"},
		{"第一至第三条知悉", "noted [1 2 3]"},
		{"前三条知悉", "noted [1 2 3]"},
		{"全部知悉", "noted all"},
		{"全部都知悉", "noted all"},
		{"都知悉了", "noted all"},
		{"知悉全部", "noted all"},
		{"所有的已阅", "noted all"},
		{"除2外全部知悉", "noted all but[2]"},
		{"除了2、5以外其余知悉", "noted all but[2 5]"},
		{"2知道了", "noted [2]"},
		{"2收到", "noted [2]"},
		{"已阅", "noted"},
		{"2移交 消防", "hand_over [2] 消防"},
		{"2移交消防", "hand_over [2] 消防"},
		{"2 移交给派出所处理", "hand_over [2] 派出所"},
		{"2 移交", "hand_over [2]"},
		{"移交2到消防大队", "hand_over [2] 消防大队"},
		{"2交给城管", "hand_over [2] 城管"},
		{"2 移交 消防 多次拒不整改", "hand_over [2] 消防 多次拒不整改"},
		{"3 换人 樊冬青", "reassign [3] 樊冬青"},
		{"3换人樊冬青", "reassign [3] 樊冬青"},
		{"3换成樊冬青", "reassign [3] 樊冬青"},
		{"3改由樊冬青负责", "reassign [3] 樊冬青"},
		{"3改派给祁文柏", "reassign [3] 祁文柏"},
		{"3 换人 欧阳文静", "reassign [3] 欧阳文静"},
		{"3 换人", "reassign [3]"},
		{"换人3", "reassign [3]"},
		{"2 延期 5天", "extend [2] 5d"},
		{"2延期5天", "extend [2] 5d"},
		{"二 延期到9月30日", "extend [2] 09-30T18:00"},
		{"2 延期至下周五", "extend [2] 09-25T18:00"},
		{"2同意延期3天", "extend [2] 3d"},
		{"2 宽限一周", "extend [2] 7d"},
		{"2延3天", "extend [2] 3d"},
		{"2 延期 3天 材料没到", "extend [2] 3d 材料没到"},
		{"2 延期", "extend [2]"},
		{"1督办3天；2知悉", "supervise [1] 3d | noted [2]"},
		{"1督办，2、3知悉", "supervise [1] | noted [2 3]"},
		{"1 督办 3天\n2 移交 消防\n3知悉", "supervise [1] 3d | hand_over [2] 消防 | noted [3]"},
	} {
		t.Run(row.text, func(t *testing.T) {
			os, err := e.ReadOrders(row.text, now, people)
			var got []string
			for _, o := range os {
				got = append(got, said(o))
			}
			if text := strings.Join(got, " | "); err != nil || text != row.want {
				t.Errorf("read %q (%v), want %q", text, err, row.want)
			}
		})
	}
}

func TestOrdinarySentencesAreNoOrders(t *testing.T) {
	e, now := defaultPolicy(t).Escalation, at("2026-09-15 08:30")
	for _, text := range []string{
		"", "3", "1、3", "好的", "收到", "知道了", "明白", "ok", "了解", "全部", "3天", "明天", "樊冬青",
		"3号楼楼道堆了纸箱", "3号楼督办过的地方又堆上了", "督办组今天来检查", "3督办室门口堆了杂物", "督办员说要换锁",
		"3单元换人住了，楼道没人打扫", "3号换人行道砖的师傅没戴安全帽", "2换人行道砖", "换人民币的摊子占了消防通道", "昨天换人了，新来的保安不认识路",
		"2楼移交的钥匙丢了", "移交手续还没办完呢", "房子已经移交给新业主，楼道还堆着垃圾", "2移交的房子没有灭火器",
		"延期交房的工地没有围挡", "延长线拖在地上", "2延长线拖在地上", "延安路5号门口井盖坏了",
		"知悉情况的居民说漏气了", "2知道了也没人管", "收到1个投诉", "全部正常", "除3、7外正常", "1、7不合格，其余正常", "全部都堵住了",
		"3个人在楼道充电", "5天没人来收垃圾了", "9月30日前要换灭火器", "三天内来了两拨人", "请尽快处理", "12楼的灯坏了", "电梯延期检验", "第3条路上有坑",
		"今天督促商户清理了", "领导督办的那件事办好了没有", "物业说3天内换人来修", "0007", "YH-2026-01-0007",
	} {
		if os, err := e.ReadOrders(text, now, people); len(os) > 0 || err != nil {
			t.Errorf("%q was taken for an order: %v %v", text, os, err)
		}
	}
}

// What can be understood in two ways is asked about in one short sentence.
func TestWhatCanBeUnderstoodInTwoWaysIsAskedAbout(t *testing.T) {
	e, now := defaultPolicy(t).Escalation, at("2026-09-15 08:30")
	for text, asks := range map[string]string{
		"2 督办 3":       "“3”是 3 天吗",
		"督办 2 3":       "两条，还是第 2 条给 3 天",
		"2 督办 3日前":     "还是这个月 3 日之前",
		"2 督办 本周一":     "已经过了",
		"2 督办 9月1日前":   "已经过了",
		"3 换人 那个姓樊的师傅": "换成谁",
		"督办 尽快处理楼道":    "要督办哪一条",
	} {
		os, err := e.ReadOrders(text, now, people)
		var no *safety.Refusal
		if !errors.As(err, &no) || !strings.Contains(no.Sentence(), asks) || len([]rune(no.Sentence())) > 60 {
			t.Errorf("%q: want a short question about %q, got %v %v", text, asks, os, err)
		}
	}
}

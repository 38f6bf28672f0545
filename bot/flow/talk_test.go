package flow_test

import (
	"flag"
	"testing"

	"gridwarden/bot"
	"gridwarden/bot/flow/flowtest"
)

var (
	talks = flag.Int("talks", 25, "how many members talk at random")
	seed  = flag.Uint64("seed", 0, "talk only with this seed")
)

var talk = flowtest.Talker{
	Says: []string{
		"上报隐患", "检查", "走访", "待办", "查 A-1", "查", "我要检查", "检查发现楼道堆了纸箱", "楼道里堆满了旧家具", "着火了", "幸福小区", "和平里", "幸福小区 3", "外地",
		"很急", "较急", "13900000001", "全部正常", "除3、7外正常", "3 7 不合格", "其余正常", "2不适用", "逐项", "合格", "不合格", "不适用", "灭火器过期", "昨天", "3月1日", "三个人", "5",
		"1、2", "全部", "没有发现问题", "提交", "改1", "改2 和平里", "改 情况", "楼道堆物堵了门", "幸福大超市",
	},
	Places: []bot.Message{
		{Kind: bot.Location, Label: "和平里", Lat: 31.2, Lon: 121.4}, {Kind: bot.Location, Lat: 31.2, Lon: 121.4},
	},
	Hooks: []string{"提交被拒", "提交作废", "照片取得慢", "没有走访", "新版可接"},
}

// Nobody can talk a desk into an error, a second submission, an incomplete or
// stale one, a dead end or a lost photo; the session is read from its bytes
// before every message.
func TestRandomTalkersBreakNothing(t *testing.T) {
	first, last := uint64(1), uint64(*talks)
	if *seed != 0 {
		first, last = *seed, *seed
	}
	submitted := 0
	for n := first; n <= last; n++ {
		w, stage := newWorld(t)
		w.plain = n%5 == 0
		stage.Hooks["没有走访"] = func() {
			if w.without = map[string]string{"": "visit"}[w.without]; n%2 == 0 {
				w.without = ""
			}
		}
		k := talk
		k.Talk(t, stage, n, 400)
		submitted += len(w.order)
	}
	t.Logf("seeds %d to %d: %d submissions", first, last, submitted)
	if *seed == 0 && submitted < *talks {
		t.Errorf("only %d submissions: the talkers do not get through any more", submitted)
	}
}

package config

import "testing"

func TestCriesForHelpAreHeardAndTalkOfPreventionIsNot(t *testing.T) {
	p, err := LoadPolicy("")
	if err != nil {
		t.Fatal(err)
	}
	for _, cry := range []string{
		"着火了", "3号楼起火了快来", "厨房烧着了", "楼道冒烟", "满楼道都是烟", "天然气泄漏了", "煤气漏了快来", "液化气罐漏了", "有燃气味", "火灾！",
		"楼塌了", "墙快塌了有坍塌危险快来人", "有人被电了", "电梯里困住人了", "老人被困在屋里", "楼上可能着火了，好大的烟", "车库爆炸了", "救命",
		"昨天没有着火，今天着火了", "怕触电，可是他已经触电了", "不会着火的地方冒烟了",
	} {
		if !p.Emergency.Alarming(cry) {
			t.Errorf("%q is not heard", cry)
		}
	}
	for _, talk := range []string{
		"没有着火，是演练", "下周有着火演练", "楼道堆物有火灾隐患", "防止触电的贴纸掉了", "电线老化容易着火", "冬春火灾防控通知", "楼道被电动车堵了", "有煤气罐放在楼道", "墙皮掉了", "灭火器过期",
		"现在没有着火，放心", "这里没有发生火灾", "线太乱了怕着火", "担心漏气，想请人看看", "电动车进楼，以免起火请处理", "这样堆不会着火吧", "请避免触电",
	} {
		if p.Emergency.Alarming(talk) {
			t.Errorf("%q raises the alarm", talk)
		}
	}
}

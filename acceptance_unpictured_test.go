package main

import (
	"testing"

	"gridwarden/safety"
	"gridwarden/testdata"
)

// Without a picture of before, nothing could show that it was put right: the
// remedy is not even offered, and nothing is on file that its finder never heard of.
func TestWhatWasNotPicturedBeforeIsRegisteredAndNotFixedOnTheSpot(t *testing.T) {
	w := newWorld(t, "2026-09-14 08:55")
	w.until("2026-09-14 09:15")
	lead := w.member(testdata.CourtyardLead)
	lead.taps("开始检查").says("除15外正常").says("三楼防盗网没有逃生口").says("跳过")
	lead.hasNotHeard("现在能当场改好吗")
	lead.sends("courtyard").says("提交")
	no := hazardNo.FindString(lead.hears("检查完成", "登记隐患"))
	if h := w.hazard(no); h.State != safety.Registered || h.Item != "RC-15" || h.Finder != testdata.CourtyardLead {
		t.Errorf("%s is %s, item %s, found by %q", no, h.State, h.Item, h.Finder)
	}

	lead.says("上报隐患").says("跳过").says("太黑拍不清").says("楼道灯坏了").says("梧桐里一号院").says("一般隐患")
	lead.hasNotHeard("当场改好了吗")
	lead.says("提交")
	no = hazardNo.FindString(lead.hears("已登记"))
	if h := w.hazard(no); h.State != safety.Registered {
		t.Errorf("%s is %s", no, h.State)
	}
}

package handlers

import (
	"fmt"

	"gridwarden/bot"
	"gridwarden/safety"
)

func hazardRejected(w words) saying {
	h := w.Hazard
	if h.Appealed {
		return text("%s（%s）复核过了，还是没有受理，这是最后的答复。\n原因：%s\n情况有变化，随时再发照片来。谢谢您留心身边的安全。", h.No, what(h), h.Reason)
	}
	within := w.policy.Reporting.Appeal.Within
	return card(bot.Card{
		Source: w.where(), Title: "这次没有受理：" + what(h),
		Desc:    fmt.Sprintf("%s\n不同意的话，%s内点“申诉”，由安监办主任再定一次。谢谢您留心身边的安全。", h.Reason, within.Words()),
		Fields:  []bot.Field{{Name: "编号", Value: h.No}, {Name: "地点", Value: place(h)}},
		Buttons: []bot.Button{button("申诉", flowAppeal, h, bot.Plain), look(h)},
	}, fmt.Sprintf("%s 没有受理：%s", h.No, h.Reason))
}

func hazardAppealed(w words) saying {
	h := w.Hazard
	return card(bot.Card{
		Source: w.where(), Title: "申诉，请复核：" + what(h), Desc: "上报人不同意不受理，请您定。受理后等级、类别还可以改；维持就是最后的答复。", Quote: h.Reason,
		Fields: []bot.Field{{Name: "编号", Value: h.No}, {Name: "地点", Value: place(h)}, {Name: "照片", Value: photos(len(h.Photos(safety.Before)))},
			{Name: "请在", Value: safety.Moment(w.policy.JudgeBy(h), w.now) + "前"}},
		Buttons: []bot.Button{press("受理", wordGrant, h, bot.Primary), press("维持不受理", wordUphold, h, bot.Plain), look(h)},
	}, fmt.Sprintf("%s 申诉待复核：%s %s", h.No, place(h), what(h)))
}

// awaited is what a hazard waits for, as its reporter reads it.
var awaited = map[safety.State]string{
	safety.Reported:       "等社区安全员受理",
	safety.Verifying:      "等到现场核实",
	safety.Registered:     "等安排责任人",
	safety.Assigned:       "等责任人签收",
	safety.Rectifying:     "等责任人改好",
	safety.AwaitingReview: "责任人说改好了，等社区复查",
	safety.Suspended:      "一时改不了，已挂账，等下次查看",
	safety.Transferred:    "已移交有权处理的部门，等他们的结果",
}

func stillOpenNews(w words) saying {
	h := w.Hazard
	until := ""
	switch due := w.policy.DueOf(h); {
	case due.IsZero():
	case w.now.After(due):
		until = "原定" + safety.Moment(due, w.now) + "，已经超期，正在逐级催办"
	default:
		until = "到" + safety.Moment(due, w.now) + "为止"
	}
	line := fmt.Sprintf("%s（%s）还没有办完：%s。", h.No, what(h), join("，", awaited[h.State], until))
	return text("%s\n没有忘记这件事，有进展马上告诉您。", line)
}

// join puts parts that are not empty together.
func join(by string, parts ...string) (joined string) {
	for _, p := range parts {
		switch {
		case p == "":
		case joined == "":
			joined = p
		default:
			joined += by + p
		}
	}
	return joined
}

// afterPhoto is the picture itself; among other news it is a line that tells how
// to see it.
func afterPhoto(w words) saying {
	return saying{bot.Body{Image: w.Words["sha256"]}, fmt.Sprintf("%s 整改后的照片：发“照片 %s”看", w.Hazard.No, w.Hazard.No)}
}

func thanks(w words) saying {
	if w.Words["n"] == "1" {
		return text("这是您第一条被受理的隐患，谢谢您！多一双眼睛，大家就多一分安全。")
	}
	return text("这是您第 %s 条被受理的隐患。谢谢您一直留心，街坊们因此更安全。", w.Words["n"])
}

func emergencyOff(w words) saying {
	return text("【紧急解除】%s说刚才的“紧急”是按错了。如仍有疑问，请联系本人核实。", w.Words["who"])
}

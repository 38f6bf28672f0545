package handlers

import "fmt"

func undelivered(w words) saying {
	matter := w.Words["matter"]
	if w.Hazard != nil {
		matter = fmt.Sprintf("%s %s", w.Hazard.No, what(w.Hazard))
	}
	if matter == "" {
		return text("有一条消息没能送到%s（%s）。请确认本人账号是否正常，并请本人发“待办”看看有什么事。", w.Words["who"], w.Words["reason"])
	}
	return text("有一条消息没能送到%s（%s），说的是：%s。请当面或打电话转告，并确认本人账号是否正常。", w.Words["who"], w.Words["reason"], matter)
}

func photoInDanger(w words) saying {
	return text("%s 发来的一张照片两天都没有收全，再过一天就取不到了。请管理员检查网络和企业微信接口。", w.Words["who"])
}

func photoLost(w words) saying {
	return text("%s 发来的一张照片没能保存下来，企业微信上也已过期。如果还需要，请再拍一张发来。", w.Words["who"])
}

func photoRefused(w words) saying {
	return text("刚才的照片没有保存：%s。请换一张 JPG 或 PNG 照片再发。", w.Words["why"])
}

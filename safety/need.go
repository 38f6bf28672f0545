package safety

// Need is what must be given with an action.
type Need string

const (
	NeedPlace       Need = "place"
	NeedWhat        Need = "what"
	NeedSeverity    Need = "severity"
	NeedCategory    Need = "category"
	NeedReason      Need = "reason"
	NeedWhom        Need = "whom"
	NeedParty       Need = "party"
	NeedDeadline    Need = "deadline"
	NeedRequirement Need = "requirement"
	NeedBefore      Need = "before_photo"
	NeedAfter       Need = "after_photo"
	NeedSite        Need = "review_photo"    // a picture taken at the review
	NeedSignature   Need = "signature_photo" // of the paper notice
	NeedInterim     Need = "interim_measure"
	NeedUntil       Need = "until" // the deadline or look date that is asked for
	NeedMaster      Need = "master"
	NeedAsk         Need = "ask" // a request that waits for an answer

	NeedCriterion Need = "criterion"
	NeedAuthority Need = "authority"
	NeedMeans     Need = "means"
	NeedDocument  Need = "document"
	NeedReceiver  Need = "receiver"
	NeedReceipt   Need = "receipt" // its number or a picture
	NeedAnswer    Need = "answer"
	NeedResult    Need = "result"
)

var needNames = map[Need]string{
	NeedPlace: "地点", NeedWhat: "情况说明", NeedSeverity: "等级", NeedCategory: "类别", NeedReason: "原因", NeedWhom: "换成谁",
	NeedParty: "整改责任人", NeedDeadline: "整改期限", NeedRequirement: "整改要求", NeedBefore: "整改前照片",
	NeedAfter: "整改后照片", NeedSite: "复查现场照片", NeedSignature: "签收照片", NeedInterim: "临时防范措施", NeedUntil: "日期",
	NeedMaster: "并入哪一条", NeedAsk: "等候答复的申请",
	NeedCriterion: "移交理由", NeedAuthority: "接收单位", NeedMeans: "送达方式", NeedDocument: "文号", NeedReceiver: "签收人",
	NeedReceipt: "回执编号或照片", NeedAnswer: "询问结果", NeedResult: "处理结果",
}

func (n Need) String() string { return needNames[n] }

package scheduler

// A Verdict says what was decided about a delivery and why. It stands in the
// ledger, in metrics and in logs.
type Verdict string

// Verdicts that wait.
const (
	NotYet    Verdict = "not_yet"    // its instant has not come
	Quiet     Verdict = "quiet"      // quiet hours (T-11)
	DayOff    Verdict = "day_off"    // a routine matter on a day off (T-12)
	Throttled Verdict = "throttled"  // the member was sent too much this minute or hour (promises.md R10)
	Capped    Verdict = "capped"     // the member had his messages for the day: joins the digest (T-13)
	OverQuota Verdict = "over_quota" // the app's person-times of the day are used up (wecom-api.md 4.11)
	Paused    Verdict = "paused"     // the platform asked to wait, or an operator must act
	Retrying  Verdict = "retrying"   // the platform could not be reached
)

// Verdicts that end.
const (
	Send        Verdict = "send"
	Bundle      Verdict = "bundle"       // goes with others in one message
	TooLate     Verdict = "too_late"     // of no use any more (T-15)
	Settled     Verdict = "settled"      // the matter or the person has moved on
	AlreadyTold Verdict = "already_told" // the member has read these words
	Unreachable Verdict = "unreachable"  // the platform does not know or does not reach the member
	Rejected    Verdict = "rejected"     // the platform will never accept it
	Unconfirmed Verdict = "unconfirmed"  // it may have been shown, nobody knows (promises.md B1)
)

// words are the verdicts as the ledger shows them.
var words = map[Verdict]string{
	NotYet:      "还没到发送时间",
	Quiet:       "夜间不打扰，早上再发",
	DayOff:      "休息日不打扰，下个工作日再发",
	Throttled:   "短时间内发得太多，稍后再发",
	Capped:      "当天条数已满，合并成一条再发",
	OverQuota:   "应用当天的发送额度已用完，次日再发",
	Paused:      "平台要求暂停发送，稍后再发",
	Retrying:    "暂时连不上平台，稍后再发",
	Send:        "已发送",
	Bundle:      "与其他消息合成一条发送",
	TooLate:     "已过时效，不再发送",
	Settled:     "事项已有进展，不再发送",
	AlreadyTold: "四小时内已发过同样的内容",
	Unreachable: "对方不在应用的可见范围内，或没有接口许可",
	Rejected:    "平台拒绝了这条消息",
	Unconfirmed: "发送结果不明，且已超过去重时限",
}

// Words is the verdict in words for people.
func (v Verdict) Words() string { return words[v] }

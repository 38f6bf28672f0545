package handlers

import (
	"strings"
	"time"

	"gridwarden/safety"
)

// sampleHandover is a hand-over of the sample hazard as it stands in a state.
func sampleHandover(state safety.HandoverState, now time.Time) *safety.Handover {
	o := &safety.Handover{
		No: "YJ-2026-01-0002", Hazard: "c1", Grid: "0101", State: state, Criterion: safety.ByOverdue, Reason: "房东两次拒绝拆除隔间",
		Authority: "police_station", Addressee: "梧桐派出所", Interim: "专人看守，停止充电", ProposedBy: "wt_lead",
		DraftedAt: now.AddDate(0, 0, -12), Due: now.Add(9 * time.Hour),
	}
	switch state {
	case safety.HandoverDrafted, safety.HandoverApproved, safety.HandoverDeclined, safety.HandoverLapsed:
	default:
		o.SentAt, o.ReplyBy, o.Document = now.AddDate(0, 0, -11), now.AddDate(0, 0, 9).Add(9*time.Hour), "梧街安〔2026〕12号"
	}
	return o
}

// handoverSamples are how a hand-over stands when a notice about it is sent, and
// what was written down with that.
var handoverSamples = map[safety.NoticeKind]struct {
	state  safety.HandoverState
	result string
}{
	"handover_drafted":  {safety.HandoverDrafted, ""},
	"handover_approved": {safety.HandoverApproved, ""},
	"handover_declined": {safety.HandoverDeclined, "房东答应本周拆，再催一周"},
	"handover_lapsed":   {safety.HandoverLapsed, "隐患现在是“待复查”"},
	"handover_received": {safety.HandoverReceived, ""},
	"handover_returned": {safety.HandoverReturned, "这一处归消防救援机构管"},
	"handover_result":   {safety.HandoverResulted, "已责令停用，隔间拆除"},
}

// sampleTransfer gives a notice about a hand-over, a notification or the treatment
// of a major hazard what its words need.
func sampleTransfer(n *safety.Notice, now time.Time) {
	about, _, _ := strings.Cut(string(n.Kind), "_")
	switch about {
	case "handover", "watch":
		n.Hazard.Severity, n.Handover = safety.Serious, sampleHandover(safety.HandoverSent, now)
		for kind, s := range handoverSamples {
			if strings.HasPrefix(string(n.Kind), string(kind)) {
				n.Handover = sampleHandover(s.state, now)
				n.Handover.Result = s.result
			}
		}
		n.Handover.Receiver, n.Handover.ReceivedAt, n.Handover.ResultNo = "蓝警官", now.Add(-time.Hour), "梧公（治）〔2026〕7号"
		n.Until = now.Add(9 * time.Hour)
		n.Words["note"] = "看守的人不在，充电线又接上了"
		if n.Kind == "handover_lapsed" {
			n.Hazard.State = safety.AwaitingReview
		}
	case "notification":
		n.Notification = &safety.Notification{No: "TB-2026-01-0003", Addressee: "梧桐派出所", State: safety.NotificationDue, Due: now.Add(9 * time.Hour)}
	case "treatment":
		n.Hazard.Severity, n.Step.Mark = safety.Major, safety.MarkProgress
	}
}

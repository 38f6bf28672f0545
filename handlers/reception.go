// Package handlers is what members can do in chat: one file per thing. Flows
// collect what is needed and call the domain; notices put into words what the
// domain has to tell.
package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// A Tx is everything one answer may read and change, in one transaction.
type Tx interface {
	safety.Store
	flow.Sessions
	Outbox
	// ReadPlain keeps whether a member reads text instead of cards; again
	// changes nothing.
	ReadPlain(ctx context.Context, member string, plain bool) error
}

// A Reception answers messages. It is built once; everything it needs for one
// message is built anew for it, inside the message's transaction.
type Reception struct {
	Policy  *safety.Policy
	NewID   func() string // makes case ids, unique for ever
	Spelled *flow.Spelling
}

// NewReception is a Reception that understands the spellings of a policy.
func NewReception(p *safety.Policy, newID func() string) *Reception {
	return &Reception{Policy: p, NewID: newID, Spelled: flow.NewSpelling(p.Spellings.Meant())}
}

// A visit is one member's message with all that is at hand to answer it.
type visit struct {
	*safety.Service
	ctx    context.Context // of the transaction; flows are built for one message only
	tx     Tx
	roster *safety.Roster
	who    string
	key    string    // of the message
	done   string    // what a card's button has just done for good; it stands in place of the buttons then
	card   *bot.Card // what the card has become by it, when more can be done
	next   *bot.Card // what to offer after what was submitted

	// What questions ask the domain for, once for a message; failed is what went
	// wrong with it.
	owes     []safety.Task
	tasks    map[string]safety.Task
	progress map[string]safety.Progress
	joints   map[string]aboutJoint
	failed   error
}

// Service is the domain for one transaction at one moment, telling through the
// transaction's outbox. Cause is the key of the message being answered.
func Service(tx Tx, p *safety.Policy, now time.Time, cause string) *safety.Service {
	return &safety.Service{
		Store: tx, Policy: p, Now: now, Cause: cause, Letters: firstLetters,
		Tell: Notices{Outbox: tx, Store: tx, Policy: p, Now: now},
	}
}

// Answer handles one message within a transaction: the conversation moves on,
// the domain changes, and what is to be said goes to the outbox. An error means
// that nothing may be kept.
func (r *Reception) Answer(ctx context.Context, tx Tx, m bot.Message, now time.Time) error {
	roster, err := tx.Roster(ctx)
	if err != nil {
		return fmt.Errorf("load roster: %w", err)
	}
	v := &visit{Service: Service(tx, r.Policy, now, m.Key), ctx: ctx, tx: tx, roster: roster, who: m.Member, key: m.Key}
	desk := r.desk(v)
	turn, err := desk.Handle(ctx, plainly(m))
	if err = errors.Join(err, v.failed); err != nil {
		return err
	}
	if turn.Emergency {
		if err := v.Alarm(ctx, m.Key, m.Member, m.Text); err != nil {
			return err
		}
	}
	if turn.Foreign {
		turn.Replies, err = v.event(m)
		if err != nil {
			return err
		}
	}
	if m.Tap != nil && turn.Update == nil && (v.done != "" || v.card != nil) {
		turn.Update = &bot.Update{Code: m.Tap.ResponseCode, Done: v.done, Card: v.card}
	}
	return v.reply(ctx, turn)
}

// reply posts what came of a turn, in order.
func (v *visit) reply(ctx context.Context, turn flow.Turn) error {
	if turn.Update != nil {
		err := v.tx.Post(ctx, bot.Post{
			Key: "update:" + v.key, To: []string{v.who}, Class: bot.Answer, About: "member:" + v.who,
			Body: bot.Body{Update: turn.Update},
		})
		if err != nil {
			return err
		}
	}
	for i, body := range turn.Replies {
		err := v.tx.Post(ctx, bot.Post{
			Key: fmt.Sprintf("answer:%s/%d", v.key, i), To: []string{v.who}, Class: bot.Answer, About: "member:" + v.who, Body: body,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// desk is the talk one member can have: every flow and command is offered to
// all, and the domain says no to those who may not.
func (r *Reception) desk(v *visit) *flow.Desk {
	member, _ := v.roster.Member(v.who)
	return &flow.Desk{
		Flows:     slices.Concat(v.flows(), v.jointFlows(), v.peopleFlows()),
		Commands:  slices.Concat(v.commands(), v.jointCommands(), v.peopleCommands()),
		Sessions:  v.tx,
		NewID:     r.NewID,
		Default:   flowReport,
		Plain:     member.Plain,
		Person:    "社区安全员",
		Patience:  patience(r.Policy.Reporting.Talk),
		Spelled:   r.Spelled,
		Emergency: v.emergency,
		Phrases:   v.spoken,
		Late:      v.late,
		Next:      v.afterwards,
	}
}

// patience is how long the policy lets a conversation wait.
func patience(t safety.TalkRule) flow.Patience {
	return flow.Patience{
		Burst: time.Duration(t.Burst) * time.Second, Late: t.Late.Span(), Remind: t.Remind.Span(), Draft: t.Draft.Span(), Parked: t.Parked.Span(),
	}
}

// flows are the conversations of the desk.
func (v *visit) flows() []flow.Registered {
	flows := []flow.Registered{
		flow.Register(v.report()), flow.Register(v.check()), flow.Register(v.accept()), flow.Register(v.reject()),
		flow.Register(v.assign()), flow.Register(v.sign()), flow.Register(v.claim()), flow.Register(v.pass()), flow.Register(v.fail()),
		flow.Register(v.lookAt()), flow.Register(v.sendBack()), flow.Register(v.extend()), flow.Register(v.suspend()),
		flow.Register(v.regrade()), flow.Register(v.merge()), flow.Register(v.void()), flow.Register(v.interim()),
		flow.Register(v.reportHidden()), flow.Register(v.appeal()), flow.Register(v.replyToOrder()), flow.Register(v.silence()),
		flow.Register(v.paper()), flow.Register(v.askExcuse()), flow.Register(v.excuse()), flow.Register(v.denyExcuse()),
		flow.Register(v.windowNo()), flow.Register(v.windowDays()), flow.Register(v.callOut()), flow.Register(v.publicity()),
	}
	flows = append(flows, flow.Register(v.propose()), flow.Register(v.visited()), flow.Register(v.notify()),
		flow.Register(v.treat()), flow.Register(v.noteProgress()), flow.Register(v.list()),
		flow.Register(v.watchForm(flowWatch, "看护拍照", "现场怎么样？", true)),
		flow.Register(v.watchForm(flowGap, "措施不在位", "哪里不在位？", false)))
	for _, f := range handoverForms {
		flows = append(flows, flow.Register(v.handoverForm(f)))
	}
	for _, a := range answers {
		flows = append(flows, flow.Register(v.answer(a)))
	}
	return flows
}

// The names of flows are stored with sessions and in the keys of buttons: each
// means one thing for ever.
const (
	flowReport       = "report-hazard"
	flowReportHidden = "report-anonymously"
	flowAppeal       = "appeal"
	flowCheck        = "weekly-check" // of every plan by now
	flowPaper        = "paper-check"
	flowAskExcuse    = "ask-excuse"
	flowExcuse       = "excuse"
	flowDenyExcuse   = "deny-excuse"
	flowAccept       = "accept"
	flowReject       = "reject"
	flowAssign       = "assign"
	flowSign         = "sign-on-paper"
	flowClaim        = "claim-fixed"
	flowPass         = "review-pass"
	flowFail         = "review-fail"

	flowLook             = "look-at"
	flowReturn           = "return-assignment"
	flowExtend           = "ask-extension"
	flowGrantExtension   = "grant-extension"
	flowRefuseExtension  = "refuse-extension"
	flowSuspend          = "ask-suspension"
	flowGrantSuspension  = "grant-suspension"
	flowRefuseSuspension = "refuse-suspension"
	flowSeverity         = "change-severity"
	flowGrantSeverity    = "grant-severity"
	flowRefuseSeverity   = "refuse-severity"
	flowMerge            = "merge"
	flowVoid             = "void"
	flowInterim          = "interim-measure"

	flowReply     = "supervision-reply"
	flowSilence   = "silence"
	flowPropose   = "propose-handover"
	flowVisited   = "visit-failed"
	flowDecline   = "decline-handover"
	flowRedirect  = "redirect-handover"
	flowSend      = "send-handover"
	flowReceipt   = "receive-handover"
	flowInquiry   = "inquire-handover"
	flowReturned  = "return-handover"
	flowResult    = "result-handover"
	flowWatch     = "watch-look"
	flowGap       = "watch-gap"
	flowNotify    = "notify-authority"
	flowTreatment = "treatment-plan"
	flowProgress  = "treatment-progress"
	flowListed    = "listed-supervision"

	flowWindowNo   = "window-no"
	flowWindowDays = "window-days"
	flowCallOut    = "call-out"
	flowPublicity  = "publicity"
)

// emergency gives the very first reply to words of imminent danger (domain.md 6.9).
func (v *visit) emergency(text string) (bot.Body, bool) {
	if !v.Policy.Emergency.Alarming(text) {
		return bot.Body{}, false
	}
	return bot.Body{Text: v.Policy.Emergency.Advice}, true
}

// afterwards is what is offered after a submission.
func (v *visit) afterwards(context.Context, flow.Finished) (bot.Body, bool) {
	if v.next == nil {
		return bot.Body{}, false
	}
	return bot.Body{Card: v.next}, true
}

// event answers what is no conversation: a member who has just joined is told
// what the bot is for; opening the chat and leaving need no words.
func (v *visit) event(m bot.Message) ([]bot.Body, error) {
	if m.Kind != bot.Joined {
		return nil, nil
	}
	return []bot.Body{v.welcome()}, nil
}

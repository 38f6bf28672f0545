package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gridwarden/bot"
	"gridwarden/safety"
)

// An Outbox takes posts into the present transaction.
type Outbox interface {
	Post(ctx context.Context, p bot.Post) error
}

// Notices words what the domain has to tell and posts it. It is the
// [safety.Teller] of one transaction and one moment.
type Notices struct {
	Outbox Outbox
	Store  safety.Store
	Policy *safety.Policy
	Now    time.Time
}

// A saying is a notice put into words: what is shown, and the same in one line
// for when it is bundled with others.
type saying struct {
	body bot.Body
	line string
}

// wording is how every kind of notice is worded. A kind without a wording is a
// mistake in the program that a test finds.
var wording = map[safety.NoticeKind]func(w words) saying{
	"hazard_waiting":           hazardWaiting,
	"hazard_registered":        hazardRegistered,
	"hazard_accepted":          hazardAccepted,
	"hazard_rejected":          hazardRejected,
	"hazard_assigned":          hazardAssigned,
	"hazard_assigned_news":     hazardAssignedNews,
	"hazard_acknowledged_news": hazardAcknowledgedNews,
	"hazard_to_review":         hazardToReview,
	"hazard_claimed_news":      hazardClaimedNews,
	"hazard_closed":            hazardClosed,
	"hazard_closed_news":       hazardClosedNews,
	"review_failed":            reviewFailed,
	"hazard_reopened":          hazardReopened,
	"hazard_reopened_above":    hazardReopenedAbove,
	"hazard_reopened_news":     hazardReopenedNews,
	"hazard_void":              hazardVoid,
	"hazard_to_verify":         hazardToVerify,
	"hazard_looked_at":         hazardLookedAt,
	"hazard_returned":          hazardReturned,
	"hazard_interim":           hazardInterim,
	"extension_asked":          requestAsked,
	"extension_granted":        extensionGranted,
	"extension_refused":        extensionRefused,
	"suspension_asked":         requestAsked,
	"hazard_suspended":         hazardSuspended,
	"hazard_suspended_news":    hazardSuspendedNews,
	"suspension_refused":       suspensionRefused,
	"hazard_resumed":           hazardResumed,
	"hazard_resumed_watch":     hazardResumedWatch,
	"hazard_resumed_news":      hazardResumedNews,
	"severity_asked":           requestAsked,
	"severity_changed":         severityChanged,
	"severity_refused":         severityRefused,
	"hazard_merged":            hazardMerged,
	"hazard_merged_news":       hazardMergedNews,
	"hazard_unmerged":          hazardUnmerged,
	"hazard_unmerged_news":     hazardUnmergedNews,
	"hazard_chronic":           hazardChronic,
	"step":                     stepFired,
	"stepped_up":               steppedUp,
	"joint_invited":            jointInvited,
	"joint_moved":              jointMoved,
	"joint_answered":           jointAnswered,
	"joint_soon":               jointSoon,
	"joint_sign":               jointToSign,
	"joint_returned":           jointReturned,
	"joint_done":               jointDone,
	"vacancy":                  vacancy,
	"period":                   periodReminder,
	"missed_list":              missedList,
	"week_list":                weekList,
	"excuse_asked":             excuseAsked,
	"excused":                  excused,
	"excuse_denied":            excuseDenied,
	"spot_check":               spotCheck,
	"major_proposed":           majorProposed,
	"digest":                   digest,
	"supervised":               supervised,
	"supervised_closed":        supervisedClosed,
	"supervision_reminder":     supervisionReminder,
	"supervision_overdue":      supervisionOverdue,
	"supervision_answered":     supervisionAnswered,
	"reassigned":               reassigned,
	"audit_report":             auditReport,
	"released":                 released,
	"emergency":                emergency,
	"emergency_off":            emergencyOff,
	"after_photo":              afterPhoto,
	"still_open_news":          stillOpenNews,
	"thanks":                   thanks,
	"hazard_appealed":          hazardAppealed,
	"passed_on":                passedOn,
	"succession_waiting":       successionWaiting,
	"succession_done":          successionDone,
	"succession_disputed":      successionDisputed,
	"coverage":                 coverage,
	"leave_asked":              leaveAsked,
	"leave_agreed":             leaveAgreed,
	"leave_declined":           leaveDeclined,
	"leave_told":               leaveTold,
	"leave_begun":              leaveBegun,
	"leave_done":               leaveDone,
	"leave_off":                leaveOff,
	"leave_over":               leaveOver,
	"handover_drafted":         handoverDrafted,
	"handover_approved":        handoverApproved,
	"handover_declined":        handoverDeclined,
	"handover_lapsed":          handoverLapsed,
	"handover_letter":          handoverLetter,
	"handover_sent_party":      handoverSentParty,
	"handover_sent":            handoverSent,
	"handover_sent_news":       handoverSentNews,
	"handover_received":        handoverReceived,
	"handover_returned":        handoverReturned,
	"handover_returned_party":  handoverReturnedParty,
	"handover_returned_news":   handoverReturnedNews,
	"handover_result":          handoverResult,
	"handover_result_review":   handoverResultReview,
	"handover_result_news":     handoverResultNews,
	"handover_step":            handoverStep,
	"handover_inquire":         handoverInquire,
	"handover_agenda":          handoverAgenda,
	"watch_look":               watchLook,
	"watch_step":               watchStep,
	"watch_gap":                watchGap,
	"notification_due":         notificationDue,
	"notification_step":        notificationStep,
	"treatment_step":           treatmentStep,
	"undelivered":              undelivered,
	"photo_in_danger":          photoInDanger,
	"photo_lost":               photoLost,
	"photo_refused":            photoRefused,
	"window_preview":           windowPreview,
	"soft_duty":                softDuty,
	"calendar_missing":         calendarMissing,
	"calendar_arrived":         calendarArrived,
	"deadline_moved":           deadlineMoved,
}

// words is a notice with what its wording needs to look up.
type words struct {
	safety.Notice
	now    time.Time
	roster *safety.Roster
	policy *safety.Policy
}

// Tell words a notice and posts it; the same key is posted to a member once.
func (n Notices) Tell(ctx context.Context, notice safety.Notice) error {
	put, ok := wording[notice.Kind]
	if !ok {
		return fmt.Errorf("no wording for notice %q", notice.Kind)
	}
	r, err := n.Store.Roster(ctx)
	if err != nil {
		return err
	}
	for _, w := range (words{notice, n.Now, r, n.Policy}).alike() {
		if err := n.post(ctx, r, w.Notice, w.placed(put(w))); err != nil {
			return err
		}
	}
	return nil
}

// post puts a saying into the outbox: as a card, or in words for those who read
// no cards.
func (n Notices) post(ctx context.Context, r *safety.Roster, notice safety.Notice, said saying) error {
	post := bot.Post{
		Key: notice.Key, To: notice.To, Class: bot.Class(notice.Class), About: notice.About,
		Due: notice.Due, Until: notice.Until, Line: said.line, Body: said.body,
	}
	if said.body.Card == nil {
		return n.Outbox.Post(ctx, post)
	}
	readers, plain := byReading(r, notice.To)
	if len(plain) > 0 {
		typed := post
		typed.Key, typed.To, typed.Body = post.Key+inWords, plain, bot.Body{Text: n.typed(r, *said.body.Card)}
		if err := n.Outbox.Post(ctx, typed); err != nil || len(readers) == 0 {
			return err
		}
	}
	post.To = readers
	return n.Outbox.Post(ctx, post)
}

// PassOn posts to somebody else what was posted already; who had it, on a card or
// in words, does not get it again.
func (n Notices) PassOn(ctx context.Context, post bot.Post, to string) error {
	r, err := n.Store.Roster(ctx)
	if err != nil {
		return err
	}
	m, _ := r.Member(to)
	key, typed := strings.CutSuffix(post.Key, inWords)
	switch {
	case typed && !m.Plain:
		post.Key = key
	case m.Plain && post.Body.Card != nil:
		post.Key, post.Body = key+inWords, bot.Body{Text: n.typed(r, *post.Body.Card)}
	}
	post.To, post.Due = []string{to}, n.Now
	return n.Outbox.Post(ctx, post)
}

// inWords ends the key of a notice for those who see no cards.
const inWords = safety.ForOne + "plain"

// text is a saying in plain words; its first line serves when it is bundled.
func text(format string, args ...any) saying {
	t := fmt.Sprintf(format, args...)
	line, _, _ := strings.Cut(t, "\n")
	return saying{bot.Body{Text: t}, line}
}

// card is a saying as a card.
func card(c bot.Card, line string) saying { return saying{bot.Body{Card: &c}, line} }

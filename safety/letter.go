package safety

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// A Letter holds the fields of the hand-over letter (隐患移交函, domain.md 15). It
// is a draft until a person signs it; the street's documents notify and urge,
// they never punish. It names neither the reporter nor a telephone number other
// than the office's.
type Letter struct {
	No       string
	To       string
	From     string // the street
	Matter   string
	HazardNo string
	Severity string
	Category string
	What     string
	Object   string // place with its grids, and the address of a site
	Party    string
	Basis    string
	Why      string // the criterion
	Reason   string // in the proposer's words
	Notice   string // number of the rectification notice

	History  []LetterLine
	Evidence []LetterPhoto
	Interim  string
	Request  string
	ReplyBy  time.Time // zero before it was sent, and Within counts
	Within   string
	Contact  string
	Written  time.Time
}

// A LetterLine is a dated line of the history.
type LetterLine struct {
	At   time.Time
	Text string
}

// A LetterPhoto is a picture of the evidence list.
type LetterPhoto struct {
	N      int
	At     time.Time
	Stage  string
	SHA256 string // empty: the bytes are not there
}

var stageNames = map[Stage]string{
	Before: "整改前", After: "整改后", AtReview: "复查现场", FollowedUp: "补充", Signature: "签收的通知书", Presence: "现场",
	OfLetter: "移交函", OfReceipt: "回执", OfResult: "回复",
}

func (s Stage) String() string { return stageNames[s] }

// letterWords are the events that a letter tells of, in the words of an office.
var letterWords = map[Action]string{
	Accept: "核实受理", Assign: "下达整改要求", Acknowledge: "责任方签收", Extend: "准予延期", ClaimFixed: "责任方报告整改完毕",
	ReviewPass: "复查通过", ReviewFail: "复查不合格", Reopen: "重新整改", Suspend: "挂账", Resume: "恢复整改", VisitFailed: "上门督促",
	NotifyAuthority: "通报", HandOver: "送出移交函", TakeBack: "移交被退回",
}

// Letter is the hand-over letter of a hand-over, found by its number.
func (s *Service) Letter(ctx context.Context, no string) (l Letter, err error) {
	defer wrap(&err, "letter of %s", no)
	o, err := s.Store.Handover(ctx, no)
	if err != nil {
		return l, err
	}
	h, err := s.Store.Hazard(ctx, o.Hazard)
	if err != nil {
		return l, err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return l, err
	}
	criterion, _ := s.Policy.Criterion(o.Criterion)
	site, atSite := r.Site(h.Place.Site)
	street, _ := r.Street()
	l = Letter{
		No: o.No, To: o.Addressee, From: street.Name, HazardNo: h.No, Severity: h.Severity.String(), Category: s.Policy.CategoryName(h.Category),
		What: h.What, Object: r.Where(h.Place.Grid), Party: s.partyOf(r, h), Basis: o.Basis, Why: criterion.Words,
		Reason: o.Reason, Notice: h.NoticeNo, Interim: o.Interim, Request: o.Request, ReplyBy: o.ReplyBy,
		Within: s.Policy.Handing.Limits.of(h.Severity).ReplyBy.Words(), Contact: s.contact(r), Written: s.Now,
	}
	l.Matter = h.Severity.String() + "移交"
	if office, ok := r.Body(SafetyOffice); ok {
		l.From = office.Name
	}
	if g, ok := r.Grid(h.Place.Grid); !ok || g.Name != h.Place.Label {
		l.Object += "，" + h.Place.Label
	}
	if l.Interim == "" {
		l.Interim = h.Interim
	}
	if atSite && site.Address != "" {
		l.Object += "（" + site.Address + "）"
	}
	if !o.SentAt.IsZero() {
		l.Written = o.SentAt
	}
	until := l.Written
	if o.SentAt.IsZero() {
		until = until.Add(time.Millisecond) // what happened just now too
	}
	if l.History, err = s.letterHistory(ctx, h, until); err != nil {
		return l, err
	}
	l.Evidence, err = s.letterEvidence(ctx, h)
	return l, err
}

func (s *Service) partyOf(r *Roster, h *Hazard) string {
	switch {
	case h.PartyName != "":
		return h.PartyName
	case h.Party != "":
		return r.Name(h.Party)
	}
	if site, ok := r.Site(h.Place.Site); ok && site.Responsible != "" {
		return site.Responsible
	}
	return "尚未明确"
}

// contact is whom the authority can ask: the safety office with its number.
func (s *Service) contact(r *Roster) string {
	for _, id := range s.office(r) {
		if m, ok := r.Member(id); ok {
			if m.Mobile == "" {
				return m.Name
			}
			return m.Name + " " + m.Mobile
		}
	}
	return "街道安监办"
}

// letterHistory tells what was done before the letter was written, and when the
// deadline passed in vain.
func (s *Service) letterHistory(ctx context.Context, h *Hazard, until time.Time) ([]LetterLine, error) {
	events, err := s.Store.History(ctx, h.About())
	lines := []LetterLine{{h.ReportedAt, "群众反映"}}
	if h.Finder != "" {
		lines[0].Text = "检查发现并登记"
	}
	for _, e := range events {
		text := letterWords[e.Action]
		if text == "" || !e.At.Before(until) {
			continue
		}
		if e.Reason != "" {
			text += "：" + short(strings.TrimRight(e.Reason, "。"), 40)
		}
		lines = append(lines, LetterLine{e.At, text})
	}
	if !h.Deadline.IsZero() && h.Deadline.Before(until) {
		lines = append(lines, LetterLine{h.Deadline, "整改期限届满"})
	}
	slices.SortStableFunc(lines, func(a, b LetterLine) int { return a.At.Compare(b.At) })
	return lines, err
}

func (s *Service) letterEvidence(ctx context.Context, h *Hazard) ([]LetterPhoto, error) {
	var photos []LetterPhoto
	for i, e := range h.Evidence {
		p, err := s.Store.Photo(ctx, e.Photo)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		photos = append(photos, LetterPhoto{i + 1, e.At, e.Stage.String(), p.SHA256})
	}
	return photos, nil
}

package safety

import (
	"context"
	"errors"
	"strings"
)

// orderHandover drafts the hand-over of a hazard on a leader's word, to the
// authority he named or else the routing table's; it is approved like any other
// (domain.md 6.6). Ordering again what is under way gives that.
func (s *Service) orderHandover(ctx context.Context, _ *Roster, who string, m matter, o OrderText, done *Ordered) error {
	h := m.hazard
	if h == nil {
		return Refuse("漏查是内部的事，不能移交，可以督办或换人。")
	}
	to, err := s.authorityNamed(o.Body)
	if err != nil {
		return err
	}
	open, err := s.OpenHandover(ctx, h.ID)
	switch {
	case err != nil:
		return err
	case open != nil && to != "" && to != open.Authority:
		return Refuse("%s 已经有移交 %s（送%s，%s）。要改送，请安监办在移交单上点“改送别处”。", h.No, open.No, open.Addressee, open.State)
	case open != nil:
		done.Handover = open
		return nil
	}
	if err := s.mayPropose(ctx, h, who); err != nil {
		return err
	}
	c, err := s.criterion(ctx, h, "", o.Words)
	var no *Refusal
	switch {
	case errors.As(err, &no) && o.Words == "":
		done.Missing = PartWords
		return nil
	case err != nil:
		return err
	}
	done.Handover, err = s.ProposeHandoverTo(ctx, h.ID, who, to, c, o.Words)
	return err
}

// authorityNamed is the authority a leader named in his own words; none if he
// named nobody.
func (s *Service) authorityNamed(word string) (Authority, error) {
	if word == "" {
		return "", nil
	}
	for _, b := range s.Policy.Escalation.Bodies {
		if b.To != "" && contains(b.Words, word) {
			return b.To, nil
		}
	}
	var names []string
	for _, a := range s.Policy.Handing.Authorities {
		names = append(names, a.Name)
	}
	return "", Refuse("%s没有处置隐患的执法权，不能移交给它。可以移交：%s。", word, strings.Join(names, "、"))
}

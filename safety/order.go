package safety

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// Ordered is what came of a leader's order about one matter.
type Ordered struct {
	Do      Order
	Subject string
	Name    string // of the matter: its number, or where and what
	Due     time.Time
	Whom    string // userid, of 换人
	Order   *Supervision
	Hazard  *Hazard
	Until   time.Time // how long a note holds

	Handover *Handover // of 移交
	Refused  string    // why nothing was done about this one
	Missing  Part      // what the leader must still say
}

// Order carries out a leader's order as it was typed, about lines of the last
// digest or about numbers. What can be done is done; each matter says what came
// of it. Ordering again what was ordered is no error.
func (s *Service) Order(ctx context.Context, who string, o OrderText) (done []Ordered, err error) {
	defer wrap(&err, "order")
	subjects, err := s.pointedAt(ctx, who, o)
	if err != nil {
		return nil, err
	}
	for _, subject := range subjects {
		one, err := s.orderOne(ctx, who, subject, o)
		var no *Refusal
		switch {
		case errors.As(err, &no) && len(subjects) > 1:
			one.Refused = no.Sentence()
		case err != nil:
			return nil, err
		}
		done = append(done, one)
	}
	return done, nil
}

// OrderAbout is Order for one subject, as a card's button gives it.
func (s *Service) OrderAbout(ctx context.Context, who, subject string, o OrderText) (done Ordered, err error) {
	defer wrap(&err, "order about %s", subject)
	return s.orderOne(ctx, who, subject, o)
}

// pointedAt are the subjects an order names.
func (s *Service) pointedAt(ctx context.Context, who string, o OrderText) ([]string, error) {
	var subjects []string
	var digest Digest
	if len(o.Nos) == 0 || slices.ContainsFunc(o.Nos, func(no string) bool { return len(no) == 4 }) {
		var err error
		if digest, err = s.lastDigest(ctx, who, o); err != nil {
			return nil, err
		}
	}
	for _, no := range o.Nos {
		subject, err := s.numbered(ctx, who, no, digest)
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, subject)
	}
	if len(o.Nos) == 0 || o.All || len(o.Lines) > 0 {
		lines, err := picked(digest, o)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			subjects = append(subjects, l.Subject)
		}
	}
	return unique(subjects), nil
}

func (s *Service) lastDigest(ctx context.Context, who string, o OrderText) (Digest, error) {
	d, err := s.Store.LastDigest(ctx, who)
	if errors.Is(err, ErrNotFound) {
		if len(o.Nos) > 0 {
			return d, nil
		}
		return d, Refuse("还没有给您发过早报。可以发“%s 编号”，比如“%s YH-2026-01-0007”。", o.Do, o.Do)
	}
	return d, err
}

// picked are the lines of a digest that an order means.
func picked(d Digest, o OrderText) ([]Line, error) {
	all := len(d.Lines)
	switch {
	case all == 0:
		return nil, Refuse("最近一份早报里没有事项。可以发“%s 编号”。", o.Do)
	case !o.All && len(o.Lines) == 0 && all == 1:
		return d.Lines, nil
	case !o.All && len(o.Lines) == 0:
		return nil, Refuse("早报里有 %d 条，请加上序号，比如“%s”。", all, example(o.Do))
	}
	var lines []Line
	for _, l := range d.Lines {
		if o.All && !slices.Contains(o.Except, l.N) || slices.Contains(o.Lines, l.N) {
			lines = append(lines, l)
		}
	}
	for _, n := range append(slices.Clone(o.Lines), o.Except...) {
		if n < 1 || n > all {
			return nil, Refuse("早报里只有第 1 到第 %d 条。", all)
		}
	}
	return lines, nil
}

// numbered finds a hazard by its number, or by its last four figures among the
// lines that were shown.
func (s *Service) numbered(ctx context.Context, who, no string, d Digest) (string, error) {
	unknown := Refuse("没有找到编号“%s”。编号像 YH-2026-03-0142，请再核对一下。", no)
	if len(no) == 4 {
		found := ""
		for _, l := range d.Lines {
			switch {
			case !strings.HasSuffix(l.No, "-"+no):
			case found != "" && found != l.Subject:
				return "", Refuse("早报里不止一条是“%s”结尾，请写全编号。", no)
			default:
				found = l.Subject
			}
		}
		if found == "" {
			return "", unknown
		}
		return found, nil
	}
	h, err := s.Store.Hazard(ctx, no)
	if errors.Is(err, ErrNotFound) {
		return "", unknown
	}
	if err != nil {
		return "", err
	}
	if sees, err := s.Sees(ctx, h, who); err != nil || !sees {
		return "", errors.Join(err, unknown)
	}
	return h.About(), nil
}

// orders are what each order does.
var orders = map[Order]func(ctx context.Context, s *Service, r *Roster, who string, m matter, o OrderText, done *Ordered) error{
	OrderSupervise: func(ctx context.Context, s *Service, r *Roster, who string, m matter, o OrderText, done *Ordered) (err error) {
		if done.Order, err = s.supervise(ctx, r, who, m, o); err == nil {
			done.Due = done.Order.Due
		}
		return err
	},
	OrderNoted: func(ctx context.Context, s *Service, r *Roster, who string, m matter, o OrderText, done *Ordered) error {
		done.Until = s.noteHolds(m.severity, s.Now)
		return s.Store.Append(ctx, s.event(m.subject, who, Noted, m.state, m.state, ""))
	},
	OrderReassign: func(ctx context.Context, s *Service, r *Roster, who string, m matter, o OrderText, done *Ordered) error {
		return s.reassign(ctx, r, who, m, o, done)
	},
	OrderExtend: func(ctx context.Context, s *Service, r *Roster, who string, m matter, o OrderText, done *Ordered) error {
		return s.orderExtension(ctx, r, who, m, o, done)
	},
	OrderHandOver: func(ctx context.Context, s *Service, r *Roster, who string, m matter, o OrderText, done *Ordered) error {
		return s.orderHandover(ctx, r, who, m, o, done)
	},
}

func (s *Service) orderOne(ctx context.Context, who, subject string, o OrderText) (done Ordered, err error) {
	done = Ordered{Do: o.Do, Subject: subject}
	m, err := s.matterOf(ctx, subject)
	if errors.Is(err, ErrNotFound) {
		return done, Refuse("这件事已经不在了，不用再%s。", o.Do)
	}
	if err != nil {
		return done, err
	}
	done.Name, done.Hazard = m.name(), m.hazard
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return done, err
	}
	if err := s.mayOrder(r, who, m, o.Do); err != nil {
		return done, err
	}
	if m.over != "" && o.Do != OrderNoted {
		return done, Refuse("%s 已经%s，不用再%s。", m.name(), m.over, o.Do)
	}
	return done, orders[o.Do](ctx, s, r, who, m, o, &done)
}

// mayOrder says who may give an order about a matter: holders of the rule's
// roles over its grid.
func (s *Service) mayOrder(r *Roster, who string, m matter, do Order) error {
	rights := s.Policy.Escalation.Rule(do).Rights(m.severity)
	if len(rights) == 0 {
		return Refuse("%s的%s要由街道以上的主管部门决定，请安监办按程序报告。", m.severity, do)
	}
	grid := m.grid
	if street, ok := r.Street(); ok && grid == "" {
		grid = street.Code
	}
	if r.Has(who, grid, s.Now, rights...) {
		return nil
	}
	var names []string
	for _, role := range rights {
		names = append(names, role.String())
	}
	return Refuse("%s由%s来做。", do, strings.Join(names, "、"))
}

// Orderer says that a member may give some order somewhere, so that his words
// are read as orders.
func (s *Service) Orderer(r *Roster, who string) bool {
	for _, a := range r.Of(who, s.Now) {
		for _, rule := range s.Policy.Escalation.Orders {
			if slices.Contains(rule.By, a.Role) {
				return true
			}
		}
	}
	return false
}

package safety

import (
	"cmp"
	"context"
	"slices"
)

// orderExtension grants the party an extension: what was asked for, or what the
// leader says. It keeps the bounds of every extension (domain.md 6.3); who may
// give it is the order's own rule, so that a leader above the usual approver
// need not wait for him.
func (s *Service) orderExtension(ctx context.Context, _ *Roster, who string, m matter, o OrderText, done *Ordered) error {
	h := m.hazard
	if h == nil {
		return Refuse("检查的期限是定好的，不能延期；过了期还可以补查。")
	}
	if again, err := s.again(ctx, h, Extend, who, Given{}); err != nil || again {
		done.Due = h.Deadline
		return err
	}
	rule, ok := extensionOf(h.State)
	if !ok {
		return Refuse("%s 现在是“%s”，没有整改期限可延。", h.No, h.State)
	}
	ask, asked := h.Asked(Extend)
	if !asked && !o.Term.Given() {
		done.Missing = PartTerm
		return nil
	}
	if !asked {
		ask = Ask{Do: Extend, By: who, At: s.Now, Reason: cmp.Or(o.Words, "领导准予延期"), Interim: h.Interim}
	}
	if o.Term.Given() {
		ask.Until = o.Term.From(h.Deadline, s.Policy.Limits[h.Severity].Roll, s.Policy.Calendar)
	}
	if err := s.mayExtend(ctx, h, rule, who, ask, asked); err != nil {
		return err
	}
	h.answered(Extend)
	h.Asks = append(slices.Clone(h.Asks), ask)
	if err := s.carryOut(ctx, h, rule, who, Given{Reason: o.Words}); err != nil {
		return err
	}
	done.Due = h.Deadline
	return nil
}

// mayExtend keeps an extension within its bounds. What was asked for in time may
// be granted later.
func (s *Service) mayExtend(ctx context.Context, h *Hazard, rule Rule, who string, ask Ask, asked bool) error {
	if !asked {
		if err := beforeDeadline(ctx, s, h, rule, who); err != nil {
			return Refuse("%s 的期限已过，不能再延期。可以督办、换人，或者移交。", h.No)
		}
		if h.Interim == "" {
			return Refuse("%s 还没有临时防范措施。请责任人发“查 %s”点“申请延期”，写上原因和措施，您再批。", h.No, h.No)
		}
	}
	if err := extensionsLeft(ctx, s, h, rule, who); err != nil {
		return err
	}
	return extensionWithinBounds(ctx, s, h, who, Given{Until: ask.Until})
}

// extensionOf is the rule by which a hazard in a state is given more time.
func extensionOf(in State) (Rule, bool) {
	for _, r := range Lifecycle {
		if r.From == in && r.Do == Extend {
			return r, true
		}
	}
	return Rule{}, false
}

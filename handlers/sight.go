package handlers

import (
	"context"
	"strings"
	"time"

	"gridwarden/safety"
)

// A sight is what a member may see of one hazard (domain.md 2.5).
type sight struct{ reasons, finder, named, mobile, reporter bool }

func (v *visit) sightOf(ctx context.Context, h *safety.Hazard, who string) (sight, error) {
	roles, err := v.Roles(ctx, h, who)
	shows := func(f safety.Field) bool { return v.Policy.Visibility.Shows(f, roles...) }
	return sight{
		reasons: shows(safety.FieldReasons), finder: shows(safety.FieldFinder), named: shows(safety.FieldParty),
		mobile: shows(safety.FieldMobile), reporter: shows(safety.FieldReporter),
	}, err
}

// source says who a hazard came from, as far as that is told; an anonymous
// report comes from nobody.
func (s sight) source(v *visit, h *safety.Hazard) string {
	switch {
	case h.Finder != "" && s.finder:
		return v.roster.Name(h.Finder) + "检查发现"
	case h.Finder != "":
		return "检查发现"
	case h.Anonymous():
		return "群众匿名反映"
	case !s.reporter:
		return "群众反映"
	}
	m, _ := v.roster.Member(h.Reporter)
	return strings.TrimSpace("上报人：" + v.roster.Name(h.Reporter) + " " + m.Mobile)
}

// party is who must put a hazard right: with his telephone for those above, and
// for the public only that there is somebody.
func (s sight) party(r *safety.Roster, h *safety.Hazard) string {
	if !s.named {
		if h.Party == "" && h.PartyName == "" {
			return party(r, h)
		}
		return "已安排"
	}
	m, _ := r.Member(h.Party)
	if !s.mobile || m.Mobile == "" {
		return party(r, h)
	}
	return party(r, h) + " " + m.Mobile
}

// name is somebody who has to do with a hazard: the public is not named.
func (s sight) name(v *visit, h *safety.Hazard, id string) string {
	if s.reporter {
		return v.roster.Name(id)
	}
	return v.roster.NameTo(h, id, v.Now)
}

// past is the last of a hazard's history in lines, without names.
func (s sight) past(events []safety.Event) string {
	const most = 4
	var lines []string
	for _, e := range events[max(0, len(events)-most):] {
		line := e.At.In(safety.Shanghai).Format("1月2日 15:04 ") + e.Action.String()
		if e.Reason != "" && (s.reasons || e.Action == safety.Reject) { // why it was turned down, its reporter was told
			line += "（" + clip(e.Reason, 20) + "）"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// clocks are how long the case and its present state have been going on
// (domain.md 6.5), and what else must be seen at first glance.
func (s sight) clocks(h *safety.Hazard, now time.Time) string {
	var parts []string
	if h.Chronic {
		parts = append(parts, "【顽疾】")
	}
	if h.State.Open() {
		if !h.RegisteredAt.IsZero() {
			parts = append(parts, "立案 "+span(h.CaseClock(now)))
		}
		parts = append(parts, h.State.String()+" "+span(h.StateClock(now)))
	}
	if h.State == safety.Suspended {
		parts = append(parts, held(h, now))
	}
	if h.MergedInto != "" {
		parts = append(parts, "并入 "+h.MergedInto)
	}
	for _, a := range h.Asks {
		if s.reasons {
			parts = append(parts, clip(request(a, now), 40))
		}
	}
	return strings.Join(parts, "，")
}

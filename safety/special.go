package safety

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Special is what makes an occurrence a special one: which object is visited,
// by whom, and for which windows (OB-18).
type Special struct {
	Kind    EffectKind      `json:"kind"` // check, patrol, look_back; of a task: publicity
	Name    string          `json:"name"` // 节前安全检查
	Who     Role            `json:"who"`
	Site    string          `json:"site,omitempty"`
	Lists   []string        `json:"lists,omitempty"` // asked besides the object's own
	Own     []ChecklistItem `json:"own,omitempty"`   // written in chat
	Only    bool            `json:"only,omitempty"`  // nothing but Lists and Own is asked
	Windows []string        `json:"windows"`         // keys: national-day/2026
	Reasons []string        `json:"reasons"`         // names of the windows: 国庆节
}

// A visitWish is that an object be visited between two moments.
type visitWish struct {
	Special
	grid  string // of the object
	opens time.Time
	due   time.Time
	id    string // tells wishes apart whose times agree
}

// object is what is visited.
func (v visitWish) object() string {
	if v.Site != "" {
		return v.Site
	}
	return v.grid
}

// period is the period of the occurrence it becomes: windows have their own. It
// tells the days apart, so that all of a period begins and ends together.
func (v visitWish) period() string {
	window, year, _ := strings.Cut(v.Windows[0], "/")
	return fmt.Sprintf("%s-%s-%s-%s%c", window, year[2:], v.opens.In(Shanghai).Format("0102"), v.due.In(Shanghai).Format("0102"), v.Kind[0])
}

// occurrence is the wish as something that is due.
func (v visitWish) occurrence() Occurrence {
	special := v.Special
	return Occurrence{
		ID: SpecialPlan + "/" + v.period() + "/" + v.object(), Plan: SpecialPlan, Period: v.period(), Grid: v.grid,
		State: Open, Opens: v.opens, Due: v.due, Missed: v.due, Late: v.due, Special: &special,
	}
}

// softDuty is the wish as something that is organised and recorded.
func (v *visitWish) softDuty() SoftDuty {
	return SoftDuty{
		ID: string(Publicity) + "/" + v.period() + "/" + v.object(), Kind: Publicity, Name: v.Name, Grid: v.grid, Who: v.Who,
		State: SoftDutyOpen, Opens: v.opens, Due: v.due, Windows: v.Windows, Reasons: v.Reasons,
	}
}

// wishes are all visits and publicity events an occasion asks for.
func (p *Policy) wishes(r *Roster, o Occasion) []visitWish {
	var all []visitWish
	for n, e := range o.Effects {
		if !e.Do.Tasks() {
			continue
		}
		kind := e.Do
		if kind == DoCadence {
			kind = DoCheck
		}
		for _, span := range o.spans(e, p.Calendar) {
			v := visitWish{
				Special: Special{Kind: kind, Name: e.Name, Who: e.Who, Lists: slices.Clone(e.Lists), Only: e.Only, Windows: []string{o.Key()}, Reasons: []string{o.Name}},
				opens:   span[0], due: e.until(span[1], p.Calendar), id: fmt.Sprintf("%s/%d", o.Key(), n),
			}
			if kind == DoCheck {
				v.Own = o.Own
			}
			all = append(all, p.wishEach(r, o, e, v)...)
		}
	}
	return all
}

// wishEach makes the wish for every object of an effect.
func (p *Policy) wishEach(r *Roster, o Occasion, e Effect, v visitWish) []visitWish {
	var all []visitWish
	level := e.Objects.Grids
	if e.Objects.IsZero() {
		level = Courtyard
	}
	for _, g := range r.GridsAt(level) {
		if _, taken := p.daily(r, e, g, v.opens); o.holds(r, g.Code) && !taken {
			v.grid, v.Site = g.Code, ""
			all = append(all, v)
		}
	}
	if !e.Objects.sites() {
		return all
	}
	for _, s := range r.Sites {
		if !s.Ended && e.Objects.HasSite(s) && o.holds(r, s.Grid) {
			v.grid, v.Site = s.Grid, s.Code
			all = append(all, v)
		}
	}
	return all
}

// mergeWishes makes one visit of wishes of one kind for one object whose times
// meet: the one that is due first takes in all that begin by then, and the
// strictest of everything holds (domain.md 8.3). It lies where all of them allow
// it: a check before a holiday is not made good in August by one of the whole
// summer. The order of the wishes does not matter.
func mergeWishes(wishes []visitWish) []visitWish {
	sorted := slices.Clone(wishes)
	slices.SortFunc(sorted, func(a, b visitWish) int {
		return cmp.Or(
			cmp.Compare(a.object(), b.object()), cmp.Compare(a.Kind, b.Kind), a.due.Compare(b.due), a.opens.Compare(b.opens), cmp.Compare(a.id, b.id),
		)
	})
	var merged []visitWish
	for _, v := range sorted {
		if n := len(merged); n > 0 {
			if first := &merged[n-1]; first.object() == v.object() && first.Kind == v.Kind && !v.opens.After(first.due) {
				first.takeIn(v)
				continue
			}
		}
		merged = append(merged, v)
	}
	slices.SortStableFunc(merged, func(a, b visitWish) int {
		return cmp.Or(a.opens.Compare(b.opens), a.due.Compare(b.due), cmp.Compare(a.Windows[0], b.Windows[0]), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.object(), b.object()))
	})
	return merged
}

// takeIn adds what another wish asks for.
func (v *visitWish) takeIn(w visitWish) {
	v.opens, v.due = later(v.opens, w.opens), sooner(v.due, w.due)
	v.Special = v.Special.with(w.Special)
}

// with is the stricter of two specials in everything.
func (s Special) with(t Special) Special {
	themes := s.Name
	if stricter(t, s) {
		s.Who, s.Name = t.Who, t.Name
	}
	if s.Kind == DoPublicity {
		s.Name = strings.Join(unique([]string{themes, t.Name}), "、")
	}
	s.Only = s.Only && t.Only
	s.Lists = unique(slices.Concat(s.Lists, t.Lists))
	slices.Sort(s.Lists)
	s.Windows = unique(slices.Concat(s.Windows, t.Windows))
	s.Reasons = unique(slices.Concat(s.Reasons, t.Reasons))
	for _, item := range t.Own {
		if !slices.ContainsFunc(s.Own, func(i ChecklistItem) bool { return i.ID == item.ID }) {
			s.Own = append(slices.Clone(s.Own), item)
		}
	}
	return s
}

// stricter says that a special is carried out from higher up; among equals the
// one that asks the whole list, then the role that stands first in the table.
func stricter(a, b Special) bool {
	place := func(r Role) int { return slices.IndexFunc(Roles, func(f RoleFact) bool { return f.Role == r }) }
	switch {
	case a.Who.Fact().Rank != b.Who.Fact().Rank:
		return a.Who.Fact().Rank > b.Who.Fact().Rank
	case a.Only != b.Only:
		return b.Only
	case a.Who != b.Who:
		return place(a.Who) < place(b.Who)
	}
	return false
}

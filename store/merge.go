package store

import (
	"fmt"
	"time"

	"gridwarden/safety"
)

// A heldRole is an assignment with the key that tells it apart from others of
// the same member, role and grid at other times.
type heldRole struct {
	assignmentRow
	key string
}

func (h *heldRole) base() string {
	return fmt.Sprintf("%s %s %s", h.Member, safety.Role(h.Role), h.Grid)
}

// pairRoles gives keys to old and new assignments: those that begin on the same
// day are the same; what remains of a member, role and grid is paired in order,
// because a corrected first day is a change and not another role.
func pairRoles(old, rows []assignmentRow) (before, after []heldRole) {
	dated := map[string]bool{}
	left := map[string][]string{} // base → keys of old ones without a partner of the same day
	for _, a := range rows {
		after = append(after, heldRole{assignmentRow: a})
		h := &after[len(after)-1]
		h.key = fmt.Sprintf("%s %d", h.base(), h.FromDay)
		dated[h.key] = true
	}
	known := map[string]bool{}
	for _, a := range old {
		before = append(before, heldRole{assignmentRow: a})
		h := &before[len(before)-1]
		h.key = fmt.Sprintf("%s %d", h.base(), h.FromDay)
		known[h.key] = true
		if !dated[h.key] {
			left[h.base()] = append(left[h.base()], h.key)
		}
	}
	for i := range after {
		h := &after[i]
		if keys := left[h.base()]; !known[h.key] && len(keys) > 0 {
			h.key, left[h.base()] = keys[0], keys[1:]
		}
	}
	return before, after
}

// roleSheet compares roles; one that is over by the day of the import has ended.
func roleSheet(at time.Time) sheet[heldRole] {
	today := ms(safety.Day(at))
	return sheet[heldRole]{
		name:  memberSheet.name,
		key:   func(h *heldRole) string { return h.key },
		code:  func(h *heldRole) string { return h.base() },
		title: func(h *heldRole) string { return safety.Role(h.Role).String() },
		fields: func(h *heldRole) []field {
			return []field{{"代理人账号", h.Deputy}, {"开始日期", date(h.FromDay)}, {"结束日期", date(h.ToDay)}}
		},
		ended: func(h *heldRole) bool { return h.ToDay != 0 && h.ToDay < today },
		end:   func(h *heldRole) { h.ToDay = ms(moment(today).AddDate(0, 0, -1)) },
		order: func(h *heldRole) *int { return &h.Ord },
	}
}

func date(day int64) string {
	if day == 0 {
		return ""
	}
	return moment(day).Format(time.DateOnly)
}

// mergeRoster lays a new roster over the stored one.
func mergeRoster(old rosterRows, r safety.Roster, o ReplaceOptions) (merged rosterRows, ds []Difference, moved bool) {
	add := func(more []Difference, changed bool) {
		ds = append(ds, more...)
		moved = moved || changed
	}
	var some []Difference
	var changed bool
	merged.grids, some, changed = gridSheet.merge(old.grids, mapped(r.Grids, newGridRow), o.EndMissing)
	add(some, changed)
	merged.members, some, changed = memberSheet.merge(old.members, mapped(r.Members, newMemberRow), o.EndMissing)
	add(some, changed)
	before, after := pairRoles(old.assignments, mapped(r.Assignments, newAssignmentRow))
	roles, some, changed := roleSheet(o.At).merge(before, after, o.EndMissing)
	add(some, changed)
	merged.assignments = mapped(roles, func(h heldRole) assignmentRow { return h.assignmentRow })
	merged.sites, some, changed = siteSheet.merge(old.sites, mapped(r.Sites, newSiteRow), o.EndMissing)
	add(some, changed)
	merged.bodies, some, changed = bodySheet.merge(old.bodies, mapped(r.Bodies, newBodyRow), o.EndMissing)
	add(some, changed)
	return merged, ds, moved
}

func mapped[A, B any](as []A, f func(A) B) []B {
	bs := make([]B, len(as))
	for i, a := range as {
		bs[i] = f(a)
	}
	return bs
}

package safety

import "slices"

// asked are the items of an occurrence at an object: those of its plan or window,
// and what windows add now, with the names of these windows.
func (s *Service) asked(r *Roster, o *Occurrence, plan Plan, at Object) (items []ChecklistItem, windows []string) {
	if o.Special == nil {
		more, windows := s.ExtraItems(r, o, at, s.Now)
		return distinct(append(s.planned(r, plan, at), more...)), windows
	}
	items = slices.Concat(s.listed(o.Special.Lists), o.Special.Own)
	if o.Special.Only {
		return distinct(items), nil
	}
	more, windows := s.ExtraItems(r, o, at, s.Now)
	return distinct(slices.Concat(s.called(r, at), items, more)), windows
}

// planned are what a plan asks of an object: its own lists, else those that the
// object calls for.
func (s *Service) planned(r *Roster, plan Plan, at Object) []ChecklistItem {
	if len(plan.Checklists) > 0 && !plan.Joint { // the list of a joint inspection is that of its record
		return s.listed(plan.Checklists)
	}
	return s.called(r, at)
}

// called are the items that an object calls for (see Policy.Uses).
func (s *Service) called(r *Roster, at Object) []ChecklistItem {
	if site, ok := r.Site(at.Site); ok {
		return slices.Clone(s.Policy.ItemsFor(site))
	}
	g, _ := r.Grid(at.Grid)
	return slices.Clone(s.Policy.ItemsForGrid(g))
}

// listed are the items of checklists, in order.
func (s *Service) listed(lists []string) (items []ChecklistItem) {
	for _, id := range lists {
		items = append(items, s.Policy.Checklists[id].Items...)
	}
	return items
}

// distinct keeps the first item of each id.
func distinct(items []ChecklistItem) []ChecklistItem {
	seen := map[string]bool{}
	return slices.DeleteFunc(items, func(i ChecklistItem) bool {
		again := seen[i.ID]
		seen[i.ID] = true
		return again
	})
}

// Asks are the ids of what a task asks, to be kept while a visit lasts.
func (t Task) Asks() []string {
	ids := make([]string, len(t.Items))
	for i, item := range t.Items {
		ids[i] = item.ID
	}
	return ids
}

// AsBegun is a task with the items it asked when a visit to it began: a window
// that begins or ends meanwhile changes nothing. Without ids it is as it is now;
// items that no longer exist are not asked.
func (s *Service) AsBegun(r *Roster, t Task, ids []string) Task {
	if len(ids) == 0 || slices.Equal(ids, t.Asks()) {
		return t
	}
	known := map[string]ChecklistItem{}
	for _, l := range s.Policy.Checklists {
		for _, item := range l.Items {
			known[item.ID] = item
		}
	}
	for _, y := range r.Windows { // items that were written in chat
		if y.AdHoc != nil {
			for _, item := range y.AdHoc.Own {
				known[item.ID] = item
			}
		}
	}
	t.Items = nil
	for _, id := range ids {
		if item, ok := known[id]; ok {
			t.Items = append(t.Items, item)
		}
	}
	return t
}

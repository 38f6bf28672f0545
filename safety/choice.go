package safety

import "context"

// May gives a hazard a member wants to act on, or the Refusal the act would
// meet whatever came with it: wrong state, wrong role, or the reviewer being
// who fixed it.
func (s *Service) May(ctx context.Context, ref string, do Action, who string) (h *Hazard, err error) {
	defer wrap(&err, "may %s hazard %s", string(do), ref)
	if h, err = s.Store.Hazard(ctx, ref); err != nil {
		return nil, err
	}
	roles, err := s.Roles(ctx, h, who)
	if err != nil {
		return nil, err
	}
	rule, err := Next(h.State, do, roles)
	if err != nil {
		return nil, err
	}
	if err := s.gate(ctx, h, rule, who); err != nil {
		return nil, err
	}
	if do == ReviewPass || do == ReviewFail {
		return h, reviewerIsSomeoneElse(ctx, s, h, who, Given{})
	}
	return h, nil
}

// CheckNew refuses pictures that show a hazard as it was before.
func (s *Service) CheckNew(ctx context.Context, h *Hazard, photos []string) error {
	return photosAreNew(ctx, s, h, "", Given{Photos: photos})
}

// PartyChoices are those a hazard may be assigned to: the people of its site,
// else of its courtyard, each with what makes them answerable.
func (s *Service) PartyChoices(ctx context.Context, h *Hazard) (ids []string, why map[string]string, err error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, nil, err
	}
	why = map[string]string{}
	add := func(id, as string) {
		if _, ok := r.Member(id); ok && why[id] == "" && !r.away(id) {
			ids, why[id] = append(ids, id), as
		}
	}
	if site, ok := r.Site(h.Place.Site); ok {
		add(site.Party, site.Name+"责任人")
		add(site.Manager, site.Name+"管理人")
	}
	for _, role := range []Role{PropertyStaff, CourtyardLead, UnitResponsiblePerson, UnitManager} {
		for _, id := range r.Appointed(role, h.Place.Grid, s.Now) {
			as := role.String()
			if who := r.Acting(id, s.Now); who != id && who != "" {
				as += "，" + r.Name(who) + "代" // it stays his, and is done for him
			}
			add(id, as)
		}
	}
	for _, site := range r.SitesIn(h.Place.Grid) {
		add(site.Party, site.Name+"责任人")
	}
	return ids, why, nil
}

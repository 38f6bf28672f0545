package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// inForce are the occasions that have effect at a moment.
func (s *Service) inForce(r *Roster, at time.Time) []Occasion {
	if s.watch.roster == r && s.watch.at.Equal(at) {
		return s.watch.occasions
	}
	all := s.Policy.Occasions(r.Windows, at, at)
	s.watch = watch{r, at, slices.DeleteFunc(all, func(o Occasion) bool { return !o.InForce(at) })}
	return s.watch.occasions
}

// watch remembers what inForce found: a use case asks at one moment, many times.
type watch struct {
	roster    *Roster
	at        time.Time
	occasions []Occasion
}

// effects are the effects of one kind that hold for a grid at a moment.
func (s *Service) effects(r *Roster, kind EffectKind, grid string, at time.Time, use func(o Occasion, e Effect)) {
	for _, o := range s.inForce(r, at) {
		for _, e := range o.Effects {
			if e.Do == kind && o.covers(e, s.Policy.Calendar, at) && (grid == "" || o.holds(r, grid)) {
				use(o, e)
			}
		}
	}
}

// ExtraItems are the items that windows add to a visit of an occurrence's object
// that begins at a moment, with the names of the windows. A daily patrol stays
// short: it takes in the rounds that windows ask for, not the items of longer lists.
func (s *Service) ExtraItems(r *Roster, o *Occurrence, at Object, now time.Time) (items []ChecklistItem, windows []string) {
	if plan := s.planOf(o); plan.Every == Daily {
		return s.patrolItems(r, plan, at.Grid, o.Opens)
	}
	g, _ := r.Grid(at.Grid)
	site, isSite := r.Site(at.Site)
	s.effects(r, DoItems, at.Grid, now, func(o Occasion, e Effect) {
		if isSite && !e.Objects.HasSite(site) || !isSite && !e.Objects.HasGrid(g) {
			return
		}
		items = append(items, s.listed(e.Lists)...)
		items = append(items, o.Own...)
		windows = append(windows, o.Name)
	})
	return items, unique(windows)
}

// seasonHints are what windows put first on the day of a joint inspection, or now
// while no day is fixed.
func (s *Service) seasonHints(r *Roster, o *Occurrence) (hints []TargetHint) {
	s.effects(r, DoFocus, "", later(s.Now, o.Planned), func(w Occasion, e Effect) {
		hints = append(hints, TargetHint{Text: w.Name + "：" + e.Name, Means: func(site Site) bool { return e.Objects.HasSite(site) && w.holds(r, site.Grid) }})
	})
	return hints
}

// dutyOn says that the duty roster holds for a grid today: on holidays, and on
// the days a window says so (T-12).
func (s *Service) dutyOn(r *Roster, grid string) bool {
	c := s.Policy.Calendar
	if _, holiday := c.Holiday(s.Now); holiday && !c.IsWorkday(s.Now) {
		return true
	}
	on := false
	s.effects(r, DoDuty, grid, s.Now, func(Occasion, Effect) { on = true })
	return on
}

// Awake says that a member is reminded today although it is a day off: he is on
// the duty roster, or a window has named his role (T-12).
func (s *Service) Awake(r *Roster, member string) bool {
	for _, a := range r.Of(member, s.Now) {
		if a.Role == DutyPerson {
			return true
		}
		awake := false
		s.effects(r, DoUnmute, a.Grid, s.Now, func(_ Occasion, e Effect) { awake = awake || slices.Contains(e.Roles, a.Role) })
		if awake {
			return true
		}
	}
	return false
}

// shorten gives a hazard that is registered in a window the shorter limit of it
// (domain.md 8); of several windows the shortest counts.
func (s *Service) shorten(ctx context.Context, h *Hazard) error {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	percent, names := 100, []string(nil)
	s.effects(r, DoLimits, h.Place.Grid, s.Now, func(o Occasion, e Effect) {
		switch {
		case len(e.Severities) > 0 && !slices.Contains(e.Severities, h.Severity), e.Percent > percent:
		case e.Percent == percent:
			names = append(names, o.Name)
		default:
			percent, names = e.Percent, []string{o.Name}
		}
	})
	if percent == 100 {
		return nil
	}
	limit := s.Policy.Limits[h.Severity]
	h.Limit = limit.Rectify.share(percent)
	h.Deadline = limit.Deadline(h.Limit, s.Now, s.Policy.Calendar)
	h.Shortened = strings.Join(unique(names), "、")
	return nil
}

// share is a part of a limit in per cent, rounded up to a whole unit.
func (d Delay) share(percent int) Delay {
	d.n = max((d.n*percent+99)/100, 1)
	return d
}

// When names the days of an occasion: "9月28日—10月10日", marked while a year's
// table is missing.
func (o Occasion) When() string {
	text := dayName(o.From)
	if !o.To.Equal(o.From) {
		text += "—" + dayName(o.To)
	}
	return marked(text, o.computed)
}

func dayName(t time.Time) string {
	t = t.In(Shanghai)
	return fmt.Sprintf("%d月%d日", t.Month(), t.Day())
}

// Says words what an effect does apart from the tasks it makes.
func (e Effect) Says() string {
	switch e.Do {
	case DoItems:
		return e.Name + "（检查时多问）"
	case DoLimits:
		return fmt.Sprintf("新登记的隐患，整改期限缩短到 %d%%", e.Percent)
	case DoUnmute:
		var names []string
		for _, r := range e.Roles {
			names = append(names, r.String())
		}
		return "休息日照常提醒" + strings.Join(names, "、")
	case DoDuty:
		return "启用值班表"
	case DoFocus:
		return "检查重点：" + e.Name
	}
	return e.Name
}

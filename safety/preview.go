package safety

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// horizon is how far around a moment windows are merged: longer than any single
// visit of a window may take.
const horizon = 100 * 24 * time.Hour

// visits are the merged wishes of all windows that are on, around some days.
func (s *Service) visits(r *Roster, from, to time.Time) []visitWish {
	var wishes []visitWish
	for _, o := range s.Policy.Occasions(r.Windows, from.Add(-horizon), to.Add(horizon)) {
		if o.On(s.Now) {
			wishes = append(wishes, s.Policy.wishes(r, o)...)
		}
	}
	return mergeWishes(wishes)
}

// A Preview is what a window will bring, or has brought, in a year.
type Preview struct {
	Occasion Occasion
	Tasks    []PreviewLine // tasks of people, in order of their beginnings
	Effects  []string      // what it does besides

	Visits []Occurrence // the special occurrences among the tasks, as they will be created
	Duties []SoftDuty   // the soft duties among them
}

// A PreviewLine counts tasks of one kind and one role.
type PreviewLine struct {
	Name   string
	Who    Role
	Number int
	Shared int // of them together with another window
}

// Sum is the number of all tasks.
func (p Preview) Sum() int {
	n := 0
	for _, t := range p.Tasks {
		n += t.Number
	}
	return n
}

// preview counts the tasks of an occasion as they will be created.
func (s *Service) preview(r *Roster, o Occasion) Preview {
	p := Preview{Occasion: o}
	at := map[string]int{}
	for _, v := range s.visits(r, o.From, o.To) {
		if !slices.Contains(v.Windows, o.Key()) {
			continue
		}
		if v.Kind == DoPublicity {
			p.Duties = append(p.Duties, v.softDuty())
		} else {
			p.Visits = append(p.Visits, v.occurrence())
		}
		key := v.Name + string(v.Who)
		if _, seen := at[key]; !seen {
			at[key] = len(p.Tasks)
			p.Tasks = append(p.Tasks, PreviewLine{Name: v.Name, Who: v.Who})
		}
		line := &p.Tasks[at[key]]
		line.Number++
		if len(v.Windows) > 1 {
			line.Shared++
		}
	}
	for _, e := range o.Effects {
		switch {
		case !e.Do.Tasks():
			p.Effects = append(p.Effects, e.Says())
		case s.someDaily(r, o, e):
			p.Effects = append(p.Effects, fmt.Sprintf("%s每天的巡查加看“%s”", e.Who, e.Name))
		}
	}
	return p
}

// someDaily says that daily patrols take in what an effect asks for in some grid.
func (s *Service) someDaily(r *Roster, o Occasion, e Effect) bool {
	for _, g := range r.GridsAt(e.Objects.Grids) {
		for _, span := range o.spans(e, s.Policy.Calendar) {
			if _, taken := s.Policy.daily(r, e, g, span[0]); taken && o.holds(r, g.Code) {
				return true
			}
		}
	}
	return false
}

// String is the line as members read it: "社区安全员 节前安全检查 34 次".
func (l PreviewLine) String() string {
	text := fmt.Sprintf("%s %s %d 次", l.Who, l.Name, l.Number)
	if l.Shared > 0 {
		text += fmt.Sprintf("（其中 %d 次与别的节点合并）", l.Shared)
	}
	return text
}

// Coming are the occasions of the next weeks and those under way, with what
// they bring, for who may decide about them.
func (s *Service) Coming(ctx context.Context, who string) (ps []Preview, err error) {
	defer wrap(&err, "coming windows")
	r, err := s.officeOnly(ctx, who)
	if err != nil {
		return nil, err
	}
	for _, o := range s.Policy.Occasions(r.Windows, s.Now, s.Now.AddDate(0, 0, s.Policy.Intensify.Ahead)) {
		ps = append(ps, s.preview(r, o))
	}
	return ps, nil
}

// PreviewOf is what one window brings, by its key or name.
func (s *Service) PreviewOf(ctx context.Context, who, ref string) (p Preview, err error) {
	defer wrap(&err, "window %s", ref)
	r, err := s.officeOnly(ctx, who)
	if err != nil {
		return p, err
	}
	o, err := s.occasion(r, ref)
	if err != nil {
		return p, err
	}
	return s.preview(r, o), nil
}

// officeOnly is the roster, for a member of the safety office.
func (s *Service) officeOnly(ctx context.Context, who string) (*Roster, error) {
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, err
	}
	if !contains(s.office(r), who) {
		return nil, Refuse("节点由街道安监办安排。您要做的检查发“检查”就能看到。")
	}
	return r, nil
}

// PreviewWindows shows the safety office what begins within the next weeks, once
// for each window and year, on working days, and reminds once a week while there
// is no answer. It can be run again.
func (s *Service) PreviewWindows(ctx context.Context) (err error) {
	defer wrap(&err, "preview windows")
	if !s.Policy.Calendar.IsWorkday(s.Now) {
		return nil
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	tomorrow := Day(s.Now).AddDate(0, 0, 1)
	for _, o := range s.Policy.Occasions(r.Windows, tomorrow, s.Now.AddDate(0, 0, s.Policy.Intensify.Ahead)) {
		waiting := o.Said.State == "" || o.Said.State == WindowAsked
		if !waiting || o.From.Before(tomorrow) || s.Now.Before(o.Said.Nudged.AddDate(0, 0, s.Policy.Daily.Preview.Again)) {
			continue
		}
		if err := s.askAbout(ctx, r, o); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) askAbout(ctx context.Context, r *Roster, o Occasion) error {
	y := s.said(o)
	from := y.State
	y.State, y.Nudged = WindowAsked, s.Now
	if y.Asked.IsZero() {
		y.Asked = s.Now
	}
	if err := s.Store.SaveWindow(ctx, &y, s.event(o.About(), System, WindowShown, string(from), string(y.State), "")); err != nil {
		return err
	}
	p := s.preview(r, o)
	again := ""
	if from == WindowAsked {
		again = "again"
	}
	return s.say(ctx, Notice{
		Kind: "window_preview", Key: o.About() + "/" + s.Now.In(Shanghai).Format("0102"), To: s.office(r), Class: ClassNews,
		About: o.About(), Until: o.From, Preview: &p, Words: map[string]string{"again": again},
	})
}

// said is what was decided about an occasion, ready to be changed.
func (s *Service) said(o Occasion) WindowYear {
	y := o.Said
	y.Key, y.Window, y.Year = o.Key(), o.ID, o.Year
	return y
}

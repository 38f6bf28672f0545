package safety

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// CoverageRules say when the safety office reads of blind spots and what to do
// about each (OB-01).
type CoverageRules struct {
	Weekly     When     `yaml:"weekly"`      // of each week
	AllCovered Cadence  `yaml:"all_covered"` // how often it reads that there is none: week or month
	Advice     []Advice `yaml:"advice"`
	Why        string   `yaml:"why"`
}

// Advice is what to do about the blind spots of a rule.
type Advice struct {
	Rule string `yaml:"rule"`
	Do   string `yaml:"do"`
}

// CoverageRuleIDs are all rules a blind spot can break.
var CoverageRuleIDs = []string{"ORG-1", "ORG-2", "ORG-3", "ORG-4", "ORG-5", "ORG-7", "OB-01", "OB-03", "OB-04"}

// AdviceFor is what to do about a blind spot of a rule.
func (c CoverageRules) AdviceFor(rule string) string {
	i := slices.IndexFunc(c.Advice, func(a Advice) bool { return a.Rule == rule })
	if i < 0 {
		return ""
	}
	return c.Advice[i].Do
}

// TellCoverage tells the safety office once a week what nobody answers for, with
// what to do; and from time to time, that everything is covered. It can be run
// at any moment of the week: after a pause it is made up.
func (s *Service) TellCoverage(ctx context.Context) (err error) {
	defer wrap(&err, "weekly coverage")
	rule, week := s.Policy.Coverage, Weekly.Period(s.Now)
	due := rule.Weekly.In(week, s.Policy.Calendar)
	if Day(s.Now).Before(Day(due)) {
		return nil
	}
	about := "coverage:" + week.ID
	told, err := s.Store.History(ctx, about)
	if err != nil || len(told) > 0 {
		return err
	}
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return err
	}
	spots := Coverage(r, s.Now)
	if err := s.Store.Append(ctx, s.event(about, System, CoverageLooked, "", fmt.Sprint(len(spots)), "")); err != nil {
		return err
	}
	n := Notice{
		Kind: "coverage", Key: about, To: s.office(r), Class: ClassNews, About: about, Due: latest(due, s.Now),
		Words: map[string]string{"n": fmt.Sprint(len(spots)), "week": week.Name(), "grids": fmt.Sprint(r.inspected()), "sites": fmt.Sprint(r.sitesInspected())},
		Lines: s.spotLines(spots),
	}
	before := rule.Weekly.In(week.Prev(), s.Policy.Calendar)
	if len(spots) == 0 && rule.AllCovered == Monthly && before.Month() == due.Month() {
		return nil
	}
	return s.say(ctx, n)
}

// spotLines puts blind spots of the same kind into one line, with what to do.
func (s *Service) spotLines(spots []BlindSpot) []Line {
	const named = 5
	var lines []Line
	at := map[string]int{}
	names := map[string][]string{}
	for _, spot := range spots {
		key := spot.Rule + " " + spot.Text
		if _, known := at[key]; !known {
			at[key] = len(lines)
			lines = append(lines, Line{N: len(lines) + 1, Subject: key, Text: spot.Text})
		}
		names[key] = append(names[key], s.spotName(spot))
	}
	for i, l := range lines {
		all, rule := names[l.Subject], strings.SplitN(l.Subject, " ", 2)[0]
		where := strings.Join(all[:min(named, len(all))], "、")
		if len(all) > named {
			where += fmt.Sprintf("等 %d 处", len(all))
		}
		lines[i].Text = fmt.Sprintf("%s：%s。%s", l.Text, where, s.Policy.Coverage.AdviceFor(rule))
	}
	return lines
}

// spotName is what a blind spot is called; bodies by the name members read.
func (s *Service) spotName(spot BlindSpot) string {
	if kind := BodyKind(spot.Object); kind.String() != spot.Object {
		return s.Policy.Bodies.Display(kind)
	}
	return spot.Name
}

// BlindSpots are the blind spots in the grids a member answers for: all of them
// for the street, those of the community for its head and officers.
func (s *Service) BlindSpots(ctx context.Context, who string) (lines []Line, n int, err error) {
	defer wrap(&err, "blind spots")
	r, err := s.Store.Roster(ctx)
	if err != nil {
		return nil, 0, err
	}
	grids, street := map[string]bool{}, false
	for _, a := range r.Of(who, s.Now) {
		if a.Role.Fact().Rank < 1 {
			continue
		}
		street = street || a.Role.Fact().Rank >= 2
		for _, code := range r.Under(a.Grid) {
			grids[code] = true
		}
	}
	if len(grids) == 0 {
		return nil, 0, Refuse("盲区由社区和街道的负责人查看。")
	}
	spots := slices.DeleteFunc(Coverage(r, s.Now), func(spot BlindSpot) bool {
		site, isSite := r.Site(spot.Object)
		return !street && !grids[spot.Object] && (!isSite || !grids[site.Grid])
	})
	return s.spotLines(spots), len(spots), nil
}

// inspected and sitesInspected count what must be covered.
func (r *Roster) inspected() (n int) {
	for _, g := range r.Grids {
		if !g.Ended {
			n++
		}
	}
	return n
}

func (r *Roster) sitesInspected() (n int) {
	for _, site := range r.Sites {
		if !site.Ended {
			n++
		}
	}
	return n
}

func (w *walk) coverage(c CoverageRules) {
	w.given("coverage", "why", c.Why)
	if c.Weekly.IsZero() {
		w.say("coverage", "weekly is missing")
	}
	if c.AllCovered != Weekly && c.AllCovered != Monthly {
		w.say("coverage/all_covered", "%q is neither week nor month", string(c.AllCovered))
	}
	for _, rule := range CoverageRuleIDs {
		if c.AdviceFor(rule) == "" {
			w.say("coverage/advice", "no advice for rule %s", rule)
		}
	}
	for i, a := range c.Advice {
		if !contains(CoverageRuleIDs, a.Rule) {
			w.say(fmt.Sprintf("coverage/advice/%d/rule", i), "unknown rule %q", a.Rule)
		}
	}
}

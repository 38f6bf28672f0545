package main

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gridwarden/bot/wecomsim"
	"gridwarden/safety"
	"gridwarden/store"
	"gridwarden/testdata"
)

var waysSeed = flag.Uint64("ways-seed", 0, "live the lives of hazards that a seed gives; 0 draws one")

// TestRandomLivesOfHazardsKeepEveryInvariant lets members do at random what they
// may and may not, while the time passes and the ladders climb.
func TestRandomLivesOfHazardsKeepEveryInvariant(t *testing.T) {
	seed := seedOf(*waysSeed)
	t.Logf("seed %d: repeat with go test . -run %s -ways-seed %[1]d", seed, t.Name())
	l := newLives(t, "2026-09-14 10:00", rand.New(rand.NewPCG(seed, 1)))
	l.shelf()
	l.troublemaker()
	n := 0
	for ; n < 1000 || n < 10_000 && (l.closed() == 0 || len(l.undone()) > 0); n++ {
		l.step()
		if t.Failed() {
			return
		}
	}
	for _, do := range l.undone() {
		t.Errorf("in %d steps nobody managed to %s", n, string(do))
	}
	if l.closed() == 0 {
		t.Error("no hazard was ever closed: the lives are too poor to prove anything")
	}
}

// closed is how often a hazard was closed.
func (l *randomLives) closed() int { return l.done[safety.ReviewPass] + l.done[safety.FixOnSpot] }

// onItsOwnForm are acts on a hazard that come with a hand-over only.
var onItsOwnForm = []safety.Action{safety.ProposeHandover, safety.HandOver, safety.TakeBack, safety.AuthorityResult, safety.VisitFailed}

// undone are the actions of the lifecycle that nobody has done yet.
func (l *randomLives) undone() (dos []safety.Action) {
	for _, rule := range safety.Lifecycle {
		itself := slices.Equal(rule.By, []safety.Role{safety.Automatic}) // the program does it; it has its stories
		if l.done[rule.Do] == 0 && rule.From != "" && !itself && !slices.Contains(onItsOwnForm, rule.Do) && !slices.Contains(dos, rule.Do) {
			dos = append(dos, rule.Do)
		}
	}
	return dos
}

// randomLives is a street where everybody does something at random.
type randomLives struct {
	*world
	r      *rand.Rand
	photos []string // ids of pictures that are on file
	nos    []string
	tried  map[safety.Action]int
	done   map[safety.Action]int
	last   map[string]*safety.Hazard // as each hazard was last seen
	cases  int
}

func newLives(t *testing.T, at string, r *rand.Rand) *randomLives {
	return &randomLives{world: newWorld(t, at), r: r, tried: map[safety.Action]int{}, done: map[safety.Action]int{}, last: map[string]*safety.Hazard{}}
}

var townsfolk = []string{
	testdata.CourtyardLead, testdata.Volunteer, testdata.SafetyKeeper, testdata.ShopOwner, testdata.SafetyOfficer, testdata.SecondOfficer,
	testdata.CommunityHead, testdata.SafetyOfficeHead, testdata.SafetyOfficeStaff, testdata.StreetDeputyLead, testdata.StreetPrincipal,
}

// shelf sends every sample picture a few times, so that some are new to a hazard
// and some are not.
func (l *randomLives) shelf() {
	v := l.member(testdata.Volunteer)
	for range 2 {
		for _, s := range wecomsim.Samples() {
			v.phone().SendPhoto(s.JPEG())
			l.settle()
		}
	}
	v.says("取消")
	for _, row := range l.rows("SELECT id FROM photos WHERE sha256 <> ''") {
		l.photos = append(l.photos, row[0])
	}
	if len(l.photos) < 4 {
		l.t.Fatalf("only %d pictures are on file", len(l.photos))
	}
}

// troublemaker makes the volunteer one whose reports the safety office looks at
// first, so that something can be sent on.
func (l *randomLives) troublemaker() {
	l.t.Helper()
	for n := range 7 {
		l.within(func(s *safety.Service) error {
			h, err := s.Report(l.ctx, fmt.Sprintf("malicious-%d", n), testdata.Volunteer, safety.Report{
				Place: safety.Place{Grid: testdata.Courtyard, Label: "梧桐里一号院"}, What: "瞎报的", Photos: l.photos[:1],
			})
			if err != nil {
				return err
			}
			if n >= 3 {
				l.nos = append(l.nos, h.No)
				return nil
			}
			_, err = s.Do(l.ctx, h.No, safety.Reject, testdata.SafetyOfficer, safety.Given{Code: "malicious", Reason: "现场没有这回事"})
			return err
		})
	}
}

// step is one thing that happens.
func (l *randomLives) step() {
	l.t.Helper()
	switch n := l.r.IntN(20); {
	case n == 0 || len(l.nos) < 3:
		l.reports()
	case n < 3:
		now := l.clock.Now().Add(time.Duration(1+l.r.IntN(8)) * time.Hour)
		l.clock.Set(now)
		if err := l.program.climb(l.ctx, now); err != nil {
			l.t.Fatalf("climb: %v", err)
		}
		for _, no := range l.nos {
			l.sound(no)
		}
	default:
		l.clock.Set(l.clock.Now().Add(time.Minute))
		l.acts()
	}
}

func (l *randomLives) reports() {
	l.cases++
	who := pick(l.r, townsfolk)
	in := safety.Report{
		Place: safety.Place{Grid: testdata.Courtyard, Label: "梧桐里一号院"}, What: pick(l.r, []string{"楼道堆了纸箱", "楼道杂物没清", "电动车在楼道充电"}),
		Photos: []string{pick(l.r, l.photos)}, Severity: pick(l.r, []safety.Severity{"", safety.OnSpot, safety.General, safety.General, safety.Serious}),
	}
	if l.r.IntN(3) == 0 {
		in.Place = safety.Place{Grid: testdata.Courtyard, Site: testdata.Shop, Label: "来福小炒"}
	}
	if l.r.IntN(6) == 0 {
		in.After = []string{pick(l.r, l.photos)}
	}
	l.within(func(s *safety.Service) error {
		h, err := s.Report(l.ctx, fmt.Sprintf("life-%d", l.cases), who, in)
		if err == nil {
			l.nos = append(l.nos[max(0, len(l.nos)-29):], h.No) // thirty at a time; new ones come as long as it goes
		}
		return err
	})
}

// acts lets somebody do something to some hazard: mostly what is offered, now
// and then anything.
func (l *randomLives) acts() {
	no, who, do := pick(l.r, l.nos), pick(l.r, townsfolk), pick(l.r, safety.Lifecycle).Do
	merged := false
	l.within(func(s *safety.Service) error {
		h, err := s.Store.Hazard(l.ctx, no)
		if err != nil {
			return err
		}
		if l.r.IntN(5) > 0 {
			if who, do, err = l.offered(s, h, who, do); err != nil {
				return err
			}
		}
		l.tried[do]++
		before, events, err := l.look(s, no)
		if err != nil {
			return err
		}
		if do == safety.ChangeSeverity && l.r.IntN(2) == 0 {
			_, do, err = s.Grade(l.ctx, no, who, l.given(s, h, do))
		} else {
			_, err = s.Do(l.ctx, no, do, who, l.given(s, h, do))
		}
		var refused *safety.Refusal
		if errors.As(err, &refused) {
			after, more, err := l.look(s, no)
			if diff := cmp.Diff(before, after, cmpopts.EquateEmpty()); diff != "" || len(more) != len(events) {
				l.t.Errorf("%s by %s on %s was refused (%s) and left traces:\n%s", string(do), who, no, refused.Sentence(), diff)
			}
			return err
		}
		if err != nil {
			return fmt.Errorf("%s by %s on %s (%s): %w", string(do), who, no, string(before.State), err)
		}
		l.done[do]++
		merged = do == safety.Merge && before.State != safety.Merged
		return nil
	})
	l.sound(no)
	if m := l.hazard(no).MergedInto; m != "" {
		l.sound(m)
		if master := l.hazard(m); merged && (!master.State.Open() || m == no) {
			l.t.Errorf("%s was merged into %s, which is %s", no, m, string(master.State))
		}
	}
}

// offered is something that somebody may do to a hazard: half the time what was
// tried least, or any action but seldom those that end a life early.
func (l *randomLives) offered(s *safety.Service, h *safety.Hazard, who string, do safety.Action) (string, safety.Action, error) {
	by := map[safety.Action][]string{}
	var dos []safety.Action
	for _, id := range townsfolk {
		rules, err := s.Choices(l.ctx, h, id)
		if err != nil {
			return "", "", err
		}
		for _, r := range rules {
			early := r.Do == safety.Void || r.Do == safety.Reject
			if len(by[r.Do]) == 0 && (!early || l.r.IntN(4) == 0) {
				dos = append(dos, r.Do)
			}
			by[r.Do] = append(by[r.Do], id)
		}
	}
	if len(dos) == 0 {
		return who, do, nil
	}
	do = pick(l.r, dos)
	if l.r.IntN(2) == 0 {
		do = slices.MinFunc(dos, func(a, b safety.Action) int { return l.tried[a] - l.tried[b] })
	}
	return pick(l.r, by[do]), do, nil
}

// given is something to go with an action, mostly what it needs.
func (l *randomLives) given(s *safety.Service, h *safety.Hazard, do safety.Action) safety.Given {
	g := safety.Given{Category: h.Category, Reason: "随手写的原因", Requirement: "清空楼道", Photos: []string{pick(l.r, l.photos)}}
	if l.r.IntN(3) > 0 {
		g.Interim = "专人看守"
	}
	if l.r.IntN(10) == 0 {
		g.Photos, g.Reason = nil, ""
	}
	switch do {
	case safety.Accept, safety.ChangeSeverity, safety.AskSeverity:
		g.Severity = pick(l.r, []safety.Severity{safety.General, safety.Serious, safety.Major})
		if do == safety.ChangeSeverity && l.r.IntN(3) == 0 {
			g.Severity = "" // agrees to what was asked
		}
	case safety.Assign, safety.AskSuspension:
		g.Party, g.PartyName = pick(l.r, []string{testdata.ShopOwner, testdata.CourtyardLead, ""}), "某人"
		g.Until = s.Now.AddDate(0, 0, 1+l.r.IntN(35))
	case safety.Reassign:
		g.Whom = pick(l.r, []string{testdata.ShopOwner, testdata.CourtyardLead, testdata.SafetyOfficer, testdata.SecondOfficer})
	case safety.AskExtension:
		g.Until = h.Deadline.Add(time.Duration(1+l.r.IntN(200)) * time.Hour)
	case safety.Merge:
		g.Master = pick(l.r, l.nos)
		if ms, err := s.MergeChoices(l.ctx, h, testdata.SafetyOfficer); err == nil && len(ms) > 0 {
			g.Master = pick(l.r, ms).No
		}
	}
	return g
}

func (l *randomLives) within(do func(s *safety.Service) error) {
	l.t.Helper()
	err := l.program.within(l.ctx, l.clock.Now(), do)
	if no := (*safety.Refusal)(nil); err != nil && !errors.As(err, &no) {
		l.t.Error(err)
	}
}

func (l *randomLives) look(s *safety.Service, no string) (*safety.Hazard, []safety.Event, error) {
	h, err := s.Store.Hazard(l.ctx, no)
	if err != nil {
		return nil, nil, err
	}
	events, err := s.Store.History(l.ctx, h.About())
	return h, events, err
}

// sound checks every invariant of one hazard.
func (l *randomLives) sound(no string) {
	l.t.Helper()
	var h, master *safety.Hazard
	var events []safety.Event
	var steps []safety.Step
	l.read(func(tx *store.Tx) (err error) {
		if h, err = tx.Hazard(l.ctx, no); err != nil {
			return err
		}
		if events, err = tx.History(l.ctx, h.About()); err != nil {
			return err
		}
		if steps, err = tx.Steps(l.ctx, h.About()); err != nil {
			return err
		}
		for master = h; master.State == safety.Merged; {
			if master, err = tx.Hazard(l.ctx, master.MergedInto); err != nil {
				return fmt.Errorf("master of %s: %w", no, err)
			}
		}
		return nil
	})
	l.explained(h, events)
	if merged := h.State == safety.Merged; merged != (h.MergedInto != "") {
		l.t.Errorf("%s is %s and merged into %q", no, string(h.State), h.MergedInto)
	}
	if h.State == safety.Merged {
		l.worst(h)
	}
	if !h.State.Open() && slices.ContainsFunc(steps, func(s safety.Step) bool { return s.State == safety.StepPlanned }) {
		l.t.Errorf("%s is %s and has planned steps", no, string(h.State))
	}
	if h.State == safety.Closed {
		l.proven(h, events)
	}
	if was := l.last[no]; was != nil && (h.Version < was.Version || h.Version == was.Version && !cmp.Equal(was, h, cmpopts.EquateEmpty())) {
		l.t.Errorf("%s changed and its version went from %d to %d:\n%s", no, was.Version, h.Version, cmp.Diff(was, h, cmpopts.EquateEmpty()))
	}
	l.last[no] = h
}

// worst looks whether the master of a merged hazard is at least as severe, unless
// somebody has judged it anew since.
func (l *randomLives) worst(h *safety.Hazard) {
	l.t.Helper()
	m := l.hazard(h.MergedInto)
	for _, e := range l.history(m.About()) {
		if (e.Action == safety.ChangeSeverity || e.Action == safety.Accept) && !e.At.Before(h.Since) {
			return
		}
	}
	if m.Severity.Rank() < h.Severity.Rank() {
		l.t.Errorf("%s is %s, milder than %s (%s) that was merged into it", m.No, string(m.Severity), h.No, string(h.Severity))
	}
}

// explained plays the history again: it must give state, deadline and severity.
func (l *randomLives) explained(h *safety.Hazard, events []safety.Event) {
	l.t.Helper()
	var state, deadline, severity string
	for _, e := range events {
		if e.From != state {
			l.t.Errorf("%s: event %d %s begins at %q, the history was at %q", h.No, e.Seq, string(e.Action), e.From, state)
		}
		state = e.To
		if d, set := e.Detail["deadline"]; set {
			deadline = d
		}
		if s, set := e.Detail["severity"]; set {
			severity = s
		}
	}
	now := ""
	if !h.Deadline.IsZero() {
		now = h.Deadline.In(safety.Shanghai).Format(time.RFC3339)
	}
	if state != string(h.State) || deadline != now || severity != string(h.Severity) {
		l.t.Errorf("%s is %s, due %s, %s; its history says %s, %s, %s", h.No, string(h.State), now, string(h.Severity), state, deadline, severity)
	}
}

// proven looks whether a closed hazard was closed as it must be.
func (l *randomLives) proven(h *safety.Hazard, events []safety.Event) {
	l.t.Helper()
	if len(h.Photos(safety.After)) == 0 && len(h.Photos(safety.AtReview)) == 0 {
		l.t.Errorf("%s is closed without evidence", h.No)
	}
	var end safety.Event
	for _, e := range events {
		if e.To == string(safety.Closed) && e.From != e.To {
			end = e
		}
	}
	if end.Action == safety.FixOnSpot {
		l.onSpot(h, end)
		return
	}
	if end.Action != safety.ReviewPass || len(h.Reviewers) == 0 {
		l.t.Errorf("%s was closed by %s, and %d reviewed it", h.No, string(end.Action), len(h.Reviewers))
	}
	for _, id := range h.Reviewers {
		if id == h.FixedBy || id == h.ClaimedBy {
			l.t.Errorf("%s was reviewed by %s, who fixed or claimed it", h.No, id)
		}
	}
	if h.Severity.Rank() < safety.Major.Rank() {
		return
	}
	office := slices.ContainsFunc(events, func(e safety.Event) bool {
		return e.Action == safety.ReviewPass && slices.Contains(h.Reviewers, e.By) && l.inOffice(e.By, e.At)
	})
	if len(h.Reviewers) < 2 || !office {
		l.t.Errorf("%s is major and was closed by %v", h.No, h.Reviewers)
	}
}

// inOffice says that somebody was of the safety office at a moment, or stood in
// for one who is.
func (l *randomLives) inOffice(who string, at time.Time) (is bool) {
	l.read(func(tx *store.Tx) error {
		r, err := tx.Roster(l.ctx)
		if err != nil {
			return err
		}
		leaves, err := tx.LeavesSince(l.ctx, at)
		is = slices.ContainsFunc(r.WithLeaves(leaves).Of(who, at), func(a safety.Assignment) bool {
			return a.Role == safety.SafetyOfficeHead || a.Role == safety.SafetyOfficeStaff
		})
		return err
	})
	return is
}

// onSpot looks whether what nobody reviewed was put right by its finder, shown
// before and after, during the visit.
func (l *randomLives) onSpot(h *safety.Hazard, end safety.Event) {
	l.t.Helper()
	until := l.program.policy.Limits[safety.OnSpot].Rectify.From(h.RegisteredAt, l.program.policy.Calendar)
	switch {
	case end.At.After(until):
		l.t.Errorf("%s was closed without a reviewer at %s, after %s", h.No, end.At, until)
	case end.By != h.Finder || len(h.Photos(safety.Before)) == 0:
		l.t.Errorf("%s was closed on the spot by %s with %d pictures before; it was found by %s", h.No, end.By, len(h.Photos(safety.Before)), h.Finder)
	}
}

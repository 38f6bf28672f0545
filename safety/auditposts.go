package safety

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A postBook is what the audit keeps of the messages it has seen.
type postBook struct {
	owed      map[string]map[string]bool // key of a step → who must have a message, taken away as they are seen
	sent      map[string]PostFate        // member, matter and words → when they were said last
	vacancies []string                   // keys of reports of vacancies
	digests   map[string]bool            // keys of digests
	wrong     []wrongPost
	keys      map[string]bool // of steps that have messages
}

type wrongPost struct {
	kind GapKind
	post PostFate
	text string
}

// has says whether a member's message about a step was seen.
func (b *postBook) has(step, member string) bool { return !b.owed[step][member] }

// repeatWindow is within which the same words to the same member are a mistake:
// the deliverer holds them back for as long.
const repeatWindow = 4 * time.Hour

// readPosts goes once through the messages of the time, and notes what each
// proves and what is wrong with it.
func (a *Audit) readPosts(ctx context.Context) (*postBook, error) {
	b := &postBook{owed: map[string]map[string]bool{}, sent: map[string]PostFate{}, digests: map[string]bool{}, keys: map[string]bool{}}
	for _, st := range a.steps {
		if st.Ended.IsZero() {
			continue
		}
		a.signs = append(a.signs, st.Ended)
		b.keys[st.Key] = true
		if len(st.To) > 0 {
			b.owed[st.Key] = map[string]bool{}
		}
		for _, id := range st.To {
			b.owed[st.Key][id] = true
		}
	}
	var last time.Time
	err := a.Book.EachPost(ctx, Week(a.Since), func(p PostFate) {
		if p.ended() {
			a.signs = append(a.signs, p.Ended)
		}
		if p.Ended.After(last) {
			last = p.Ended
		}
		a.seePost(b, p)
	})
	return b, err
}

// ForOne is behind the key of a step's message that some members get in other
// words.
const ForOne = "/for/"

func (a *Audit) seePost(b *postBook, p PostFate) {
	step, _, _ := strings.Cut(p.Key, ForOne)
	if who := b.owed[step]; who != nil {
		delete(who, p.Member)
	}
	switch {
	case strings.HasPrefix(p.Key, "vacancy:"):
		b.vacancies = append(b.vacancies, p.Key)
	case strings.HasPrefix(p.Key, "digest:"):
		b.digests[p.Key] = true
	}
	if p.Posted.Before(a.Since) {
		return
	}
	if today := Day(a.Now); p.Due.Before(today) && !p.Due.Before(today.AddDate(0, 0, -1)) {
		a.report.Due++
		a.report.Fates[p.State]++
	}
	a.judgePost(b, p)
	if !p.said() {
		return
	}
	words := p.Member + "\x00" + p.About + "\x00" + p.Sum
	before, again := b.sent[words]
	if again && before.Call != p.Call && p.Ended.Sub(before.Ended).Abs() < repeatWindow {
		b.wrong = append(b.wrong, wrongPost{GapPostDoubled, p, "四小时内发了两遍"})
	}
	b.sent[words] = p
}

// judgePost looks at one message by itself.
func (a *Audit) judgePost(b *postBook, p PostFate) {
	rule := a.Policy.Delivery.Classes[p.Class]
	switch {
	case (p.State == "skipped" || p.State == "failed") && p.Reason == "":
		b.wrong = append(b.wrong, wrongPost{GapPostSilent, p, "没有发出，也没有写原因"})
	case p.said() && rule.Quiet && a.quietAt(p.CallMade):
		b.wrong = append(b.wrong, wrongPost{GapQuiet, p, "在" + Moment(p.CallMade, a.Now) + "发出"})
	case !p.ended() && !p.Next.After(a.Now):
		b.wrong = append(b.wrong, wrongPost{GapPostStuck, p, "从" + Moment(p.Next, a.Now) + "起就该走，还压着"})
	}
	step, _, _ := strings.Cut(p.Key, ForOne)
	if m := stepKey.FindStringSubmatch(step); m != nil && !b.keys[step] {
		if _, known := a.Policy.Ladders[m[1]]; known && p.Posted.Before(a.Now) {
			b.wrong = append(b.wrong, wrongPost{GapPostUnfounded, p, "没有哪一步催办让它发"})
		}
	}
}

// stepKey is what the keys of steps look like: subject/ladder/round/rung.
var stepKey = regexp.MustCompile(`^[a-z]+:.+/([A-Za-z0-9_-]+)/\d+/[A-Za-z0-9_-]+$`)

// quietAt says whether a moment is in quiet hours (T-11).
func (a *Audit) quietAt(at time.Time) bool {
	clock, d := at.In(Shanghai).Format("15:04"), a.Policy.Delivery
	if d.QuietFrom > d.QuietTo {
		return clock >= d.QuietFrom || clock < d.QuietTo
	}
	return d.QuietFrom <= clock && clock < d.QuietTo
}

// eachPost reports what was wrong with messages, and who got too many.
func (a *Audit) eachPost(ctx context.Context, b *postBook) error {
	for _, w := range b.wrong {
		if w.kind == GapPostUnfounded {
			step, _, _ := strings.Cut(w.post.Key, ForOne)
			if known, err := a.Book.StepKnown(ctx, step); err != nil || known {
				if err != nil {
					return err
				}
				continue
			}
		}
		if w.kind == GapPostStuck && !a.neglected(w.post.Next, a.Policy.Escalation.Audit.Stuck) {
			continue
		}
		a.gap(w.kind, w.post.About, w.post.Key+"/"+w.post.Member, w.post.Posted, "给%s的消息（%s）%s", a.roster.Name(w.post.Member), w.post.Key, w.text)
	}
	var capped []Class
	for class, rule := range a.Policy.Delivery.Classes {
		if rule.Capped {
			capped = append(capped, class)
		}
	}
	slices.Sort(capped)
	// What is beyond the cap comes in one digest.
	over, err := a.Book.MessagesADay(ctx, a.Since, capped, a.Policy.Delivery.Cap+1)
	if err != nil {
		return err
	}
	for _, c := range over {
		a.gap(GapCap, "member:"+c.Member, c.Day.Format(time.DateOnly), c.Day, "%s在%s收到 %d 条，最多应是 %d 条", a.roster.Name(c.Member), c.Day.In(Shanghai).Format("1月2日"), c.N, a.Policy.Delivery.Cap)
	}
	return nil
}

// digests looks whether every leader got the digest of every working day on
// whose morning a hazard that had reached the street was open (E-7).
func (a *Audit) digests(ctx context.Context, b *postBook) error {
	street, ok := a.roster.Street()
	if !ok {
		return nil
	}
	for day := Day(a.Since).AddDate(0, 0, 1); day.Before(Day(a.Now)); day = day.AddDate(0, 0, 1) {
		at := clock(a.Policy.Daily.Digest.At).on(day)
		if !a.Policy.Calendar.IsWorkday(day) || !a.alive(at, at.Add(12*time.Hour)) {
			continue
		}
		reason, err := a.toldAt(ctx, at)
		if err != nil {
			return err
		}
		if reason == "" {
			continue
		}
		for _, f := range Roles {
			if !f.Leader {
				continue
			}
			for _, id := range a.roster.Holders(f.Role, street.Code, at) {
				if key := "digest:" + day.Format(time.DateOnly) + "/" + id; !b.digests[key] {
					a.gap(GapDigest, "digest:"+id, day.Format(time.DateOnly), at, "%s没有收到%s的早报，当天应有 %s", a.roster.Name(id), day.Format("1月2日"), reason)
				}
			}
		}
	}
	return nil
}

// toldAt is the number of a hazard or hand-over that had reached the street before
// a moment and was open at it; of what an authority has only the hand-over counts.
func (a *Audit) toldAt(ctx context.Context, at time.Time) (string, error) {
	for _, st := range a.steps {
		kind, id, _ := strings.Cut(st.Subject, ":")
		is := kind+":" == HazardSubject || kind+":" == HandoverSubject && st.Mark != MarkWatch
		rung, _ := auditRung(a.Policy.Ladders[st.Ladder], st.Rung)
		if !is || st.Level < 2 || st.Ended.IsZero() || !st.Ended.Before(at) || st.State != StepTold && st.State != StepNobody || rung.Do == DoDraft {
			continue
		}
		events, err := a.history(ctx, st.Subject)
		if err != nil {
			return "", err
		}
		state := ""
		for _, e := range events {
			if e.To != "" && e.At.Before(at) {
				state = e.To
			}
		}
		switch {
		case HandoverState(state).Open() && kind+":" == HandoverSubject:
			return id, nil
		case State(state).Open() && State(state) != Transferred && kind+":" == HazardSubject:
			h, err := a.Book.Hazard(ctx, id)
			if err != nil {
				return "", err
			}
			return h.No, nil
		}
	}
	return "", nil
}

package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// wordNext shows the next object of a sweep; it stands in buttons' keys.
const wordNext = "下一处"

// sweeps says that a task goes from object to object.
func (v *visit) sweeps(t taskDraft) bool {
	planID, _, _ := strings.Cut(t.ID, "/")
	plan, _ := v.Policy.Plan(planID)
	return len(plan.Covers) > 0
}

// askObject asks which object is next: those that are best taken now are
// suggested, any other can be named, or is found by a location.
func (v *visit) askObject(d *checkDraft, t taskDraft) flow.Question {
	prompt, suggested := "查哪一处？写店名、楼院名，或发位置。", []flow.Location(nil)
	if p, ok := v.progressOf(t.ID); ok {
		prompt = fmt.Sprintf("%s %s已查 %d/%d。接着查哪一处？", t.Where, t.Plan, p.Settled(), len(p.Objects))
		for _, o := range p.Left(v.who) {
			suggested = append(suggested, location(o))
		}
	}
	return flow.Place("object", prompt, &d.Object, v.findObject(t.ID)).Suggest(suggested...).Label("对象").
		Check(func(context.Context, flow.Case) error { return v.within(t, d.Object) })
}

// location is an object as a place to choose.
func location(o safety.Object) flow.Location {
	return flow.Location{Code: o.Key(), Name: o.Name, Label: o.Where}
}

// within refuses what is no object of the task.
func (v *visit) within(t taskDraft, at flow.Location) error {
	if _, ok := v.taskAt(t.ID, at.Code); at.Code != "" && ok {
		return nil
	}
	return safety.Refuse("没有找到“%s”，或者它不在这次%s的范围里。换个名字写，或者发“%s”看建议。", clip(at.Name, 12), t.Plan, wordNext)
}

// findObject finds objects of a sweep by name, and by a location those of the
// courtyards around that are left.
func (v *visit) findObject(id string) flow.Finder {
	return func(ctx context.Context, _ flow.Case, said flow.Location) ([]flow.Location, error) {
		p, ok := v.progressOf(id)
		if !ok {
			return nil, nil
		}
		places, err := v.FindPlaces(ctx, safety.Place{Label: said.Name, Lat: said.Lat, Lon: said.Lon}, v.who, 200)
		if err != nil {
			return nil, err
		}
		here, among := said.Lat != 0 || said.Lon != 0, p.Objects
		if here {
			among = p.Left(v.who)
		}
		var found []flow.Location
		for _, place := range places {
			for _, o := range among {
				if o.Key() == place.Key() || here && o.Grid == place.Grid {
					found = append(found, location(o))
				}
			}
		}
		return found, nil
	}
}

// objectOf is an object of a sweep that a button named.
func (v *visit) objectOf(ctx context.Context, id, object string) (flow.Location, error) {
	t, err := v.TaskAt(ctx, id, object)
	if err != nil {
		return flow.Location{}, err
	}
	if p, ok := v.progressOf(id); ok && p.Looks[object].State == safety.Seen {
		return flow.Location{}, safety.Refuse("%s已由%s查过，不用再查。发“%s”接着查。", t.Where, v.roster.Name(p.Looks[object].By), wordNext)
	}
	return location(t.Object), nil
}

// progressOf is how far a sweep has come, looked up once for a message.
func (v *visit) progressOf(id string) (safety.Progress, bool) {
	if p, known := v.progress[id]; known {
		return p, true
	}
	o, err := v.tx.Occurrence(v.ctx, id)
	if err == nil {
		var p safety.Progress
		if p, err = v.Progress(v.ctx, o); err == nil {
			if v.progress == nil {
				v.progress = map[string]safety.Progress{}
			}
			v.progress[id] = p
			return p, true
		}
	}
	if !errors.Is(err, safety.ErrNotFound) {
		v.failed = err
	}
	return safety.Progress{}, false
}

// shutWords are what tells that an object could not be entered.
var shutWords = []string{"关门", "停业", "锁门", "没人", "没开", "歇业", "搬走", "搬了", "拆了", "进不去", "不让进", "不开门"}

// askShut takes, at any time before something was found, why an object could not
// be entered.
func (d *checkDraft) askShut() flow.Question {
	return flow.Text("shut", "为什么没进去？", &d.Shut, 2, 40).Anytime().Label("没进去").
		Check(func(context.Context, flow.Case) error {
			if slices.ContainsFunc(shutWords, func(w string) bool { return strings.Contains(d.Shut, w) }) {
				return nil
			}
			return safety.Refuse("没看懂。进不去就回“关门”“停业”这样。")
		})
}

// askWhyShut asks it when a button has said that nobody could enter.
func (d *checkDraft) askWhyShut() flow.Question {
	var options []flow.Option
	for _, why := range []string{"今天关门", "长期停业", "已经搬走", "不让进"} {
		options = append(options, flow.Option{ID: why, Label: why})
	}
	return flow.Pick("why-shut", "为什么没进去？", &d.Shut, options...).Label("没进去")
}

// progressed says how far the sweep is after a visit.
func progressed(f safety.Finished) string {
	p := f.Progress
	if p.Complete() {
		return fmt.Sprintf("%s全部走完：%d/%d，辛苦了！", f.Task.Plan.Name, p.Settled(), len(p.Objects))
	}
	text := fmt.Sprintf("%s已查 %d/%d。", f.Task.Plan.Name, p.Settled(), len(p.Objects))
	if n := p.Count(safety.Shut); n > 0 {
		text += fmt.Sprintf("没进去的 %d 处，还要再去。", n)
	}
	return text
}

// offerNext keeps what to offer after a visit.
func (v *visit) offerNext(f safety.Finished) {
	if o := f.Task.Occurrence; o.Special != nil {
		v.next = v.nextOfRound(o, f.Task.Object)
	}
	if len(f.Task.Plan.Covers) == 0 {
		return
	}
	delete(v.progress, f.Task.Occurrence.ID)
	if p, ok := v.progressOf(f.Task.Occurrence.ID); ok && !p.Complete() {
		v.next = v.nextCard(f.Task, p)
	}
}

// nextCard suggests the next object.
func (v *visit) nextCard(t safety.Task, p safety.Progress) *bot.Card {
	left := p.Left(v.who)
	o, id := left[0], t.Occurrence.ID
	here := 0
	for _, x := range left {
		if x.Grid == o.Grid {
			here++
		}
	}
	desc := fmt.Sprintf("%s已查 %d/%d，这个院还剩 %d 处。", t.Plan.Name, p.Settled(), len(p.Objects), here)
	if l := p.Looks[o.Key()]; l.State == safety.Shut {
		desc += fmt.Sprintf("上次没进去：%s。", clip(l.Reason, 20))
	}
	return &bot.Card{
		Source: o.Where, Title: "下一处：" + clip(o.Name, 20), Desc: desc,
		Buttons: []bot.Button{
			{Text: "查这里", Key: flow.BeginKey(flowCheck, wish{Task: id, Object: o.Key()}), Style: bot.Primary},
			{Text: "换一处", Key: flow.BeginKey(flowCheck, wish{Task: id}), Style: bot.Plain},
			{Text: "进不去", Key: flow.BeginKey(flowCheck, wish{Task: id, Object: o.Key(), Closed: true}), Style: bot.Plain},
		},
	}
}

// nextObject shows what is best taken next of the sweep the member owes.
func (v *visit) nextObject(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	for _, t := range v.owed() {
		if t.Progress != nil && len(t.Progress.Left(c.Who)) > 0 {
			return bot.Body{Card: v.nextCard(t, *t.Progress)}, nil
		}
	}
	return plain("您现在没有要走的排查。发“检查”看还有什么要查。")
}

// overview tells how far the sweeps of the member's grids are, courtyard by courtyard.
func (v *visit) overview(ctx context.Context, c flow.Case, _ string) (bot.Body, error) {
	sweeps, err := v.Sweeps(ctx, c.Who)
	if err != nil {
		return bot.Body{}, err
	}
	if len(sweeps) == 0 {
		return plain("您负责的网格里现在没有进行中的排查。")
	}
	var b strings.Builder
	for _, t := range sweeps {
		v.sweepLines(&b, t)
	}
	return bot.Body{Text: strings.TrimSpace(b.String())}, nil
}

// sweepLines tells of one sweep: what is left by courtyard, and what was shut.
func (v *visit) sweepLines(b *strings.Builder, t safety.Task) {
	p := t.Progress
	fmt.Fprintf(b, "%s %s：已查 %d/%d，%s前\n", t.Where, t.Plan.Name, p.Settled(), len(p.Objects), v.Policy.DueBy(t.Occurrence, v.Now))
	if n := p.Count(safety.LookExcused); n > 0 {
		fmt.Fprintf(b, "其中准予不查 %d 处\n", n)
	}
	left := map[string]int{}
	var order []string
	for _, o := range p.Left(v.who) {
		if left[o.Where]++; left[o.Where] == 1 {
			order = append(order, o.Where)
		}
	}
	slices.Sort(order)
	for i, where := range order {
		if i == most {
			fmt.Fprintf(b, "…… 还有 %d 个楼院\n", len(order)-most)
			break
		}
		fmt.Fprintf(b, "· %s还剩 %d 处\n", where, left[where])
	}
	shut := 0
	for _, o := range p.Objects {
		if l := p.Looks[o.Key()]; l.State == safety.Shut {
			if shut++; shut <= most {
				fmt.Fprintf(b, "· 没进去：%s（%s，%s）\n", o.Full(), l.Reason, v.roster.Name(l.By))
			}
		}
	}
	if shut > 0 {
		b.WriteString("一直进不去的，社区主任发“准予免查”。\n")
	}
}

// lastPart is the last name of a place: 梧桐里一号院 of 梧桐里社区·梧桐里一号院.
func lastPart(where string) string {
	parts := strings.Split(where, "·")
	return parts[len(parts)-1]
}

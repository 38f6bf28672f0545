package handlers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gridwarden/bot"
	"gridwarden/bot/flow"
	"gridwarden/safety"
)

// A window may ask for a visit to each of many places. Members see those of one
// name and day as one round (节前安全检查 34 处) and go from place to place, as in
// a sweep; each place is an occurrence by itself.

// roundPrefix begins what stands for a round where the id of an occurrence could
// stand too.
const roundPrefix = "round/"

// roundOf is the round a special occurrence belongs to.
func roundOf(o *safety.Occurrence) string {
	return roundPrefix + o.Due.In(safety.Shanghai).Format("0102") + "/" + o.Special.Name
}

func isRound(id string) bool { return strings.HasPrefix(id, roundPrefix) }

// owed are the member's tasks, looked up once for a message.
func (v *visit) owed() []safety.Task {
	if v.owes == nil {
		tasks, err := v.Owed(v.ctx, v.who)
		if err != nil {
			v.failed = err
		}
		v.owes = append([]safety.Task{}, tasks...)
	}
	return v.owes
}

// inRound are the places of a round still to be seen, nearest to a grid first.
func (v *visit) inRound(id, near string) []safety.Task {
	var here, elsewhere []safety.Task
	for _, t := range v.owed() {
		switch {
		case t.Occurrence.Special == nil || roundOf(t.Occurrence) != id: // another's
		case t.Object.Grid == near:
			here = append(here, t)
		default:
			elsewhere = append(elsewhere, t)
		}
	}
	return append(here, elsewhere...)
}

// offers are the tasks of the member as he chooses among them: the places of a
// round together, unless there is but one. With a plan only those of it are
// offered, if there are any.
func (v *visit) offers(plan string) (offers []taskDraft) {
	at := map[string]int{}
	for _, t := range v.owed() {
		if t.Plan.Joint {
			continue // by its own way: see joint.go
		}
		d := taskDraft{ID: t.Occurrence.ID, Plan: t.Plan.Name, Where: t.Where}
		if t.Occurrence.State == safety.Missed {
			d.Plan = "补" + d.Plan
		}
		if t.Occurrence.Special != nil {
			round := roundOf(t.Occurrence)
			if i, known := at[round]; known {
				offers[i].ID, offers[i].Places = round, offers[i].Places+1
				continue
			}
			at[round], d.Places = len(offers), 1
		}
		offers = append(offers, d)
	}
	of := func(d taskDraft) bool { return strings.HasPrefix(d.ID, plan+"/") }
	if plan != "" && slices.ContainsFunc(offers, of) {
		offers = slices.DeleteFunc(offers, func(d taskDraft) bool { return !of(d) })
	}
	return offers
}

// wanted is the task or round that a button named. Of a round with one place left
// it is that place.
func (v *visit) wanted(id string) (taskDraft, bool) {
	if left := v.inRound(id, ""); len(left) == 1 {
		id = left[0].Occurrence.ID
	}
	for _, d := range v.offers("") {
		if d.ID == id {
			return d, true
		}
	}
	for _, t := range v.owed() {
		if t.Occurrence.ID == id && !t.Plan.Joint {
			return taskDraft{ID: id, Plan: t.Plan.Name, Where: t.Where}, true
		}
	}
	return taskDraft{}, false
}

// occurrence is what a draft is about: of a round that of the chosen place.
func (d *checkDraft) occurrence() string {
	if isRound(d.Which) {
		return d.Place
	}
	return d.Which
}

// choose notes which occurrence of a round was chosen, and that it was begun.
func (v *visit) choose(d *checkDraft) {
	chosen := v.placeIn(d.Which, d.Object.Code)
	if chosen == "" || chosen == d.Place {
		return
	}
	d.Place = chosen
	if err := v.Begin(v.ctx, chosen, v.who); err != nil {
		v.failed = err
	}
}

// askPlace asks which place of a round is next.
func (v *visit) askPlace(d *checkDraft, t taskDraft) flow.Question {
	left := v.inRound(t.ID, "")
	var suggested []flow.Location
	for _, x := range left {
		suggested = append(suggested, location(x.Object))
	}
	prompt := fmt.Sprintf("%s还有 %d 处。先查哪一处？写名字，或发位置。", t.Plan, len(left))
	return flow.Place("object", prompt, &d.Object, v.findIn(left)).Suggest(suggested...).Label("地点").
		Check(func(context.Context, flow.Case) error {
			if v.placeIn(t.ID, d.Object.Code) == "" {
				return safety.Refuse("没有找到“%s”，或者它不在这次%s的范围里，也可能已经查过。换个名字写。", clip(d.Object.Name, 12), t.Plan)
			}
			return nil
		})
}

// placeIn is the occurrence at a place of a round that is still to be seen.
func (v *visit) placeIn(id, code string) string {
	for _, t := range v.inRound(id, "") {
		if code != "" && t.Object.Key() == code {
			return t.Occurrence.ID
		}
	}
	return ""
}

// findIn finds places of a round by name, or those of the courtyards around a
// location.
func (v *visit) findIn(left []safety.Task) flow.Finder {
	return func(ctx context.Context, _ flow.Case, said flow.Location) ([]flow.Location, error) {
		places, err := v.FindPlaces(ctx, safety.Place{Label: said.Name, Lat: said.Lat, Lon: said.Lon}, v.who, 200)
		if err != nil {
			return nil, err
		}
		here := said.Lat != 0 || said.Lon != 0
		var found []flow.Location
		for _, place := range places {
			for _, t := range left {
				if t.Object.Key() == place.Key() || here && t.Object.Grid == place.Grid {
					found = append(found, location(t.Object))
				}
			}
		}
		return found, nil
	}
}

// nextOfRound offers the next place after one of a round, the nearest first.
func (v *visit) nextOfRound(o *safety.Occurrence, at safety.Object) *bot.Card {
	v.owes = nil
	id := roundOf(o)
	left := v.inRound(id, at.Grid)
	if len(left) == 0 {
		return nil
	}
	t := left[0]
	card := &bot.Card{
		Source: t.Object.Where, Title: "下一处：" + clip(t.Object.Name, 20),
		Desc: fmt.Sprintf("%s还有 %d 处，%s前做完。", t.Plan.Name, len(left), v.Policy.DueBy(t.Occurrence, v.Now)),
		Buttons: []bot.Button{
			{Text: "查这里", Key: flow.BeginKey(flowCheck, wish{Task: t.Occurrence.ID}), Style: bot.Primary},
			{Text: "换一处", Key: flow.BeginKey(flowCheck, wish{Task: id}), Style: bot.Plain},
			{Text: "进不去", Key: flow.BeginKey(flowCheck, wish{Task: t.Occurrence.ID, Closed: true}), Style: bot.Plain},
		},
	}
	if len(left) == 1 {
		card.Buttons = append(card.Buttons[:1:1], card.Buttons[2])
	}
	return card
}

// shutOfRound asks the level above to excuse a place that could not be entered:
// there is no later visit to it in this window.
func (v *visit) shutOfRound(ctx context.Context, c flow.Case, d checkDraft) (string, error) {
	id := d.occurrence()
	t, err := v.Task(ctx, id)
	if err != nil {
		return "", err
	}
	asked, err := v.AskExcuse(ctx, id, c.Who, "没进去："+d.Shut)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s记下了：%s。已请%s准予免查；%s前开门了还可以来查。", t.Where, d.Shut, v.names(asked), v.Policy.DueBy(t.Occurrence, v.Now)), nil
}
